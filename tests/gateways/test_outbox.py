"""The outbox: letters as files that are whole, the same each time, and safe to open."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from include.gateways.carrier import TryAgain
from include.gateways.message import Address, Message, digest, write_message
from include.gateways.outbox import Entry, OutboxCarrier, write_index

HEAD = Address("kepala@dinas.example", "Kepala Dinas Contoh")
LIAISON = Address("penghubung@dinas.example", "Pejabat Penghubung")
OFFICE = Address("rapor@bekasikab.example", "Rapor LAPOR")
OPEN_FILES = Path("/proc/self/fd")
HTML = "<!doctype html><html lang='id'><head><title>Rapor</title></head><body>" + "<p>Tepat waktu – 44 %</p>" * 50


def a_message(delivery_id: str = "d-1", html: str = HTML) -> Message:
    return write_message(
        delivery_id=delivery_id, subject="Rapor pekan 47 – Dinas Contoh", html=html, text="Tepat waktu – 44 %\n" * 3,
        to=HEAD, copies=[LIAISON], sender=OFFICE, reply_to=OFFICE,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_letter_becomes_four_files(tmp_path: Path) -> None:
    assert OutboxCarrier(tmp_path / "outbox").send(a_message()) == "d-1.eml"
    assert set(contents(tmp_path / "outbox")) == {"d-1.html", "d-1.txt", "d-1.eml", "d-1.json"}
    assert (tmp_path / "outbox" / "d-1.txt").read_text() == "Tepat waktu – 44 %\n" * 3


def test_the_json_is_the_body_that_would_be_sent(tmp_path: Path) -> None:
    OutboxCarrier(tmp_path).send(a_message())
    assert digest(json.loads((tmp_path / "d-1.json").read_bytes())) == digest(a_message())


def test_a_repeat_replaces_every_file_with_the_same_bytes(tmp_path: Path) -> None:
    carrier = OutboxCarrier(tmp_path)
    carrier.send(a_message())
    first = contents(tmp_path)
    carrier.send(a_message())
    assert contents(tmp_path) == first


def test_what_a_killed_writer_left_half_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".d-1.html.part").write_text("half a let")
    (tmp_path / "d-1.html").write_text("an older letter that was longer" * 1000)
    OutboxCarrier(tmp_path).send(a_message())
    assert set(contents(tmp_path)) == {"d-1.html", "d-1.txt", "d-1.eml", "d-1.json"}
    assert "older" not in (tmp_path / "d-1.html").read_text()


def test_the_eml_reads_back_as_the_letter(tmp_path: Path) -> None:
    OutboxCarrier(tmp_path).send(a_message())
    mail = email.message_from_bytes((tmp_path / "d-1.eml").read_bytes(), policy=email.policy.default)
    assert mail["Subject"] == "Rapor pekan 47 – Dinas Contoh"
    assert (mail["To"], mail["Cc"]) == (f"{HEAD.name} <{HEAD.email}>", f"{LIAISON.name} <{LIAISON.email}>")
    assert (mail["Auto-Submitted"], mail["Message-ID"]) == ("auto-generated", "<d-1@bekasikab.example>")
    assert mail.get_body(("html",)).get_content().splitlines() == HTML.splitlines()
    assert mail.get_body(("plain",)).get_content().splitlines() == ["Tepat waktu – 44 %"] * 3
    assert mail.defects == []


def test_the_eml_has_no_line_too_long_for_mail(tmp_path: Path) -> None:
    OutboxCarrier(tmp_path).send(a_message())
    lines = (tmp_path / "d-1.eml").read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize(
    "html", [HTML, "<p>Rapor</p>", "<HTML><HEAD lang='id'></HEAD><p>Rapor</p>", "<header>R</header>"]
)
def test_a_letter_opened_as_a_file_may_only_be_looked_at(tmp_path: Path, html: str) -> None:
    OutboxCarrier(tmp_path).send(a_message(html=html))
    policies = read_policies((tmp_path / "d-1.html").read_text())
    assert len(policies) == 1
    assert "default-src 'none'" in policies[0]
    assert "form-action 'none'" in policies[0]


def read_policies(page: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            values = dict(attributes)
            if tag == "meta" and values.get("http-equiv") == "Content-Security-Policy":
                found.append(str(values["content"]))

    Reader().feed(page)
    return found


def test_a_folder_that_cannot_be_written_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(TryAgain, match="outbox"):
        OutboxCarrier(tmp_path / "outbox").send(a_message())


@pytest.mark.skipif(not OPEN_FILES.exists(), reason="only Linux tells which files are open")
def test_no_file_stays_open(tmp_path: Path) -> None:
    before = len(list(OPEN_FILES.iterdir()))
    for number in range(5):
        OutboxCarrier(tmp_path).send(a_message(f"d-{number}"))
    assert len(list(OPEN_FILES.iterdir())) == before


def an_entry(period: str = "2026-W47", delivery_id: str = "d-1", *, quiet: bool = False, **changes: str) -> Entry:
    parts = {"days": f"hari-hari {period}", "office": "Dinas Contoh", "subject": "Rapor pekan 47", "state": "accepted"}
    ended_on = date.fromisocalendar(int(period[:4]), int(period[6:]), 7)
    return Entry(period=period, ended_on=ended_on, delivery_id=delivery_id, quiet=quiet, **parts | changes)


def test_the_index_says_what_it_is(tmp_path: Path) -> None:
    page = write_index(tmp_path / "outbox", []).read_text()
    assert "Surat-surat ini disimpan sebagai berkas dan belum dikirim kepada siapa pun." in page
    assert "Belum ada surat." in page


def test_the_index_shows_the_newest_week_first_and_keeps_the_order_within(tmp_path: Path) -> None:
    entries = [
        an_entry("2026-W47", "a", office="Alfa"),
        an_entry("2026-W49", "b", office="Beta"),
        an_entry("2026-W47", "c", office="Gama"),
    ]
    page = write_index(tmp_path, entries).read_text()
    expected = ["hari-hari 2026-W49", "Beta", "hari-hari 2026-W47", "Alfa", "Gama"]
    assert sorted(expected, key=page.index) == expected


def test_days_and_weeks_stand_in_the_order_in_which_they_ended(tmp_path: Path) -> None:
    ended = {
        "2026-W08": date(2026, 2, 22),
        "2026-11-24": date(2026, 11, 24),
        "2026-01-01..2026-10-31": date(2026, 10, 31),
    }
    plain = {"days": "-", "office": "-", "subject": "-", "state": "accepted"}
    entries = [Entry(period, on, **plain | {"office": period}, delivery_id=period) for period, on in ended.items()]  # type: ignore[arg-type]
    page = write_index(tmp_path, entries).read_text()
    assert sorted(ended, key=page.index) == ["2026-11-24", "2026-01-01..2026-10-31", "2026-W08"]


def test_the_index_folds_letters_without_reports_below_the_others_of_their_week(tmp_path: Path) -> None:
    entries = [
        an_entry("2026-W49", "a", office="Alfa", quiet=True),
        an_entry("2026-W49", "b", office="Beta"),
        an_entry("2026-W49", "c", office="Gama", quiet=True),
        an_entry("2026-W47", "d", office="Delta"),
    ]
    page = write_index(tmp_path, entries).read_text()
    expected = ["Beta", "<details>", "2 surat tanpa laporan", "Alfa", "Gama", "</details>", "Delta"]
    assert sorted(expected, key=page.index) == expected
    assert page.count("<details") == 1


def test_the_index_has_no_empty_list_for_a_week_without_any_reports(tmp_path: Path) -> None:
    page = write_index(tmp_path, [an_entry(quiet=True)]).read_text()
    assert "1 surat tanpa laporan" in page
    assert page.count("<ul>") == page.count("<li>") == 1


def test_the_index_links_to_the_files_there_are_and_to_no_others(tmp_path: Path) -> None:
    OutboxCarrier(tmp_path).send(a_message("d-1"))
    page = write_index(tmp_path, [an_entry(), an_entry(delivery_id="d-2", state="approved")]).read_text()
    assert [f'href="d-1{suffix}"' in page for suffix in (".html", ".txt", ".eml")] == [True, True, True]
    assert "d-2" not in page
    assert "Menunggu ditulis" in page


def test_the_index_escapes_what_it_is_given(tmp_path: Path) -> None:
    page = write_index(tmp_path, [an_entry(office="<script>alert(1)</script>", subject='"><img src=x>')]).read_text()
    assert "<script" not in page
    assert "<img" not in page


def test_the_index_is_the_same_each_time(tmp_path: Path) -> None:
    first = write_index(tmp_path, [an_entry()]).read_bytes()
    assert write_index(tmp_path, [an_entry()]).read_bytes() == first


@pytest.mark.parametrize("state", ["approved", "sending", "accepted", "refused", "unknown"])
def test_the_index_has_a_word_for_every_state_of_the_ledger(tmp_path: Path, state: str) -> None:
    write_index(tmp_path, [an_entry(state=state)])
