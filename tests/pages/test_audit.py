"""What people did on the pages is kept with their names, and can be read there."""

from __future__ import annotations

from datetime import UTC, datetime

from include.gateways.warehouse import audit
from include.gateways.warehouse.audit import Logged
from include.gateways.warehouse.ledger import Connection
from include.pages.audit import SHOWN
from tests.pages.conftest import TestClient

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def test_each_action_stands_with_its_person_the_newest_first(viewer: TestClient, connection: Connection) -> None:
    audit.log_action(connection, Logged(AT, "rini", "teach", "Sedang Diproses"))
    audit.log_action(connection, Logged(AT, "<b>budi</b>", "upload", "ekspor.xlsx", "12 baris"))
    page = viewer.get("/rapor/catatan").text
    assert page.index("&lt;b&gt;budi") < page.index("rini")
    assert "Memetakan kata" in page
    assert "Senin, 23\u00a0November 2026 pukul 08.30 WIB" in page


def test_only_the_last_ones_are_shown_and_it_says_so(viewer: TestClient, connection: Connection) -> None:
    assert "Belum ada tindakan." in viewer.get("/rapor/catatan").text
    for number in range(SHOWN + 1):
        audit.log_action(connection, Logged(AT, "rini", "upload", f"ekspor-{number:03}.xlsx"))
    page = viewer.get("/rapor/catatan").text
    assert "ekspor-000.xlsx" not in page
    assert f"{SHOWN} tindakan terbaru" in page


def test_only_what_was_done_to_one_thing_is_told_of_it(connection: Connection) -> None:
    audit.log_action(connection, Logged(AT, "rini", "upload", "a.xlsx"))
    audit.log_action(connection, Logged(AT, "rini", "take", "b.xlsx"))
    assert [entry.action for entry in audit.list_actions(connection, 5, subject="b.xlsx")] == ["take"]
