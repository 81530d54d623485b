"""Asks until LAPOR answers well, with waits that grow, and leaves it alone for as long as it asks."""

from __future__ import annotations

import asyncio

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from include.gateways.lapor_api.access import Access
from include.gateways.lapor_api.answers import fetch
from include.gateways.lapor_api.faults import Broken
from include.gateways.lapor_api.limits import Limits, Purse
from include.gateways.lapor_api.shape import Answer, Endpoint


def connect(access: Access, limits: Limits) -> httpx.AsyncClient:
    """A client for one run, to be closed by whoever opened it."""
    return httpx.AsyncClient(
        base_url=access.base_url,
        headers=access.headers(),
        timeout=limits.call_seconds,
        limits=httpx.Limits(max_connections=limits.concurrency),
        follow_redirects=False,  # they would take the secrets along
    )


class Client:
    """GETs alone: nothing in LAPOR is ever changed."""

    def __init__(self, http: httpx.AsyncClient, limits: Limits) -> None:
        self.http = http
        self.limits = limits
        self.quiet_until = 0.0  # by the clock of the loop

    async def get(self, endpoint: Endpoint[Answer], purse: Purse, ticket_id: str = "") -> Answer:
        """The answer; NoAnswer when there is none to be had, Spent when the budget ends before."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Broken),
            stop=stop_after_attempt(self.limits.attempts),
            wait=wait_random_exponential(self.limits.first_wait, self.limits.longest_wait),
            reraise=True,
        )
        return await retrying(self.try_once, endpoint.path.format(ticket_id=ticket_id), endpoint.answer, purse)

    async def try_once(self, path: str, answer: type[Answer], purse: Purse) -> Answer:
        await self.keep_quiet()
        purse.pay()
        try:
            return await fetch(self.http, path, answer, self.limits)
        except Broken as fault:
            self.be_asked_to_wait(fault.retry_after or 0)
            raise

    def be_asked_to_wait(self, seconds: float) -> None:
        """All wait, not only who was told."""
        until = asyncio.get_running_loop().time() + min(seconds, self.limits.longest_wait)
        self.quiet_until = max(self.quiet_until, until)

    async def keep_quiet(self) -> None:
        while (pause := self.quiet_until - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(pause)
