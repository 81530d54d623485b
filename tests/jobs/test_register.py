"""The register follows its file, letters are addressed from the register, and persons stay out of both."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from include import jobs, mailroom
from include.gateways.offices import WrongOffices
from include.gateways.warehouse import connect
from include.gateways.warehouse.schema import DELIVERIES, OFFICES
from include.jobs import offices, register
from include.settings import settings
from include.sla.week import Week
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import ROOT, bring, run

WEEK = Week.parse("2026-W06")
HEAD = "dinas-sosial,head,Kepala Dinas Sosial,kepala@dinas-sosial.bekasikab.example,,,2020-01-01,"
SEKDA = "pimpinan,head,Sekretaris Daerah,sekda@setda.bekasikab.example,,,2020-01-01,\n"


def mend(house: Path, old: str, new: str) -> None:
    path = house / "offices.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def column(column: sa.Column[str]) -> list[str]:
    with connect(settings().warehouse_url) as connection, connection.begin():
        return list(connection.execute(sa.select(column).order_by(column)).scalars())


def write_letters(house: Path) -> None:
    bring(house, "9 Feb", "1", "2")
    jobs.run_clocks(), jobs.score_agencies(WEEK), jobs.write_letters(WEEK)


@pytest.fixture
def written(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house in which the letters of the week are written."""
    with living_in(tmp_path, monkeypatch, model(write_letters)) as house:
        yield house


def test_the_same_file_again_changes_nothing(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert jobs.register_offices() == {"added": 0, "changed": 0, "ended": 0, "unchanged": 76 * 2 + 3}
    assert caplog.messages == []


def test_without_a_file_the_register_stays_as_it_is(house: Path) -> None:
    (house / "offices.csv").unlink()
    assert jobs.register_offices() == {"added": 0, "changed": 0, "ended": 0, "unchanged": 0}
    assert len(column(OFFICES.c.email)) == 76 * 2 + 3


def test_a_wrong_line_keeps_all_the_others_out(house: Path) -> None:
    mend(house, HEAD, HEAD.replace("Kepala Dinas Sosial", "Kepala Dinas"))
    mend(house, "bappeda,head", "bappeda,chief")
    mend(house, "bpbd,liaison", "bpbd-baru,liaison")
    with pytest.raises(WrongOffices) as wrong:
        jobs.register_offices()
    assert [line.split(": ")[1].split()[0] for line in str(wrong.value).splitlines()] == ["role", "agency_id"]
    assert "Kepala Dinas" not in column(OFFICES.c.office)


def test_what_has_ended_and_who_has_no_head_is_told(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    mend(house, f"{HEAD}\n", "")
    mend(house, SEKDA, "")
    assert jobs.register_offices()["ended"] == 2
    ended = [message for message in caplog.messages if "ended on" in message]
    assert [message.split(" ended on ")[0] for message in ended] == [
        "dinas-sosial: Kepala Dinas Sosial",
        "pimpinan: Sekretaris Daerah",
    ]
    assert caplog.messages[2:] == [
        "No letter can leave for want of a head: dinas-sosial. Add a line for each to offices.csv."
    ]


@pytest.mark.parametrize(("last", "headless"), [("2026-02-08", True), ("2026-02-09", False)])
def test_a_head_leads_until_the_last_day(house: Path, last: str, headless: bool) -> None:
    mend(house, HEAD, HEAD + last)
    with connect(settings().warehouse_url) as connection:
        _, notes = offices.import_offices(connection, house / "offices.csv", date(2026, 2, 9))
    assert any("dinas-sosial" in note for note in notes) == headless


def test_letters_are_addressed_from_the_register_and_not_from_the_file(written: Path) -> None:
    (written / "offices.csv").unlink()
    assert jobs.deliver(WEEK, "RSUD") == {"sent": 2}
    assert column(DELIVERIES.c.recipient) == [
        f"kepala@{name}.bekasikab.example" for name in ("rsud-cabangbungin", "rsud-kabupaten-bekasi")
    ]


def test_an_empty_register_says_what_to_write_and_where(written: Path) -> None:
    (written / "offices.csv").unlink()
    with connect(settings().warehouse_url) as connection, connection.begin():
        connection.execute(sa.delete(OFFICES))
    with pytest.raises(mailroom.DoNotRetry) as empty:
        jobs.deliver(WEEK, "RSUD")
    assert f"Write {written}/offices.csv with the columns agency_id,role,office" in str(empty.value)
    assert register.COMMAND in str(empty.value)


def test_persons_are_in_no_letter_and_in_no_log(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    mend(house, HEAD, HEAD.replace(",,,", ",Tokoh Karangan,Wakil Karangan,"))
    mend(house, "rsud-cabangbungin,head", "rsud,head")
    assert register.main([]) == 1
    mend(house, "rsud,head", "rsud-cabangbungin,head")
    assert jobs.register_offices()["changed"] == 1
    mend(house, HEAD.replace(",,,", ",Tokoh Karangan,Wakil Karangan,") + "\n", "")
    jobs.register_offices()
    write_letters(house)
    jobs.deliver(WEEK, "RSUD")
    assert "Tokoh Karangan" in column(OFFICES.c.holder)
    written = b"".join(path.read_bytes() for path in (house / "outbox").iterdir() if path.is_file())
    assert written
    assert b"Karangan" not in written
    assert "Karangan" not in caplog.text


def test_the_command_imports_another_file_and_says_what_it_did(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = house / "other.csv"
    (house / "offices.csv").rename(other)
    other.write_text(other.read_text(encoding="utf-8").replace(SEKDA, ""), encoding="utf-8")
    assert register.main([str(other)]) == 0
    told, done = capsys.readouterr().out.splitlines()
    assert told.startswith("pimpinan: Sekretaris Daerah ended on ")
    assert done == "other.csv: 0 added, 0 changed, 1 ended, 154 unchanged."


def test_the_command_is_run_as_it_is_written(house: Path) -> None:
    done = run(ROOT, *register.COMMAND.split()[1:])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "offices.csv: 0 added, 0 changed, 0 ended, 155 unchanged.\n"


def test_the_command_says_every_error_and_imports_nothing(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mend(house, "bappeda,head", "bappeda,chief")
    assert register.main([]) == 1
    assert "role must be head or liaison." in capsys.readouterr().err
    (house / "offices.csv").unlink()
    assert register.main([]) == 1
    assert "Write it with the columns agency_id,role" in capsys.readouterr().err
