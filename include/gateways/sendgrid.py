"""Letters by SendGrid: accepted, certainly not accepted, or unknown, and never a fourth thing."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from python_http_client import Client
from python_http_client.client import Response
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from include.gateways.carrier import OutcomeUnknown, Refused, TryAgain
from include.gateways.message import Message

GLOBAL = "https://api.sendgrid.com"
ACCEPTED = 202
TOO_MANY_REQUESTS = 429
REFUSALS = frozenset({400, 401, 403, 404, 405, 406, 413, 415})  # documented as "not accepted"
ADDRESS = re.compile(r"[^\s@\[\]<>()\"',;:]+@[^\s@\[\]<>()\"',;:]+")

# At DEBUG the client writes out the key and the letter; a filter holds whatever level is set later.
logging.getLogger("python_http_client.client").addFilter(lambda record: record.levelno >= logging.INFO)


class NeverConnected(OSError):
    """The service was not reached, so it cannot have accepted anything."""


@dataclass(frozen=True)
class SendGridCarrier:
    """Sends through one account; the key is that of an Airflow connection, `timeout` is in seconds."""

    key: str = field(repr=False)
    host: str = GLOBAL
    timeout: float = 30
    name: str = field(default="sendgrid", init=False)
    repeatable: bool = field(default=False, init=False)
    outward: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[!-~]+", self.key):
            raise Refused("There is no usable SendGrid key: the password of the Airflow connection must be one.")

    def send(self, message: Message) -> str:
        """SendGrid's X-Message-Id; TryAgain, Refused or OutcomeUnknown when it is not known to be accepted."""
        try:
            response = self.post(message)
        except HTTPError as error:
            raise judge(error.status_code, error.body, self.key) from None
        except URLError as error:
            if isinstance(error.reason, NeverConnected):
                raise TryAgain(f"SendGrid was not reached: {describe(error.reason.__cause__)}.") from None
            raise OutcomeUnknown(f"SendGrid did not answer: {describe(error.reason)}.") from None
        except (OSError, HTTPException) as error:
            raise OutcomeUnknown(f"SendGrid did not answer: {describe(error)}.") from None
        if response.status_code != ACCEPTED:
            raise OutcomeUnknown(f"SendGrid answered {response.status_code}, not {ACCEPTED}.")
        return str(response.headers.get("X-Message-Id", ""))

    def post(self, message: Message) -> Response:
        """A client for each call: the official one carries headers from one call to the next."""
        headers = SendGridAPIClient(self.key, host=self.host).client.request_headers
        client = StraightClient(self.host, headers, version=3, url_path=["mail", "send"], timeout=self.timeout)
        return client.post(request_body=message)


def judge(status: int, body: bytes, key: str) -> Exception:
    """What an answer other than 2xx says about the letter, without the key and without addresses."""
    if status == TOO_MANY_REQUESTS:
        return TryAgain(f"SendGrid answered {status}: too many requests.")
    if status in REFUSALS:
        words = ADDRESS.sub("…@…", explain(body).replace(key, "…"))
        return Refused(f"SendGrid answered {status}: {words}")
    return OutcomeUnknown(f"SendGrid answered {status}.")


def explain(body: bytes) -> str:
    """The messages of an error body, each with its field; its beginning when it is not the documented JSON."""
    try:
        errors = json.loads(body)["errors"]
        return " ".join(f"{error['message']} ({error.get('field') or 'no field'})" for error in errors)[:1000]
    except (ValueError, KeyError, TypeError, AttributeError):
        return body.decode(errors="replace")[:200]


def describe(error: object) -> str:
    return type(error).__name__


class StraightClient(Client):  # type: ignore[misc]  # publishes no types
    """The official client, but it goes nowhere it was not sent and says when it never got there."""

    def _make_request(self, _: OpenerDirector, request: Request, timeout: float | None = None) -> HTTPResponse:
        opener = build_opener(StayHere, DialHTTP, DialHTTPS)
        return super()._make_request(opener, request, timeout)  # type: ignore[no-any-return]  # nor does this


class StayHere(HTTPRedirectHandler):
    """A redirect would take the key along to any host, as a GET, and come back looking like success."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Dial:
    """A connection that tells whether it ever stood."""

    def connect(self) -> None:
        try:
            super().connect()  # type: ignore[misc]  # typeshed knows it by its subclasses only
        except OSError as error:
            raise NeverConnected from error


class Dialled(Dial, HTTPConnection):
    pass


class DialledSecurely(Dial, HTTPSConnection):
    pass


class DialHTTP(HTTPHandler):
    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(Dialled, request)


class DialHTTPS(HTTPSHandler):
    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(DialledSecurely, request)
