"""The rulebook: what stands in its files, and that a wrong file is refused with the line at fault."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from include.rulebook import agencies, days_off, deadlines, readings, words
from include.rulebook.files import FOLDER, WrongRulebook, version
from tests.builders import a_snapshot, snapshots


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder: Path, name: str, line: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


@pytest.mark.parametrize(
    ("name", "line", "load", "message"),
    [
        ("deadlines.csv", "national,response,*,5,working,2020-01-01,,Pasal,F", deadlines.load, "line 10: overlaps"),
        ("deadlines.csv", "national,answer,*,5,working,2020-01-01,,Pasal,F", deadlines.load, "line 10: stage"),
        ("deadlines.csv", "x,response,gossip,5,working,2020-01-01,,Pasal,F", deadlines.load, "line 10: classification"),
        ("deadlines.csv", "x,response,*,-5,working,2020-01-01,,Pasal,F", deadlines.load, "line 10: days"),
        ("deadlines.csv", "x,response,*,0,working,2020-01-01,,Pasal,F", deadlines.load, "line 10: days"),
        ("deadlines.csv", "x,response,*,5,hours,2020-01-01,,Pasal,F", deadlines.load, "line 10: unit"),
        ("deadlines.csv", "x,response,*,5,working,2020-01-01,,,F", deadlines.load, "line 10: .*article"),
        ("deadlines.csv", "x,response,*,5,working,1 Januari,,Pasal,F", deadlines.load, "line 10: .*2026-01-31"),
        ("deadlines.csv", "x,response", deadlines.load, "line 10: there must be 9 values"),
        ("days_off.csv", "2026-12-31,Libur,rumor,Surat,2026-12-01", days_off.load, "line 3: kind"),
        ("days_off.csv", "2026-12-31,Libur,holiday,,2026-12-01", days_off.load, "line 3: .*decree"),
        ("days_off.csv", "31-12-2026,Libur,holiday,Surat,2026-12-01", days_off.load, "line 3: .*no date"),
        ("days_off.csv", "2031-12-31,Libur,holiday,Surat,2026-12-01", days_off.load, "line 3: .*2031 are not known"),
        (
            "deadlines.csv",
            "national,response,complaint,3,working,2020-01-01,,Pasal,F",
            deadlines.load,
            "line 10: overl",
        ),
        ("agencies.csv", "satpol-pp,Nama,N,Dinas,,2020-01-01,,x", agencies.load, "'satpol-pp' stands there twice"),
        ("agencies.csv", "baru,Nama,N,Dinas,,2020-01-01,2019-01-01,x", agencies.load, "ends before it begins"),
        ("aliases.csv", "X,tidak-ada,2020-01-01,,x", agencies.load, "no agency 'tidak-ada'"),
        ("aliases.csv", "satpol pp,bpbd,2020-01-01,,x", agencies.load, "already means 'satpol-pp'"),
        ("statuses.csv", "proses,closed,x", words.states.func, "stands there twice"),
    ],
)
def test_a_wrong_line_is_refused_and_named(
    folder: Path, name: str, line: str, load: Callable[..., object], message: str
) -> None:
    append(folder, name, line)
    arguments = ("statuses.csv", "state") if name == "statuses.csv" else ()
    with pytest.raises(WrongRulebook, match=message):
        load(*arguments, folder=folder)


def test_a_missing_column_is_refused(folder: Path) -> None:
    edit(folder, "deadlines.csv", "certainty", "sure")
    with pytest.raises(WrongRulebook, match=r"deadlines\.csv: the columns must be"):
        deadlines.load(folder)


def test_the_rulebooks_version_changes_with_any_of_its_lines(folder: Path) -> None:
    before = version("deadlines.csv", folder=folder)
    edit(folder, "deadlines.csv", "national,response,*,5", "national,response,*,6")
    assert version("deadlines.csv", folder=folder) != before


def test_the_calendars_version_changes_with_a_day_off(folder: Path) -> None:
    before = days_off.version(days_off.load(folder))
    append(folder, "days_off.csv", "2026-12-31,Cuti Bersama Contoh,joint leave,Surat Contoh,2026-12-01")
    assert days_off.version(days_off.load(folder)) != before


def test_the_calendar_ends_with_the_first_year_that_has_no_joint_leave_yet_and_that_year_is_an_estimate() -> None:
    off = days_off.load()
    years = off.groupby(off["on"].dt.year)["estimated"]
    assert (years.all().index.min(), years.all().index.max()) == (2022, 2028)
    assert years.all().to_dict() == dict.fromkeys(range(2022, 2028), False) | {2028: True}
    assert years.any().loc[2027]  # Eid


def test_a_day_off_may_be_taken_back(folder: Path) -> None:
    append(folder, "days_off.csv", "2026-12-24,Hari kerja,working day,Surat Contoh,2026-12-01")
    assert pd.Timestamp("2026-12-24") not in set(days_off.load(folder)["on"])


@pytest.mark.parametrize(
    ("lapor_id", "name", "on", "found"),
    [
        ("", "Dinas Pendidikan", date(2026, 1, 5), "dinas-pendidikan"),
        ("", "DINAS  PENDIDIKAN Kabupaten Bekasi", date(2026, 1, 5), "dinas-pendidikan"),
        ("", "Kecamatan Babelan", date(2026, 1, 5), "kecamatan-babelan"),
        ("", "PDAM Tirta Bhagasasi", date(2020, 6, 1), "perumda-tirta-bhagasasi"),
        ("", "PDAM Tirta Bhagasasi", date(2026, 1, 5), agencies.UNMAPPED),
        ("", "Dinas yang Tidak Ada", date(2026, 1, 5), agencies.UNMAPPED),
        ("", "Pemerintah Kabupaten Bekasi", date(2026, 1, 5), ""),
        ("", "", date(2026, 1, 5), ""),
        ("4711", "nama apa pun", date(2026, 1, 5), "bappeda"),
        ("4712", "Bappeda", date(2026, 1, 5), agencies.UNMAPPED),
    ],
)
def test_an_agency_is_found_by_its_id_then_by_a_name_of_that_day(
    folder: Path, lapor_id: str, name: str, on: date, found: str
) -> None:
    edit(folder, "agencies.csv", "Bappeda,Badan,,", "Bappeda,Badan,4711,")
    assert agencies.load(folder).find(lapor_id, name, on) == found


def test_the_register_holds_76_agencies_and_no_agency_without_group() -> None:
    register = agencies.load().on(date(2026, 11, 22))
    assert len(register) == 76
    assert sum(agency.group == "Kecamatan" for agency in register) == 23
    assert all(agency.group for agency in register)


def test_words_are_read_and_unknown_ones_are_kept_and_named() -> None:
    told = {"agency_name": "Dinas Pendidikan", "classification": "Pengaduan", "status": "Proses"}
    others = [{}, {"status": "Entah"}, {"kind": "Rahasia"}, {"kind": "Anonim, Rahasia"}, {"classification": "Kabar"}]
    rows = [
        a_snapshot("Monday 2026-09-07 15:30", "", ticket_id=str(number), **told | other)
        for number, other in enumerate(others)
    ]
    reading = readings.read(snapshots(*rows).assign(rating=["5", "Auto Rated", "", "0", "1"]))
    seen = reading.snapshots
    assert seen["state"].tolist() == ["in_progress", "unknown", *["in_progress"] * 3]
    assert seen["classification"].tolist() == [*["complaint"] * 4, "unknown"]
    assert set(seen["agency_id"]) == {"dinas-pendidikan"}
    assert seen["confidential"].tolist() == [False, False, True, True, True]
    assert seen["rating"].isna().tolist() == [False, True, True, True, False]
    assert (reading.unknown_statuses, reading.unknown_agencies) == (["Entah"], [])
    assert (reading.unknown_classifications, reading.unknown_kinds) == (["Kabar"], ["Anonim, Rahasia"])
