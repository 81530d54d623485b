"""Scorecards made up from a seed: their figures are wild, but they add up."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from include.sla.scorecards import Correction, Earlier, Line, Scorecard
from tests.builders_scorecards import WEEK, a_line, a_scorecard, an_upcoming

COUNTS = ("met", "late", "overdue", "running", "undecided", "transferred", "withdrawn")
NAMES = (
    "Dinas Anu", "Kecamatan Setu", "Perumda <b>Tirta</b> & Rekan", '=HYPERLINK("x")', "Dinas\nDua Baris",
    "Dinas \U0001f30a", "Badan " + "Sangat Panjang " * 20, "Dinas \N{RIGHT-TO-LEFT OVERRIDE}terbalik", "+62 Dinas",
    "@Bagian",
)  # fmt: skip


def a_made_up_card(seed: int) -> Scorecard:
    chance = Random(seed)  # noqa: S311 - no secret
    most = chance.choice((0, 1, 3, 12, 40))
    lines = [line(chance, "response", "national", most), line(chance, "response", "regency", most)]
    lines += [line(chance, "resolution", "national", most)]
    lines += [line(chance, "verification", "national", most)] * (seed % 7 == 0)
    response, soon = lines[0], chance.randint(0, lines[0].running)
    upcoming = tuple(
        an_upcoming(f"{9100000 + nth}", confidential=chance.random() < 0.2, category="", district="")
        for nth in range(soon)
    )
    follow_ups = response.met + response.late
    facts = intake(chance, most) | {"ratings": (ratings := chance.randint(0, 9)), "follow_ups": follow_ups}
    facts |= {"mean_rating": round(chance.uniform(1, 5), 2) if ratings >= 5 else None}
    facts |= {"place": 2, "peers": chance.randint(2, 9)} if response.counted >= 5 else {}
    card = a_scorecard(
        *lines, upcoming=upcoming, agency_id=f"dinas-{seed}", agency_name=NAMES[seed % len(NAMES)], **facts
    )
    return replace(card, earlier=earlier(chance, card), corrections=corrections(chance, card))


def line(chance: Random, stage: str, policy: str, most: int) -> Line:
    counts = {name: chance.randint(0, most) for name in COUNTS}
    previous = chance.randint(0, most)
    done = counts["met"] + counts["late"]
    days = {"median_days": 2.0, "mean_days": round(chance.uniform(1, 9), 1)} if done else {}
    return a_line(stage, policy, **counts, **days, previous_met=chance.randint(0, previous), previous_counted=previous)


def intake(chance: Random, most: int) -> dict[str, int]:
    total = chance.randint(0, most)
    archived, rejected, followed_up = chance.randint(0, most), chance.randint(0, 1), chance.randint(0, total)
    received = total + archived + rejected
    return {"received": received, "archived": archived, "rejected": rejected, "followed_up": followed_up,
            "closed": chance.randint(0, followed_up)}  # fmt: skip


def earlier(chance: Random, card: Scorecard) -> tuple[Earlier, ...]:
    told = [(back, chance.randint(0, 9)) for back in (52, 7, 5, 4, 2) if chance.random() < 0.8]
    weeks = [Earlier(WEEK.shift(-back), chance.randint(0, counted), counted) for back, counted in told if counted]
    before = card.lines[0].previous_met, card.lines[0].previous_counted
    return (*weeks, *([Earlier(WEEK.shift(-1), *before)] if before[1] else []))


def corrections(chance: Random, card: Scorecard) -> tuple[Correction, ...]:
    """Clocks that were undecided and are decided now."""
    became = [chance.choice(("met", "late")) for _ in range(chance.choice((0, 0, 1, 13)))]
    return tuple(
        Correction(f"{9200000 + nth}", "response", "undecided", to, "later_export") for nth, to in enumerate(became)
    )
