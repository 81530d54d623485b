"""The command that settles a delivery of which nobody knows whether it was sent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from include import mailroom, settings
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import DELIVERY_MOVES
from include.jobs import settlement
from include.mailroom import OutcomeUnknown
from tests.builders_mail import DELIVERY_ID, HEAD, LETTER, LIAISON, MONDAY, SENDER, deliver, entry
from tests.standins import sendgrid as standins
from tests.standins.postgres import WAREHOUSES, new_warehouse
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=WAREHOUSES)
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url = new_warehouse(request, tmp_path)
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", url)
    settings.settings.cache_clear()
    yield url
    settings.settings.cache_clear()


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


@pytest.fixture
def sendgrid() -> Iterator[SendGrid]:
    with running_sendgrid() as standin:
        yield standin


@pytest.fixture
def carrier(sendgrid: SendGrid) -> SendGridCarrier:
    return SendGridCarrier(KEY, host=sendgrid.url, timeout=5)


@pytest.fixture
def lost(connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    """The one delivery there is, handed over on Monday at seven in Jakarta, has lost its answer."""
    sendgrid.faults.append(standins.take_and_reset)
    with pytest.raises(OutcomeUnknown):
        deliver(connection, carrier)


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize("arguments", [[], ["list"]])
def test_unknown_deliveries_are_listed_with_what_one_needs_to_look_them_up(
    connection: Connection, carrier: SendGridCarrier, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(connection, carrier, replace(LETTER, agency_id="bkd"))
    assert settlement.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:-1] == [f"{DELIVERY_ID}  2026-W47  dinkes  rapor  since 2026-11-23 07:00 WIB"]
    assert settlement.COMMAND in lines[-1]


@pytest.mark.usefixtures("lost")
def test_the_list_begins_with_the_one_handed_over_first(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = replace(LETTER, period="2026-W46")
    sendgrid.faults.append(standins.reset)
    with pytest.raises(OutcomeUnknown):
        deliver(connection, carrier, earlier, at=MONDAY - timedelta(days=7))
    settlement.main([])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:-1]]
    assert listed == [mailroom.identify(earlier, HEAD), DELIVERY_ID]


@pytest.mark.usefixtures("url")
def test_without_unknown_deliveries_the_list_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert settlement.main([]) == 0
    assert capsys.readouterr().out == "No delivery is unknown.\n"


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize(
    ("outcome", "then", "letters"), [("sent", "already sent", 1), ("not-sent", "sent", 2)], ids=["sent", "not sent"]
)
def test_a_settled_delivery_holds_its_task_up_no_longer(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, outcome: str, then: str, letters: int
) -> None:
    with pytest.raises(OutcomeUnknown, match="settle"):
        deliver(connection, carrier)
    assert settlement.main([DELIVERY_ID, outcome, "Email Logs, looked at noon"]) == 0
    assert deliver(connection, carrier) == then
    assert len(sendgrid.requests) == letters
    with connection.begin():
        causes = list(connection.execute(sa.select(DELIVERY_MOVES.c.cause)).scalars())
    assert f"settled by hand as {outcome}: Email Logs, looked at noon" in causes


@pytest.mark.usefixtures("lost")
def test_what_is_settled_stays_settled(connection: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    settlement.main([DELIVERY_ID, "sent", "Email Logs"])
    before = entry(connection)
    assert settlement.main([DELIVERY_ID, "not-sent", "on second thoughts"]) == 1
    assert f"Delivery {DELIVERY_ID} is accepted, not unknown" in capsys.readouterr().err
    assert entry(connection) == before


@pytest.mark.usefixtures("url")
def test_a_delivery_that_does_not_exist_is_not_settled(capsys: pytest.CaptureFixture[str]) -> None:
    assert settlement.main(["d-9", "sent", "Email Logs"]) == 1
    assert capsys.readouterr().err == "There is no delivery d-9.\n"


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize(
    "arguments",
    [
        [DELIVERY_ID],
        [DELIVERY_ID, "sent"],
        [DELIVERY_ID, "sent", " "],
        [DELIVERY_ID, "perhaps", "who knows"],
        ["list", "sent", "all of them"],
    ],
    ids=" ".join,
)
def test_half_a_sentence_settles_nothing(connection: Connection, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        settlement.main(arguments)
    assert end.value.code == 2
    assert entry(connection).state == "unknown"


@pytest.mark.usefixtures("lost")
def test_nothing_it_says_holds_an_address(capfd: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], [DELIVERY_ID, "sent", "Email Logs"], [DELIVERY_ID, "sent", "again"]):
        settlement.main(arguments)
    said = "".join(capfd.readouterr())
    assert DELIVERY_ID in said
    assert not any(address.email in said for address in (HEAD, LIAISON, SENDER))


def test_a_warehouse_that_is_not_there_is_said_in_plain_words(tmp_path: Path) -> None:
    environment = os.environ | {"RAPOR_WAREHOUSE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    command = [sys.executable, *settlement.COMMAND.split()[1:]]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("The warehouse's schema is missing")
