"""The register of agencies and LAPOR's words: how they are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from include.rulebook import agencies, readings
from include.rulebook.files import version
from tests.builders import a_snapshot, snapshots
from tests.rulebook.editing import edit


def test_the_rulebooks_version_changes_with_any_of_its_lines(folder: Path) -> None:
    before = version("deadlines.csv", folder=folder)
    edit(folder, "deadlines.csv", "national,response,*,5", "national,response,*,6")
    assert version("deadlines.csv", folder=folder) != before


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
    edit(folder, "agencies.csv", "Bappeda,Badan,,,", "Bappeda,Badan,,4711,")
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


def test_what_nobody_sees_tells_no_words_apart_and_is_not_named() -> None:
    told = [{"status": "Pro\u200bses", "agency_name": "\u202eDinas Pendidikan"}, {"status": "En\u00adtah\u2067"}]
    rows = [a_snapshot("Monday 2026-09-07 15:30", "", ticket_id=str(n), **words) for n, words in enumerate(told)]
    reading = readings.read(snapshots(*rows).assign(rating=""))
    assert reading.snapshots["state"].tolist() == ["in_progress", "unknown"]
    assert reading.snapshots["agency_id"][0] == "dinas-pendidikan"
    assert reading.unknown_statuses == ["Entah"]
