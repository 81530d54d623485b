"""What an export brings, hostile words and people planted everywhere, does no harm in anything that is written of it.

All kinds of letters are written, as their jobs write them, from one inbox; notes and logs are read as staff read them.
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from demo.regency import build
from include import jobs, settings
from include.gateways.warehouse import archive, connect, migrate
from include.gateways.warehouse.archive import Archived
from include.jobs.groups import LEADERSHIP
from include.letters.visible import visible_text
from include.rulebook import agencies
from include.sla.period import Period
from include.sla.week import WIB, Week
from tests.builders_evaluation import require_drawing
from tests.builders_exports import Row, write_export
from tests.dags import planting
from tests.dags.evidence import gather
from tests.letters.hostile import hidden

NOW = datetime.now(WIB).replace(microsecond=0)
WEEK, TODAY = Week.before(NOW), NOW.date()
PERIOD = Period(WEEK.shift(-8).monday, WEEK.sunday)
WORDS = (  # as categories and kecamatan that the reader of exports lets pass, and one that it does not
    "<script>hurt()</script>", "Jalan\u202e katup\u202c raya", "\u2067Banjir", "Taman \U0001f30a", "{{ agency }}",
    "\u200fSampah\u200b", '=HYPERLINK("http://jahat.example","Jalan")', "Lampu\nJalan", "+Jalan",
)  # fmt: skip
NO_DAY = {"Tanggal Laporan Masuk": "31 Feb 2026"}  # of a row whose other cells are kept, to be mended
NOBODYS = {"Instansi Terdisposisi": "Dinas\u202e Entah", "ID Instansi Terdisposisi": "-"}
UNKNOWN = NOBODYS | {"Status Laporan": "\u2067Entah"}
SPARED = ("inbox/*/*.xlsx", "inbox/*/laporan.csv", "inbox/*/daftar.csv", "offices.csv")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation that has read people and hostile words, and has written every kind of letter."""
    require_drawing()
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        for name, place in {"INBOX": "inbox", "OUTBOX": "outbox", "OFFICES": "offices.csv"}.items():
            patch.setenv(f"RAPOR_{name}", str(folder / place))
        patch.setenv("RAPOR_WAREHOUSE_URL", f"sqlite:///{folder / 'warehouse.db'}")
        patch.setenv("RAPOR_SETTLE_SECONDS", "0")
        settings.settings.cache_clear()
        fill(folder)
        write_everything(folder / "log.txt")
        yield folder
    settings.settings.cache_clear()


def fill(folder: Path) -> None:
    migrate(f"sqlite:///{folder / 'warehouse.db'}")
    complaints = build(Week.of(NOW).monday)[-170:]
    planting.fill_inbox(folder / "inbox", complaints, NOW - timedelta(hours=1))
    planting.fill_offices(folder / "offices.csv")
    rows = [twist(row, word) for row, word in zip(planting.report(complaints, NOW), cycle(WORDS), strict=False)]
    write_export(folder / "inbox/bermusuhan.xlsx", rows, generated=f"{NOW:%d/%m/%Y %H:%M:%S}")


def twist(row: Row, word: str) -> Row:
    title = f"{word} {row['Judul Laporan']}"
    more = NO_DAY if word == "+Jalan" else UNKNOWN if word.endswith("Banjir") else {}
    return row | {"Kategori": word, "Kecamatan": word, "Judul Laporan": title} | more


def write_everything(log: Path) -> None:
    handler = logging.FileHandler(log, encoding="utf-8")
    logging.getLogger().addHandler(handler)
    logging.getLogger("include").setLevel(logging.INFO)
    try:
        jobs.register_offices(), jobs.read_inbox(), jobs.update_tickets(), jobs.run_clocks(), jobs.check_data()
        jobs.score_agencies(WEEK), jobs.write_letters(WEEK)
        jobs.write_reminders(TODAY), jobs.write_evaluation(PERIOD, PERIOD)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
        logging.getLogger("include").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def letters(house: Path) -> list[Archived]:
    ids = [*agencies.load().agencies, LEADERSHIP]
    with connect(settings.settings().warehouse_url) as connection:
        return [one for period in (WEEK, TODAY, PERIOD) for one in archive.read_letters(connection, str(period), ids)]


def test_every_kind_of_letter_was_written_with_the_words_in_it(letters: list[Archived]) -> None:
    assert {letter.kind for letter in letters} == {"rapor", "ikhtisar", "pengingat", "evaluasi"}
    for shown in (WORDS[0], "Jalan katup raya"):
        assert [letter for letter in letters if shown in " ".join(letter.text.split())]


def test_no_letter_has_an_element_or_an_unseen_character_of_theirs(letters: list[Archived]) -> None:
    assert not [letter.agency_id for letter in letters if "<script" in letter.html]
    for letter in letters:
        assert hidden("".join((letter.subject, letter.text, visible_text(letter.html)))) == set(), letter.agency_id


def test_no_note_and_no_line_of_the_log_has_an_unseen_character(house: Path) -> None:
    notes = sorted((house / "inbox").glob("*/*.txt"))
    assert {"laporan.csv.catatan.txt", "bermusuhan.xlsx.catatan.txt"} <= {path.name for path in notes}
    for path in (*notes, house / "log.txt"):
        assert hidden(path.read_text(encoding="utf-8")) == set(), path.name


def test_whoever_was_planted_is_in_nothing_that_was_written(house: Path) -> None:
    traces = {trace: person.place for person in planting.PLANTED for trace in person.traces()}
    pieces = gather(house, {path for form in SPARED for path in house.glob(form)})
    places = {where for where, _ in pieces}
    assert places >= {"warehouse.db:letters.text", "warehouse.db:attachments.content", "log.txt"}
    assert {(who, where) for where, text in pieces for trace, who in traces.items() if trace in text} == set()


def test_a_file_of_repairs_calculates_nothing(house: Path) -> None:
    files = sorted((house / "inbox/terbaca").glob("*.perbaikan.csv"))
    assert "bermusuhan.xlsx.perbaikan.csv" in {path.name for path in files}
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for line in csv.reader(file, delimiter=";") for cell in line]
        assert path.name != "bermusuhan.xlsx.perbaikan.csv" or "'+Jalan" in cells
        assert not [cell for cell in cells if cell.startswith(FORMULAS)]
