"""The sample exports are what an admin would have downloaded: true at their moment, and as faulty as real ones."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from demo import exports, regency
from include.gateways import lapor_export
from include.rulebook import agencies, days_off
from include.sla.week import WIB

MONDAY = date(2026, 11, 23)
FIRST = date(2026, 8, 31)
OFF = set(days_off.load()["on"].dt.date)
Row = dict[str, str]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "inbox"
    exports.write(folder, MONDAY)
    return folder


@pytest.fixture(scope="module")
def truth() -> dict[str, regency.Complaint]:
    return {complaint.ticket_id: complaint for complaint in regency.build(MONDAY)}


def moment(path: Path) -> datetime:
    return datetime.strptime(path.stem, "laporan-sp4n-%Y%m%d-%H%M").replace(tzinfo=WIB)


def grid(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        encoding = "utf-8-sig" if path.read_bytes().startswith(b"\xef\xbb\xbf") else "cp1252"
        with path.open(encoding=encoding, newline="") as file:
            return list(csv.reader(file, delimiter=";"))
    book = openpyxl.load_workbook(path, read_only=True)
    sheet = [
        ["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)
    ]
    book.close()
    return sheet


def rows(path: Path) -> Iterator[Row]:
    """The rows whose id is one, each by its column's name."""
    sheet = grid(path)
    header = next(cells for cells in sheet if cells and cells[0] == "Tracking ID")
    for cells in sheet[sheet.index(header) + 1 :]:
        if cells and re.fullmatch(r"\d{7}(\.0)?", cells[0]):
            yield dict(zip(header, cells, strict=False)) | {"Tracking ID": cells[0].removesuffix(".0")}


def header(at: datetime) -> list[exports.Cell]:
    return exports.sheet([], at)[4]


def some(inbox: Path) -> list[Path]:
    """A handful of exports of every layout, the first and the last among them."""
    paths = sorted(inbox.iterdir())
    odd = {tuple(header(moment(path))): path for path in paths}
    encoded = {path.read_bytes()[:3]: path for path in paths if path.suffix == ".csv"}
    return sorted({paths[0], paths[29], paths[-1], *odd.values(), *encoded.values()})


def test_there_is_one_export_each_working_day_and_one_on_the_monday(inbox: Path) -> None:
    moments = sorted(moment(path) for path in inbox.iterdir())
    days = [FIRST + timedelta(days=n) for n in range(84)]
    assert [at.date() for at in moments] == [*(day for day in days if day.weekday() < 5 and day not in OFF), MONDAY]
    assert all(time(15, 20) <= at.time() <= time(15, 40) for at in moments[:-1])
    assert moments[-1].time() == time(0, 30)


@pytest.mark.parametrize("free", [date(2026, 3, 19), date(2026, 3, 23), date(2026, 5, 1), date(2026, 3, 21)])
def test_there_is_none_on_holidays_joint_leave_and_weekends(free: date) -> None:
    assert free in OFF or free.weekday() >= 5
    days = [at.date() for at in exports.generation_times(date(2026, 5, 4))]
    assert free not in days
    assert date(2026, 3, 17) in days


def test_the_same_day_gives_the_same_bytes_and_what_was_read_stays_away(inbox: Path, tmp_path: Path) -> None:
    every = sorted(inbox.iterdir())
    again = set(every[::12]) | {path for path in every if path.suffix == ".csv"} | {every[-1]}
    (tmp_path / "terbaca").mkdir()
    for place, path in enumerate(sorted(set(every) - again)):
        (tmp_path / "terbaca" / path.name if place % 2 else tmp_path / path.name).write_bytes(b"read before")
    written = exports.write(tmp_path, MONDAY)
    assert {path.name for path in written} == {path.name for path in again}
    assert all(path.read_bytes() == (inbox / path.name).read_bytes() for path in written)
    assert sum(path.read_bytes() == b"read before" for path in tmp_path.rglob("*.*")) == len(every) - len(again)
    assert not list(tmp_path.rglob(".*"))


