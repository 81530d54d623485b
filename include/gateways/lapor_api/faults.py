"""Why LAPOR has not told: what may be tried again, what may not, and what ends the whole run.

None of them carries anything of the request or of the answer: the one holds secrets, the other personal data.
"""

from __future__ import annotations


class NoAnswer(Exception):
    """LAPOR did not tell, and asking once more would not help."""


class Broken(NoAnswer):
    """The answer cannot be used; another try may bring a good one."""

    def __init__(self, problem: str, retry_after: float | None = None) -> None:
        super().__init__(problem)
        self.retry_after = retry_after  # seconds that LAPOR asks us to wait


class NotFound(NoAnswer):
    """LAPOR has no such ticket."""


class Forbidden(NoAnswer):
    """LAPOR knows us, and keeps this from us."""


class WrongCredentials(NoAnswer):
    """LAPOR does not know us."""


class Spent(Exception):
    """The run's budget allows no further request."""


class Stopped(Exception):
    """The run ends here; the message says why, and what to do."""
