"""The mailroom in processes of their own, some of which are killed and some of which race."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, migrate
from include.mailroom import OutcomeUnknown, TryAgain
from tests.builders_mail import LETTER, MONDAY, Around, attempt, deliver, entry, remarks, states
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import KEY, SendGrid

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(any_url: str) -> str:
    return any_url


def start(function: str, *arguments: str) -> subprocess.Popen[str]:
    code = f"import sys; from tests.mailroom.test_processes import {function}; {function}(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def die_beside_the_outbox(url: str, folder: str, moment: str) -> None:
    def die(_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with connect(url) as connection:
        deliver(connection, Around(OutboxCarrier(Path(folder)), **{moment: die}))


def deliver_by_sendgrid(url: str, host: str) -> None:
    with connect(url) as connection:
        deliver(connection, SendGridCarrier(KEY, host=host))


def race(url: str, host: str) -> None:
    carrier = SendGridCarrier(KEY, host=host)
    letters = [replace(LETTER, agency_id=f"a{number}") for number in range(12)]
    with connect(url) as connection:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        json.dump([attempt(connection, carrier, letter) for letter in letters], sys.stdout)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_killed_beside_the_outbox_ends_like_one_undisturbed(url: str, tmp_path: Path, moment: str) -> None:
    disturbed, undisturbed = OutboxCarrier(tmp_path / "disturbed"), OutboxCarrier(tmp_path / "undisturbed")
    with start("die_beside_the_outbox", url, str(disturbed.folder), moment) as killed:
        assert killed.wait(60) == -signal.SIGKILL
    migrate(quiet := f"sqlite:///{tmp_path / 'quiet.db'}")
    with connect(url) as connection, connect(quiet) as other:
        assert entry(connection).state == "sending"
        assert deliver(connection, disturbed) == deliver(other, undisturbed) == "sent"
        assert replace(entry(connection), attempts=1) == entry(other)
        assert (entry(connection).attempts, entry(other).attempts) == (2, 1)
        assert states(connection) == states(other) == ["draft", "approved", "sending", "accepted"]
        assert remarks(connection) == ["claimed"]
    assert contents(disturbed.folder) == contents(undisturbed.folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_killed_while_sendgrid_had_the_letter_never_sends_it_again(url: str, sendgrid: SendGrid) -> None:
    sendgrid.faults.append(standins.take_and_hang)
    with start("deliver_by_sendgrid", url, sendgrid.url) as killed:
        assert sendgrid.asked.wait(60)
        killed.kill()
    carrier = SendGridCarrier(KEY, host=sendgrid.url)
    with connect(url) as connection:
        with pytest.raises(TryAgain):
            deliver(connection, carrier, at=MONDAY + timedelta(minutes=4, seconds=59))
        for later in (timedelta(minutes=5), timedelta(days=1)):
            with pytest.raises(OutcomeUnknown):
                deliver(connection, carrier, at=MONDAY + later)
        assert states(connection) == ["draft", "approved", "sending", "unknown"]
    assert len(sendgrid.requests) == len(sendgrid.accepted) == 1


def test_a_letter_half_sent_by_sendgrid_is_not_written_to_the_outbox_instead(
    url: str, sendgrid: SendGrid, tmp_path: Path
) -> None:
    sendgrid.faults.append(standins.take_and_hang)
    with start("deliver_by_sendgrid", url, sendgrid.url) as killed:
        assert sendgrid.asked.wait(60)
        killed.kill()
    with connect(url) as connection, pytest.raises(OutcomeUnknown):
        deliver(connection, OutboxCarrier(tmp_path / "outbox"), at=MONDAY + timedelta(hours=1))
    assert not (tmp_path / "outbox").exists()


def test_processes_that_race_send_each_letter_once(url: str, sendgrid: SendGrid) -> None:
    racers = [start("race", url, sendgrid.url) for _ in range(2)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    results = [json.loads(racer.communicate(timeout=60)[0]) for racer in racers]
    assert [Counter(letter)["sent"] for letter in zip(*results, strict=True)] == [1] * 12
    assert len(sendgrid.requests) == len(set(sendgrid.delivery_ids())) == 12
