import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from include.gateways import lapor_export
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
    ("written_at", "expected"),
    [
        ("2026-02-09 00:00", "2026-02-09 00:00"),
        ("2026-02-09 14:30", "2026-02-09 14:30"),
        ("2026-02-08 23:59:59", "2026-02-09 23:59:59"),
        ("2026-02-10 00:00", "2026-02-09 23:59:59"),
    ],
)
def test_a_bare_day_is_made_exact_by_the_file_or_else_by_its_end(tmp_path, suffix, generated, written_at, expected):
    path = write_at(write_export(tmp_path / f"e{suffix}", [a_row()], generated=generated), wib(written_at))
    export = lapor_export.read(path)
    assert (export.generated_at, export.dated_by) == (wib(expected), "preamble")


@pytest.mark.parametrize("generated", [None, "-", "kemarin", "31 Feb 2026", "=TODAY()"])
def test_without_a_readable_day_the_file_tells_the_moment(tmp_path, generated):
    path = write_at(write_export(tmp_path / "e.xlsx", [a_row()], generated=generated), wib("2026-02-10 09:00"))
    export = lapor_export.read(path)
    assert (export.generated_at, export.dated_by) == (wib("2026-02-10 09:00"), "file")
