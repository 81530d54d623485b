"""The jobs one after the other over real files: what comes in, what goes out, and what a second run changes."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from include import jobs, mailroom, settings
from include.gateways.warehouse import connect
from include.gateways.warehouse.schema import (
    DATA_FAULTS,
    DELIVERIES,
    DELIVERY_MOVES,
    EXPORTS,
    LETTERS,
    QUARANTINE,
    SCORECARD_LINES,
    metadata,
)
from include.jobs.scorecards import StaleExports
from include.sla.week import Week
from tests.builders_exports import a_row, write_export
from tests.jobs.houses import Model, living_in

WEEK = Week.parse("2026-W06")
MONDAY = {"Tanggal Laporan Masuk": "2 Feb 2026"}
VOLATILE = {"read_at", "at", "claimed_at", "finished_at", "move_id"}


def rows(table: sa.Table) -> list[dict[str, Any]]:
    with connect(settings.settings().warehouse_url) as connection, connection.begin():
        found = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
        return [{name: value for name, value in row.items() if name not in VOLATILE} for row in found]


def everything() -> dict[str, list[dict[str, Any]]]:
    """But for the ledger's remarks, which say that nothing was done."""
    found = {name: rows(table) for name, table in metadata.tables.items()}
    return found | {
        "delivery_moves": [move for move in found["delivery_moves"] if move["from_state"] != move["to_state"]]
    }


def drop(house: Path) -> None:
    """Two exports: one ticket answered in time, one left open past its date, one unverified."""
    late = a_row(
        **MONDAY, **{"Tracking ID": "2", "Instansi Terdisposisi": "Dinas Sosial", "ID Instansi Terdisposisi": "-"}
    )
    good = a_row(
        **MONDAY, **{"Tracking ID": "1", "Instansi Terdisposisi": "Dinas Kesehatan", "ID Instansi Terdisposisi": "-"}
    )
    new = a_row(
        **MONDAY | {"Tanggal Laporan Masuk": "6 Feb 2026"},
        **{"Tracking ID": "3", "Instansi Terdisposisi": "-", "Status Laporan": "Belum Terverifikasi"},
    )
    write_export(house / "inbox/a.xlsx", [late, good], generated="2 Feb 2026 15:30")
    answered = good | {"Status Laporan": "Proses"}
    write_export(house / "inbox/b.xlsx", [late, answered, new], generated="6 Feb 2026 15:30")
    write_export(house / "inbox/c.xlsx", [late, answered, new], generated="9 Feb 2026 15:30")


def run(week: Week = WEEK) -> dict[str, Any]:
    counts = {"inbox": jobs.read_inbox(), "tickets": jobs.update_tickets(), "clocks": jobs.run_clocks()}
    counts["scorecards"] = jobs.score_agencies(week)
    groups = jobs.write_letters(week)
    return counts | {"delivered": {group: jobs.deliver(week, group) for group in groups}, "week": jobs.close_week(week)}


