"""`POST /rapor/receipts`: where SendGrid's signed Event Webhook tells what became of letters.

Nobody logs in here: the signature is all there is to believe. Whatever is not answered with 2xx SendGrid posts again,
for up to 24 hours; so the answer comes once the receipts are committed, and what comes twice is filed once.
"""

from __future__ import annotations

import logging
from traceback import format_tb

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.sendgrid.webhook import Forged, Stale, Unreadable, read_receipts, verify
from include.mailroom import now_in_utc, receive
from include.pages.responses import CLOSED, respond
from include.settings import settings

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
LARGEST = 5_000_000  # bytes; some ten thousand events
ROUTER = APIRouter()
# A locked warehouse keeps each post waiting, and Airflow's own pages need the API server's other threads.
THREADS = CapacityLimiter(2)

log = logging.getLogger(__name__)


@ROUTER.post("/receipts")
async def take_receipts(request: Request) -> Response:
    """204 once they are kept; 403 forged or stale, 400 no receipts, 413 too many, 404 no key to believe anybody by."""
    if not settings().receipts_key:
        return answer(404, "No receipts are taken here.")
    try:
        raw = await read_body(request)
    except ClientDisconnect:
        return answer(400, "The body is not complete.")
    if raw is None:
        return answer(413, f"A body may have {LARGEST} bytes.")
    signature, timestamp = (request.headers.get(name, "") for name in (SIGNATURE, TIMESTAMP))
    return await to_thread.run_sync(file, raw, signature, timestamp, limiter=THREADS)


async def read_body(request: Request) -> bytes | None:
    """The bytes as they were signed; None as soon as there are too many."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST:
            return None
    return bytes(raw)


def file(raw: bytes, signature: str, timestamp: str) -> Response:
    at = now_in_utc()
    try:
        verify(raw, signature, timestamp, public_key=settings().receipts_key, at=at)
        receipts = read_receipts(raw, at)
    except (Forged, Stale) as refused:
        log.warning("Receipts were refused. %s", refused)
        return answer(403, str(refused))
    except Unreadable as refused:
        log.warning("Receipts were refused. %s", refused)
        return answer(400, str(refused))
    try:
        with warehouse.connect(settings().warehouse_url) as connection:
            new = receive(connection, receipts, at)
    except Exception as error:  # of any kind: SendGrid still has them. Its text is not logged, for it may quote them
        log.error("Receipts could not be kept: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
        return answer(503, "They cannot be kept just now.")
    log.info("Receipts: %d, new: %d.", len(receipts), new)
    return Response(status_code=204)


def answer(status: int, reason: str) -> Response:
    return respond(f"{reason}\n", "text/plain", CLOSED, status=status)
