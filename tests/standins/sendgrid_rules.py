"""What Mail Send demands of a request's body, written from Twilio SendGrid's public documentation."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # publishes no types

Body = dict[str, Any]
Found = Iterator[tuple[str, str]]  # the field, what is wrong with it


def record(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """An object with these fields and no others; SendGrid's answer to unknown ones is not documented."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def array(items: Any, least: int = 1, most: int = 1000) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


TEXT = {"type": "string"}
FILLED = {"type": "string", "minLength": 1}
FLAG = {"type": "boolean"}
PLACE = {"enum": ["inline", "attachment"]}
STRINGS = {"type": "object", "additionalProperties": TEXT, "minProperties": 1}
ADDRESS = record(("email",), email={"type": "string", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$"}, name=TEXT)
SWITCH = record(("enable",), enable=FLAG)
SCHEMA = record(
    ("personalizations", "from", "subject", "content"),
    personalizations=array(
        record(("to",), to=array(ADDRESS), cc=array(ADDRESS), bcc=array(ADDRESS), subject=FILLED, custom_args=STRINGS)
    ),
    reply_to=ADDRESS,
    subject=FILLED,
    content=array(record(("type", "value"), type=FILLED, value=FILLED)),
    attachments=array(record(("content", "filename"), content=FILLED, filename=FILLED, type=FILLED, disposition=PLACE)),
    headers=STRINGS,
    categories=array({"type": "string", "maxLength": 255}, most=10) | {"uniqueItems": True},
    custom_args=STRINGS,
    send_at={"type": "integer"},
    batch_id=TEXT,
    mail_settings=record(sandbox_mode=SWITCH),
    tracking_settings=record(
        click_tracking=record(("enable",), enable=FLAG, enable_text=FLAG),
        open_tracking=SWITCH,
        subscription_tracking=SWITCH,
        ganalytics=SWITCH,
    ),
) | {"$comment": "`from` is a word of Python"}
SCHEMA["properties"]["from"] = ADDRESS
SHAPE = Draft202012Validator(SCHEMA)

RESERVED = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to", "from",
    "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
ORDER = {"text/plain": 0, "text/html": 1}
PEOPLE = ("to", "cc", "bcc")


def find_errors(body: Body) -> list[dict[str, str | None]]:
    """The errors of this body in the shape of SendGrid's answer; empty when it would be accepted."""
    found = [(".".join(map(str, error.path)), error.message) for error in SHAPE.iter_errors(body)]
    if not found:
        rules = (check_people, check_content, check_headers, check_from, check_categories, check_files)
        found = [error for rule in (*rules, check_arguments) for error in rule(body)]
    return [{"message": message, "field": field or None, "help": None} for field, message in found]


def check_people(body: Body) -> Found:
    total = 0
    for index, block in enumerate(body["personalizations"]):
        people = [(field, person) for field in PEOPLE for person in block.get(field, [])]
        emails = [person["email"].lower() for _, person in people]
        total += len(people)
        for email in sorted({email for email in emails if emails.count(email) > 1}):
            yield (
                f"personalizations.{index}",
                "Each email address in the personalization block should be unique between to, cc, and bcc. "
                f"We found the first duplicate instance of [{email}].",
            )
        for field, person in people:
            if set(person.get("name", "")) & set(";,"):
                yield f"personalizations.{index}.{field}", "The name may not contain a comma or a semicolon."
    if total > 1000:
        yield "personalizations", "There may be 1000 recipients in a request."


def check_content(body: Body) -> Found:
    ranks = [ORDER.get(part["type"], 2) for part in body["content"]]
    if any(first > second for first, second in pairwise(ranks)):
        yield "content", "If present, text/plain must be first, followed by text/html, followed by any other content."


def check_headers(body: Body) -> Found:
    for name in body.get("headers", {}):
        if name.lower() in RESERVED or not name.isascii():
            yield f"headers.{name}", "The header is reserved or not ASCII."


def check_from(body: Body) -> Found:
    if not "".join(body["from"].values()).isascii():
        yield "from", "Unicode encoding is not supported for the from field."


def check_categories(body: Body) -> Found:
    if not "".join(body.get("categories", [])).isascii():
        yield "categories", "Categories must be ASCII."


def check_files(body: Body) -> Found:
    for index, file in enumerate(body.get("attachments", [])):
        if set(file["filename"]) & set(";,\r\n"):
            yield f"attachments.{index}.filename", "The filename may not contain a semicolon, a comma or a line break."
        try:
            b64decode(file["content"], validate=True)
        except ValueError:
            yield f"attachments.{index}.content", "The attachment content must be base64 encoded."


def check_arguments(body: Body) -> Found:
    if len(json.dumps(body.get("custom_args", {})).encode()) >= 10_000:
        yield "custom_args", "custom_args must be smaller than 10000 bytes."
