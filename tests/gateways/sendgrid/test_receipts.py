"""Events become receipts: each of them, as far as it can be read, and nobody's address among the reasons."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from include.gateways.receipt import Receipt
from include.gateways.sendgrid import SendGridCarrier, Unreadable, read_receipts
from tests.gateways.sendgrid.builders import HEAD, LIAISON, a_message
from tests.standins.sendgrid import SendGrid
from tests.standins.sendgrid_posting import write

SECONDS = 1795392000
AT = datetime.fromtimestamp(SECONDS, UTC)
EVENT = {
    "sg_event_id": "e-1", "sg_message_id": "m-1", "delivery_id": "d-1", "event": "delivered", "timestamp": SECONDS,
    "email": "Kepala@Dinas.example", "response": "250 OK",
}  # fmt: skip


def read(event: Any) -> Receipt:
    (receipt,) = read_receipts(json.dumps([event]).encode())
    return receipt


def test_an_event_is_read_whole() -> None:
    assert read(EVENT) == Receipt("e-1", "d-1", "delivered", AT, HEAD.email, "m-1", "250 OK")


def test_the_events_of_the_stand_in_are_read(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    reference = carrier.send(a_message())
    receipts = read_receipts(write(sendgrid.events()))
    words = [(each.event, each.recipient) for each in receipts]
    assert words == [(word, person.email) for person in (HEAD, LIAISON) for word in ("processed", "delivered")]
    assert {each.delivery_id for each in receipts} == {"d-1"}
    assert all(each.reference.startswith(f"{reference}.") for each in receipts)


WORDS = {
    "a hard bounce": ({"event": "bounce", "type": "bounce"}, "bounce"),
    "a soft bounce": ({"event": "bounce", "type": "blocked"}, "blocked"),
    "a soft bounce, as the logs' text has it": ({"event": "bounce", "type": "block"}, "blocked"),
    "a bounce without a type": ({"event": "bounce"}, "bounce"),
    "a status of the logs": ({"event": "bounced"}, "bounce"),
    "a cancelled letter": ({"event": "cancel_drop"}, "dropped"),
    "a dropped letter": ({"event": "drop"}, "dropped"),
    "a request": ({"event": "received"}, "processed"),
    "capital letters": ({"event": "Delivered"}, "delivered"),
    "a new word": ({"event": "group_unsubscribe"}, "group_unsubscribe"),
    "a type that means nothing": ({"event": "delivered", "type": "blocked"}, "delivered"),
    "no word": ({"event": None}, "unknown"),
}


@pytest.mark.parametrize(("changes", "word"), WORDS.values(), ids=WORDS)
def test_an_event_has_one_word(changes: dict[str, Any], word: str) -> None:
    assert read(EVENT | changes).event == word


def test_the_reason_is_one_line_that_names_no_mailbox() -> None:
    told = f"550 5.1.1 <{HEAD.email}>:\r\n\u202e recipient {HEAD.email} unknown"
    assert read(EVENT | {"reason": told}).reason == "550 5.1.1 <…@…>: recipient …@… unknown"


def test_the_reason_is_cut_after_it_has_been_struck() -> None:
    reason = read(EVENT | {"reason": f"{'x' * 296} {HEAD.email} unknown"}).reason
    assert reason == f"{'x' * 296} …@…"


def test_a_reason_of_any_length_is_read_in_no_time() -> None:
    assert len(read(EVENT | {"reason": "x" * 3_000_000}).reason) == 300


@pytest.mark.parametrize("name", ["reason", "response", "message"])
def test_the_reason_is_told_under_several_names(name: str) -> None:
    event = {key: value for key, value in EVENT.items() if key != "response"}
    assert read(event | {name: "550 no"}).reason == "550 no"


def test_ours_among_the_custom_arguments_is_found_where_they_keep_together() -> None:
    event = {key: value for key, value in EVENT.items() if key != "delivery_id"}
    assert read(event | {"custom_args": {"delivery_id": "d-2"}}).delivery_id == "d-2"


@pytest.mark.parametrize(
    "timestamp", [SECONDS, str(SECONDS), float(SECONDS), AT.isoformat(), "2026-11-23T00:00:00Z"], ids=repr
)
def test_the_moment_is_read_in_any_form(timestamp: object) -> None:
    assert read(EVENT | {"timestamp": timestamp}).at == AT


@pytest.mark.parametrize(
    "timestamp", [None, "", "Monday", [], 10**30, -(10**30), float("nan"), SECONDS * 1000], ids=repr
)
def test_an_event_without_a_readable_moment_is_kept(timestamp: object) -> None:
    raw = json.dumps([EVENT | {"timestamp": timestamp}]).encode()
    assert read_receipts(raw)[0].at == datetime(1970, 1, 1, tzinfo=UTC)
    assert read_receipts(raw, received_at=AT)[0].at == AT


@pytest.mark.parametrize("name", EVENT)
@pytest.mark.parametrize("value", [None, "", 7, [], {}], ids=repr)
def test_an_event_with_a_part_missing_or_wrong_is_kept(name: str, value: object) -> None:
    receipt = read(EVENT | {name: value})
    whole = read(EVENT)
    same = [part for part in Receipt.__dataclass_fields__ if getattr(receipt, part) == getattr(whole, part)]
    assert receipt.receipt_id
    assert len(same) >= len(Receipt.__dataclass_fields__) - 1


def test_a_reading_without_any_id_is_the_same_event_each_time() -> None:
    first, again, other = (
        read(EVENT | {"sg_event_id": "", "timestamp": at}).receipt_id for at in (SECONDS, SECONDS, SECONDS + 1)
    )
    assert first == again != other


def test_events_without_any_name_are_told_apart_by_all_they_say() -> None:
    receipts = read_receipts(b'[{}, {"email": "a@b.example"}, {"email": "c@d.example"}, {}]')
    ids = [receipt.receipt_id for receipt in receipts]
    assert (len(set(ids)), ids[0] == ids[3]) == (3, True)


@pytest.mark.parametrize("event", [None, 7, "delivered", [], [{"Key": "event", "Value": "processed"}]], ids=repr)
def test_what_is_no_event_hides_no_other(event: object) -> None:
    receipts = read_receipts(json.dumps([event, EVENT]).encode())
    assert [receipt.event for receipt in receipts] == ["unreadable", "delivered"]


def test_an_event_that_comes_twice_is_read_twice_under_one_name() -> None:
    receipts = read_receipts(json.dumps([EVENT, EVENT]).encode())
    assert len(receipts) == 2
    assert len(set(receipts)) == 1


def test_no_text_holds_what_a_database_would_refuse() -> None:
    receipt = read(dict.fromkeys(EVENT, "\ud800\x00x"))
    assert {receipt.receipt_id, receipt.delivery_id, receipt.event, receipt.recipient, receipt.reference} == {"x"}


def test_a_name_of_any_length_stays_short() -> None:
    assert len(read(EVENT | {"sg_event_id": "e" * 10_000}).receipt_id) == 255


NO_LISTS = [b"", b"{}", b"null", b"7", b"delivered", b"[{]", b"\xff", b"[" * 100_000, b"[" + b"9" * 5000 + b"]"]


@pytest.mark.parametrize("raw", NO_LISTS, ids=range(len(NO_LISTS)))
def test_what_is_no_list_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_receipts(raw)


def test_an_empty_list_tells_nothing() -> None:
    assert read_receipts(b"[]") == []


def test_a_receipt_is_kept_in_utc() -> None:
    at = AT.astimezone(timezone(timedelta(hours=7)))
    assert Receipt("e", "d", "delivered", at, " Kepala@Dinas.example ").at.tzinfo is UTC


def test_a_receipt_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="zone"):
        Receipt("e", "d", "delivered", datetime(2026, 11, 23), HEAD.email)  # noqa: DTZ001  # that is the point
