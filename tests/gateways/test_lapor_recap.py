"""The platform's recap per unit, as workbook and as CSV: read whole, or refused with row, column and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.gateways import lapor_recap
from include.gateways.lapor_recap import Recap, UnreadableExport
from include.gateways.lapor_recap.numbers import read_decimal, read_whole
from include.sla.tables import RECAP_LINES
from tests.builders_exports import a_row, write_csv, write_export, write_workbook

HEADER = [
    "Unit Kerja", "Belum Terverifikasi", "Belum Ditindaklanjuti", "Proses", "Selesai", "Total", "%TL", "RTL", "RHP",
]  # fmt: skip
SOCIAL = ["Dinas Sosial", 0, 2, 1, 4, 7, "71,43%", "3,5", "10.25"]
HEALTH = ["Dinas Kesehatan, Kabupaten Bekasi", "-", 0, "1.234", 0, "1.234", "100 %", "-", "12 hari"]
SUM = ["Total", 0, 2, 1235, 4, 1241, "", "", ""]
COUNTS = ["unverified", "waiting", "in_progress", "closed", "total"]
MEANS = ["follow_up_percent", "mean_response_days", "mean_resolution_days"]
GENERATED = ["Tanggal Generate", "9 Feb 2026 06:00"]
PERIOD = ["Periode : 1 Januari 2026 - 31 Maret 2026"]
FIRST_ROW = 5  # two lines of preamble, a blank one, the header

Line = Sequence[object]


def write(path: Path, *lines: Line, preamble: Sequence[Line] = (GENERATED, ["Rekap"]), separator: str = ";") -> Path:
    whole = [*preamble, [], *lines]
    if path.suffix == ".csv":
        write_csv(path, whole, separator)
    else:
        write_workbook(path, whole)
    return path


def read(folder: Path, *lines: Line, preamble: Sequence[Line] = (GENERATED, ["Rekap"])) -> Recap:
    return lapor_recap.read(write(folder / "rekap.xlsx", *lines, preamble=preamble))


def refusal(folder: Path, *lines: Line, preamble: Sequence[Line] = (GENERATED, ["Rekap"])) -> str:
    with pytest.raises(UnreadableExport) as refused:
        read(folder, *lines, preamble=preamble)
    return str(refused.value)


def test_a_recap_is_read_with_its_moment_and_every_unit(tmp_path: Path) -> None:
    recap = read(tmp_path, HEADER, SOCIAL, HEALTH, SUM)
    assert recap.generated_at == datetime(2026, 2, 8, 23, tzinfo=UTC)
    assert (recap.name, len(recap.digest), recap.since_on, recap.until_on) == ("rekap.xlsx", 64, None, None)
    assert recap.lines.dtypes.astype(str).to_dict() == RECAP_LINES
    assert recap.lines["agency_name"].tolist() == ["Dinas Sosial", "Dinas Kesehatan, Kabupaten Bekasi"]
    assert recap.lines[COUNTS].to_numpy().tolist() == [[0, 2, 1, 4, 7], [0, 0, 1234, 0, 1234]]
    assert recap.lines[MEANS].fillna(-1).to_numpy().tolist() == [[71.43, 3.5, 10.25], [100, -1, 12]]
    assert recap.lines["row"].tolist() == [FIRST_ROW, FIRST_ROW + 1]


@pytest.mark.parametrize("separator", [";", ","])
def test_the_csv_says_the_same_as_the_workbook(tmp_path: Path, separator: str) -> None:
    twin = write(tmp_path / "rekap.csv", HEADER, SOCIAL, HEALTH, SUM, separator=separator)
    assert lapor_recap.is_recap(twin)
    pd.testing.assert_frame_equal(lapor_recap.read(twin).lines, read(tmp_path, HEADER, SOCIAL, HEALTH, SUM).lines)


@pytest.mark.parametrize("first", ["No", "No.", "NO"])
@pytest.mark.parametrize("separator", [";", ","])
def test_a_number_may_stand_before_the_unit_and_the_sum_in_its_place(
    tmp_path: Path, first: str, separator: str
) -> None:
    lines = [[first, *HEADER], [1, *SOCIAL], [2, *HEALTH], ["Jumlah", "", *SUM[1:]], ["Keterangan: RTL dalam hari"]]
    path = write(tmp_path / "rekap.csv", *lines, separator=separator)
    assert lapor_recap.is_recap(path)
    assert len(lapor_recap.read(path).lines) == 2


def test_columns_stand_in_any_order_and_spelling_and_the_means_may_be_missing(tmp_path: Path) -> None:
    header = ["unit  kerja", "TOTAL", "selesai", "Dalam Proses", "belum ditindaklanjuti", "Belum terverifikasi", "% TL"]
    recap = read(tmp_path, header, ["Dinas Sosial", 7, 4.0, 1, 2, 0, "71.43"])
    assert recap.lines[COUNTS].to_numpy().tolist() == [[0, 2, 1, 4, 7]]
    assert recap.lines[MEANS].fillna(-1).to_numpy().tolist() == [[71.43, -1, -1]]


@given(st.integers(0, 999_999_999))
def test_a_number_is_read_however_it_is_grouped(number: int) -> None:
    dotted = f"{number:,}".replace(",", ".")
    assert {read_whole(text) for text in (str(number), f"{number}.0", dotted)} == {number}
    assert {read_decimal(text) for text in (f"{number},25", f"{number}.25", f"{dotted},25 %")} == {number + 0.25}


@given(st.text("0123456789.,%- ", max_size=12))
def test_no_text_is_read_as_a_negative_number_or_breaks_the_reader(text: str) -> None:
    assert (read_whole(text) or 0) >= 0
    assert (read_decimal(text) or 0) >= 0


def test_shares_of_one_become_percent(tmp_path: Path) -> None:
    recap = read(tmp_path, HEADER, [*SOCIAL[:6], 0.5, 3, 10], [*HEALTH[:6], 1, "-", 12])
    assert recap.lines["follow_up_percent"].tolist() == [50, 100]


@pytest.mark.parametrize(
    "line",
    [
        PERIOD,
        ["Periode", "01/01/2026 s.d. 31/03/2026"],
        ["PERIODE:", "1 Jan 2026", "sampai", "31 Mar 2026"],
        ["Periode Laporan : 2026-01-01 sampai dengan 2026-03-31"],
    ],
    ids=str,
)
def test_the_period_of_receipt_is_read(tmp_path: Path, line: Line) -> None:
    recap = read(tmp_path, HEADER, SOCIAL, preamble=[GENERATED, line])
    assert (recap.since_on, recap.until_on) == (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize("line", [["Periode"], ["Periode : Semua"], ["Periode", "Semua Tanggal"]], ids=str)
def test_an_open_period_counts_all(tmp_path: Path, line: Line) -> None:
    assert read(tmp_path, HEADER, SOCIAL, preamble=[GENERATED, line]).since_on is None


@pytest.mark.parametrize(
    "told",
    ["Januari 2026", "1 Januari 2026", "31 Maret 2026 - 1 Januari 2026", "31 Feb 2026 - 31 Maret 2026", "Triwulan I"],
)
def test_a_period_that_cannot_be_read_is_not_guessed(tmp_path: Path, told: str) -> None:
    said = refusal(tmp_path, HEADER, SOCIAL, preamble=[GENERATED, ["Periode :", told]])
    assert "seharusnya seperti “Periode : 1 Januari 2026 - 31 Maret 2026”" in said


def test_a_recap_that_does_not_say_when_it_was_made_is_refused(tmp_path: Path) -> None:
    assert "Tanggal Generate tidak ada" in refusal(tmp_path, HEADER, SOCIAL, preamble=[["Rekap"]])


@pytest.mark.parametrize(
    ("place", "value", "column", "problem"),
    [
        (0, "", "Unit Kerja", "kosong"),
        (0, "Warga 0812-3456-7890", "Unit Kerja", "berisi hal lain"),
        (0, "=A1", "Unit Kerja", "berisi hal lain"),
        (1, "dua", "Belum Terverifikasi", "bukan bilangan bulat"),
        (2, "2,5", "Belum Ditindaklanjuti", "bukan bilangan bulat"),
        (3, -1, "Proses", "bukan bilangan bulat"),
        (4, "=1+3", "Selesai", "bukan bilangan bulat"),
        (5, 8, "Total", "tidak sama dengan jumlah keempat status"),
        (5, "-", "Total", "kosong"),
        (6, "banyak", "%TL", "bukan angka"),
        (7, "1,2,3", "RTL", "bukan angka"),
        (8, "1.23,4", "RHP", "bukan angka"),
    ],
)
def test_what_cannot_be_right_is_refused_by_row_and_column(
    tmp_path: Path, place: int, value: object, column: str, problem: str
) -> None:
    line = [*SOCIAL[:place], value, *SOCIAL[place + 1 :]]
    said = refusal(tmp_path, HEADER, HEALTH, line)
    assert said.startswith(f"Baris {FIRST_ROW + 1}, kolom {column}: {problem}")
    assert said.endswith("Unduh ulang rekap dari LAPOR! dan jangan ubah isinya.")
    assert "0812" not in said


def test_a_unit_twice_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, HEADER, SOCIAL, HEALTH, ["dinas sosial", *SOCIAL[1:]])
    assert said.startswith(f"Baris {FIRST_ROW + 2}, kolom Unit Kerja: unit yang sama sudah ada pada baris {FIRST_ROW}.")


@pytest.mark.parametrize("label", ["Total", "JUMLAH", "Grand Total", "Jumlah Seluruh Unit"])
def test_a_sum_that_is_not_the_sum_of_the_units_is_refused(tmp_path: Path, label: str) -> None:
    said = refusal(tmp_path, HEADER, SOCIAL, HEALTH, [label, *SUM[1:4], 5, *SUM[5:]])
    assert said.startswith(f"Baris {FIRST_ROW + 2}, kolom Selesai: tidak sama dengan jumlah baris-baris di atasnya.")


def test_a_sum_need_not_sum_up_every_column(tmp_path: Path) -> None:
    assert len(read(tmp_path, HEADER, SOCIAL, HEALTH, ["Total", "", "", "", "", 1241]).lines) == 2


def test_cells_beyond_the_table_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, HEADER, [*SOCIAL, "5"]).startswith(f"Baris {FIRST_ROW}: memuat sel di luar kolom tabel")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([HEADER], "tidak memuat satu pun unit kerja"),
        ([HEADER[:3], SOCIAL[:3]], "Kolom berikut tidak ada: Proses, Selesai, Total."),
        ([[*HEADER, "Total"], [*SOCIAL, 7]], "Kolom berikut muncul lebih dari sekali: Total."),
        ([["Nama", *HEADER], ["x", *SOCIAL]], "Tabel rekap tidak ditemukan"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(tmp_path: Path, lines: list[Line], said: str) -> None:
    assert said in refusal(tmp_path, *lines)


def test_an_export_and_a_broken_file_are_no_recaps(tmp_path: Path) -> None:
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"PK\3\4")
    exports = [write_export(tmp_path / name, [a_row()]) for name in ("a.xlsx", "a.csv")]
    assert not any(map(lapor_recap.is_recap, [broken, *exports, tmp_path / "none.xlsx", tmp_path]))


def test_a_recap_that_will_be_refused_is_still_seen_to_be_one(tmp_path: Path) -> None:
    assert lapor_recap.is_recap(write(tmp_path / "rekap.xlsx", HEADER[:3]))
