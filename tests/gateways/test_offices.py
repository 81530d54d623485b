"""The file of offices as people write it, and the register that follows it without forgetting anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from include.gateways.offices import COLUMNS, Office, WrongOffices, load
from include.gateways.warehouse import connect
from include.gateways.warehouse.offices import Registered, list_valid, read, register
from include.gateways.warehouse.schema import metadata
from tests.builders import day
from tests.standins.postgres import WAREHOUSES, new_warehouse

AGENCIES = ("dinas-sosial", "dinas-kesehatan")
HEADER = ",".join(COLUMNS)
HEAD = "dinas-sosial,head,Kepala Dinas Sosial,kepala@sosial.example,,,2020-01-01,"
LIAISON = "dinas-sosial,liaison,Pejabat Penghubung,penghubung@sosial.example,Ani,Budi,2021-03-01,2026-12-31"
TODAY = day("Monday 2026-11-23")
OFFICES = [
    Office("dinas-sosial", "head", "Kepala Dinas Sosial", "kepala@sosial.example", "", "", date(2020, 1, 1), None),
    Office(
        "dinas-sosial",
        "liaison",
        "Pejabat Penghubung",
        "penghubung@sosial.example",
        "Ani",
        "Budi",
        date(2021, 3, 1),
        date(2026, 12, 31),
    ),
]


def write(folder: Path, *lines: str, end: str = "\n", mark: bool = False) -> Path:
    path = folder / "offices.csv"
    path.write_text(end.join([*lines, ""]), encoding="utf-8-sig" if mark else "utf-8", newline="")
    return path


def errors(path: Path) -> list[str]:
    with pytest.raises(WrongOffices) as wrong:
        load(path, AGENCIES)
    return str(wrong.value).splitlines()


# The file


@pytest.mark.parametrize("mark", [True, False], ids=["marked", "unmarked"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_file_is_read_however_a_spreadsheet_has_saved_it(
    tmp_path: Path, separator: str, end: str, mark: bool
) -> None:
    lines = [line.replace(",", separator) for line in (HEADER, "", HEAD, "," * 7, LIAISON, "", "")]
    assert load(write(tmp_path, *lines, end=end, mark=mark), AGENCIES) == OFFICES


def test_days_are_read_as_excel_writes_them_in_indonesia(tmp_path: Path) -> None:
    lines = [HEAD.replace("2020-01-01", "1/1/2020"), LIAISON.replace("2021-03-01,2026-12-31", "01/03/2021,31/12/2026")]
    assert load(write(tmp_path, HEADER, *lines), AGENCIES) == OFFICES


def test_columns_stand_in_any_order(tmp_path: Path) -> None:
    header, *lines = (line.split(",") for line in (HEADER, HEAD, LIAISON))
    turned = [",".join(reversed(cells)) for cells in (header, *lines)]
    assert load(write(tmp_path, *turned), AGENCIES) == OFFICES


def test_a_mailbox_is_read_in_lower_case_and_the_office_is_the_name_beside_it(tmp_path: Path) -> None:
    (office,) = load(write(tmp_path, HEADER, HEAD.replace("kepala@", " Kepala@")), AGENCIES)
    assert (office.address.email, office.address.name) == ("kepala@sosial.example", "Kepala Dinas Sosial")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dinas-sosial", "dinas-baru", "agency_id must be one of include/rulebook/agencies.csv, or pimpinan"),
        ("head", "chief", "role must be head or liaison"),
        ("Kepala Dinas Sosial", " ", "office must be the name of the office"),
        ("kepala@sosial.example", "kepala", "email must be the address of one mailbox"),
        ("kepala@sosial.example", "kepala@sosial", "email must be the address of one mailbox"),
        ("kepala@sosial.example", "a@sosial.example b@sosial.example", "email must be the address of one mailbox"),
        ("2020-01-01", "kemarin", "valid_from must be a day like 2026-01-31 or 31/01/2026"),
        ("2020-01-01", "", "valid_from must be a day like"),
        ("2020-01-01", "31/02/2020", "valid_from must be a day like"),
        ("2020-01-01", "1/2/20", "valid_from must be a day like"),
        ("2020-01-01,", "2020-01-01,nanti", "valid_to must be a day like 2026-01-31 or 31/01/2026, or empty"),
        ("2020-01-01,", "2020-01-01,2019-12-31", "it ends before it begins; mend valid_from or valid_to"),
        (",,,", ",,", "there must be 8 values; put quotes around one that has the separator in it"),
        ("Kepala Dinas", "Kepala, Dinas", "there must be 8 values"),
    ],
)
def test_a_wrong_line_is_named_and_what_to_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    (error,) = errors(write(tmp_path, HEADER, LIAISON, "", HEAD.replace(old, new)))
    assert error.startswith(f"offices.csv, line 4: {message}")


def test_all_errors_are_told_at_once_by_line_and_no_cell_is_quoted(tmp_path: Path) -> None:
    wrong = "Citra,Citra,,Citra,Citra,Citra,Citra,Citra"
    found = errors(write(tmp_path, HEADER, HEAD, wrong, HEAD, LIAISON, LIAISON))
    assert [error.split(":")[0][-1] for error in found] == ["3"] * 6 + ["4", "6"]
    assert "Citra" not in "".join(found)


@pytest.mark.parametrize(
    ("since", "until", "again"),
    [
        ("2019-01-01", "2019-12-31", False),
        ("2019-01-01", "2020-01-01", True),
        ("2026-01-01", "", True),
        ("2026-01-01", "2026-01-01", True),
    ],
)
def test_the_same_office_may_come_again_but_not_at_the_same_time(
    tmp_path: Path, since: str, until: str, again: bool
) -> None:
    path = write(tmp_path, HEADER, HEAD, HEAD.replace("2020-01-01,", f"{since},{until}"))
    if again:
        (error,) = errors(path)
        assert error.startswith("offices.csv, line 3: the office of line 2 again, for the same time")
    else:
        assert len(load(path, AGENCIES)) == 2


def test_an_agency_may_have_two_heads_and_a_head_be_its_own_liaison(tmp_path: Path) -> None:
    lines = [HEAD, HEAD.replace("kepala@", "direktur@"), HEAD.replace("head", "liaison")]
    assert len(load(write(tmp_path, HEADER, *lines), AGENCIES)) == 3


def test_what_is_no_such_table_says_what_is_needed(tmp_path: Path) -> None:
    (missing,) = errors(tmp_path / "nowhere.csv")
    assert missing.endswith(f"nowhere.csv: No such file or directory. Write it with the columns {HEADER}.")
    for lines in ([], ["a,b"], [HEADER.replace("holder,", "")], [HEAD]):
        assert errors(write(tmp_path, *lines)) == [f"offices.csv: the columns must be {HEADER}."]
    (empty,) = errors(write(tmp_path, HEADER))
    assert "names no office, which would end them all" in empty
    (cut,) = errors(write(tmp_path, HEADER, HEAD, LIAISON.replace("Pejabat", '"Pejabat')))
    assert cut == "offices.csv, line 3: its quotes do not pair; mend them."
    (tmp_path / "offices.csv").write_bytes(f"{HEADER}\n{HEAD}".replace("Kepala", "K\xe9pala").encode("cp1252"))
    (windows,) = errors(tmp_path / "offices.csv")
    assert 'save it as "CSV UTF-8"' in windows


def test_persons_are_in_no_account_of_an_office() -> None:
    assert "Ani" not in repr(OFFICES[1])
    assert "Budi" not in f"{OFFICES[1]}"


# The register


@pytest.fixture(params=WAREHOUSES)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    with connect(new_warehouse(request, tmp_path)) as connection:
        yield connection


def counts(done: Registered) -> tuple[int, ...]:
    return tuple(map(len, done))


def test_the_first_import_adds_and_the_same_again_changes_nothing(connection: sa.Connection) -> None:
    assert counts(register(connection, OFFICES, TODAY)) == (2, 0, 0, 0)
    assert counts(register(connection, OFFICES, TODAY + timedelta(days=1))) == (0, 0, 0, 2)
    assert list_valid(connection, TODAY) == OFFICES


@pytest.mark.parametrize(
    "changed",
    [{"holder": "Citra"}, {"deputy": "Dedi"}, {"office": "Kepala Dinas"}, {"valid_to": day("Friday 2026-12-25")}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_line_that_says_something_else_changes(connection: sa.Connection, changed: dict[str, object]) -> None:
    register(connection, OFFICES, TODAY)
    other = [replace(OFFICES[0], **changed), OFFICES[1]]
    assert counts(register(connection, other, TODAY)) == (0, 1, 0, 1)
    assert list_valid(connection, TODAY) == other


def test_a_line_that_is_gone_ended_yesterday_and_stays_in_the_register(connection: sa.Connection) -> None:
    register(connection, OFFICES, TODAY)
    done = register(connection, OFFICES[1:], TODAY)
    assert done.ended == [replace(OFFICES[0], valid_to=day("Sunday 2026-11-22"))]
    assert list_valid(connection, TODAY) == OFFICES[1:]
    assert list_valid(connection, TODAY - timedelta(days=1)) == [*done.ended, OFFICES[1]]


def test_what_has_ended_is_not_ended_again(connection: sa.Connection) -> None:
    register(connection, OFFICES, TODAY)
    register(connection, OFFICES[:1], day("Thursday 2026-12-31"))
    assert counts(register(connection, OFFICES[:1], day("Monday 2027-02-01"))) == (0, 0, 0, 1)
    assert list_valid(connection, day("Wednesday 2026-12-30"))[1].valid_to == day("Wednesday 2026-12-30")


def test_one_whose_last_day_has_passed_keeps_it(connection: sa.Connection) -> None:
    register(connection, OFFICES, TODAY)
    assert counts(register(connection, OFFICES[:1], day("Friday 2027-01-01"))) == (0, 0, 0, 1)
    assert list_valid(connection, day("Thursday 2026-12-31")) == OFFICES


def test_one_that_comes_back_is_valid_as_the_file_says(connection: sa.Connection) -> None:
    register(connection, OFFICES, TODAY)
    register(connection, OFFICES[1:], TODAY)
    assert counts(register(connection, OFFICES, TODAY + timedelta(days=7))) == (0, 1, 0, 1)
    assert list_valid(connection, TODAY) == OFFICES


def test_one_that_is_taken_back_before_it_began_was_never_valid(connection: sa.Connection) -> None:
    coming = replace(OFFICES[0], valid_from=day("Friday 2027-01-01"))
    register(connection, [*OFFICES[1:], coming], TODAY)
    assert counts(register(connection, OFFICES[1:], TODAY)) == (0, 0, 1, 1)
    assert list_valid(connection, day("Friday 2027-01-01")) == []
    assert counts(register(connection, OFFICES[1:], TODAY)) == (0, 0, 0, 1)


def test_a_mailbox_whose_first_day_is_mended_gets_one_letter(connection: sa.Connection) -> None:
    register(connection, OFFICES, TODAY)
    mended = replace(OFFICES[0], valid_from=day("Friday 2021-01-01"))
    assert counts(register(connection, [mended, OFFICES[1]], TODAY)) == (1, 0, 1, 1)
    for on in (TODAY, day("Friday 2022-07-01")):
        assert list_valid(connection, on) == [mended, OFFICES[1]]


FEW = [
    Office(agency_id, role, "Kepala", f"{mailbox}@sosial.example", holder, "", since, until)
    for agency_id, role, mailbox, holder, since, until in (
        ("a", "head", "x", "", date(2020, 1, 1), None),
        ("a", "head", "x", "Ani", date(2020, 1, 1), date(2024, 6, 30)),
        ("a", "head", "x", "", date(2024, 7, 1), None),
        ("a", "head", "y", "", date(2024, 1, 1), None),
        ("b", "liaison", "x", "", date(2023, 1, 1), date(2030, 1, 1)),
    )
]


@given(files=st.lists(st.sets(st.sampled_from(range(len(FEW))), min_size=1), min_size=1, max_size=6))
def test_whatever_files_come_the_register_loses_nobody_and_says_what_the_last_one_says(files: list[set[int]]) -> None:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as connection:
        rows = [0]
        for number, file in enumerate(files):
            told = [FEW[index] for index in file if not (index == 1 and 0 in file)]
            today = TODAY + timedelta(days=number)
            done = register(connection, told, today)
            assert len(done.added) + len(done.changed) + len(done.unchanged) == len(told)
            assert counts(register(connection, told, today)) == (0, 0, 0, len(told))
            valid = {office.mailbox for office in told if office.valid_from <= today <= office.last_day}
            assert {office.mailbox for office in list_valid(connection, today)} == valid
            with connection.begin():
                rows.append(len(read(connection)))
    assert all(before <= after for before, after in pairwise(rows))
