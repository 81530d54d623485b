"""The file of recipients: who gets the letters on a day, and what is said when a line is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from include.gateways.recipients import COLUMNS, WrongRecipients, load

TODAY = date(2026, 11, 23)
HEAD = "dinas-sosial,head,Kepala Dinas Sosial,kepala@sosial.example,2020-01-01,"


def write(tmp_path: Path, *lines: str, header: str = ",".join(COLUMNS)) -> Path:
    path = tmp_path / "recipients.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_a_recipient_is_an_office_with_its_mailbox(tmp_path: Path) -> None:
    (recipient,) = load(write(tmp_path, HEAD), TODAY)
    assert (recipient.agency_id, recipient.role) == ("dinas-sosial", "head")
    assert (recipient.address.email, recipient.address.name) == ("kepala@sosial.example", "Kepala Dinas Sosial")


def test_only_those_of_the_day_get_letters(tmp_path: Path) -> None:
    former = "dinas-sosial,head,Kepala Dinas Sosial,lama@sosial.example,2020-01-01,2026-11-22"
    coming = "dinas-sosial,head,Kepala Dinas Sosial,baru@sosial.example,2026-11-24,"
    last = "dinas-sosial,liaison,Pejabat Penghubung,penghubung@sosial.example,2020-01-01,2026-11-23"
    assert [recipient.role for recipient in load(write(tmp_path, former, coming, last), TODAY)] == ["liaison"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("dinas-sosial,chief,Kepala,kepala@sosial.example,2020-01-01,", "line 3: role must be one of head, liaison"),
        ("dinas-sosial,head,Kepala,kepala,2020-01-01,", "line 3: This is not the address of a mailbox"),
        ("dinas-sosial,head,Kepala,kepala@sosial.example,kemarin,", "line 3: .*kemarin"),
        ("dinas-sosial,head,Kepala,kepala@sosial.example", "line 3: there must be 6 values"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(WrongRecipients, match=message):
        load(write(tmp_path, HEAD, line), TODAY)


def test_a_wrong_header_and_a_missing_file_say_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(WrongRecipients, match="the columns must be agency_id,role"):
        load(write(tmp_path, HEAD, header="a,b"), TODAY)
    with pytest.raises(WrongRecipients, match=r"nowhere\.csv is missing"):
        load(tmp_path / "nowhere.csv", TODAY)
