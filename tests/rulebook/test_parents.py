"""Which agency is a part of which, and that a wrong parent is refused by its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from include.rulebook import agencies
from tests.rulebook.editing import append, assert_refused, drop_parents, edit


def test_every_bagian_is_a_part_of_the_secretariat_and_nobody_else_a_part_of_anything() -> None:
    parents = {agency.agency_id: agency.parent for agency in agencies.load().agencies.values() if agency.parent}
    assert len(parents) == 11
    assert all(agency_id.startswith("bagian-") for agency_id in parents)
    assert set(parents.values()) == {"sekretariat-daerah"}


def test_a_rulebook_kept_before_agencies_had_parents_is_read_without_them(folder: Path) -> None:
    drop_parents(folder)
    known = agencies.load().agencies
    assert agencies.load(folder).agencies == {name: replace(agency, parent="") for name, agency in known.items()}
    assert len(agencies.coordinators(folder)) == 2


def test_a_line_of_such_a_rulebook_must_have_as_many_values_as_it_has_columns(folder: Path) -> None:
    drop_parents(folder)
    number = append(folder, "agencies.csv", "baru,Nama,N,Dinas,,,2020-01-01,,x")
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: there must be 8 values")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("baru,Nama,N,Dinas,tidak-ada,,2020-01-01,,x", "no agency 'tidak-ada' stands in agencies.csv"),
        ("baru,Nama,N,Dinas,bappeda,,2019-12-31,,x", "'bappeda' exists from 2020-01-01 to 9999-12-31 only"),
        ("baru,Nama,N,Dinas,bappeda,,,2026-12-31,x", "'bappeda' exists from 2020-01-01 to"),
        ("baru,Nama,N,Dinas,baru,,2020-01-01,,x", "baru → baru: an agency is a part of itself"),
    ],
)
def test_a_wrong_parent_is_refused_and_its_line_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "agencies.csv", line)
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: {message}")


def test_a_part_does_not_outlive_its_parent(folder: Path) -> None:
    edit(folder, "agencies.csv", "Bappeda,Badan,,,2020-01-01,", "Bappeda,Badan,,,2020-01-01,2026-06-30")
    number = append(folder, "agencies.csv", "baru,Nama,N,Dinas,bappeda,,2020-01-01,2026-07-01,x")
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: 'bappeda' exists from")
    edit(folder, "agencies.csv", "2026-07-01,x", "2026-06-30,x")
    assert agencies.load(folder).agencies["baru"].parent == "bappeda"


def test_agencies_that_are_parts_of_each_other_are_named_in_their_circle(folder: Path) -> None:
    append(folder, "agencies.csv", "satu,Satu,S,Dinas,dua,,2020-01-01,,x", "dua,Dua,D,Dinas,tiga,,2020-01-01,,x")
    number = append(folder, "agencies.csv", "tiga,Tiga,T,Dinas,satu,,2020-01-01,,x")
    circle = "satu → dua → tiga → satu: an agency is a part of itself; empty one parent of these"
    assert_refused(agencies.load, folder, f"agencies.csv, line {number - 2}: {circle}")
