"""Contradictions: what LAPOR's history tells of a moment at which its exports showed otherwise.

A true event contradicts them in two ways: the first export after it shows otherwise than the history does by then; or
exports had shown the same before, which no act confirms, and nothing lies between that could make it happen twice.
An export made after the history was told may show what happened since. While it still shows the old state, the event
waits, neither believed nor wrong, until the history is told again.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from include.sla.tables import UNKNOWN
from include.sla.tickets import ENDED, HELD

ANSWER = ["followed_up"]
REPLY = ["replied"]
HOLDING, PAUSES, ENDINGS = ["disposed", "returned"], ["postponed", "resumed"], [*ENDED, "reopened"]
# The kinds of one matter, and those after which exports may show otherwise again.
MATTERS = [
    (HOLDING, HOLDING),
    (PAUSES, PAUSES),
    (ENDINGS, ENDINGS),
    (ANSWER, [*ANSWER, *REPLY, "disposed", "reopened", *PAUSES]),
    (REPLY, [*ANSWER, *REPLY, "disposed", *PAUSES, *ENDINGS]),
]


def judge(true: pd.DataFrame, observed: pd.DataFrame, seen: pd.DataFrame, told_at: pd.Series[Any]) -> pd.DataFrame:
    """Of each `true` event whether it is `wrong`, or `waits`; neither when it has a place in an observed interval.

    Both EVENTS with `moment` and `party`, and `confirming` that place (see merger); `observed` are those that no act
    confirms. `seen` are SNAPSHOTS with `state` and `agency_id` read from LAPOR's words; `told_at`, by ticket, is when
    its history was told last.
    """
    verdict = pd.DataFrame({"wrong": False, "waits": False}, index=true.index)
    if true.empty:  # as ever, where LAPOR's API is not asked
        return verdict
    shown = look(seen[seen["ticket_id"].isin(true["ticket_id"])], told_at)
    for kinds, undone_by in MATTERS:
        told, stayed = (events[events["kind"].isin(undone_by)] for events in (true, observed))
        new = told[told["kind"].isin(kinds) & ~told["confirming"]]
        doubts = doubt(new, told, shown, kinds)
        verdict.loc[new.index, "wrong"] = doubts["known"] | told_before(told, stayed)[new.index]
        verdict.loc[new.index, "waits"] = doubts["same"]
    return verdict


def look(seen: pd.DataFrame, told_at: pd.Series[Any]) -> pd.DataFrame:
    """What each understood snapshot shows: `shown` state, and `shown_with` whom where it says so; in order of time.

    `known`: the history has been told since; `same`: nothing is shown to have changed since the snapshot before.
    """
    rows = seen[seen["state"] != UNKNOWN]
    shown_with = rows["agency_id"].where(rows["state"].isin(HELD), "")
    shown = rows[["fetched_at", "ticket_id", "state"]].set_axis(["seen_at", "ticket_id", "shown"], axis="columns")
    shown = shown.assign(shown_with=shown_with).sort_values(["seen_at", "ticket_id", "shown", "shown_with"])
    was = shown.groupby("ticket_id")[["shown", "shown_with"]].shift().fillna({"shown": "unverified", "shown_with": ""})
    same = (was == shown[["shown", "shown_with"]]).all(axis="columns")
    known = shown["seen_at"] <= told_at.reindex(shown["ticket_id"]).set_axis(shown.index)
    return shown.assign(known=known, same=same)


def doubt(new: pd.DataFrame, told: pd.DataFrame, shown: pd.DataFrame, kinds: list[str]) -> pd.DataFrame:
    """Where the first snapshot after each shows otherwise than what was told last by then: its `known` and `same`."""
    rows = new[["ticket_id", "moment"]].assign(place=new.index).sort_values("moment", kind="stable")
    later = pd.merge_asof(rows, shown, left_on="moment", right_on="seen_at", by="ticket_id", direction="forward")
    looks = later.drop(columns="moment").dropna(subset="seen_at").sort_values("seen_at", kind="stable")
    last = told[["ticket_id", "moment", "kind", "agency_id"]].sort_values("moment", kind="stable")
    both = pd.merge_asof(looks, last, left_on="seen_at", right_on="moment", by="ticket_id").set_index("place")
    found = both[both["kind"].isin(kinds) & contrary(both)]
    return found[["known", "same"]].astype("bool").reindex(new.index, fill_value=False)


def contrary(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether what is `shown`, and with whom, cannot follow the event of this kind and agency."""
    kind, agency_id, shown, shown_with = (rows[name] for name in ("kind", "agency_id", "shown", "shown_with"))
    elsewhere = ~shown.isin(["archived", "rejected"]) & (shown_with != agency_id)
    silent = shown.isin(["unverified", "waiting"]) & (agency_id != "") & ((shown_with == "") | ~elsewhere)
    return (
        (kind.isin(HOLDING) & elsewhere)
        | ((kind == "postponed") & (shown != "postponed"))
        | ((kind == "resumed") & (shown == "postponed"))
        | (kind.isin(ENDED) & (shown != kind))
        | ((kind == "reopened") & shown.isin(ENDED))
        | ((kind == "followed_up") & silent)
        | ((kind == "replied") & shown.isin(["unverified", "waiting", "in_progress"]))
    )


def told_before(told: pd.DataFrame, stayed: pd.DataFrame) -> pd.Series[bool]:
    """Whether the last thing before each is the same one, which exports had shown already."""
    both = pd.concat([stayed.assign(shown=True), told.assign(shown=False)])
    both = both.sort_values(["ticket_id", "moment", "shown"], ascending=[True, True, False], kind="stable")
    before = both.groupby("ticket_id")[["kind", "party", "shown"]].shift()
    same = before["shown"].eq(True) & before["kind"].eq(both["kind"]) & before["party"].eq(both["party"])
    return same[~both["shown"]]
