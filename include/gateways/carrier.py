"""What a carrier of letters promises, and the ways in which it can fail to carry one."""

from __future__ import annotations

from typing import Protocol

from include.gateways.message import Message


class Carrier(Protocol):
    """A road by which letters leave."""

    @property
    def name(self) -> str: ...

    @property
    def repeatable(self) -> bool:
        """Carrying a delivery again replaces the first instead of doubling it."""

    @property
    def outward(self) -> bool:
        """Letters leave the house, so their addresses must be allowed to get them."""

    def send(self, message: Message) -> str:
        """Return the carrier's reference once it has accepted the message; TryAgain or DoNotRetry otherwise."""


class TryAgain(Exception):
    """Certainly not accepted, and may be accepted later: it is safe to try again."""

    state = "approved"


class DoNotRetry(Exception):
    """Trying again by itself would be useless or would risk a second letter."""

    state = "unknown"


class Refused(DoNotRetry):
    """Certainly not accepted, and not before somebody changes something."""

    state = "refused"


class OutcomeUnknown(DoNotRetry):
    """Perhaps accepted: only a person who has looked may send it again."""
