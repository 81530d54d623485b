"""The workbook says what the scorecard says, in plain cells that can be sorted, filtered and printed and do nothing."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from demo.scorecards import good_week, late_week, quiet_week
from include.letters.sheets import FORMS, clean
from include.letters.wording import REPORTS
from include.letters.workbook import write_workbook
from include.sla.scorecards import Earlier
from tests.builders_scorecards import WEEK, a_line, a_listed, a_scorecard, an_upcoming

WORDS = {
    "met": "Tepat waktu", "late": "Terlambat, sudah dilakukan", "overdue": "Lewat tenggat, belum dilakukan",
    "running": "Masih berjalan", "undecided": "Belum pasti", "transferred": "Diteruskan", "withdrawn": "Arsip, ditolak",
}  # fmt: skip
STAGES = {"Tindak lanjut": "response", "Penyelesaian": "resolution", "Verifikasi": "verification"}
FULL = a_scorecard(
    a_line(met=7, late=1, overdue=2, running=3, undecided=1, transferred=1, withdrawn=2),
    a_line("response", "regency", met=1, late=3, running=9, fewest_days=4, most_days=4, article="Target 2025"),
    a_line("resolution", met=5, overdue=1, running=12, most_days=60),
    upcoming=(an_upcoming(provisional=True), an_upcoming("0000007", stage="resolution", days_allowed=14)),
    earlier=(Earlier(WEEK.shift(-52), 3, 7), Earlier(WEEK.shift(-7), 5, 6), Earlier(WEEK.shift(-2), 3, 4)),
    rulebook_version="2026.1",
    calendar_version="2026.2",
    fingerprint="0123456789ab",
)
CARDS = {"full": FULL, "late": late_week(), "good": good_week(), "quiet": quiet_week()}
PIECES = (
    "<script>alert(1)</script>", '=HYPERLINK("http://contoh.example")', "\u202egnp.exe", "\u200f", "\n", "\r", "\t",
    "\0", "\x0b", "😀", "\ud800", "\ufffe", "a" * 300, "&", '"', "]]>", "_x0041_", "{agency}", "%s", "+1", "-1",
    "@SUM(A1)",
)  # fmt: skip


def opened(card, sample=False):
    return load_workbook(BytesIO(write_workbook(card, sample)))


def table(sheet, first="Tracking ID"):
    """The rows below the head that begins with this word, up to the next empty one; each by its heads."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(nth for nth, row in enumerate(rows) if row[0] == first)
    heads = [head for head in rows[start] if head]
    body = rows[start + 1 :]
    end = next((nth for nth, row in enumerate(body) if row[0] is None), len(body))
    return [dict(zip(heads, row, strict=False)) for row in body[:end]]


def facts(sheet):
    return {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}


def parts(content):
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", CARDS)
def test_every_line_stands_with_its_figures(name):
    card = CARDS[name]
    rows = table(opened(card)["Ringkasan"], "Tahap")
    assert len(rows) == len(card.lines)
    told = {(STAGES[row["Tahap"]], row["Ketentuan"] == "Nasional"): row for row in rows}
    for line in card.lines:
        row = told[line.stage, line.policy == "national"]
        assert [row[word] for word in WORDS.values()] == [getattr(line, outcome) for outcome in WORDS]
        assert (row["Dinilai"], row["Jumlah"], row["Dasar"]) == (line.counted, line.total, line.article)
        assert row["Ketepatan waktu"] == ("–" if line.counted < 5 else pytest.approx(line.rate))


@pytest.mark.parametrize("which", [*CARDS, *range(12)])
def test_the_listed_outcomes_are_those_that_the_national_lines_count(which, agencies):
    card = CARDS[which] if which in CARDS else agencies[which]
    rows = table(opened(card)["Laporan"])
    listed = Counter((STAGES[row["Tahap"]], row["Keadaan"]) for row in rows if row["Keadaan"])
    counted = {
        (line.stage, word): count
        for line in card.lines
        for outcome, word in WORDS.items()
        if line.policy == "national" and (count := getattr(line, outcome))
    }
    assert listed == counted


def test_each_ticket_stands_in_its_order_with_what_the_scorecard_says_of_it():
    rows = table(opened(FULL)["Laporan"])
    cards = [*FULL.late, *FULL.upcoming, *FULL.other]
    assert [row["Tracking ID"] for row in rows] == [one.ticket_id for one in cards]
    for row, one in zip(rows, cards, strict=True):
        assert (row["Kategori"], row["Kecamatan"]) == (one.category, one.district)
        days = [row[head] and row[head].date() for head in ("Mulai dihitung", "Tenggat", "Berakhir")]
        assert days == [one.started_on, one.due_on, one.stopped_on]
        assert (row["Batas waktu"], row["Satuan"]) == (one.days_allowed, "hari kerja")
        assert row["Keadaan"] == WORDS[one.outcome]
        assert row["Terlambat (hari kerja)"] == (one.days_late if one in FULL.late else None)
        assert row["Waktu perkiraan"] == ("ya" if one.observed else None)
        assert row["Tenggat sementara"] == ("ya" if one.provisional else None)


