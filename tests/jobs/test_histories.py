"""LAPOR's API corrects what exports showed; where it does not answer, exports alone tell."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from include import jobs, settings
from include.gateways.warehouse import connect, derived
from include.jobs.histories import Access
from tests.builders import moment
from tests.jobs.stories import ANSWERED, bring
from tests.standins.lapor import BEARER, TOKEN, Lapor, running_lapor
from tests.standins.lapor_bodies import Entry

REGENCY, DINAS = (1, "Pemerintah Kabupaten Bekasi"), (4712, "Dinas Sosial")
DISPOSED, ANSWERED_AT = moment("Monday 2026-02-02 10:00"), moment("Wednesday 2026-02-04 11:00")


def a_history(answered: bool = True) -> tuple[Entry, ...]:
    given = Entry("log", DISPOSED, REGENCY, DINAS, "Belum Terverifikasi", "Terverifikasi")
    told = Entry("log", ANSWERED_AT, DINAS, None, "Terverifikasi", "Proses")
    return given, *((told, Entry("follow_up", ANSWERED_AT, DINAS, template="response")) if answered else ())


@pytest.fixture
def lapor(house: Path) -> Iterator[Lapor]:
    """One that knows tickets 1 and 2, and a house that has had an export of both."""
    histories = {"1": a_history(), "2": a_history(answered=False)}
    with running_lapor(tickets=histories, institutions=dict([REGENCY, DINAS])) as standin:
        bring(house, "3 Feb", "1", "2")
        bring(house, "5 Feb", "1", "2", r1=ANSWERED)
        yield standin


def ask(standin: Lapor, **other: str) -> dict[str, int]:
    return jobs.ask_lapor(Access(standin.url, **{"bearer": BEARER, "token": TOKEN} | other))


def events(ticket_id: str) -> pd.DataFrame:
    with connect(settings.settings().warehouse_url) as connection:
        found = derived.read_tickets(connection)[1]
    return found[found["ticket_id"] == ticket_id].set_index("kind")


def test_true_moments_take_the_place_of_observed_ones(lapor: Lapor) -> None:
    assert set(events("1")["source"]) == {"export"}
    assert ask(lapor) == {"told": 2}
    assert jobs.update_tickets()["anew"] == 2
    told = events("1")
    assert set(told["source"]) == {"api"}
    assert told.loc["disposed", "at"] == told.loc["disposed", "earliest_at"] == DISPOSED
    assert told.loc["followed_up", "at"] == told.loc["followed_up", "earliest_at"] == ANSWERED_AT
    assert jobs.update_tickets()["faults"] == {}


def test_a_history_without_an_answer_proves_that_there_was_none(lapor: Lapor) -> None:
    ask(lapor)
    jobs.update_tickets()
    with connect(settings.settings().warehouse_url) as connection:
        seen_at = derived.read_tickets(connection)[0].set_index("ticket_id")["last_seen_at"]
    assert (seen_at > moment("Friday 2026-02-06 00:00")).all()


def test_open_tickets_are_asked_for_again_and_each_once_a_run(lapor: Lapor) -> None:
    assert ask(lapor) == ask(lapor) == {"told": 2}
    assert len(lapor.requests) == 8


def test_a_ticket_that_has_ended_is_asked_for_once_more_and_then_no_longer(lapor: Lapor, house: Path) -> None:
    bring(house, "6 Feb", "1", "2", r1={"Status Laporan": "Ditutup oleh Admin"})
    assert ask(lapor) == {"told": 2}
    jobs.update_tickets()
    assert ask(lapor) == {"told": 1}


def test_without_an_answer_exports_alone_tell(lapor: Lapor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert set(ask(lapor, token="no-longer-valid")) == {"failed"}
    assert "exports alone" in caplog.text
    assert jobs.update_tickets()["tickets"] == 2
    assert set(events("1")["source"]) == {"export"}


def test_never_more_requests_than_an_hour_allows(lapor: Lapor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPOR_API_REQUESTS_AN_HOUR", "7")
    settings.settings.cache_clear()
    for _ in range(4):
        ask(lapor)
    assert len(lapor.requests) == 6


def test_texts_of_the_api_are_nowhere(lapor: Lapor, house: Path) -> None:
    ask(lapor)
    kept = (house / "warehouse.db").read_bytes() + (house / "warehouse.db-wal").read_bytes()
    for trace in ("Contoh Warga Rekaan", "3216019912340007", "warga.rekaan", "B 1234 ZZZ"):
        assert trace.encode() not in kept


def test_an_answer_before_the_last_export_is_known_at_the_next_look(lapor: Lapor, house: Path) -> None:
    lapor.now = DISPOSED + timedelta(hours=1)
    ask(lapor)
    jobs.update_tickets()
    answered = events("1").loc["followed_up"]
    assert answered["source"] == "export"
    lapor.now = None
    ask(lapor)
    jobs.update_tickets()
    assert events("1").loc["followed_up", "source"] == "api"
