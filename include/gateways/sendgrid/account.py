"""One account with SendGrid: its key, its host, and the one way in which it is asked anything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from include.gateways.carrier import Refused
from include.gateways.receipt import strike_mailboxes
from include.gateways.sendgrid.answers import NOT_FOUND, OK, Answer, NoAnswer, NotReached, Unavailable
from include.gateways.sendgrid.dialling import NeverConnected, StraightClient

GLOBAL = "https://api.sendgrid.com"
NO_KEY = "There is no usable SendGrid key: the password of the Airflow connection must be one."
NO_HOST = f"There is no usable SendGrid host: that of the Airflow connection must be empty or a URL such as {GLOBAL}."


@dataclass(frozen=True)
class Account:
    """`key` is that of an Airflow connection; `timeout`, in seconds, is for one step of a call, twice that for all."""

    key: str = field(repr=False)
    host: str = GLOBAL
    timeout: float = 30

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[!-~]+", self.key):
            raise Refused(NO_KEY)
        if not re.fullmatch(r"https?://[^\s/?#@]+/?", self.host):
            raise Refused(NO_HOST)

    def get(self, path: str, **query: str | int) -> Answer:
        """The answer to GET /v3/{path}; NotReached or NoAnswer when there is none."""
        return self.call("get", path, query_params=query)

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """The answer to POST /v3/{path} with this body as JSON; NotReached or NoAnswer when there is none."""
        return self.call("post", path, request_body=body)

    def call(self, method: str, path: str, **what: Any) -> Answer:
        try:
            response = getattr(self.open_client(path), method)(**what)
        except HTTPError as error:
            return Answer(error.status_code, error.headers, error.body)
        except URLError as error:
            if isinstance(error.reason, NeverConnected):
                raise NotReached(describe(error.reason.__cause__)) from None
            raise NoAnswer(describe(error.reason)) from None
        except (OSError, HTTPException) as error:
            raise NoAnswer(describe(error)) from None
        return Answer(response.status_code, response.headers, response.body)

    def open_client(self, path: str) -> StraightClient:
        """A client for each call: the official one carries headers from one call to the next."""
        host = self.host.rstrip("/")
        headers = SendGridAPIClient(self.key, host=host).client.request_headers
        return StraightClient(host, headers, version=3, url_path=[path], timeout=self.timeout, limit=2 * self.timeout)

    def explain(self, answer: Answer) -> str:
        """What an answer says, without the key and without addresses."""
        return strike_mailboxes(answer.explain().replace(self.key, "…"))

    def read_json(self, failure: type[Unavailable], answer: Answer) -> Any:
        """What a 200 holds, and None for a 404; `failure` for any other answer."""
        if answer.status == NOT_FOUND:
            return None
        if answer.status != OK:
            raise failure(f"SendGrid answered {answer.status}: {self.explain(answer)}")
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise failure("SendGrid answered with something that is no JSON.") from None


def describe(error: object) -> str:
    return type(error).__name__
