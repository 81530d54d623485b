"""LAPOR's histories are read by the rulebook: states, agencies of that day, and what gives a ticket to somebody."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from include.rulebook import acts as rulebook
from include.rulebook.agencies import UNMAPPED
from include.sla.tables import ACTS, shape
from include.sla.tickets import HELD
from tests.builders import moment
from tests.rulebook.editing import append

AT = "Tuesday 2026-09-08 10:00"
REGENCY = "Pemerintah Kabupaten Bekasi"
SCHOOLS, ROADS = "Dinas Pendidikan Kabupaten Bekasi", "DSDABMBK"


def acts(*rows: dict[str, str]) -> pd.DataFrame:
    """ACTS: logs on one Tuesday unless told."""
    filled = [dict.fromkeys(ACTS, "") | {"ticket_id": "7000001", "list": "log", "at": AT} | row for row in rows]
    moments = [{name: moment(row["at"]) for name in ("at", "fetched_at")} for row in filled]
    known = [row | at for row, at in zip(filled, moments, strict=True)]
    return shape(pd.DataFrame(known, columns=list(ACTS)), ACTS)


def read(*rows: dict[str, str], folder: Path = rulebook.FOLDER) -> pd.DataFrame:
    return rulebook.read(acts(*rows), folder).acts


def test_states_are_read_by_the_rulebook_and_an_act_without_a_status_changes_none() -> None:
    known = read(
        {"status_old": "Terverifikasi", "status_new": " dalam  PROSES "}, {"status_new": "Ditutup oleh Sistem"}, {}
    )
    assert known["state_old"].tolist() == ["waiting", "", ""]
    assert known["state_new"].tolist() == ["in_progress", "lapsed", ""]


def test_both_sides_are_read_by_number_else_by_name_and_nobody_and_the_regency_are_nobody() -> None:
    known = read(
        {"from_name": REGENCY, "to_name": SCHOOLS}, {"from_name": ROADS}, {"to_lapor_id": "99", "to_name": "X"}
    )
    assert known["from_agency_id"].tolist() == ["", "dsdabmbk", ""]
    assert known["to_agency_id"].tolist() == ["dinas-pendidikan", "", UNMAPPED]


def test_an_agency_is_the_one_that_had_the_name_on_the_day_of_the_act(folder: Path) -> None:
    append(folder, "aliases.csv", "Balai Contoh,dinas-sosial,2026-01-01,2026-09-07,contoh")
    append(folder, "aliases.csv", "Balai Contoh,dinas-kesehatan,2026-09-08,,contoh")
    both = ({"to_name": "Balai Contoh", "at": at} for at in ("Monday 2026-09-07 23:59", "Tuesday 2026-09-08 00:00"))
    assert read(*both, folder=folder)["to_agency_id"].tolist() == ["dinas-sosial", "dinas-kesehatan"]


@pytest.mark.parametrize("template", ["disposition", "Disposition "])
def test_a_follow_up_with_the_template_of_dispositions_is_one(template: str) -> None:
    known = read(
        {"list": "follow_up", "template": template, "from_name": REGENCY, "to_name": SCHOOLS},
        {"list": "follow_up", "template": template, "from_name": SCHOOLS, "to_name": REGENCY},
        {"list": "follow_up", "template": "answer", "from_name": SCHOOLS, "to_name": ROADS},
    )
    assert known["disposition"].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("by", "to", "status", "expected"),
    [
        (REGENCY, SCHOOLS, "Terverifikasi", True),
        (SCHOOLS, ROADS, "Terverifikasi", True),
        ("", SCHOOLS, "Terverifikasi", True),
        (SCHOOLS, ROADS, "Proses", True),
        (SCHOOLS, SCHOOLS, "Proses", False),
        (SCHOOLS, "Dinas Pendidikan", "Proses", False),
        (SCHOOLS, REGENCY, "Proses", False),
        (SCHOOLS, "", "Proses", False),
        (REGENCY, SCHOOLS, "Belum Terverifikasi", False),
        (REGENCY, SCHOOLS, "Diarsipkan oleh Admin", False),
        (REGENCY, SCHOOLS, "Menunggu Konfirmasi", False),
        (REGENCY, SCHOOLS, "", False),
    ],
)
def test_a_log_that_leads_to_another_agency_and_to_a_state_in_which_it_has_the_ticket_is_a_disposition(
    by: str, to: str, status: str, expected: bool
) -> None:
    assert read({"from_name": by, "to_name": to, "status_new": status})["disposition"].tolist() == [expected]


def test_the_states_in_which_an_agency_has_a_ticket_are_those_of_the_rules() -> None:
    assert rulebook.HELD == HELD


def test_unknown_words_are_kept_and_told_once() -> None:
    reading = rulebook.read(
        acts(
            {
                "status_old": "Menunggu Konfirmasi",
                "status_new": "Proses",
                "from_name": "Dinas Contoh",
                "to_name": ROADS,
            },
            {"status_old": "Proses", "status_new": "Menunggu Konfirmasi", "to_name": "Dinas Contoh"},
            {"status_new": "Lain-lain", "to_name": "Badan Contoh"},
        )
    )
    assert reading.unknown_statuses == ["Lain-lain", "Menunggu Konfirmasi"]
    assert reading.unknown_agencies == ["Badan Contoh", "Dinas Contoh"]
    assert reading.acts["state_old"].tolist() == ["unknown", "in_progress", ""]
    assert reading.acts["to_agency_id"].tolist() == ["dsdabmbk", UNMAPPED, UNMAPPED]


def test_the_acts_stay_as_they_were_said() -> None:
    said = acts({"from_name": REGENCY, "to_name": SCHOOLS, "status_new": "Terverifikasi", "rating": "4"})
    pd.testing.assert_frame_equal(rulebook.read(said).acts[list(ACTS)], said)


def test_no_acts_have_no_words() -> None:
    reading = rulebook.read(acts())
    assert reading.acts["disposition"].dtype == bool
    assert (len(reading.acts), reading.unknown_statuses, reading.unknown_agencies) == (0, [], [])
