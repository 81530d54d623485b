"""The stand-in refuses the letters that SendGrid's documentation refuses, so no test passes with one of those."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from include.gateways.carrier import Refused
from include.gateways.message import Message
from include.gateways.sendgrid import Account, SendGridCarrier
from tests.gateways.sendgrid.builders import HEAD, OFFICE, a_message
from tests.standins.sendgrid import SendGrid

FILE = {"content": "UGVrYW4gNDc=", "filename": "rapor.pdf", "type": "application/pdf", "disposition": "attachment"}
WRONG = {
    "HTML before text": {"content": list(reversed(a_message()["content"]))},
    "no content": {"content": []},
    "no subject": {"subject": ""},
    "a sender in Unicode": {"from": {"email": OFFICE.email, "name": "Rapor – LAPOR"}},
    "a number among the arguments": {"custom_args": {"delivery_id": 1}},
    "no arguments in the arguments": {"custom_args": {}},
    "a reserved header": {"headers": {"Subject": "Rapor"}},
    "a category twice": {"categories": ["rapor", "rapor"]},
    "a category in Unicode": {"categories": ["rapor–lapor"]},
    "a quoted boolean": {"tracking_settings": {"open_tracking": {"enable": "false"}}},
    "an unknown field": {"subjects": "Rapor"},
    "nobody": {"personalizations": [{"to": []}]},
    "a comma in a name": {"personalizations": [{"to": [{"email": HEAD.email, "name": "Budi, M.Si."}]}]},
    "one mailbox twice": {"personalizations": [{"to": [{"email": HEAD.email}], "cc": [{"email": HEAD.email.title()}]}]},
    "a broken address": {"personalizations": [{"to": [{"email": "kepala"}]}]},
    "a semicolon in a file's name": {"attachments": [FILE | {"filename": "rapor;pdf"}]},
    "a file that is not in base64": {"attachments": [FILE | {"content": "Pekan 47"}]},
    "a file in no known place": {"attachments": [FILE | {"disposition": "enclosed"}]},
    "a batch that was never drawn": {"batch_id": "mine"},
    "more than 72 hours ahead": {"send_at": int((datetime.now(UTC) + timedelta(hours=73)).timestamp())},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_a_letter_against_the_rules_is_refused(sendgrid: SendGrid, carrier: SendGridCarrier, changes: Message) -> None:
    with pytest.raises(Refused, match="400"):
        carrier.send(a_message() | changes)
    assert sendgrid.accepted == []


def test_a_letter_with_a_file_is_taken(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message() | {"attachments": [FILE]})
    assert len(sendgrid.accepted) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "mail/send", 405), ("post", "mail/sends", 404), ("get", "suppression/whims", 404), ("get", "", 404)],
)
def test_what_is_not_there_is_not_found(account: Account, method: str, path: str, status: int) -> None:
    assert account.call(method, path).status == status


@pytest.mark.parametrize("path", ["suppression/bounces", "logs/m-1", "mail/batch", "user/scheduled_sends"])
def test_nobody_is_let_in_without_the_key(sendgrid: SendGrid, path: str) -> None:
    assert Account("SG.wrong", sendgrid.url).get(path).status == 401


@pytest.mark.parametrize("path", ["mail/send", "logs", "user/scheduled_sends"])
def test_a_body_of_another_shape_is_a_bad_request(account: Account, path: str) -> None:
    assert account.call("post", path, request_body=["x"]).status == 400
