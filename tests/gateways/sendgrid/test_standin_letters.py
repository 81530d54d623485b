"""What the stand-in does with letters it took: fates, lists, logs and batches as SendGrid documents them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from include.gateways.sendgrid import Account, SendGridCarrier
from tests.gateways.sendgrid.builders import HEAD, LIAISON, a_message
from tests.standins.sendgrid import SendGrid


def words(sendgrid: SendGrid, mailbox: str = HEAD.email) -> list[str]:
    return [event.get("type", event["event"]) for event in sendgrid.events() if event["email"] == mailbox]


FATES = {
    "bounce": (["processed", "bounce"], "bounced", "bounces"),
    "blocked": (["processed", "blocked"], "blocked", "blocks"),
    "spamreport": (["processed", "delivered", "spamreport"], "delivered", "spam_reports"),
    "deferred": (["processed", "deferred"], "deferred", None),
    "dropped": (["dropped"], "dropped", None),
    "silence": ([], "processed", None),
}


@pytest.mark.parametrize(("fate", "told", "status", "listed"), [(fate, *rest) for fate, rest in FATES.items()])
def test_a_mailbox_has_its_fate(
    sendgrid: SendGrid, carrier: SendGridCarrier, fate: str, told: list[str], status: str, listed: str | None
) -> None:
    sendgrid.sorting.fates[HEAD.email] = fate
    carrier.send(a_message())
    assert (words(sendgrid), words(sendgrid, LIAISON.email)) == (told, ["processed", "delivered"])
    assert sendgrid.sorting.letters[0].status() == status
    assert [name for name, entries in sendgrid.sorting.lists.entries.items() if entries] == ([listed] if listed else [])


def test_a_bounced_mailbox_gets_no_second_letter(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.sorting.fates[HEAD.email] = "bounce"
    carrier.send(a_message())
    carrier.send(a_message(delivery_id="d-2"))
    assert words(sendgrid) == ["processed", "bounce", "dropped"]
    assert sendgrid.events()[-3]["reason"] == "Bounced Address"


def test_a_mailbox_taken_off_its_list_gets_letters_again(
    sendgrid: SendGrid, carrier: SendGridCarrier, account: Account
) -> None:
    sendgrid.sorting.lists.put("bounces", HEAD.email, 1795392000)
    path = f"suppression/bounces/{HEAD.email}"
    assert len(json.loads(account.get(path).body)) == 1
    assert [account.call("delete", path).status for _ in range(2)] == [204, 404]
    carrier.send(a_message())
    assert words(sendgrid) == ["processed", "delivered"]


@pytest.mark.parametrize("query", [{"limit": 501}, {"limit": 0}, {"limit": "x"}, {"offset": -1}], ids=str)
def test_a_page_that_no_list_has_is_a_bad_request(account: Account, query: dict[str, Any]) -> None:
    assert account.get("suppression/bounces", **query).status == 400


def test_a_list_is_given_page_by_page(sendgrid: SendGrid, account: Account) -> None:
    for number in range(5):
        sendgrid.sorting.lists.put("bounces", f"kepala{number}@dinas.example", 1795392000)
    page = json.loads(account.get("suppression/bounces", limit=2, offset=1).body)
    assert [entry["email"] for entry in page] == ["kepala1@dinas.example", "kepala2@dinas.example"]


def test_a_deferred_letter_may_be_delivered_later(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.sorting.fates[HEAD.email] = "deferred"
    carrier.send(a_message())
    sendgrid.tell("delivered", HEAD.email)
    assert words(sendgrid) == ["processed", "deferred", "delivered"]


QUERIES = {
    "": 4,
    "to_email = 'kepala@dinas.example'": 2,
    'to_email = "kepala@dinas.example"': 2,
    "to_email = 'kepala@dinas.example' AND subject = 'Rapor 2'": 1,
    "subject = 'A AND B'": 0,
    "status IN ('delivered', 'bounced')": 4,
    "status IN ('bounced')": 0,
    "categories IN ('rapor-lapor')": 4,
    "reason = 'Bounced Address'": 0,
    'sg_message_id_created_at > TIMESTAMP "2020-01-01T00:00:00Z"': 4,
    'sg_message_id_created_at <= TIMESTAMP "2020-01-01T00:00:00Z" AND status IN ("delivered")': 0,
}


@pytest.mark.parametrize(("query", "count"), QUERIES.items())
def test_the_logs_understand_the_documented_language(carrier: SendGridCarrier, query: str, count: int) -> None:
    for number in (1, 2):
        carrier.send(a_message(subject=f"Rapor {number}"))
    answer = carrier.account.post("logs", {"query": query})
    assert len(json.loads(answer.body)["messages"]) == count


UNKNOWN = [
    "to_email LIKE 'kepala%'",
    "to_email != 'kepala@dinas.example'",
    "unique_args = 'd-1'",
    "TO_EMAIL = 'kepala@dinas.example'",
    "to_email = kepala@dinas.example",
    "to_email = 'a@b.example' OR to_email = 'c@d.example'",
    "(to_email = 'a@b.example')",
    "to_email = 'a@b.example' AND",
    "to_email = 'a@b.example' subject = 'Rapor'",
    "status = 'delivered'",
    "sg_message_id_created_at > '2026-11-23T00:00:00Z'",
    'sg_message_id_created_at > TIMESTAMP "Monday"',
]


@pytest.mark.parametrize("query", UNKNOWN)
def test_the_logs_understand_nothing_else(account: Account, query: str) -> None:
    assert account.post("logs", {"query": query}).status == 400


@pytest.mark.parametrize("limit", [0, 1001, "10"])
def test_the_logs_give_a_page_of_one_to_a_thousand(account: Account, limit: object) -> None:
    assert account.post("logs", {"limit": limit}).status == 400


def test_the_logs_give_the_latest_first_and_ten_unless_asked(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    for number in range(6):
        sendgrid.ahead = timedelta(minutes=number)
        carrier.send(a_message(subject=f"Rapor {number}"))
    messages = json.loads(carrier.account.post("logs", {}).body)["messages"]
    assert (len(messages), messages[0]["subject"]) == (10, "Rapor 5")


def schedule(sendgrid: SendGrid, carrier: SendGridCarrier, minutes: int) -> str:
    """A letter in a batch of its own, to leave so many minutes from now."""
    batch_id = json.loads(carrier.account.post("mail/batch", {}).body)["batch_id"]
    send_at = int((sendgrid.now() + timedelta(minutes=minutes)).timestamp())
    carrier.send(a_message() | {"batch_id": batch_id, "send_at": send_at})
    return str(batch_id)


def stop(account: Account, batch_id: str, status: str = "cancel") -> int:
    return account.post("user/scheduled_sends", {"batch_id": batch_id, "status": status}).status


def test_a_scheduled_letter_leaves_at_its_hour(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    schedule(sendgrid, carrier, 30)
    assert words(sendgrid) == []
    sendgrid.ahead = timedelta(minutes=31)
    assert words(sendgrid) == ["processed", "delivered"]


def test_an_hour_in_the_past_means_at_once(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    schedule(sendgrid, carrier, -30)
    assert words(sendgrid) == ["processed", "delivered"]
    assert abs(sendgrid.events()[0]["timestamp"] - sendgrid.now().timestamp()) < 60


def test_a_cancelled_batch_is_thrown_away_at_its_hour(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    assert stop(carrier.account, schedule(sendgrid, carrier, 30)) == 201
    sendgrid.ahead = timedelta(minutes=31)
    assert words(sendgrid) == ["cancel_drop"]


def test_a_cancelled_batch_takes_a_later_letter_along(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    batch_id = json.loads(carrier.account.post("mail/batch", {}).body)["batch_id"]
    assert stop(carrier.account, batch_id) == 201
    carrier.send(a_message() | {"batch_id": batch_id})
    assert words(sendgrid) == ["cancel_drop"]


def test_a_paused_batch_leaves_when_it_goes_on(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    batch_id = schedule(sendgrid, carrier, 30)
    stop(carrier.account, batch_id, "pause")
    sendgrid.ahead = timedelta(minutes=31)
    assert words(sendgrid) == []
    assert carrier.account.call("delete", f"user/scheduled_sends/{batch_id}").status == 204
    assert words(sendgrid) == ["processed", "delivered"]


def test_a_paused_batch_expires(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    stop(carrier.account, schedule(sendgrid, carrier, 30), "pause")
    sendgrid.ahead = timedelta(hours=73)
    assert [event["reason"] for event in sendgrid.events()] == ["Expired", "Expired"]


def test_ten_minutes_before_it_is_too_late_to_cancel(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    assert stop(carrier.account, schedule(sendgrid, carrier, 9)) == 400


def test_no_more_than_ten_batches_are_stopped_at_one_time(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    batches = [schedule(sendgrid, carrier, 30) for _ in range(11)]
    assert [stop(carrier.account, each) for each in batches] == [201] * 10 + [400]
    assert carrier.account.call("delete", f"user/scheduled_sends/{batches[0]}").status == 204
    assert stop(carrier.account, batches[10]) == 201


def test_a_batch_is_stopped_once_and_then_changed(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    batch_id, account = schedule(sendgrid, carrier, 30), carrier.account
    assert [stop(account, batch_id, status) for status in ("delay", "pause", "cancel")] == [400, 201, 400]
    path = f"user/scheduled_sends/{batch_id}"
    assert account.call("patch", path, request_body={"status": "cancel"}).status == 204
    assert json.loads(account.get(path).body) == [{"batch_id": batch_id, "status": "cancel"}]
    assert account.get(f"mail/batch/{batch_id}").status == 200
    assert stop(account, "never-drawn") == account.get("mail/batch/never-drawn").status == 400