def test_a_week_later_only_the_new_days_are_added(inbox: Path) -> None:
    before = {path.name for path in inbox.iterdir()}
    later = {exports.name(at) for at in exports.generation_times(MONDAY + timedelta(weeks=1))}
    assert len(later - before) == 6
    assert all(name > max(before) for name in later - before)


def test_the_days_of_the_week_so_far_have_their_exports_too(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "terbaca").mkdir()
    for path in inbox.iterdir():
        (tmp_path / "terbaca" / path.name).touch()
    written = [moment(path) for path in exports.write(tmp_path, MONDAY + timedelta(days=3))]
    assert [at.date() for at in written] == [MONDAY + timedelta(days=days) for days in range(3)]
    tickets = [len(lapor_export.read(path).snapshots) for path in sorted(tmp_path.glob("laporan*"))]
    assert tickets == sorted(set(tickets))  # each day brings new ones


def test_an_export_tells_the_true_state_of_its_moment(inbox: Path, truth: dict[str, regency.Complaint]) -> None:
    spelled = {spelling: agency_id for agency_id, spellings in exports.names().items() for spelling in spellings}
    for path in some(inbox):
        at, found = moment(path), set()
        for row in rows(path):
            if row["Tanggal Laporan Masuk"].startswith("31 Peb"):
                continue
            complaint = truth[row["Tracking ID"]]
            past = [turn for turn in complaint.turns if turn.at <= at]
            status, holder = (past[-1].status, past[-1].agency_id) if past else ("Belum Terverifikasi", "")
            assert (row["Status Laporan"], spelled.get(row["Instansi Terdisposisi"], "")) == (status, holder)
            assert (row["Instansi Terdisposisi"] == "-") == (holder == "")
            assert row["ID Instansi Terdisposisi"] == (str(exports.lapor_id(holder)) if holder else "-")
            assert row["Waktu Laporan Masuk"] == f"{complaint.received_at:%H:%M}"
            assert (row["Rating"] == "-") or status.startswith("Ditutup")
            assert (row["Alasan Tunda/Arsip"] != "-") == (status in ("Ditunda", "Diarsipkan oleh Admin"))
            found.add(complaint.ticket_id)
        assert found == {one.ticket_id for one in truth.values() if one.received_at <= at}


def test_the_last_export_has_about_five_hundred_rows(inbox: Path) -> None:
    assert 440 <= len(list(rows(max(inbox.iterdir())))) <= 560


def test_a_reader_understands_all_rows_but_the_two_damaged_ones(inbox: Path) -> None:
    register = agencies.load()
    unread = []
    for path in some(inbox):
        read = lapor_export.read(path)
        unread += [(path, record["column"]) for record in read.quarantine.to_dict("records")]
        held = read.snapshots[["agency_lapor_id", "agency_name"]].drop_duplicates().itertuples(index=False)
        unknown = {name for number, name in held if register.find(number, name, MONDAY) == agencies.UNMAPPED}
        assert unknown <= {"Dinas Contoh Tidak Terdaftar"}
        assert read.dated_by == "preamble"
        assert read.generated_at == moment(path)
    last = max(inbox.iterdir())
    assert unread == [(last, "Tracking ID"), (last, "Tanggal Laporan Masuk")]


def test_the_damaged_rows_are_an_endless_number_and_an_impossible_day(inbox: Path) -> None:
    cells = [row[:2] for row in grid(max(inbox.iterdir()))]
    assert sum(len(first) == 31 and first.isdecimal() for first, _ in cells) == 1
    assert sum(second == "31 Peb 2026" for _, second in cells) == 1


def test_every_export_says_plainly_that_it_is_a_sample(inbox: Path) -> None:
    for path in some(inbox):
        sheet = grid(path)
        assert sheet[0][:2] == ["Judul Laporan", "DATA CONTOH – bukan laporan sebenarnya"]
        assert sheet[1][:2] == ["Nama Instansi", "Pemerintah Kabupaten Bekasi"]
        assert sheet[2][0] == "Tanggal Generate"
        assert sheet[-1][0] == "DATA CONTOH – bukan laporan sebenarnya"