def test_a_ticket_late_by_days_off_only_is_zero_working_days_late_and_one_in_time_has_no_figure():
    late = a_listed("1", days_late=0, due_on=date(2026, 11, 13)), a_listed("2", observed=True)
    rows = table(opened(a_scorecard(a_line(met=1, overdue=2), late=late))["Laporan"])
    assert [row["Terlambat (hari kerja)"] for row in rows] == [0, 4, None]
    assert [row["Waktu perkiraan"] for row in rows] == [None, "ya", None]


def test_a_tracking_id_is_a_text_and_keeps_its_zeros():
    cells = [cell for cell in opened(FULL)["Laporan"]["A"] if cell.value == "0000007"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_confidential_ticket_shows_neither_category_nor_district():
    hidden = {"category": "Korupsi", "district": "Cibarusah", "confidential": True}
    line = a_line(met=1, overdue=1, running=1)
    card = a_scorecard(line, late=(a_listed("1", **hidden),), upcoming=(an_upcoming("2", **hidden),))
    content = write_workbook(card, sample=False)
    assert not re.search(rb"Korupsi|Cibarusah", b"".join(parts(content).values()))
    rows = table(load_workbook(BytesIO(content))["Laporan"])
    assert [row["Kategori"] == row["Kecamatan"] == "dirahasiakan" for row in rows] == [True, True, False]
    assert rows[0]["Tenggat"].date() == card.late[0].due_on


@pytest.mark.parametrize(("met", "rate", "band"), [(3, "–", "–"), (4, 0.8, "Cukup"), (99, 0.99, "Baik")])
def test_a_rate_is_a_percentage_from_five_counted_on_with_a_word_beside_its_colour(met, rate, band):
    sheet = opened(a_scorecard(a_line(met=met, late=1)))["Ringkasan"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "Tindak lanjut")
    assert [cell.value for cell in row[-2:]] == [rate, band]
    assert ("%" in row[-2].number_format) == (rate != "–")
    assert (row[-1].fill.fill_type == "solid") == (band != "–")


def test_weeks_stand_from_the_oldest_to_this_one_below_the_same_week_a_year_ago():
    rows = table(opened(FULL)["Ringkasan"], "Pekan")
    assert (rows[0]["Pekan"], rows[-1]["Pekan"]) == ("10–16 November 2025 (setahun lalu)", "9–15 Nov (pekan ini)")
    told = [(row["Tepat waktu"], row["Dinilai"]) for row in rows]
    assert told == [(3, 7), (5, 6), (0, 0), (0, 0), (0, 0), (0, 0), (3, 4), (0, 0), (7, 10)]
    assert [row["Ketepatan waktu"] for row in rows[1:]] == [pytest.approx(5 / 6), *"–––––––"[:6], 0.7]


def test_the_first_week_of_all_has_no_table_of_weeks():
    words = [cell.value for cell in opened(a_scorecard(a_line(met=5)))["Ringkasan"]["A"]]
    assert "Pekan" not in words


def test_where_the_figures_come_from_is_told_with_real_moments():
    told = facts(opened(FULL)["Ringkasan"])
    assert (told["Dari"], told["Sampai dengan"]) == (datetime(2026, 11, 9), datetime(2026, 11, 15))  # noqa: DTZ001
    assert told["Data diambil dari LAPOR!"] == datetime(2026, 11, 16, 5, 30)  # noqa: DTZ001
    versions = told["Ketentuan versi"], told["Kalender versi"], told["Kode pemeriksaan"]
    assert versions == ("2026.1", "2026.2", "0123456789ab")


def test_an_agency_without_reports_gets_a_workbook_that_says_so():
    assert "Tidak ada laporan yang berjalan atau selesai pekan ini." in facts(opened(quiet_week())["Laporan"])


def test_each_column_and_each_word_that_needs_it_is_explained():
    told = facts(opened(FULL)["Keterangan"])
    assert set(table(opened(FULL)["Laporan"])[0]) < set(told)
    assert {"Waktu perkiraan", "Belum pasti", "Ditutup", "Dirahasiakan", "Tenggat sementara"} < set(told)


def test_sample_data_is_marked_on_every_sheet():
    for sample in (True, False):
        texts = [str(cell.value) for sheet in opened(FULL, sample) for row in sheet.iter_rows() for cell in row]
        assert sum("DATA CONTOH" in text for text in texts) == 3 * sample


@pytest.mark.parametrize("name", CARDS)
def test_the_same_scorecard_gives_the_same_bytes(name):
    first, second = (write_workbook(CARDS[name], sample=False) for _ in range(2))
    assert first == second
    assert first != write_workbook(CARDS[name], sample=True)


def test_the_file_names_its_office_and_the_moment_of_its_figures():
    told = opened(FULL).properties
    assert told.title == "Rapor LAPOR: Dinas Anu, 9–15 November 2026"
    assert told.creator == told.lastModifiedBy == "Admin Koordinator SP4N-LAPOR! Kabupaten Bekasi"
    assert told.created.replace(tzinfo=UTC) == FULL.known_at


def test_another_reader_sees_the_same_cells():
    content = write_workbook(FULL, sample=True)
    ours, theirs = load_workbook(BytesIO(content)), CalamineWorkbook.from_filelike(BytesIO(content))
    assert theirs.sheet_names == ours.sheetnames == ["Ringkasan", "Laporan", "Keterangan"]
    for sheet in ours:
        rows = theirs.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        seen = [[plain(value) for value in row if value != ""] for row in rows]
        assert [[value for value in row if value is not None] for row in sheet.values] == seen


def plain(value):
    return datetime(value.year, value.month, value.day) if type(value) is date else value  # noqa: DTZ001


@given(st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=20), max_size=6).map("".join))
def test_no_text_does_any_harm(text):
    row = a_listed(category=text, district=text)
    line = a_line(met=6, overdue=1, article=text)
    card = a_scorecard(line, late=(row,), agency_name=text, rulebook_version=text, fingerprint=text)
    content = write_workbook(card, sample=False)
    book = load_workbook(BytesIO(content))
    told = table(book["Laporan"])[0]
    assert told["Kategori"] == told["Kecamatan"] == (clean(text) or None)
    harmless(content)


