"""`/rapor/surat/…`: a letter as it would be sent, or was, for whoever decides about it."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.message import Message
from include.gateways.warehouse import ledger, messages
from include.gateways.warehouse.ledger import Entry
from include.pages.responses import LETTER, PLAIN, offer_file, respond, show_page
from include.settings import settings

ROUTER = APIRouter()


class Kept(NamedTuple):
    """A delivery with the bytes that were drafted for it, read back."""

    entry: Entry
    message: Message


def read(delivery_id: UUID) -> Kept:
    """404 for a delivery that nobody knows, or of which no message is kept."""
    with warehouse.connect(settings().warehouse_url) as connection:
        entry = ledger.find(connection, str(delivery_id))
        body = messages.read_message(connection, entry.delivery_id, entry.digest) if entry else None
    if entry is None or body is None:
        raise HTTPException(404)
    return Kept(entry, json.loads(body))


Letter = Annotated[Kept, Depends(read)]


@ROUTER.get("/{delivery_id}")
def show(request: Request, letter: Letter) -> Response:
    """Whom it goes to and how it stands, around the letter itself."""
    entry, message = letter
    people = message["personalizations"][0]
    files = [(file["filename"], measure(file["content"])) for file in message.get("attachments", ())]
    view = {"entry": entry, "message": message, "to": people["to"], "copies": people.get("cc", []), "files": files}
    return show_page(request, "halaman_surat.html.j2", view)


@ROUTER.get("/{delivery_id}/html")
def show_html(letter: Letter) -> Response:
    """What a mail program shows, to the byte."""
    return respond(find_part(letter.message, "text/html"), "text/html", LETTER)


@ROUTER.get("/{delivery_id}/teks")
def show_text(letter: Letter) -> Response:
    """What a mail program shows that wants no HTML."""
    return respond(find_part(letter.message, "text/plain"), "text/plain", PLAIN)


@ROUTER.get("/{delivery_id}/lampiran/{number}")
def fetch_file(letter: Letter, number: int) -> Response:
    """A file that comes with it; the first is 1."""
    files = letter.message.get("attachments", ())
    if not 1 <= number <= len(files):
        raise HTTPException(404)
    file = files[number - 1]
    return offer_file(file["filename"], file["type"], b64decode(file["content"]))


def find_part(message: Message, media_type: str) -> str:
    return str(next(part["value"] for part in message["content"] if part["type"] == media_type))


def measure(content: str) -> int:
    """The size in kilobytes of a file in base64, at least 1."""
    return max(1, round(len(content) * 3 / 4 / 1000))
