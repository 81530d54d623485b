"""What the warehouse and the letters say of a week, against what a short script works out from the exports alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean, median
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from babel.dates import format_date

from demo import exports, offices
from include import jobs, settings
from include.gateways.warehouse import connect, migrate
from include.gateways.warehouse.schema import LETTERS
from include.jobs.earlier import read_told
from include.sla.week import Week
from tests.letters.sections import CELL, sections
from tests.recompute import Figures, recompute

# A week that is read again when more is known, and the one after it; and a week whose clocks ran through Eid.
WEEKS = {date(2026, 11, 24): ("2026-W46", "2026-W47"), date(2026, 3, 31): ("2026-W13",)}
EVERY = {date(2026, 11, 24): 1, date(2026, 3, 31): 2}  # of so many exports one is brought, the newest too
INTAKE = ("received", "archived", "rejected", "followed_up", "closed", "unclassified")
COLUMNS = (("verification", "national"), ("response", "national"), ("response", "regency"), ("resolution", "national"))
STAGES = {"verification": "Verifikasi", "response": "Tindak lanjut", "resolution": "Penyelesaian"}
OPEN = {"verification": "diverifikasi", "response": "dijawab", "resolution": "diselesaikan"}
ORDER = ("response", "resolution", "verification")
ROWS = {
    "met": "Tepat waktu",
    "late": "Terlambat, sudah dilakukan",
    "overdue": "Lewat tenggat, belum dilakukan",
    "undecided": "Belum pasti",
    "running": "Masih berjalan",
    "total": "Jumlah",
    "transferred": "Di luar jumlah: diteruskan",
    "withdrawn": "Di luar jumlah: arsip, ditolak",
}
NAMES = (*ROWS, "previous_met", "previous_counted")
SAID = r"Naik|Turun|Sama|Baik|Cukup|Perlu|\d+(?:,\d)?"
DAY, STAGE = r"((?:Sen|Sel|Rab|Kam|Jum|Sab|Min)\w+, \d+ \w+ \d{4})", f"({'|'.join(STAGES.values())})"
LATE = (
    r"(\d{5,}):? (?:terlambat )?(?:sedikitnya |sekitar )?(\d+) hari kerja .*? tenggat (?:sementara )?"
    rf"(?:antara .*? dan )?{DAY} \("
)
UPCOMING = rf"(\d{{5,}}) (?:· )?{STAGE},"
CAUSE = r"Dari (\d+) laporan yang lewat tenggat, belum dijawab, (\d+) baru|belum dijawab itu (baru|sudah) lewat"
ELSEWHERE = r"(\d+) laporan terlambat pada tahap (penyelesaian|verifikasi)"
LONGEST = r"(\d+) · belum (\w+) · tenggat \w+, \d+ \w+ \d+ (?:terlambat )?(?:sedikitnya |sekitar )?(\d+) hari kerja"
RATING = r"rata-rata (\d(?:,\d)?) dari 5, berdasarkan (\d+) penilaian"
SILENCE = rf"(?:Belum ada tindak lanjut yang tercatat|Tindak lanjut terakhir tercatat pada {DAY})\."
MEAN, MEDIAN = "Lama, rata-rata (hari kerja)", "Lama, nilai tengah (hari kerja)"
LISTS = ("late", "upcoming", "other")
SHOWN, FEWEST, TENTH = 10, 5, Decimal("0.1")
Key = tuple[str, str]  # week and agency, or pimpinan


@dataclass(frozen=True)
class House:
    """Some weeks in the warehouse and in the letters, and the same weeks worked out once more."""

    scorecards: dict[Key, dict[str, Any]]
    lines: list[dict[str, Any]]
    tickets: list[dict[str, Any]]
    letters: dict[Key, Any]
    figures: dict[Key, Figures]


@pytest.fixture(scope="module", params=WEEKS, ids=str)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    place = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as environment:
        for name in ("INBOX", "OUTBOX", "OFFICES"):
            environment.setenv(f"RAPOR_{name}", str(place / name))
        environment.setenv("RAPOR_WAREHOUSE_URL", f"sqlite:///{place / 'warehouse.db'}")
        environment.setenv("RAPOR_SETTLE_SECONDS", "0")
        settings.settings.cache_clear()
        yield furnish(place, request.param)
    settings.settings.cache_clear()


def furnish(place: Path, today: date) -> House:
    offices.write(place / "OFFICES")
    figures = recompute(bring(place / "INBOX", today), WEEKS[today])
    migrate(settings.settings().warehouse_url)
    jobs.read_inbox(), jobs.update_tickets(), jobs.run_clocks()
    for week in map(Week.parse, WEEKS[today]):
        jobs.score_agencies(week), jobs.write_letters(week)
    with connect(settings.settings().warehouse_url) as connection:
        weeks = [read_told(connection, Week.parse(week)) for week in WEEKS[today]]
        with connection.begin():
            letters = {(row.period, row.agency_id): row for row in connection.execute(sa.select(LETTERS))}
    frames = [[getattr(week, name) for week in weeks] for name in ("scorecards", "lines", "tickets")]
    cards, lines, tickets = ([row for frame in each for row in frame.to_dict("records")] for each in frames)
    scorecards = {(row["week"], row["agency_id"]): row for row in cards}
    for week in WEEKS[today]:
        figures[week, "pimpinan"] = whole([figures[key] for key in scorecards if key[0] == week])
    return House(scorecards, lines, tickets, letters, figures)


def bring(inbox: Path, today: date) -> list[Path]:
    made = exports.write(inbox, today)
    brought = made[:: -EVERY[today]]
    for path in {*made} - {*brought}:
        path.unlink()
    return brought


def whole(cards: list[Figures]) -> Figures:
    """The regency as if it were one agency; without ratings and lists."""
    total = Figures()
    for card in cards:
        total.counts.update(card.counts)
        for key, line in card.lines.items():
            total.lines[key].update(line)
        for key, days in card.days.items():
            total.days[key] += days
    return total


def agree(said: dict[Any, Any], right: dict[Any, Any]) -> None:
    """Fail with every figure that is said beside what it should be."""
    keys = sorted(said.keys() | right.keys(), key=str)
    wrong = [f"{key}: {said.get(key)}, not {right.get(key)}" for key in keys if said.get(key) != right.get(key)]
    assert right
    assert not wrong, "\n".join(["said, not worked out:", *wrong])


@pytest.mark.parametrize("names", [INTAKE, ("observed", "provisional")], ids=["intake", "uncertain"])
def test_every_count_of_the_scorecards_follows_from_the_exports(house: House, names: tuple[str, ...]) -> None:
    said = {(*key, name): card[name] for key, card in house.scorecards.items() for name in names}
    agree(said, {(*key, name): house.figures[key].counts[name] for key in house.scorecards for name in names})


def test_ratings_and_last_follow_ups_follow_from_the_exports(house: House) -> None:
    said, right = {}, {}
    for key, card in house.scorecards.items():
        figures, rated = house.figures[key], house.figures[key].ratings
        said[key] = (card["ratings"], there(card["mean_rating"]), there(card["last_follow_up_on"]))
        last = pd.Timestamp(figures.last_follow_up_on) if figures.last_follow_up_on else None
        right[key] = (len(rated), mean(rated) if len(rated) >= FEWEST else None, last)
    agree(said, right)
    assert any(ratings for ratings, *_ in right.values())


def there(value: Any) -> Any:
    return None if pd.isna(value) else value


def test_every_figure_of_the_lines_follows_from_the_exports(house: House) -> None:
    said, right = {}, {}
    for row in house.lines:
        key = row["week"], row["agency_id"], row["stage"], row["policy"]
        row["total"] = sum(row[name] for name in ("met", "late", "overdue", "running", "undecided"))
        said |= {(*key, name): row[name] for name in NAMES if row[name]}
        said |= {(*key, name): row[name] for name in ("median_days", "mean_days") if there(row[name]) is not None}
    for card in house.scorecards:
        for key, line in house.figures[card].lines.items():
            right |= {(*card, *key, name): line[name] for name in NAMES if line[name]}
        right |= {(*card, *key, "median_days"): median(days) for key, days in house.figures[card].days.items()}
        right |= {(*card, *key, "mean_days"): mean(days) for key, days in house.figures[card].days.items()}
    agree(said, right)


def test_every_ticket_of_the_lists_follows_from_the_exports(house: House) -> None:
    columns = ("week", "agency_id", "list", "ticket_id", "stage", "due_on", "days_late", "provisional", "outcome")
    said = Counter(" ".join(f"{row[name]}".removesuffix(" 00:00:00") for name in columns) for row in house.tickets)
    lists = {(*key, name): getattr(house.figures[key], name) for key in house.scorecards for name in LISTS}
    agree(said, Counter(" ".join(map(str, (*key, *row))) for key, rows in lists.items() for row in rows))


@pytest.mark.parametrize("twin", ["text", "html"])
def test_every_letter_says_what_follows_from_the_exports(house: House, twin: str) -> None:
    said, right = {}, {}
    for key, row in house.letters.items():
        letter, figures = sections(getattr(row, twin)), house.figures[key]
        said |= {(*key, name): words for name, words in read(letter).items() if words}
        others = {MEDIAN: []} if key[1] == "pimpinan" else {"silence": silence(figures, key[0])}
        agencies = [house.figures[card] for card in house.scorecards if card[0] == key[0]]
        others |= {"cause": cause(agencies if key[1] == "pimpinan" else [figures], key[0])}
        others |= {"trend": trend(figures)} if "pekan demi pekan" in letter else {}
        right |= {(*key, name): words for name, words in (expected(figures) | others).items() if words}
        for name, found in tickets_in(letter).items():
            true = [(row[0], STAGES[row[1]], written(row[2]), row[3]) for row in getattr(figures, name)]
            said[*key, name], said[*key, name, "shown"] = sorted(found), len(found)
            right[*key, name] = sorted(true if len(true) <= SHOWN else set(true) & set(found))
            right[*key, name, "shown"] = min(len(true), SHOWN)
        said[key] = re.findall(f"{STAGE}: (\\d+) laporan", letter.get("laporan yang terlambat", ""))
        late = Counter(row[1] for row in figures.late)
        right[key] = [(STAGES[stage], str(late[stage])) for stage in ORDER if late[stage]]
    agree(said, right)


@pytest.mark.parametrize("twin", ["text", "html"])
def test_the_overview_names_agencies_and_tickets_as_follows_from_the_exports(house: House, twin: str) -> None:
    right, late = {}, set()
    letters = {week: sections(getattr(house.letters[week, "pimpinan"], twin)) for week, _ in house.scorecards}
    for key, card in house.scorecards.items():
        line = house.figures[key].lines["response", "national"]
        late_and_overdue = f"{line['late']} terlambat dijawab", f"{line['overdue']} belum dijawab"
        behind = ", ".join(words for words in late_and_overdue if not words.startswith("0 "))
        behind = f" {behind}" if behind else ""
        if line["counted"]:
            right[key] = " ".join([card["agency_name"] + behind, *score(line["met"], line["counted"]), ""])
        late |= {(key[0], row[0], OPEN[row[1]], str(row[3])) for row in house.figures[key].late}
    rows = {week: letter["tindak lanjut menurut perangkat daerah"] + " " for week, letter in letters.items()}
    agree({key: row if row in rows[key[0]] else "not there" for key, row in right.items()}, right)
    for week, letter in letters.items():
        longest = re.findall(LONGEST, letter["laporan terbuka yang paling lama melewati tenggat (semua tahap)"])
        assert longest
        assert {(week, *row) for row in longest} <= late


# What a letter says


def read(letter: dict[str, str]) -> dict[str, list[str]]:
    """What is said below the first title, and the cells of each row of the two tables."""
    names = "|".join(map(re.escape, sorted(table(Figures()), key=len, reverse=True)))
    tables = f"{letter.get('keadaan menurut tahap')} § {letter.get('laporan masuk pekan ini')}"
    rows = {name: re.findall(CELL, cells) for name, cells in re.findall(f"({names}):? ({CELL}(?: {CELL})*)", tables)}
    card = letter.get("tindak lanjut tepat waktu", "")
    return without_empty(rows) | {
        "score": re.findall(
            SAID,
            re.sub(
                r"(?:Dari \d+ laporan yang lewat|Tenggat laporan yang|Urutan ke-|Sebanyak|Satu laporan jatuh)[^.]*\.",
                "",
                card,
            ),
        ),
        "cause": re.findall(CAUSE, card),
        "trend": re.findall(r"(\d+ dari \d+|–)(?= |$)", letter.get("pekan demi pekan", "").split("Pekan yang")[0])[-2:],
        "late elsewhere": re.findall(ELSEWHERE, letter["opening"]),
        "silence": re.findall(SILENCE, letter.get("keaktifan pejabat penghubung", "")),
        "rating": re.findall(RATING, letter.get("keadaan menurut tahap", "")),
    }


def tickets_in(letter: dict[str, str]) -> dict[str, list[tuple[str, str, str, int]]]:
    _, *stages = re.split(f"{STAGE}: \\d+ laporan", letter.get("laporan yang terlambat", ""))
    late = [(stage, re.findall(LATE, rows)) for stage, rows in zip(stages[::2], stages[1::2], strict=True)]
    _, *days = re.split(DAY, letter.get("jatuh tempo dalam lima hari kerja ke depan", ""))
    upcoming = [(day, re.findall(UPCOMING, rows)) for day, rows in zip(days[::2], days[1::2], strict=True)]
    return {
        "late": [(ticket, stage, day, int(days)) for stage, rows in late for ticket, days, day in rows],
        "upcoming": [(ticket, stage, day, 0) for day, rows in upcoming for ticket, stage in rows],
    }


# What it should say


def expected(figures: Figures) -> dict[str, list[str]]:
    empty = not figures.counts["received"] and not any(line[name] for line in figures.lines.values() for name in ROWS)
    late = {stage: sum(figures.lines[stage, "national"][name] for name in ("late", "overdue")) for stage in ORDER[1:]}
    elsewhere = [(str(count), STAGES[stage].lower()) for stage, count in late.items() if count]
    rated = figures.ratings
    rating = [(tenths(mean(rated)), str(len(rated)))] if len(rated) >= FEWEST else []
    if empty:
        return {}
    said = {"score": score_card(figures), "late elsewhere": elsewhere, "rating": rating}
    return said | without_empty(table(figures))


def cause(agencies: list[Figures], week: str) -> list[tuple[str, str, str]]:
    """Of the responses that are past due and wait: how many are so since this week, and whether all or none are."""
    rows = [row for figures in agencies for row in figures.late if (row[1], row[5]) == ("response", "overdue")]
    new = sum(row[2] >= date.fromisoformat(f"{week}-1") for row in rows)
    if 0 < new < len(rows):
        return [(str(len(rows)), str(new), "")]
    return [("", "", "baru" if new else "sudah")] if rows else []


def trend(figures: Figures) -> list[str]:
    """The week before, and this one."""
    line = figures.lines["response", "national"]
    pairs = (line["previous_met"], line["previous_counted"]), (line["met"], line["counted"])
    return [f"{met} dari {counted}" if counted else "–" for met, counted in pairs]


def silence(figures: Figures, week: str) -> list[str]:
    """Since when nothing was followed up, where that is more than a month and something waits for it."""
    last, sunday = figures.last_follow_up_on, date.fromisoformat(f"{week}-7")
    if not figures.lines["response", "national"]["overdue"] or (last and sunday - last < timedelta(days=30)):
        return []
    return [written(last) if last else ""]


def score_card(figures: Figures) -> list[str]:
    line, regency = (figures.lines["response", policy] for policy in ("national", "regency"))
    met, counted, said = line["met"], line["counted"], "5"
    if counted >= FEWEST:
        band = "Baik" if met > 0.9 * counted else "Perlu" if met < 0.5 * counted else "Cukup"
        said += f" {percent(met, counted)} {band}"
    if counted:
        said += f" {met} {counted} {met} {line['late'] or ''} {line['overdue'] or ''}"
        said += f" {change(met, counted, line['previous_met'], line['previous_counted'])}"
    if regency["counted"]:
        said += f" 4 {score(regency['met'], regency['counted'])}"
    return re.findall(SAID, said)


def change(met: int, counted: int, previous_met: int, previous_counted: int) -> str:
    if min(counted, previous_counted) < FEWEST:
        return f"{previous_met} {previous_counted}" if previous_counted else ""
    moved = Decimal(100 * met) / counted - Decimal(100 * previous_met) / previous_counted
    return f"{'Naik' if moved > 0 else 'Turun'} {tenths(max(abs(moved), TENTH))}" if moved else "Sama"


def table(figures: Figures) -> dict[str, list[str]]:
    """The cells of both tables, by the names of their rows."""
    busy = [key for key in COLUMNS if any(figures.lines[key][name] for name in ROWS)]
    counts, lines = figures.counts, [figures.lines[key] for key in busy]
    took = [figures.days.get(key) for key in busy]
    total = counts["received"] - counts["archived"] - counts["rejected"]
    return {name: [f"{line[outcome]}" for line in lines] for outcome, name in ROWS.items()} | {
        "Tepat waktu dari yang dinilai": [" ".join(score(line["met"], line["counted"])[:1]) or "–" for line in lines],
        "Ketepatan waktu": [" ".join(score(line["met"], line["counted"])[1:]) or "–" for line in lines],
        MEAN: [tenths(mean(days)) if days else "–" for days in took],
        MEDIAN: [tenths(median(days)) if days else "–" for days in took],
        "Diterima": [f"{counts['received']}"],
        "Diarsipkan": [f"{counts['archived']}"],
        "Ditolak atau bukan wewenang": [f"{counts['rejected']}"],
        "Jumlah yang ditangani": [f"{total}"],
        "Sudah ditindaklanjuti": score(counts["followed_up"], total),
        "Sudah selesai": score(counts["closed"], total),
    }


def without_empty(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: cells for name, cells in rows.items() if set(cells) - {"0", "–"}}


def score(part: int, total: int) -> list[str]:
    return [f"{part} dari {total}", percent(part, total)][: 1 + (total >= FEWEST)] if total else []


def percent(part: int, total: int) -> str:
    """Only all is 100%, and only none is 0%."""
    exact = Decimal(100 * part) / total
    return f"{tenths(exact if part in (0, total) else min(max(exact, TENTH), 100 - TENTH))}%"


def tenths(value: Decimal | float) -> str:
    return f"{Decimal(value).quantize(TENTH, ROUND_HALF_UP)}".removesuffix(".0").replace(".", ",")


def written(day: date) -> str:
    return str(format_date(day, "EEEE, d MMMM y", locale="id"))
