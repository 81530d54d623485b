"""One run through many tickets, a few at a time, until all are asked or something ends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

from include.gateways.lapor_api.client import Client
from include.gateways.lapor_api.faults import Forbidden, NoAnswer, NotFound, Spent, Stopped, WrongCredentials
from include.gateways.lapor_api.limits import Budget, Limits, Purse
from include.gateways.lapor_api.records import Row, read_acts
from include.gateways.lapor_api.shape import COMPLAINT, FOLLOW_UPS, INSTITUTIONS

log = logging.getLogger(__name__)
RENEW = "LAPOR refuses our credentials: renew the bearer and the token, or ask for the right to read its API."
MOVED = "LAPOR knows none of the paths asked for: check the address of its API, and its paths in shape.py."


class Inquiry:
    """What has been heard so far: rows of ACTS, a row for each ticket asked, and why the run ended early."""

    def __init__(self, client: Client, budget: int, limits: Limits) -> None:
        self.client = client
        self.budget = Budget(budget)
        self.limits = limits
        self.acts: list[Row] = []
        self.calls: list[Row] = []
        self.stopped = ""
        self.failures = 0  # in a row
        self.open = False  # whether LAPOR has let us read anything yet

    async def run(self, ticket_ids: list[str]) -> None:
        waiting = iter(ticket_ids)
        try:
            async with asyncio.timeout(self.limits.run_seconds), asyncio.TaskGroup() as group:
                for _ in range(self.limits.concurrency):
                    group.create_task(self.work(waiting))
        except* Stopped as stops:
            self.stopped = str(stops.exceptions[0])
        except* TimeoutError:
            self.stopped = f"The {self.limits.run_seconds:g} s of a run are over; the rest is asked next time."

    async def work(self, waiting: Iterator[str]) -> None:
        try:
            for ticket_id in waiting:
                if not (purse := self.budget.open()):
                    raise Spent
                await self.ask(ticket_id, purse)
        except Spent:  # the others may finish with what they have put aside
            self.stopped = "The budget of requests is spent; the rest is asked next time."

    async def ask(self, ticket_id: str, purse: Purse) -> None:
        """One ticket, and its row however it ends; Stopped when the others need not be asked."""
        outcome, fetched_at = "failed", datetime.now(UTC)
        try:
            outcome = await self.hear(ticket_id, purse, fetched_at)
        finally:
            purse.close()
            if purse.spent:
                row = {"ticket_id": ticket_id, "fetched_at": fetched_at, "outcome": outcome, "requests": purse.spent}
                self.calls.append(row)
        self.count(outcome)

    async def hear(self, ticket_id: str, purse: Purse, fetched_at: datetime) -> str:
        """The outcome; nothing of a ticket is kept unless both of its answers came."""
        try:
            complaint = await self.client.get(COMPLAINT, purse, ticket_id)
            follow_ups = await self.client.get(FOLLOW_UPS, purse, ticket_id)
        except WrongCredentials:
            raise Stopped(RENEW) from None
        except (NotFound, Forbidden) as fault:
            await self.check_api(purse)
            return "unknown" if isinstance(fault, NotFound) else "forbidden"
        except NoAnswer as fault:
            log.warning(
                "Ticket %s was not told after %s requests (%s); ask again in a later run.",
                ticket_id,
                purse.spent,
                fault,
            )
            return "failed"
        self.acts += read_acts(ticket_id, complaint, follow_ups, fetched_at)
        self.open = True
        return "told"

    async def check_api(self, purse: Purse) -> None:
        """One ticket may be gone or another regency's; Stopped if LAPOR refuses even the list of institutions."""
        if self.open:
            return
        try:
            await self.client.get(INSTITUTIONS, purse)
        except NotFound:
            raise Stopped(MOVED) from None
        except (Forbidden, WrongCredentials):
            raise Stopped(RENEW) from None
        except NoAnswer:
            return
        self.open = True

    def count(self, outcome: str) -> None:
        self.failures = self.failures + 1 if outcome == "failed" else 0
        if self.failures >= self.limits.failures_in_a_row:
            raise Stopped(
                f"LAPOR gave no usable answer for {self.failures} tickets in a row; the rest is left. "
                "See the lines above, and whether LAPOR works at all."
            )
