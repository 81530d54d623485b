import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from include.gateways import lapor_export
from include.gateways.lapor_export import UnreadableExport
from tests.builders_exports import COLUMNS, a_row, write_export
from tests.gateways.lapor_export.reading import SUFFIXES, wib


def write_at(path: Path, moment: pd.Timestamp) -> Path:
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    return path


@SUFFIXES
@pytest.mark.parametrize(
    "generated",
    [
        "9 Feb 2026 06:00",
        "09 Pebruari 2026 06.00 WIB",
        "9 Feb 2026, pukul 06.00 WIB",
        ": 09/02/2026 06:00:00",
        "2026-02-09T06:00",
        datetime.fromisoformat("2026-02-09 06:00"),
    ],
)
def test_the_preamble_says_when_the_export_was_made(read, suffix, generated):
    export = read(a_row(), suffix=suffix, generated=generated)
    assert (export.generated_at, export.dated_by) == (wib("2026-02-09 06:00"), "preamble")
    assert export.generated_at.utcoffset() == timedelta(0)


def test_label_and_moment_may_share_a_cell(tmp_path):
    path = tmp_path / "ekspor.csv"
    path.write_text("Tanggal Generate : 9 Feb 2026 06:00\n" + ";".join(COLUMNS))
    assert lapor_export.read(path).generated_at == wib("2026-02-09 06:00")


@SUFFIXES
@pytest.mark.parametrize("generated", ["9 Feb 2026", date(2026, 2, 9), datetime.fromisoformat("2026-02-09")])
@pytest.mark.parametrize(
    ("written_at", "expected", "dated_by"),
    [
        ("2026-02-09 00:00", "2026-02-09 00:00", "file"),
        ("2026-02-09 14:30", "2026-02-09 14:30", "file"),
        ("2026-02-08 23:59:59", "2026-02-09 23:59:59", "day"),
        ("2026-02-10 00:00", "2026-02-09 23:59:59", "day"),
    ],
)
def test_a_bare_day_is_made_exact_by_the_file_or_else_by_its_end(
    tmp_path, suffix, generated, written_at, expected, dated_by
):
    path = write_at(write_export(tmp_path / f"e{suffix}", [a_row()], generated=generated), wib(written_at))
    export = lapor_export.read(path)
    assert (export.generated_at, export.dated_by) == (wib(expected), dated_by)


@SUFFIXES
@pytest.mark.parametrize("generated", [None, "-", "kemarin", "31 Feb 2026", "06:00", "9 Feb 1926 06:00", "=TODAY()"])
def test_an_export_without_a_readable_day_is_refused_whenever_it_was_copied(read, suffix, generated):
    with pytest.raises(UnreadableExport, match="Tanggal Generate tidak ada atau tidak terbaca") as refusal:
        read(a_row(), suffix=suffix, generated=generated)
    assert "Unduh ulang ekspor dari LAPOR!, dan jangan hapus atau ubah baris di atas tabel" in str(refusal.value)


@SUFFIXES
@pytest.mark.parametrize(
    ("generated", "told"),
    [
        ("9 Feb 2062 06:00", "09/02/2062 06:00"),
        ("9 Feb 2062", "09/02/2062 23:59"),
        (datetime.fromisoformat("2026-02-10 06:01"), "10/02/2026 06:01"),
    ],
)
def test_an_export_of_the_future_is_refused(tmp_path, suffix, generated, told):
    path = write_at(write_export(tmp_path / f"e{suffix}", [a_row()], generated=generated), wib("2026-02-09 06:00"))
    with pytest.raises(UnreadableExport, match=f"menunjukkan {told} WIB, .* disimpan pada 09/02/2026 06:00 WIB"):
        lapor_export.read(path)


def test_a_computer_may_lag_behind_lapor_by_a_day(tmp_path):
    path = write_export(tmp_path / "e.xlsx", [a_row()], generated="10 Feb 2026 06:00")
    export = lapor_export.read(write_at(path, wib("2026-02-09 06:00")))
    assert (export.generated_at, export.dated_by) == (wib("2026-02-10 06:00"), "preamble")


def test_a_late_copy_of_an_old_export_keeps_its_date(tmp_path):
    path = write_export(tmp_path / "e.xlsx", [a_row()], generated="9 Feb 2026 06:00")
    assert lapor_export.read(write_at(path, wib("2026-11-09 06:00"))).generated_at == wib("2026-02-09 06:00")
