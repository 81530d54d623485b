"""What takes seconds to make up: made once, and only by who looks at it."""

from __future__ import annotations

import pytest

from demo.scorecards import all_agencies
from include.sla.scorecards import Scorecard


@pytest.fixture(scope="session")
def agencies() -> tuple[Scorecard, ...]:
    """The sample's week: one scorecard for each agency of the register."""
    return tuple(all_agencies())
