"""One GET and its answer: a status, a clock, a size and a shape that are right, or a fault that says what is wrong."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from pydantic import ValidationError

from include.gateways.lapor_api.faults import Broken, Forbidden, NoAnswer, NotFound, WrongCredentials
from include.gateways.lapor_api.limits import Limits
from include.gateways.lapor_api.shape import Answer

REFUSALS = {401: WrongCredentials, 403: Forbidden, 404: NotFound}
PASSING = {408, 425, 429}  # of 400 to 499, those that ask for another try
SECONDS = re.compile(r"[0-9]{1,9}")


async def fetch(http: httpx.AsyncClient, path: str, answer: type[Answer], limits: Limits) -> Answer:
    """Ask once; Broken when another try may help, else NoAnswer."""
    try:
        async with asyncio.timeout(limits.call_seconds), http.stream("GET", path) as response:
            check_status(response)
            check_clock(response, limits.clock_tolerance)
            content = await read_content(response, limits.largest_answer)
    except TimeoutError:
        problem = f"no whole answer within {limits.call_seconds:g} s"
    except httpx.HTTPError as error:
        problem = f"no whole answer ({type(error).__name__})"  # the error itself knows the request with its secrets
    else:
        return parse(content, answer)
    raise Broken(problem)


def check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status in REFUSALS:
        raise REFUSALS[status](f"LAPOR refuses it (HTTP {status})")
    if 400 <= status < 500 and status not in PASSING:
        raise NoAnswer(f"LAPOR does not understand the question (HTTP {status}): compare shape.py with its API")
    if status != httpx.codes.OK:
        elsewhere = ", as to a page for logging in" if response.is_redirect else ""
        raise Broken(f"HTTP {status}{elsewhere}", read_retry_after(response.headers.get("Retry-After", "")))


def read_retry_after(told: str) -> float | None:
    """Seconds from now; None when it says nothing."""
    if SECONDS.fullmatch(told):
        return float(told)
    at = read_date(told)
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at else None


def read_date(told: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def check_clock(response: httpx.Response, tolerance: float) -> None:
    """By a wrong clock its times are wrong too; and an old answer from a cache knows nothing of what happened since."""
    told = response.headers.get("Date")
    at = read_date(told) if told else datetime.now(UTC)
    if at is None or abs((datetime.now(UTC) - at).total_seconds()) > tolerance:
        raise Broken(f"its clock and ours differ by more than {tolerance:g} s: check ours")


async def read_content(response: httpx.Response, largest: int) -> bytes:
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > largest:
            raise Broken(f"more than {largest} bytes")
    return bytes(content)


def parse(content: bytes, answer: type[Answer]) -> Answer:
    """Broken names the first field at fault, never what stands in it."""
    try:
        return answer.model_validate_json(content)
    except ValidationError as error:
        problem = describe(error)
    raise Broken(problem)


def describe(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    where = ".".join(part if isinstance(part, str) else "*" for part in first["loc"])
    return f"unlike shape.py at {where} ({first['type']})" if where else "no JSON object, or cut off"
