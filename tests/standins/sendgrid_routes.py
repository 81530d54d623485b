"""Who at the stand-in for SendGrid answers what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.standins import sendgrid_logs as logs
from tests.standins.sendgrid_batches import BATCH, SCHEDULED
from tests.standins.sendgrid_lists import PATH as LISTS
from tests.standins.sendgrid_replies import Asked, Reply, refuse
from tests.standins.sendgrid_rules import find_errors

if TYPE_CHECKING:
    from tests.standins.sendgrid import SendGrid

SEND = "/v3/mail/send"
LIMIT = 30_000_000
UNVERIFIED = (
    "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved."
)
LOG = re.compile(r"/v3/logs/([^/]+)")
SIGNED = "/v3/user/webhooks/event/settings/signed"


def reply(standin: SendGrid, asked: Asked) -> Reply:
    """The answer of the documentation, in the order in which a service would look."""
    if asked.authorization != f"Bearer {standin.key}":
        return refuse(401, "The provided authorization grant is invalid, expired, or revoked")
    try:
        return weigh(standin, asked) if asked.path == SEND else look(standin, asked)
    except (ValueError, AttributeError):
        return refuse(400, "Bad Request")


def weigh(standin: SendGrid, asked: Asked) -> Reply:
    """A letter: refused with its errors, or taken."""
    if asked.method != "POST":
        return refuse(405, "method not allowed")
    if asked.content_type != "application/json":
        return refuse(415, "Content-Type should be application/json.")
    if len(asked.raw) >= LIMIT:
        return refuse(413, "Payload too large")
    body = asked.body()
    if errors := find_errors(body):
        return Reply(400, {"errors": errors})
    if wrong := standin.sorting.check_schedule(body):
        return wrong
    if standin.sender not in (None, body["from"]["email"]):
        return refuse(403, UNVERIFIED, "from")
    if body.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
        return Reply(200)
    return Reply(202, headers={"X-Message-Id": standin.take(body)})


def look(standin: SendGrid, asked: Asked) -> Reply:
    """Everything but letters."""
    sorting = standin.sorting
    if (asked.method, asked.path) == ("POST", "/v3/logs"):
        return logs.answer_list(sorting.indexed(), asked)
    if asked.method == "GET" and (one := LOG.fullmatch(asked.path)):
        return logs.answer_one(sorting.indexed(), one.group(1))
    if LISTS.fullmatch(asked.path):
        return sorting.lists.answer(asked)
    if BATCH.fullmatch(asked.path):
        return sorting.batches.open(asked)
    if SCHEDULED.fullmatch(asked.path):
        return sorting.batches.answer(asked)
    if (asked.method, asked.path) == ("GET", SIGNED):
        return Reply(200, {"public_key": standin.signer.public_key})
    return refuse(404, "not found")
