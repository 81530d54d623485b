"""What came in and what was done about it: an agency's figures that are on no line of its scorecard."""

from __future__ import annotations

import pandas as pd

from include.sla.figures import observed
from include.sla.period import Span
from include.sla.resolutions import ANSWERS
from include.sla.scorecards import FEWEST_RATINGS
from include.sla.tickets import ENDED
from include.sla.working_days import local_days

CLOSED = ["closed", "lapsed"]
INTAKE = ["received", "archived", "rejected", "followed_up", "closed", "unclassified"]
COUNTED = [*INTAKE, "observed", "provisional", "ratings", "follow_ups"]
BARE_COMPLAINT = "pengaduan"  # says nothing of kadar pengawasan


def by_agency(
    agencies: pd.DataFrame,
    tickets: pd.DataFrame,
    events: pd.DataFrame,
    standing: pd.DataFrame,
    coordinator_id: str,
    week: Span,
) -> pd.DataFrame:
    """`agencies` (agency_id, agency_name), each with the figures of its scorecard that are on no line.

    Tickets and events are as of the week's end; a ticket counts for the agency that had it then, for the coordinator
    when nobody had.
    """
    held = tickets.assign(agency_id=tickets["agency_id"].where(tickets["agency_id"] != "", coordinator_id))
    found = agencies.set_index("agency_id").join(
        [received(held, events, week), resting(standing), ratings(held, events, week), follow_ups(events, week)]
    )
    return found.reset_index().fillna(dict.fromkeys(COUNTED, 0)).astype(dict.fromkeys(COUNTED, "int64"))


def received(tickets: pd.DataFrame, events: pd.DataFrame, week: Span) -> pd.DataFrame:
    """By agency: tickets received in the week, and of those archived, rejected, followed up, closed when it ended."""
    rows = tickets[tickets["received_at"] >= week.starts_at].set_index("ticket_id")
    end = last_of(events, [*ENDED, "reopened"]).reindex(rows.index)
    answered = rows.index.isin(events[events["kind"].isin(ANSWERS)]["ticket_id"])
    out = end.isin(["archived", "rejected"])
    rows = rows.assign(
        received=1,
        archived=end == "archived",
        rejected=end == "rejected",
        followed_up=(answered | end.isin(CLOSED)) & ~out,
        closed=end.isin(CLOSED),
        unclassified=rows["classification_word"].str.casefold() == BARE_COMPLAINT,
    )
    return rows.groupby("agency_id")[INTAKE].sum().astype("int64")


def last_of(events: pd.DataFrame, kinds: list[str]) -> pd.Series[str]:
    """By ticket: the last of its events of these kinds."""
    return events[events["kind"].isin(kinds)].drop_duplicates("ticket_id", keep="last").set_index("ticket_id")["kind"]


def ratings(tickets: pd.DataFrame, events: pd.DataFrame, span: Span) -> pd.DataFrame:
    """By agency: `ratings` of the tickets closed in the span, and their mean, missing below five.

    Both frames are as of the span's end, but for the rating itself: citizens rate what is closed already, so the one
    that LAPOR showed last counts.
    """
    closed = tickets[tickets["ticket_id"].isin(closed_in(events, span))]
    by_agency = closed.groupby("agency_id")["rating"]
    found = pd.DataFrame({"ratings": by_agency.count(), "mean_rating": by_agency.mean().astype("float64")})
    return found.assign(mean_rating=found["mean_rating"].where(found["ratings"] >= FEWEST_RATINGS))


def closed_in(events: pd.DataFrame, span: Span) -> pd.Series[str]:
    """The tickets that ended in the span by being closed: a ticket ends once since it was last re-opened."""
    turns = events[events["kind"].isin([*ENDED, "reopened"])]
    reopened = turns["kind"] == "reopened"
    times = reopened.groupby(turns["ticket_id"])
    last = turns[(times.cumsum() == times.transform("sum")) & ~reopened].drop_duplicates("ticket_id")
    return last[last["kind"].isin(CLOSED) & (last["at"] >= span.starts_at)]["ticket_id"]


def follow_ups(events: pd.DataFrame, span: Span) -> pd.DataFrame:
    """By agency: `follow_ups` seen in the span, and `last_follow_up_on`, the day of the latest among these EVENTS."""
    rows = events[events["kind"] == "followed_up"]
    by_agency = rows.assign(recent=rows["at"] >= span.starts_at).groupby("agency_id")
    last = by_agency["at"].max()
    return pd.DataFrame({"follow_ups": by_agency["recent"].sum(), "last_follow_up_on": local_days(last)}, last.index)


def resting(standing: pd.DataFrame) -> pd.DataFrame:
    """By agency: how many of its clocks rest on observed times, and how many on a provisional due date."""
    rests = pd.DataFrame({"observed": observed(standing), "provisional": standing["provisional"]})
    return rests.groupby(standing["agency_id"]).sum().astype("int64")