def harmless(content):
    """Each part is XML; no cell is a formula, no text is a link, and nothing lies outside of the file."""
    for name, part in parts(content).items():
        root = ElementTree.fromstring(part)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        cells = [each.tag.rpartition("}")[2] for cell in root.iter() if cell.tag.endswith("}c") for each in cell]
        assert set(cells) <= {"v"}, name
        assert not tags & {"hyperlink", "hyperlinks", "externalReference", "oleObject", "control"}, name
        assert b'TargetMode="External"' not in part


@pytest.mark.parametrize(
    "begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "{=1+1}", "http://contoh.example"]
)
def test_what_looks_like_a_formula_a_number_or_a_link_is_stored_as_a_text(begins):
    content = write_workbook(a_scorecard(a_line(met=1), agency_name=begins, calendar_version=begins), sample=False)
    sheet = load_workbook(BytesIO(content))["Ringkasan"]
    cells = [sheet["A1"], *(row[1] for row in sheet.iter_rows() if row[0].value == "Kalender versi")]
    assert [(cell.data_type, cell.value, cell.hyperlink) for cell in cells] == [("s", clean(begins), None)] * 2
    harmless(content)


def test_a_text_longer_than_a_cell_holds_is_cut():
    card = a_scorecard(a_line(overdue=1), late=(a_listed(category="😀" * 20_000),))
    assert len(table(opened(card)["Laporan"])[0]["Kategori"].encode("utf-16-le")) == 2 * 32_766  # no half of a pair


def test_every_row_grows_with_its_words():
    name = "Dinas " + "Anu " * 75
    sheet = opened(a_scorecard(a_line(overdue=1), late=(a_listed(category=name),), agency_name=name))["Laporan"]
    head = next(cell.row for cell in sheet["A"] if cell.value == "Tracking ID")
    heights = [sheet.row_dimensions[row].height for row in (1, head + 1)]
    assert all(height and height > 50 for height in heights)


@pytest.mark.parametrize("sheet", ["Ringkasan", "Laporan", "Keterangan"])
def test_it_prints_on_landscape_a4_as_wide_as_a_page(sheet):
    page = opened(FULL)[sheet]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", int(page.PAPERSIZE_A4))
    assert (page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert page.oddFooter.right.text == "Halaman &P dari &N"
    assert page.print_area


def test_the_list_has_a_filter_and_a_head_that_stays_in_sight_and_on_every_page():
    sheet = opened(FULL)["Laporan"]
    head = next(cell.row for cell in sheet["A"] if cell.value == "Tracking ID")
    rows = len(FULL.late) + len(FULL.upcoming) + len(FULL.other)
    assert sheet.auto_filter.ref == f"A{head}:M{head + rows}"
    assert sheet.freeze_panes == f"B{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"


def test_every_word_of_a_head_fits_its_column():
    for columns in (FORMS["columns"]["lines"], FORMS["columns"]["tickets"]):
        assert all(max(map(len, column["head"].split())) <= column["width"] for column in columns.values())


def test_all_colours_are_those_of_the_letter():
    letter = (REPORTS / "templates/letter.css").read_text(encoding="utf-8")
    colours = set(re.findall("#[0-9a-f]{6}", (REPORTS / "workbook.toml").read_text(encoding="utf-8")))
    assert len(colours) > 10
    assert colours <= set(re.findall("#[0-9a-f]{6}", letter))
