"""Ten thousand receipts, in any order and more than once, and several who receive them at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier

import pytest

from include.gateways.receipt import Receipt
from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse.ledger import Connection, Entry
from tests.builders_mail import HEAD, LIAISON, MONDAY, a_receipt, receive

DELIVERIES = [f"d-{number}" for number in range(200)]
EVENTS = ("processed", "deferred", "deferred", "delivered", "bounce", "blocked", "dropped", "spamreport", "open")


def open_all(connection: Connection) -> None:
    for delivery_id in DELIVERIES:
        key = (delivery_id, "2026-W47", delivery_id, "rapor", HEAD.email)
        ledger.open_entry(connection, Entry(*key, "0" * 64, "sendgrid", "accepted", 1), "sent", MONDAY)


def make(day: Random) -> list[Receipt]:
    """Five thousand, of which some happen in the same minute, some to a copy, and some to nobody we know."""
    return [
        a_receipt(
            day.choice(EVENTS), day.randrange(60), receipt_id=f"r-{number}", delivery_id=day.choice([*DELIVERIES, "?"]),
            recipient=day.choice([HEAD.email, HEAD.email, LIAISON.email]),
        )
        for number in range(5_000)
    ]  # fmt: skip


def fold(receipts: Iterable[Receipt]) -> dict[str, str]:
    """What the receipts say, read one after the other as they happened; the worse last where moments are the same."""
    ends = dict.fromkeys(DELIVERIES, "accepted")
    worse = {"delivered": 1, "dropped": 2, "blocked": 3, "bounce": 4}
    for receipt in sorted(receipts, key=lambda one: (one.at, worse.get(one.event, 0))):
        if receipt.recipient != HEAD.email or receipt.delivery_id not in ends:
            continue
        if receipt.event == "delivered":
            ends[receipt.delivery_id] = "delivered"
        elif receipt.event in ("bounce", "blocked"):
            ends[receipt.delivery_id] = "bounced"
        elif receipt.event == "dropped":
            ends[receipt.delivery_id] = "suppressed"
    return ends


def batches(receipts: Sequence[Receipt], day: Random) -> Iterable[Sequence[Receipt]]:
    start = 0
    while start < len(receipts):
        size = day.randint(1, 120)
        yield receipts[start : start + size]
        start += size


def ends(connection: Connection) -> dict[str, str]:
    return {entry.delivery_id: entry.state for entry in ledger.list_entries(connection)}


def test_ten_thousand_receipts_end_where_they_say_together(connection: Connection) -> None:
    day = Random(47)  # noqa: S311 - the same day every time
    happened = make(day)
    told = happened * 2
    day.shuffle(told)
    open_all(connection)
    assert sum(receive(connection, *batch) for batch in batches(told, day)) == len(happened)
    assert ends(connection) == fold(happened)
    assert set(ends(connection).values()) == {"delivered", "bounced", "suppressed"}


@pytest.mark.parametrize("seed", range(2))
def test_several_who_receive_at_once_end_where_the_receipts_say(any_url: str, seed: int) -> None:
    day = Random(seed)  # noqa: S311 - the same days every time
    happened = [replace(one, delivery_id=day.choice(DELIVERIES[:3])) for one in make(day)[:300]]
    barrier = Barrier(3)

    def take(order: Sequence[Receipt]) -> int:
        with connect(any_url) as connection:
            barrier.wait()
            return sum(receive(connection, *order[start : start + 20]) for start in range(0, len(order), 20))

    with connect(any_url) as connection:
        open_all(connection)
    orders = [day.sample(happened, len(happened)) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(take, orders)) == len(happened)
    with connect(any_url) as connection:
        assert ends(connection) == fold(happened)
