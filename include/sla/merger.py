"""The merger of what exports showed with what LAPOR's own history tells: true moments where they are known.

`source` says of each event where its moment comes from. What exports proved stands against the history, and what no
history confirms stays as it was observed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import pandas as pd

from include.sla.contradictions import judge
from include.sla.faults import report
from include.sla.tables import EVENTS, shape
from include.sla.tickets import REMARKS, in_order

PRECISION = timedelta(minutes=1)  # exports tell their moment without seconds
KEY = ["ticket_id", "family", "party"]
FAMILY = {"lapsed": "closed"}  # "Selesai" in an export may be either
HOLDER = ["ticket_id", "agency_id"]
BY_AGENCY = ["disposed", "followed_up"]  # events of which there may be one by each agency


class Merged(NamedTuple):
    """EVENTS, each with its source, and the DATA_FAULTS where history and exports do not agree."""

    events: pd.DataFrame
    faults: pd.DataFrame


def merge(observed: pd.DataFrame, true: pd.DataFrame, calls: pd.DataFrame, seen: pd.DataFrame) -> Merged:
    """The EVENTS that exports showed, corrected by the `true` ones of histories told at these CALLS.

    `seen` are SNAPSHOTS with `state` and `agency_id` read from LAPOR's words. The order of the rows does not matter.
    """
    observed, true = keyed(observed), keyed(true)
    pairs = match(observed, true)
    confirmed = observed.loc[pairs.to_numpy()].set_index(pairs.index)
    true = placed(true, confirmed)
    told_at = calls.groupby("ticket_id")["fetched_at"].max()
    others = with_calls(observed.drop(pairs.to_numpy()), told_at)
    verdict = judge(true, others, seen, told_at)
    wrong, believed = true[verdict["wrong"]], true[~verdict.any(axis="columns")]
    others["disputed"] = others.set_index(KEY).index.isin(wrong.set_index(KEY).index)
    added = believed[~believed["confirming"]]
    events = pd.concat([corrected(confirmed, believed), stay(others), added])
    return Merged(arrange(events), report({"unconfirmed": unconfirmed(others), "contradicts_export": wrong}))


def keyed(events: pd.DataFrame) -> pd.DataFrame:
    """In order, with `party`, the agency where it tells events apart, their `family`, and their `moment`."""
    rows = arrange(events)
    party = rows["agency_id"].where(rows["kind"].isin(BY_AGENCY), "")
    return rows.assign(party=party, family=rows["kind"].replace(FAMILY), moment=rows["at"])


def arrange(events: pd.DataFrame) -> pd.DataFrame:
    return shape(in_order(events.sort_values(list(EVENTS))), EVENTS)


def match(observed: pd.DataFrame, true: pd.DataFrame) -> pd.Series[int]:
    """Which observed event each true one confirms, by their places: the first that lies in its interval."""
    names = [*KEY, "at", "earliest_at"]
    shown, told = (frame[names].assign(place=frame.index) for frame in (observed, true))
    both = shown.merge(told, on=KEY, suffixes=("", "_told"))
    after, before = both["at_told"] > both["earliest_at"], both["earliest_at_told"] < both["at"] + PRECISION
    fits = both.assign(loose=both["earliest_at_told"] > both["at"])[after & before]
    fits = fits.sort_values(["loose", "place_told", "place"])
    return fits.drop_duplicates("place_told").drop_duplicates("place").set_index("place_told")["place"]


def placed(true: pd.DataFrame, confirmed: pd.DataFrame) -> pd.DataFrame:
    """With `confirming`, and its `moment` not after the export that shows it."""
    shown_at = confirmed["at"].reindex(true.index)
    moment = true["at"].mask(true["at"] > shown_at, shown_at)
    return true.assign(moment=moment, confirming=shown_at.notna())


def corrected(confirmed: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    """Observed events at the moments of the true ones that confirm them, and by who had the ticket then.

    They stay as they are where the history knows no moment either, and no disposition to who it says had it.
    """
    told = true.loc[confirmed.index]
    exact = told["at"] == told["earliest_at"]
    given = true[true["kind"] == "disposed"].set_index(HOLDER).index
    better: dict[str, Any] = {
        "at": exact,
        "earliest_at": exact,
        "source": exact,
        "kind": exact,
        "agency_id": told.set_index(HOLDER).index.isin(given),
    }
    return confirmed.assign(**{name: confirmed[name].mask(mask, told[name]) for name, mask in better.items()})


def with_calls(observed: pd.DataFrame, told_at: pd.Series[Any]) -> pd.DataFrame:
    """With `told_at`, when its history was told last, and whether it was `asked` for since it happened."""
    last = told_at.reindex(observed["ticket_id"]).set_axis(observed.index)
    return observed.assign(told_at=last, asked=last >= observed["at"] + PRECISION)


def stay(others: pd.DataFrame) -> pd.DataFrame:
    """What no act confirms stays; but an answer that was only possible is not, once the history has been told.

    What was not told of yet has happened since.
    """
    kept = others[~((others["kind"] == "possibly_followed_up") & others["asked"])]
    since = kept["told_at"]
    later = (since < kept["at"]) & (since > kept["earliest_at"]) & ~kept["disputed"] & ~kept["kind"].isin(REMARKS)
    return kept.assign(earliest_at=kept["earliest_at"].mask(later, since))


def unconfirmed(others: pd.DataFrame) -> pd.DataFrame:
    """Of what was asked for since, what the history should have told."""
    expected = ~others["kind"].isin(["possibly_followed_up", *REMARKS])
    return others[others["asked"] & expected & ~others["disputed"]]
