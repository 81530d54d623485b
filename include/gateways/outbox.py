"""Letters as files: the same shape as the SendGrid carrier, but nothing leaves the house."""

from __future__ import annotations

import base64
import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from include.gateways.carrier import TryAgain
from include.gateways.message import Message, clean, delivery_id, write_canonically

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
SUFFIXES = (".html", ".txt", ".eml", ".json")
# What the browser may do with a letter somebody opens as a file: show it.
LOCKED_DOWN = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">"
)


@dataclass(frozen=True)
class OutboxCarrier:
    """Writes each delivery as HTML, text, `.eml` and JSON, and what comes with it, named by its id; again is the same
    bytes again."""

    folder: Path
    name: str = field(default="outbox", init=False)
    repeatable: bool = field(default=True, init=False)
    outward: bool = field(default=False, init=False)

    def send(self, message: Message) -> str:
        """The name of the `.eml`; TryAgain when the folder cannot be written."""
        text, html = (part["value"] for part in message["content"])
        parts = (lock_down(html).encode(), text.encode(), write_eml(message), write_canonically(message).encode())
        contents = dict(zip(SUFFIXES, parts, strict=True))
        contents |= {Path(name).suffix: content for name, _, content in read_attachments(message)}
        name = delivery_id(message)
        try:
            with only_writer(self.folder):
                for suffix, content in contents.items():
                    replace(self.folder / f"{name}{suffix}", content)
        except OSError as error:
            raise TryAgain(f"The outbox could not be written: {error.strerror}.") from error
        return f"{name}.eml"


@dataclass(frozen=True)
class Entry:
    """One line of the outbox's list of contents; `days` is the period as letters write it, `state` the ledger's.

    `quiet`: the letter is stored and says no more than that there were no reports.
    """

    period: str
    ended_on: date  # the last day of the period
    days: str
    office: str
    subject: str
    delivery_id: str
    state: str
    quiet: bool = False


def write_index(folder: Path, entries: Sequence[Entry]) -> Path:
    """Write `index.html`: every letter with its files, the newest period first, in the order given within one.

    The quiet letters of a period are folded below the others.
    """
    ordered = sorted(entries, key=lambda entry: entry.ended_on, reverse=True)
    periods = [list(group) for _, group in groupby(ordered, key=lambda entry: entry.period)]
    present = {path.name for path in folder.glob("*.*")}
    jinja = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(TEMPLATES), trim_blocks=True, finalize=show
    )
    page = jinja.get_template("outbox.html.j2").render(periods=periods, present=present)
    with only_writer(folder):
        replace(folder / "index.html", page.encode())
    return folder / "index.html"


def show(value: object) -> object:
    """Without characters that nobody sees or that turn round what stands beside them."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def lock_down(html: str) -> str:
    """The letter with a policy that forbids scripts, forms and anything from elsewhere."""
    page, found = re.subn(r"<head\b[^>]*>", lambda head: head[0] + LOCKED_DOWN, html, count=1, flags=re.IGNORECASE)
    return page if found else f"<!doctype html>\n<head>{LOCKED_DOWN}</head>\n{html}"


def write_eml(message: Message) -> bytes:
    """The mail as a file that mail programs open as a draft; without a date, so that a repeat is the same bytes."""
    mail = EmailMessage(policy=SMTP)
    people = message["personalizations"][0]
    mail["From"], mail["Reply-To"] = read_address(message["from"]), read_address(message["reply_to"])
    mail["To"] = [read_address(address) for address in people["to"]]
    if "cc" in people:
        mail["Cc"] = [read_address(address) for address in people["cc"]]
    mail["Subject"] = message["subject"]
    mail["Message-ID"] = f"<{delivery_id(message)}@{message['from']['email'].partition('@')[2]}>"
    for name, value in (message["headers"] | {"X-Unsent": "1"}).items():
        mail[name] = value
    text, html = (part["value"] for part in message["content"])
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{delivery_id(message)}")
    for name, media_type, content in read_attachments(message):
        kind, _, form = media_type.partition("/")
        mail.add_attachment(content, maintype=kind, subtype=form, filename=name)
    if mail.get_content_type() == "multipart/mixed":
        mail.set_boundary(f"=_{delivery_id(message)}_files")
    return mail.as_bytes()


def read_attachments(message: Message) -> Iterator[tuple[str, str, bytes]]:
    """Name, media type and content of each file that comes with the letter."""
    for file in message.get("attachments", ()):
        yield file["filename"], file["type"], base64.b64decode(file["content"])


def read_address(address: dict[str, str]) -> MailAddress:
    return MailAddress(address.get("name", ""), addr_spec=address["email"])


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """One process at a time; the lock falls with its process, whatever kills it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, content: bytes) -> None:
    """The whole file or the old one, also when the power fails half-way."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
