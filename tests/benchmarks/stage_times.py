"""Row B: events into the stage times of their tickets; and the whole of the clocks beside it."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from tests.benchmarks import product, timing
from tests.benchmarks.history import History
from tests.benchmarks.lives import ENDS
from tests.benchmarks.results import Baseline, Result, at_least, at_most

COLUMNS = ("disposed", "answered", "settled", "ended")
PIVOT = Baseline(
    "pandas pivot", "`groupby([ticket_id, kind])[at].agg([min, max]).unstack(kind)`, and four of its columns"
)
AGGREGATED = Baseline(
    "pandas agg",
    "a column for each time, empty in rows of other kinds, and one `groupby(ticket_id).agg` of min and max",
)
POLARS = Baseline(
    "polars", "one `group_by(ticket_id).agg` with a filter for each time, over the same rows, on all cores"
)


def measure(history: History, repetitions: int) -> list[Result]:
    tickets, events = history.tickets, history.events
    frame = for_polars(events)
    check(history, frame)
    times = timing.compare(
        {
            "house": lambda: product.stage_times(tickets, events),
            "pivot": lambda: pivot(events),
            "aggregated": lambda: aggregated(events),
            "polars": lambda: grouped(frame),
            "clocks": lambda: product.run(tickets, events, history.rules),
        },
        repetitions,
    )
    house, what = times["house"], f"{len(events):,} events into the stage times of {len(tickets):,} tickets"
    whole, beside = median(times["clocks"]) / len(tickets) * 1e6, timing.ratio(times["clocks"], times["pivot"])
    all_clocks = f"the whole of their {len(history.clocks):,} clocks, by all rules"
    return [
        at_least("B", what, 5, timing.ratio(times["pivot"], house), PIVOT),
        at_least("B", what, 5, timing.ratio(times["aggregated"], house), AGGREGATED),
        at_most("B", what, 2, timing.ratio(house, times["polars"]), POLARS),
        Result("B", all_clocks, "", f"{whole:.1f} µs a ticket, {beside:.2f} ×", None, PIVOT),
    ]


def pivot(events: pd.DataFrame) -> pd.DataFrame:
    times: Any = events.groupby(["ticket_id", "kind"])["at"].agg(["min", "max"]).unstack("kind")
    ended = times["max"].reindex(columns=list(ENDS)).max(axis=1)
    first, last = times["min"], times["max"]
    columns = (first["disposed"], first["followed_up"], last["followed_up"], ended)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def aggregated(events: pd.DataFrame) -> pd.DataFrame:
    at, kind = events["at"], events["kind"]
    given, answered, ended = at.where(kind == "disposed"), at.where(kind == "followed_up"), at.where(kind.isin(ENDS))
    times = {"ticket_id": events["ticket_id"], "disposed": given, "answered": answered, "settled": answered}
    ways = {"disposed": "min", "answered": "min", "settled": "max", "ended": "max"}
    return pd.DataFrame(times | {"ended": ended}).groupby("ticket_id").agg(ways)


def grouped(frame: pl.DataFrame) -> pl.DataFrame:
    at, kind = pl.col("at"), pl.col("kind")
    return frame.group_by("ticket_id").agg(
        at.filter(kind == "disposed").min().alias("disposed"),
        at.filter(kind == "followed_up").min().alias("answered"),
        at.filter(kind == "followed_up").max().alias("settled"),
        at.filter(kind.is_in(ENDS)).max().alias("ended"),
    )


def for_polars(events: pd.DataFrame) -> pl.DataFrame:
    texts = {name: pl.Series(events[name].to_numpy(dtype=object)) for name in ("ticket_id", "kind")}
    return pl.DataFrame(texts | {"at": pl.Series(events["at"].dt.tz_convert(None).to_numpy())})


def check(history: History, frame: pl.DataFrame) -> None:
    """All contestants agree on every ticket, and with a plain loop over the first ones."""
    ids, events = history.tickets["ticket_id"], history.events
    house = pd.DataFrame(product.stage_times(history.tickets, events))
    for found in (pivot(events), aggregated(events)):
        times = found.reindex(ids).apply(lambda column: column.dt.tz_convert(None))
        pd.testing.assert_frame_equal(times.reset_index(drop=True), house, check_dtype=False)
    polars = grouped(frame).sort("ticket_id")
    rows = np.searchsorted(ids.to_numpy(dtype=object), polars["ticket_id"].to_numpy())
    for name in COLUMNS:
        assert np.array_equal(polars[name].to_numpy(), house[name].to_numpy()[rows], equal_nan=True), name
        assert house[name].drop(rows).isna().all(), name
    for row in range(min(500, len(ids))):
        told = plain(events.iloc[: 500 * len(COLUMNS) * 5], ids[row])
        assert [str(at) for at in house.iloc[row]] == [str(at) for at in told], ids[row]


def plain(events: pd.DataFrame, ticket_id: str) -> list[Any]:
    own = events[events["ticket_id"] == ticket_id]
    at = list(zip(own["kind"], own["at"].dt.tz_convert(None), strict=True))
    first, answers, ends = (
        [moment for kind, moment in at if kind in kinds] for kinds in (["disposed"], ["followed_up"], ENDS)
    )
    never = pd.NaT
    return [
        min(first, default=never),
        min(answers, default=never),
        max(answers, default=never),
        max(ends, default=never),
    ]