@pytest.fixture
def delivered(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house from which the letters of the week have left."""
    with living_in(tmp_path, monkeypatch, model(deliver_all)) as house:
        yield house


def deliver_all(house: Path) -> None:
    drop(house)
    run()


def test_exports_come_in_and_every_office_gets_its_letter(house: Path) -> None:
    drop(house)
    counts = run()
    assert counts["inbox"]["files"] == 3
    assert counts["tickets"]["tickets"] == 3
    assert counts["scorecards"] == 76
    assert counts["week"] == {"accepted": 79, "letters": 77}
    assert len(list((house / "outbox").glob("*.eml"))) == 79
    assert (house / "outbox/index.html").exists()
    assert sorted(path.name for path in (house / "inbox/terbaca").iterdir()) == ["a.xlsx", "b.xlsx", "c.xlsx"]


def test_a_second_run_sends_nothing_and_changes_nothing(delivered: Path) -> None:
    before = everything()
    again = run()
    assert everything() == before
    assert all(set(results) == {"already sent"} for results in again["delivered"].values())
    remarks = {move["cause"] for move in rows(DELIVERY_MOVES) if move["from_state"] == move["to_state"]}
    assert remarks == {"asked for again when accepted: nothing leaves"}


def test_the_same_export_under_another_name_changes_nothing(delivered: Path) -> None:
    before = everything()
    (delivered / "inbox/terbaca/b.xlsx").rename(delivered / "inbox/salinan.xlsx")
    assert run()["inbox"]["known"] == 1
    assert everything() == before


def test_a_letter_on_its_way_is_not_rewritten_by_later_knowledge(delivered: Path) -> None:
    sent = rows(LETTERS)
    other = a_row(**MONDAY, **{"Tracking ID": "4", "Instansi Terdisposisi": "Dinas Sosial"})
    write_export(delivered / "inbox/d.xlsx", [other], generated="10 Feb 2026 15:30")
    run()
    assert rows(LETTERS) == sent


def break_zip(path: Path) -> None:
    write_export(path, [a_row()])
    path.write_bytes(path.read_bytes()[:2000])


@pytest.mark.parametrize(
    "spoil",
    [
        break_zip,
        lambda path: write_export(path, [{"Kolom": "isi"}], columns=["Kolom"]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("<html><body>Sesi berakhir</body></html>"),
    ],
    ids=["truncated", "wrong columns", "empty", "a web page"],
)
def test_a_broken_export_is_set_aside_with_a_note_and_the_others_are_read(
    house: Path, spoil: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    drop(house)
    spoil(house / "inbox/b2.xlsx")
    with caplog.at_level(logging.ERROR):
        counts = jobs.read_inbox()
    assert (counts["files"], counts["refused"], counts["new"]) == (4, 1, 3)
    note = (house / "inbox/ditolak/b2.xlsx.txt").read_text(encoding="utf-8")
    refused = [row for row in rows(EXPORTS) if row["state"] == "refused"]
    assert note.startswith("b2.xlsx tidak dapat dibaca.")
    assert refused[0]["reason"] in note
    assert refused[0]["reason"] in caplog.text
    assert note.endswith("kotak masuk; berkas di folder ini boleh dihapus.\n")


def test_a_formula_and_a_long_id_go_to_quarantine_and_their_neighbours_are_read(house: Path) -> None:
    bad = [a_row(**{"Tracking ID": "7", "Judul Laporan": "=1+1"}), a_row(**{"Tracking ID": "8" * 31})]
    write_export(house / "inbox/a.xlsx", [a_row(), *bad])
    counts = jobs.read_inbox()
    assert (counts["new"], counts["quarantined"]) == (1, 2)
    assert {row["column"] for row in rows(QUARANTINE)} == {"Judul Laporan", "Tracking ID"}


def quarantined(house: Path, name: str = "a.xlsx") -> str:
    return (house / f"inbox/terbaca/{name}.catatan.txt").read_text(encoding="utf-8")


def test_a_note_beside_the_file_names_each_row_in_quarantine(house: Path) -> None:
    bad = [a_row(**{"Tracking ID": "8" * 31}), a_row(**MONDAY | {"Tanggal Laporan Masuk": "31 Peb 2026"})]
    write_export(house / "inbox/a.xlsx", [*bad, a_row(**{"Tracking ID": "7"})])
    jobs.read_inbox()
    assert quarantined(house).splitlines()[:4] == [
        "a.xlsx: 2 baris tidak dapat dibaca dan menunggu perbaikan.",
        "",
        "Baris 6, kolom Tracking ID: berisi 31 digit; nomor laporan terdiri atas 1 sampai 10 digit.",
        "Baris 7, kolom Tanggal Laporan Masuk: berisi 31 Peb 2026, bukan tanggal yang ada di kalender; "
        "misalnya 3 Jan 2026.",
    ]


def test_a_row_that_contradicts_another_export_stands_in_the_note(house: Path) -> None:
    write_export(house / "inbox/a.xlsx", [a_row()])
    write_export(house / "inbox/b.xlsx", [a_row(**{"Status Laporan": "Proses"})])
    jobs.read_inbox()
    assert "Baris 6, kolom Tanggal Generate: sama dengan ekspor lain yang menyatakan hal lain" in quarantined(
        house, "b.xlsx"
    )
    assert not (house / "inbox/terbaca/a.xlsx.catatan.txt").exists()


def test_a_run_killed_before_it_moved_the_file_still_ends_with_file_and_note(house: Path) -> None:
    write_export(house / "inbox/a.xlsx", [a_row(**{"Tracking ID": "8" * 31})])
    jobs.read_inbox()
    note = quarantined(house)
    (house / "inbox/terbaca/a.xlsx").rename(house / "inbox/a.xlsx")
    (house / "inbox/terbaca/a.xlsx.catatan.txt").write_text("a.xlsx: 1 ba", encoding="utf-8")
    assert jobs.read_inbox()["known"] == 1
    assert quarantined(house) == note
    assert sorted(path.name for path in (house / "inbox/terbaca").iterdir()) == [
        "a.xlsx", "a.xlsx.catatan.txt", "a.xlsx.perbaikan.csv",
    ]  # fmt: skip


def test_a_note_goes_with_its_file_and_never_stays_beside_another_of_that_name(house: Path) -> None:
    write_export(house / "inbox/a.xlsx", [a_row()])
    jobs.read_inbox()
    write_export(house / "inbox/a.xlsx", [a_row(**{"Tracking ID": "8" * 31})])
    jobs.read_inbox()
    names = sorted(path.name for path in (house / "inbox/terbaca").iterdir())
    assert [names[1], names[2]] == [f"{names[0]}.catatan.txt", "a.xlsx"]
    (house / "inbox/terbaca/a.xlsx.catatan.txt").write_text("of a file that somebody has deleted", encoding="utf-8")
    write_export(house / "inbox/a.xlsx", [a_row()])
    (house / "inbox/terbaca/a.xlsx").rename(house / "inbox/a.xlsx")
    jobs.read_inbox()
    assert not (house / "inbox/terbaca/a.xlsx.catatan.txt").exists()


def test_the_outbox_folds_the_letters_that_say_there_are_no_reports(delivered: Path) -> None:
    silent = sum("tidak ada laporan" in letter["subject"] for letter in rows(LETTERS))
    page = (delivered / "outbox/index.html").read_text(encoding="utf-8")
    seen, _, folded = page.partition("<details>")
    assert 0 < silent < 76
    assert f"{silent} surat tanpa laporan" in folded
    assert (folded.count("tidak ada laporan"), folded.count("<li>")) == (silent, silent)
    assert seen.count("<li>") == 79 - silent


def test_a_file_still_being_written_is_left_for_the_next_run(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPOR_SETTLE_SECONDS", "60")
    settings.settings.cache_clear()
    path = write_export(house / "inbox/a.xlsx", [a_row()])
    assert jobs.read_inbox()["files"] == 0
    os.utime(path, (time.time() - 61, time.time() - 61))
    assert jobs.read_inbox()["files"] == 1


def test_unknown_words_are_named_with_the_file_that_teaches_them(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    odd = {"Status Laporan": "Entah", "Klasifikasi Laporan": "Kabar", "Instansi Terdisposisi": "Dinas Antah"}
    odd["Tipe Laporan (Anonim/Rahasia)"] = "Samar"
    write_export(house / "inbox/a.xlsx", [a_row(**odd)])
    jobs.read_inbox()
    told = {"statuses.csv": ["Entah"], "classifications.csv": ["Kabar"], "aliases.csv": ["Dinas Antah"]}
    assert jobs.update_tickets()["unknown"] == told | {"kinds.csv": 1}
    assert all(word in caplog.text for word in odd.values())
    assert all(f"rulebook/{file}" in caplog.text for file in (*told, "kinds.csv"))


def test_when_every_word_is_known_none_is_named(house: Path) -> None:
    write_export(house / "inbox/a.xlsx", [a_row(**{"ID Instansi Terdisposisi": "-"})])
    jobs.read_inbox()
    assert jobs.update_tickets()["unknown"] == {}


def test_what_cannot_be_right_is_counted_logged_and_kept_until_it_is_mended(
    house: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = a_row(**MONDAY, **{"ID Instansi Terdisposisi": "-"})
    again = told | {"Status Laporan": "Terverifikasi", "Waktu Laporan Masuk": "08:16"}
    for generated, row in (("3 Feb", told | {"Status Laporan": "Proses"}), ("4 Feb", again)):
        write_export(house / "inbox/a.xlsx", [row], generated=f"{generated} 2026 15:30")
        jobs.read_inbox()
    assert jobs.update_tickets()["faults"] == {"receipt_changed": 1, "status_backwards": 1}
    assert "Faults in what LAPOR said: receipt_changed 1, status_backwards 1." in caplog.text
    assert [row["fault"] for row in rows(DATA_FAULTS)] == ["receipt_changed", "status_backwards"]
    assert jobs.update_tickets()["faults"] == {"receipt_changed": 1, "status_backwards": 1}
    assert len(rows(DATA_FAULTS)) == 2


def test_an_agency_of_which_only_an_unknown_number_is_given_is_named_empty(house: Path) -> None:
    write_export(house / "inbox/a.xlsx", [a_row(**{"Instansi Terdisposisi": "-"})])
    jobs.read_inbox()
    assert jobs.update_tickets()["unknown"] == {"aliases.csv": ["(empty)"]}


def test_no_personal_data_reaches_warehouse_outbox_or_log(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = "Rahasia-Sekali-0812"
    told = ("Nama Pelapor", "Isi Laporan Awal", "Isi Laporan Akhir", "Alasan Tunda/Arsip", "Kelurahan")
    with caplog.at_level(logging.DEBUG):
        good = a_row(**MONDAY, **dict.fromkeys(told, secret))
        bad = dict.fromkeys(good, f"{secret} a@contoh.example") | {"Tracking ID": secret}
        write_export(house / "inbox/a.xlsx", [good, bad, *(good | {column: bad[column]} for column in good)])
        run()
    files = [path for path in house.rglob("*") if path.is_file() and path.suffix != ".xlsx"]
    assert [path.name for path in files if secret.encode() in path.read_bytes()] == []
    assert secret not in caplog.text
    assert "baris tidak dapat dibaca" in quarantined(house)


def test_without_any_export_a_week_cannot_be_scored(house: Path) -> None:
    jobs.read_inbox()
    jobs.update_tickets()
    assert set(jobs.run_clocks().values()) == {0}
    with pytest.raises(StaleExports, match="None has been read yet"):
        jobs.score_agencies(WEEK)


def test_no_letter_tells_of_silence_because_nobody_brought_an_export(house: Path) -> None:
    drop(house)
    jobs.read_inbox()
    with pytest.raises(StaleExports, match=r"2026-W07 .* on 2026-02-13 or later\. The newest is of 2026-02-09 15:30"):
        jobs.score_agencies(WEEK.shift(1))


def test_a_week_already_told_keeps_its_scorecards_and_the_next_compares_with_them(delivered: Path) -> None:
    told = rows(SCORECARD_LINES)
    other = a_row(**MONDAY, **{"Tracking ID": "4", "Instansi Terdisposisi": "Dinas Sosial"})
    for generated in ("10 Feb 2026 15:30", "16 Feb 2026 05:30"):
        write_export(delivered / "inbox/d.xlsx", [other], generated=generated)
        jobs.read_inbox()
    run()
    run(WEEK.shift(1))
    after = rows(SCORECARD_LINES)
    assert [line for line in after if line["week"] == str(WEEK)] == told
    counted = {line["agency_id"]: line["overdue"] + line["met"] + line["late"] for line in told if response(line)}
    previous = {
        line["agency_id"]: line["previous_counted"] for line in after if line["week"] != str(WEEK) and response(line)
    }
    assert previous == counted
    assert sum(counted.values()) > 0


def response(line: dict[str, Any]) -> bool:
    return (line["stage"], line["policy"]) == ("response", "national")


def test_a_file_that_cannot_be_moved_stays_and_stops_no_other(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    (house / "inbox/a.xlsx").write_bytes(b"")
    (house / "inbox/ditolak").write_bytes(b"")  # where there should be a folder
    write_export(house / "inbox/b.xlsx", [a_row()])
    counts = jobs.read_inbox()
    assert (counts["files"], counts["blocked"], counts["new"]) == (3, 2, 1)
    assert (house / "inbox/a.xlsx").exists()
    assert "a.xlsx cannot be opened or moved" in caplog.text


def test_an_agency_without_head_is_named_and_the_others_get_their_letters(house: Path) -> None:
    drop(house)
    path = settings.settings().offices
    head = "Kepala Dinas Sosial,kepala@dinas-sosial.bekasikab.example,,,2020-01-01,"
    path.write_text(path.read_text(encoding="utf-8").replace(head, f"{head}2020-12-31"), encoding="utf-8")
    jobs.register_offices()
    with pytest.raises(mailroom.DoNotRetry, match="dinas-sosial has no head"):
        run()
    assert len(rows(DELIVERIES)) == 15 + 25
    with pytest.raises(Exception, match="dinas-sosial"):
        jobs.close_week(WEEK)


def test_outside_production_nothing_leaves_for_a_domain_that_is_not_allowed(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPOR_CARRIER", "sendgrid")
    monkeypatch.setenv(
        "AIRFLOW_CONN_SENDGRID", '{"conn_type": "http", "host": "http://127.0.0.1:9", "password": "kunci"}'
    )
    settings.settings.cache_clear()
    drop(house)
    jobs.read_inbox(), jobs.update_tickets(), jobs.run_clocks(), jobs.score_agencies(WEEK), jobs.write_letters(WEEK)
    with pytest.raises(mailroom.DoNotRetry, match="RAPOR_ALLOWED_DOMAINS"):
        jobs.deliver(WEEK, "RSUD")
    assert {row["state"] for row in rows(DELIVERIES)} == {"refused"}
