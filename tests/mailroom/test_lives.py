"""Whatever happens to a delivery: at most one letter leaves for each time a person lets it go."""

from __future__ import annotations

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema.sent import STATES
from include.jobs.carriers import Redirect
from tests.mailroom.lives import House, Life
from tests.standins.sendgrid import SendGrid

LIVES, STEPS = 80, 40


def test_whatever_happens_no_letter_leaves_twice_and_none_is_lost(
    url: str, connection: Connection, sendgrid: SendGrid, outbox: OutboxCarrier, carrier: SendGridCarrier
) -> None:
    roads = {"outbox": outbox, "redirect": Redirect(carrier), "sendgrid": carrier}
    states, letters = set[str](), set[int]()
    house = House(url, connection, sendgrid, roads)
    for seed in range(LIVES):
        lived = Life(house, seed)
        lived.live(STEPS)
        states |= {move.to_state for move in ledger.read_moves(connection, lived.id)}
        letters.add(sum(lived.left))
    assert states == set(STATES)
    assert letters >= {0, 1, 2}
