"""Scorecards for tests: say what matters, the rest is plausible and adds up."""

from dataclasses import replace
from datetime import date, datetime

from include.sla.scorecards import Line, Listed, Scorecard
from include.sla.week import WIB, Week

WEEK = Week.parse("2026-W46")


def a_line(stage="response", policy="national", **figures) -> Line:
    nothing = dict.fromkeys(("met", "late", "overdue", "running", "undecided", "transferred", "withdrawn"), 0)
    limit = {"fewest_days": 5, "most_days": 5, "unit": "working", "article": "Permen PANRB 62/2018"}
    plain = {**limit, **nothing, "median_days": None, "mean_days": None, "previous_met": 0, "previous_counted": 0}
    return Line(stage, policy, **{**plain, **figures})


def a_listed(ticket_id="9000001", **facts) -> Listed:
    """A late, open ticket of Dinas Anu, unless told otherwise."""
    row = Listed(
        ticket_id=ticket_id,
        stage="response",
        category="Persampahan",
        district="Setu",
        confidential=False,
        started_on=date(2026, 11, 2),
        due_on=date(2026, 11, 9),
        stopped_on=None,
        days_late=4,
        days_allowed=5,
        unit="working",
        article="Permen PANRB 62/2018 (praktik SP4N-LAPOR!)",
        observed=False,
        provisional=False,
        outcome="overdue",
    )
    return replace(row, **facts)


def an_upcoming(ticket_id="9100001", **facts) -> Listed:
    return a_listed(ticket_id, **{"due_on": date(2026, 11, 18), "days_late": 0, "outcome": "running", **facts})


def a_scorecard(*lines: Line, week=WEEK, **facts) -> Scorecard:
    """With lists that fit its lines."""
    plain = Scorecard(
        week=week,
        agency_id="dinas-anu",
        agency_name="Dinas Anu",
        received=0,
        archived=0,
        rejected=0,
        followed_up=0,
        closed=0,
        lines=lines,
        late=late_rows(*lines),
        upcoming=(),
        other=other_rows(lines, facts.get("upcoming", ())),
        earlier=(),
        corrections=(),
        unclassified=0,
        observed=0,
        provisional=0,
        ratings=0,
        mean_rating=None,
        last_follow_up_on=date(2026, 11, 13),
        follow_ups=0,
        place=None,
        peers=None,
        known_at=datetime(2026, 11, 16, 5, 30, tzinfo=WIB),
        rulebook_version="1",
        calendar_version="1",
        fingerprint="0" * 64,
    )
    return replace(plain, **facts)


def late_rows(*lines: Line) -> tuple[Listed, ...]:
    national = [line for line in lines if line.policy == "national"]
    rows = [(line.stage, None) for line in national for _ in range(line.overdue)]
    rows += [(line.stage, date(2026, 11, 13)) for line in national for _ in range(line.late)]
    return tuple(
        a_listed(str(9000001 + nth), stage=stage, stopped_on=stopped_on, outcome="late" if stopped_on else "overdue")
        for nth, (stage, stopped_on) in enumerate(rows)
    )


def other_rows(lines: tuple[Line, ...], upcoming: tuple[Listed, ...]) -> tuple[Listed, ...]:
    """The clocks on the national lines that are neither late nor among the upcoming."""
    rows = [
        (line.stage, outcome)
        for line in lines
        for outcome in ("met", "running", "undecided", "transferred", "withdrawn")
        for _ in range(
            getattr(line, outcome) - sum(row.stage == line.stage and row.outcome == outcome for row in upcoming)
        )
        if line.policy == "national"
    ]
    return tuple(
        a_listed(
            str(8000001 + nth), stage=stage, outcome=outcome, days_late=0, due_on=date(2026, 12, 1),
            stopped_on=None if outcome == "running" else date(2026, 11, 13),
        )
        for nth, (stage, outcome) in enumerate(rows)
    )  # fmt: skip