def test_names_and_texts_are_plainly_artificial(inbox: Path) -> None:
    for row in rows(max(inbox.iterdir())):
        assert re.fullmatch(r"Pelapor Contoh \d{4}|-", row["Nama Pelapor"])
        assert row["Judul Laporan"].startswith("Contoh laporan nomor ")
        assert row["Isi Laporan Awal"].startswith("Contoh isi laporan nomor ")


def test_the_usual_header_has_the_26_columns_of_lapor(inbox: Path) -> None:
    columns = header(datetime(2026, 11, 20, 15, 30, tzinfo=WIB))
    assert len(columns) == len(set(columns)) == 26
    assert (columns[0], columns[14], columns[25]) == ("Tracking ID", "Instansi Terdisposisi", "Rating")


@pytest.mark.parametrize("monday", [MONDAY + timedelta(weeks=weeks) for weeks in range(-90, 40, 13)])
def test_twelve_weeks_hold_a_moved_and_a_missing_column_and_both_kinds_of_csv(monday: date) -> None:
    moments = exports.generation_times(monday)
    headers = [header(at) for at in moments]
    usual = max(headers, key=headers.count)
    assert any(set(columns) == set(usual) and columns != usual for columns in headers)
    assert any(set(usual) - set(columns) == {"Kelurahan"} for columns in headers)
    assert all(columns[0] == "Tracking ID" for columns in headers)
    assert 2 <= sum(exports.name(at).endswith(".csv") for at in moments) <= 6


def test_csv_comes_in_the_code_page_of_windows_and_in_utf_8_with_its_mark(inbox: Path) -> None:
    contents = [path.read_bytes() for path in inbox.glob("*.csv")]
    marked = [content for content in contents if content.startswith(b"\xef\xbb\xbf")]
    assert 0 < len(marked) < len(contents)
    assert all(b"CONTOH \x96 bukan" in content for content in contents if content not in marked)


def test_months_are_written_in_two_languages() -> None:
    written = set()
    for monday in (date(2026, 3, 30), date(2026, 6, 22), date(2026, 9, 14), date(2026, 12, 7), date(2027, 1, 25)):
        sheet = exports.sheet(regency.build(monday), exports.generation_times(monday)[-1])
        written |= {str(row[1]).split()[1] for row in sheet[5:-3]}
    assert " ".join(sorted(written)) == (
        "Ags Agt Agu Apr Aug Dec Des Feb Jan Jul Jun Mar May Mei Nop Nov Oct Okt Peb Sep"
    )


def test_ids_come_as_text_as_numbers_and_as_the_text_of_a_number(truth: dict[str, regency.Complaint]) -> None:
    ids = [row[0] for row in exports.sheet(list(truth.values()), exports.generation_times(MONDAY)[-1])[5:-3]]
    numbers = [one for one in ids if isinstance(one, float)]
    remnants = [one for one in ids if isinstance(one, str) and one.endswith(".0")]
    assert 0 < len(numbers) < len(ids) / 5
    assert 0 < len(remnants) < len(ids) / 5


def test_an_agency_is_now_and_then_written_by_an_alias(inbox: Path) -> None:
    written = [row["Instansi Terdisposisi"] for row in rows(max(inbox.iterdir()))]
    usual = written.count("Dinas Sumber Daya Air, Bina Marga dan Bina Konstruksi Kabupaten Bekasi")
    assert 0 < written.count("DSDABMBK") < usual
    assert written.count("Dinas Contoh Tidak Terdaftar") in range(1, 12)


def test_lapor_ids_of_agencies_have_five_or_six_digits_and_differ() -> None:
    ids = [exports.lapor_id(agency_id) for agency_id in exports.names()]
    assert len(set(ids)) == len(ids)
    assert all(10_000 <= one <= 999_999 for one in ids)


def test_ratings_of_every_form_and_an_unknown_status_stand_in_the_last_export(inbox: Path) -> None:
    last = list(rows(max(inbox.iterdir())))
    assert {row["Rating"] for row in last} == {"Auto Rated", "-", "0", "1", "2", "3", "4", "5"}
    assert "Menunggu Konfirmasi" in {row["Status Laporan"] for row in last}
    assert "Pengaduan" in {row["Klasifikasi Laporan"] for row in last}
