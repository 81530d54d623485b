"""LAPOR's JSON API: the true history of tickets that are known from the export. Read only, and by GET alone."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd

from include.gateways.lapor_api.access import Access
from include.gateways.lapor_api.client import Client, connect
from include.gateways.lapor_api.faults import NoAnswer
from include.gateways.lapor_api.inquiry import Inquiry
from include.gateways.lapor_api.limits import USUAL, Budget, Limits, Purse
from include.gateways.lapor_api.records import collapse
from include.gateways.lapor_api.shape import INSTITUTIONS, PAGE_SIZE
from include.sla import tables

__all__ = ["ASKED", "OUTCOMES", "Answers", "Institution", "Limits", "NoAnswer", "ask", "institutions"]

log = logging.getLogger(__name__)
TICKET_ID = re.compile(r"[0-9]{1,10}")
OUTCOMES = ("told", "unknown", "forbidden", "failed")  # of this one ticket: LAPOR has it not, keeps it from us
ASKED: Final = tables.CALLS | {"outcome": "str", "requests": "int64"}


@dataclass(frozen=True)
class Answers:
    """What one run has heard."""

    acts: pd.DataFrame  # tables.ACTS, of the tickets told
    calls: pd.DataFrame  # ASKED, a row for each ticket of which anything was asked, by ticket
    stopped: str  # why it ended before all were asked, and what to do; empty when it did not


class Institution(NamedTuple):
    lapor_id: str
    name: str


def ask(
    ticket_ids: Iterable[str], *, base_url: str, bearer: str, token: str, budget: int, limits: Limits = USUAL
) -> Answers:
    """Ask for the whole history of these tickets, in this order, with at most `budget` HTTP requests, retries included.

    A ticket is told when both its answers came; one cut short by the end of the run counts as failed, as does the one
    by which wrong credentials showed. ValueError when an id is no Tracking ID, or the address or a secret cannot be
    used; whatever LAPOR does is an outcome.
    """
    wanted = list(dict.fromkeys(ticket_ids))
    if not all(TICKET_ID.fullmatch(ticket_id) for ticket_id in wanted):
        raise ValueError("A Tracking ID has one to ten digits: ask only for tickets that an export named.")
    inquiry = asyncio.run(inquire(wanted, Access(base_url, bearer, token), budget, limits))
    calls = tables.shape(pd.DataFrame(inquiry.calls, columns=list(ASKED)), ASKED)
    return Answers(collapse(inquiry.acts), calls.sort_values("ticket_id", ignore_index=True), inquiry.stopped)


async def inquire(wanted: list[str], access: Access, budget: int, limits: Limits) -> Inquiry:
    async with connect(access, limits) as http:
        inquiry = Inquiry(Client(http, limits), budget, limits)
        await inquiry.run(wanted)
        return inquiry


def institutions(*, base_url: str, bearer: str, token: str, limits: Limits = USUAL) -> list[Institution]:
    """All institutions that LAPOR names, by id; NoAnswer when it does not tell them."""
    return asyncio.run(list_institutions(Access(base_url, bearer, token), limits))


async def list_institutions(access: Access, limits: Limits) -> list[Institution]:
    async with connect(access, limits) as http:
        try:
            told = await Client(http, limits).get(INSTITUTIONS, Purse(Budget(limits.attempts)))
        except NoAnswer as fault:
            problem = (
                f"LAPOR did not name its institutions: {fault}. Check its address and our secrets; try again later."
            )
            raise NoAnswer(problem) from None
    if len(told.entries) >= PAGE_SIZE:
        log.warning("LAPOR named %s institutions, and there may be more: raise PAGE_SIZE in shape.py.", PAGE_SIZE)
    named = {Institution(each.id, each.name) for each in told.entries if each.id}
    return sorted(named, key=lambda each: (int(each.lapor_id), each.name))
