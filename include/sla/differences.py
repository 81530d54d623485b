"""Differences: how a week that was told would be told now, clock by clock, and what made the difference."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from include.sla.tables import DIFFERENCES, shape
from include.sla.week import Week

KEY = ["agency_id", "ticket_id", "stage", "policy", "round"]
STEPS = ("later_export", "calendar", "rulebook")
# Of a later export, where it is known what it changed about the ticket; the first that holds.
REFINED = ("reclassified", "reassigned", "withdrawn_from_view")
REASONS = (*STEPS, *REFINED)


class Look(NamedTuple):
    """One look back at a week: TICKETS and EVENTS as of its end, and `figures.standing` of their clocks."""

    tickets: pd.DataFrame
    events: pd.DataFrame
    standing: pd.DataFrame


def differences(told: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """KEY, `was`, `became` of the clocks of two standings of a week whose outcomes differ; empty where there is none.

    Per line, the outcomes of `told`, less those that were, with those they became, are the outcomes of `now`.
    """
    both = pd.merge(
        told[[*KEY, "outcome"]].rename(columns={"outcome": "was"}),
        now[[*KEY, "outcome"]].rename(columns={"outcome": "became"}),
        how="outer",
        on=KEY,
    ).fillna({"was": "", "became": ""})
    return both[both["was"] != both["became"]].sort_values(KEY, ignore_index=True)


def trace(week: Week, told: Look, later: Look, recounted: Look, now: Look) -> pd.DataFrame:
    """DIFFERENCES between what was told and now, each with the last step that changed its outcome.

    The steps from `told`: `later` knows more, `recounted` knows it by today's calendar, `now` by today's rulebook too.
    """
    found = differences(told.standing, now.standing)
    keys = pd.MultiIndex.from_frame(found[KEY])
    reason = pd.Series("", index=found.index)
    looks = (told, later, recounted, now)
    for step, before, after in zip(STEPS, looks[:-1], looks[1:], strict=True):
        reason = reason.mask(outcomes(before, keys) != outcomes(after, keys), step)
    refined = refine(found["ticket_id"], told.tickets, later.tickets)
    reason = refined.where((reason == "later_export") & (refined != ""), reason)
    return shape(found.assign(week=str(week), reason=reason), DIFFERENCES)


def outcomes(look: Look, keys: pd.MultiIndex) -> Any:
    return look.standing.set_index(KEY)["outcome"].reindex(keys).fillna("").to_numpy(dtype=object)


def refine(ticket_ids: pd.Series[str], before: pd.DataFrame, after: pd.DataFrame) -> pd.Series[str]:
    """For each ticket one of REFINED, or nothing: what the later TICKETS say otherwise than the earlier ones."""
    names = ["classification", "agency_id", "confidential"]
    was, is_ = (frame.set_index("ticket_id")[names].reindex(ticket_ids) for frame in (before, after))
    known = was["classification"].notna() & is_["classification"].notna()
    hidden = (is_["confidential"] == True) & (was["confidential"] == False)  # noqa: E712 - missing is neither
    changed = (was["classification"] != is_["classification"], was["agency_id"] != is_["agency_id"], hidden)
    reason = pd.Series("", index=was.index)
    for name, mask in reversed(list(zip(REFINED, changed, strict=True))):
        reason = reason.mask(mask & known, name)
    return reason.set_axis(ticket_ids.index)
