"""Ranking: how sure a rate is, and the place it gives an agency among its peers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla.scorecards import FEWEST_COUNTED

Z = 1.959963984540054  # two-sided 95 % of the normal distribution
PEERS = ["group", "stage", "policy"]
DIGITS = 12  # what differs only by rounding is a tie

Rates = np.ndarray[Any, np.dtype[np.float64]]


def interval(met: int, counted: int) -> tuple[float, float] | None:
    """Between which rates the true one lies with 95 % certainty (Wilson 1927); None when nothing is decided."""
    if counted == 0:
        return None
    low, high = intervals([met], [counted])
    return float(low[0]), float(high[0])


def intervals(met: Any, counted: Any) -> tuple[Rates, Rates]:
    """The same for many at once; NaN where nothing is decided."""
    n = np.where(np.asarray(counted) == 0, np.nan, counted).astype("float64")
    share, weight = np.asarray(met) / n, n + Z**2
    centre = (n * share + Z**2 / 2) / weight
    half = Z * np.sqrt(n * share * (1 - share) + Z**2 / 4) / weight
    low, high = np.round(centre - half, DIGITS), np.round(centre + half, DIGITS)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def rank(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with `counted`, `rate`, `low`, `high`, `place` and `peers`; below FEWEST_COUNTED with `counted` alone.

    `lines` has agency_id, PEERS, met, late and overdue. Peers are the agencies of the same group on the same line;
    `peers` is how many of them have a place. The lower end of the interval decides, so that one quick ticket is no
    first place; whoever has the same shares the place, and the next one is left out.
    """
    counted = lines[["met", "late", "overdue"]].sum(axis=1)
    enough = counted >= FEWEST_COUNTED
    low, high = intervals(lines["met"], counted)
    ranked = lines.assign(counted=counted, rate=lines["met"] / counted, low=low, high=high)
    figures = ["rate", "low", "high"]
    ranked[figures] = ranked[figures].where(enough)
    among = ranked.groupby(PEERS)["low"]
    place, peers = among.rank(method="min", ascending=False), among.transform("count").where(enough)
    return ranked.assign(place=place.astype("Int64"), peers=peers.astype("Int64"))
