"""The message both carriers take: a plain dict in the shape of SendGrid's Mail Send, and its digest."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Message = dict[str, Any]

EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
CATEGORY = "rapor-lapor"  # SendGrid's staff can read categories for years: nothing but the product's name


@dataclass(frozen=True)
class Address:
    """A mailbox and the name shown beside it; the mailbox in lower case, so that one is never taken for two."""

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        email = self.email.strip().lower()
        if not EMAIL.fullmatch(email):
            raise ValueError("This is not the address of a mailbox.")  # which one is nobody's business in a log
        object.__setattr__(self, "email", email)

    @property
    def domain(self) -> str:
        return self.email.partition("@")[2]


class File(Protocol):
    """What comes with a letter."""

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    @property
    def content(self) -> bytes: ...


def write_message(
    *,
    delivery_id: str,
    subject: str,
    html: str,
    text: str,
    to: Address,
    copies: Sequence[Address],
    sender: Address,
    reply_to: Address,
    attachments: Sequence[File] = (),
) -> Message:
    """The body of one Mail Send request; ValueError when a part of the letter is empty.

    Headers are cleaned of what SendGrid refuses and of what deceives readers; a copy to somebody who gets the
    letter already is dropped. Source: Twilio SendGrid, "Mail Send" and its pages on limitations and errors.
    """
    if not (clean(subject) and html.strip() and text.strip()):
        raise ValueError(f"Delivery {delivery_id} has no subject, no HTML or no text.")
    others = {copy.email: copy for copy in copies if copy.email != to.email}
    people = {"to": [write_address(to)], "cc": [write_address(copy) for copy in others.values()]}
    message: Message = {
        "personalizations": [{field: addresses for field, addresses in people.items() if addresses}],
        "from": write_address(Address(sender.email, to_ascii(sender.name))),
        "reply_to": write_address(reply_to),
        "subject": clean(subject),
        "content": [{"type": "text/plain", "value": text}, {"type": "text/html", "value": html}],
        "custom_args": {"delivery_id": delivery_id},
        "headers": {"Auto-Submitted": "auto-generated"},
        "categories": [CATEGORY],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
    }
    return message | ({"attachments": [write_attachment(file) for file in attachments]} if attachments else {})


def write_attachment(file: File) -> dict[str, str]:
    return {
        "content": b64encode(file.content).decode(),
        "filename": file.name,
        "type": file.media_type,
        "disposition": "attachment",
    }


def write_address(address: Address) -> dict[str, str]:
    name = clean(re.sub(r'[;,<>"]', " ", address.name))
    return {"email": address.email} | ({"name": name} if name else {})


def clean(text: str) -> str:
    """One line, without control, bidirectional, zero-width and half characters."""
    line = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join("".join(c for c in line if unicodedata.category(c) not in ("Cf", "Cs")).split())


def to_ascii(text: str) -> str:
    """SendGrid supports no Unicode in the field `from`."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def write_canonically(message: Message) -> str:
    """The same message is the same text, whatever order its keys were set in."""
    return json.dumps(message, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(message: Message) -> str:
    return hashlib.sha256(write_canonically(message).encode()).hexdigest()


def delivery_id(message: Message) -> str:
    return str(message["custom_args"]["delivery_id"])
