"""The platform's recap is filed and held against our counts, from the file to the command of data staff."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from include import jobs
from include.gateways.lapor_recap import UnreadableExport
from include.gateways.warehouse import connect
from include.jobs import control, recaps
from include.jobs.control import NothingToAccept
from include.settings import settings
from tests.builders_exports import write_export, write_workbook
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import ANSWERED, REPORTS, ROOT, bring

HEADER = ["Unit Kerja", "Belum Terverifikasi", "Belum Ditindaklanjuti", "Proses", "Selesai", "Total"]
AGREED = (("Dinas Sosial", 0, 2, 0, 0), ("Dinas Kesehatan Kabupaten Bekasi", 0, 1, 1, 0))
WRONG = (AGREED[0], ("Dinas Kesehatan Kabupaten Bekasi", 0, 0, 1, 1))


def write(path: Path, *lines: tuple[object, ...], generated: str = "5 Feb 2026 16:00", period: str = "") -> Path:
    preamble = [["Tanggal Generate", generated], ["Periode", period]]
    write_workbook(path, [*preamble, HEADER, *([*line, sum(map(int, line[1:]))] for line in lines)])
    return path


def file(path: Path) -> dict[str, int]:
    with connect(settings().warehouse_url) as connection:
        return recaps.file_recap(connection, path)


def bring_at(house: Path, generated: str) -> None:
    write_export(house / "inbox/late.xlsx", [REPORTS["3"] | ANSWERED], generated=generated)
    jobs.read_inbox(), jobs.update_tickets()


@pytest.fixture
def told(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Four reports of two agencies, one answered, as an export showed them half an hour before the recap."""
    with living_in(tmp_path, monkeypatch, model(tell)) as house:
        yield house


def tell(house: Path) -> None:
    bring(house, "3 Feb", "1", "2", "3", "4")
    bring(house, "5 Feb", "1", "2", "3", "4", r4=ANSWERED)


def test_a_recap_that_agrees_leaves_nothing_to_do(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert file(write(told / "rekap.xlsx", *AGREED)) == {"gaps": 0, "open": 0}
    assert control.main([]) == 0
    said = capsys.readouterr().out
    assert said == "Recap rekap.xlsx of 2026-02-05 16:00 WIB, all receipts: no gap is open.\n"


def test_gaps_are_listed_with_the_tickets_that_may_explain_each(
    told: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert file(write(told / "rekap.xlsx", *WRONG)) == {"gaps": 2, "open": 2}
    assert "counts otherwise than we do: dinas-kesehatan. See" in caplog.text
    assert control.main([]) == 0
    about, header, *lines, look = capsys.readouterr().out.splitlines()
    assert about.endswith("all receipts:")
    assert header.split() == ["agency_id", "status", "ours", "theirs", "tickets"]
    assert [line.split() for line in lines] == [
        ["dinas-kesehatan", "closed", "0", "1"],
        ["dinas-kesehatan", "waiting", "1", "0", "3"],
    ]
    assert 'accept <agency_id> --because "<why>"' in look


def test_only_receipts_of_its_period_are_held_against_it(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (("Dinas Sosial", 0, 1, 0, 0), ("Dinas Kesehatan", 0, 1, 0, 0))
    path = write(told / "rekap.xlsx", *lines, period="1 Februari 2026 - 28 Februari 2026")
    assert file(path) == {"gaps": 0, "open": 0}
    control.main([])
    assert "receipts of 2026-02-01 to 2026-02-28" in capsys.readouterr().out


def test_exports_made_later_change_nothing_and_one_read_late_does(told: Path) -> None:
    lines = (AGREED[0], ("Dinas Kesehatan", 0, 0, 2, 0))
    assert file(write(told / "rekap.xlsx", *lines, generated="5 Feb 2026 18:00")) == {"gaps": 2, "open": 2}
    bring(told, "6 Feb", "1", "2", "3", "4", r3=ANSWERED, r4=ANSWERED)
    assert recaps.compare_recap() == {"gaps": 2, "open": 2}
    bring_at(told, "5 Feb 2026 17:30")
    assert recaps.compare_recap() == {"gaps": 0, "open": 0}


def test_an_accepted_gap_stays_accepted_until_its_counts_change(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file(write(told / "rekap.xlsx", *WRONG))
    assert control.main(["accept", "dinas-kesehatan", "--because", " closed at 15:50 "]) == 0
    assert capsys.readouterr().out.startswith("Accepted 2 of dinas-kesehatan")
    assert recaps.compare_recap() == {"gaps": 2, "open": 0}
    bring_at(told, "5 Feb 2026 15:45")
    assert recaps.compare_recap() == {"gaps": 2, "open": 1}  # in_progress 2 and 1 is new; closed is as accepted


def test_the_same_recap_again_changes_nothing(told: Path) -> None:
    path = write(told / "rekap.xlsx", *WRONG)
    file(path)
    control.accept("dinas-kesehatan", "looked into")
    assert file(path) == {"gaps": 2, "open": 0}


def test_a_newer_recap_takes_the_place_of_an_older_one(told: Path) -> None:
    file(write(told / "b.xlsx", *AGREED, generated="5 Feb 2026 17:00"))
    assert file(write(told / "a.xlsx", *WRONG)) == {"gaps": 0, "open": 0}


def test_an_unknown_unit_is_named_and_kept_apart(told: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    file(write(told / "rekap.xlsx", *AGREED, ("Dinas Contoh", 1, 0, 0, 0), ("Pemerintah Kabupaten Bekasi", 0, 0, 0, 0)))
    assert "Unknown units: Dinas Contoh. Teach them with a line in include/rulebook/aliases.csv" in caplog.text
    assert "than we do: UNMAPPED." in caplog.text


def test_a_recap_that_cannot_be_read_is_not_filed(told: Path) -> None:
    path = write(told / "rekap.xlsx", AGREED[0], AGREED[0])
    with pytest.raises(UnreadableExport, match="kolom Unit Kerja"):
        file(path)
    assert recaps.compare_recap() == {}


def test_without_a_recap_there_is_nothing_to_list_or_accept(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert control.main([]) == 0
    assert "No recap has been read yet: put LAPOR's recap" in capsys.readouterr().out
    assert control.main(["accept", "dinas-sosial", "--because", "why"]) == 1
    assert "dinas-sosial has no open gap" in capsys.readouterr().err
    with pytest.raises(NothingToAccept, match="lists what has one"):
        control.accept("dinas-sosial", "why")


@pytest.mark.parametrize(
    "arguments",
    [["accept"], ["accept", "dinas-sosial"], ["accept", "dinas-sosial", "--because", " "], ["reject", "dinas-sosial"]],
    ids=" ".join,
)
def test_half_a_sentence_accepts_nothing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        control.main(arguments)
    assert end.value.code == 2
    assert "usage: python -m include.jobs.control" in capsys.readouterr().err


def test_a_warehouse_that_is_not_there_is_said_in_plain_words(tmp_path: Path) -> None:
    environment = os.environ | {"RAPOR_WAREHOUSE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    command = [sys.executable, *control.COMMAND.split()[1:]]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("The warehouse's schema is missing")
