"""The register of agencies, their other names and the coordinators: a wrong line is refused by its number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from include.rulebook import agencies
from tests.rulebook.editing import append, assert_refused, edit, keep_columns

ID = "agency_id must be written like dinas-sosial, not"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("satpol-pp,Nama,N,Dinas,,,2020-01-01,,x", "'satpol-pp' stands there twice; take one line out"),
        ("baru,Nama,N,Dinas,,,2020-01-01,2019-01-01,x", "it ends before it begins"),
        (",Nama,N,Dinas,,,2020-01-01,,x", "agency_id is empty; fill it in"),
        ("baru,,N,Dinas,,,2020-01-01,,x", "name is empty; fill it in"),
        ("baru,Nama,N,,,,2020-01-01,,x", "group is empty; fill it in"),
        ("baru,Nama,N,Dinas,,,2020-01-01,,", "source is empty; fill it in"),
        (",,,,,,,,", "agency_id is empty; fill it in"),
        ("UNMAPPED,Nama,N,Dinas,,,2020-01-01,,x", f"{ID} 'UNMAPPED'"),
        ("dinas baru,Nama,N,Dinas,,,2020-01-01,,x", f"{ID} 'dinas baru'"),
        ("dinas--baru,Nama,N,Dinas,,,2020-01-01,,x", f"{ID} 'dinas--baru'"),
        ("-baru,Nama,N,Dinas,,,2020-01-01,,x", f"{ID} '-baru'"),
        ("dinas_baru,Nama,N,Dinas,,,2020-01-01,,x", f"{ID} 'dinas_baru'"),
        ("dinas-é,Nama,N,Dinas,,,2020-01-01,,x", f"{ID} 'dinas-é'"),
        ("baru,Nama,N,Dinas,,4711.0,2020-01-01,,x", "lapor_id must be written like 4711, not '4711.0'"),
        ("baru,Nama,N,Dinas,,-,2020-01-01,,x", "lapor_id must be written like 4711, not '-'"),
        ("baru,Nama,N,Dinas,,٤,2020-01-01,,x", "lapor_id must be written like 4711, not '٤'"),
        ("baru,Dinas Sosial,N,Dinas,,,2020-01-01,,x", "'dinas sosial' already means 'dinas-sosial' at that time; let"),
        ("baru,Dinas Sosial Kabupaten Bekasi,N,Dinas,,,2020-01-01,,x", "'dinas sosial' already means 'dinas-sosial'"),
        ("baru,RSUD,N,RSUD,,,2020-01-01,,x", "'rsud kabupaten bekasi' already means 'rsud-kabupaten-bekasi'"),
    ],
)
def test_a_wrong_agency_is_refused_and_its_line_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "agencies.csv", line)
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: {message}")


def test_a_register_without_agencies_is_refused(folder: Path) -> None:
    keep_columns(folder, "agencies.csv")
    assert_refused(agencies.load, folder, "agencies.csv: no line stands below its columns; add the lines")


def test_two_agencies_have_no_id_of_lapor_in_common(folder: Path) -> None:
    edit(folder, "agencies.csv", "Bappeda,Badan,,,", "Bappeda,Badan,,4711,")
    number = append(folder, "agencies.csv", "baru,Nama,N,Dinas,,4711,2020-01-01,,x")
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: '4711' already means 'bappeda' at that time")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("X,tidak-ada,2020-01-01,,x", "no agency 'tidak-ada' stands in agencies.csv"),
        (",bpbd,2020-01-01,,x", "alias is empty; fill it in"),
        ("X,bpbd,2020-01-01,,", "source is empty; fill it in"),
        (",,,,", "alias is empty; fill it in"),
        ("satpol pp,bpbd,2020-01-01,,x", "'satpol pp' already means 'satpol-pp'"),
        ("Satpol PP Kabupaten Bekasi,bpbd,2020-01-01,,x", "'satpol pp' already means 'satpol-pp'"),
        ("Dinas  Sosial KABUPATEN Bekasi,bpbd,2026-01-01,,x", "'dinas sosial' already means 'dinas-sosial'"),
        ("Dinas Sosial Kabupaten Bekasi,,2026-01-01,,x", "'dinas sosial' already means 'dinas-sosial'"),
        ("Pemerintah,bpbd,2026-01-01,,x", "'pemerintah kabupaten bekasi' already means ''"),
        ("X,bpbd,2019-12-31,,x", "'bpbd' exists from 2020-01-01 to 9999-12-31 only; let the line begin and end within"),
    ],
)
def test_a_wrong_alias_is_refused_and_its_line_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "aliases.csv", line)
    assert_refused(agencies.load, folder, f"aliases.csv, line {number}: {message}")


def test_an_alias_may_repeat_a_name_of_its_agency_with_the_suffix(folder: Path) -> None:
    append(folder, "aliases.csv", "Dinas Sosial Kabupaten Bekasi,dinas-sosial,2020-01-01,,x")
    found = agencies.load(folder).find("", "Dinas Sosial Kabupaten Bekasi", date(2026, 1, 5))
    assert found == "dinas-sosial"


def test_a_name_with_the_suffix_may_pass_to_another_agency(folder: Path) -> None:
    append(folder, "aliases.csv", "PDAM Tirta Bhagasasi Kabupaten Bekasi,bpbd,2021-01-01,,x")
    found = agencies.load(folder).find("", "PDAM Tirta Bhagasasi Kabupaten Bekasi", date(2026, 1, 5))
    assert found == "bpbd"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("bappeda,2026-01-01,,x", "overlaps with coordinators.csv, line 3"),
        ("tidak-ada,2026-01-01,,x", "no agency 'tidak-ada' stands"),
        (",2026-01-01,,x", "no agency '' stands"),
        ("bappeda,2026-01-01,,", "source is empty; fill it in"),
        ("bappeda,2019-01-01,2019-12-31,x", "'bappeda' exists from 2020-01-01 to"),
    ],
)
def test_a_wrong_coordinator_is_refused_and_its_line_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "coordinators.csv", line)
    assert_refused(agencies.coordinators, folder, f"coordinators.csv, line {number}: {message}")


def test_the_coordinators_agency_may_not_end_before_its_seat_does(folder: Path) -> None:
    edit(
        folder, "agencies.csv", "Diskominfosantik,Dinas,,,2020-01-01,", "Diskominfosantik,Dinas,,,2020-01-01,2026-06-30"
    )
    for name in ("Diskominfosantik", "Dinas Kominfosantik"):
        edit(
            folder,
            "aliases.csv",
            f"{name},diskominfosantik,2020-01-01,",
            f"{name},diskominfosantik,2020-01-01,2026-06-30",
        )
    told = "coordinators.csv, line 3: 'diskominfosantik' exists from 2020-01-01 to 2026-06-30 only; let the line begin"
    assert_refused(agencies.coordinators, folder, told)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2022-12-31", "2022-12-30", "coordinators.csv, line 3: the coordinator's seat has no line from 2022-12-31"),
        ("2020-01-01", "2022-01-02", "coordinators.csv, line 2: the coordinator's seat has no line from 2022-01-01"),
        ("2023-01-01,,", "2023-01-01,2027-12-31,", "coordinators.csv, line 3: the coordinator's seat has no line from"),
    ],
)
def test_somebody_coordinates_on_every_day(folder: Path, old: str, new: str, message: str) -> None:
    edit(folder, "coordinators.csv", old, new)
    assert_refused(agencies.coordinators, folder, message)
