"""One history for all rows of the table, told once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from include.jobs.rules import load_rules
from include.sla.rules import Rules
from tests.benchmarks import lives, product


@dataclass(frozen=True)
class History:
    tickets: pd.DataFrame
    events: pd.DataFrame
    clocks: pd.DataFrame
    rules: Rules

    @classmethod
    def of(cls, number: int) -> History:
        """That many tickets with all that befell them, and their clocks."""
        rules = load_rules()
        (life,) = lives.batches(number, number)
        return cls(life.tickets, life.events, product.run(life.tickets, life.events, rules), rules)
