"""What is in force on a day: joins rows to the effective-dated rows valid for them."""

from __future__ import annotations

from typing import Any

import pandas as pd


def join(rows: pd.DataFrame, rules: pd.DataFrame, on: Any, by: list[str]) -> pd.DataFrame:
    """Each of `rows` beside each of `rules` with the same `by` that is valid on its day in `on` (one per row)."""
    paired = rows.assign(_on=pd.Series(on, index=rows.index).astype("datetime64[s]")).merge(
        rules, how="cross" if not by else "inner", on=by or None
    )
    valid = paired["_on"].between(paired["valid_from"], paired["valid_to"])
    return paired[valid].drop(columns=["_on", "valid_from", "valid_to"])
