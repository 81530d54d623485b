"""Letters by SendGrid: accepted, certainly not accepted, or unknown, and never a fourth thing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from include.gateways.carrier import OutcomeUnknown, Refused, TryAgain
from include.gateways.message import Message, write_canonically
from include.gateways.sendgrid.account import GLOBAL, Account
from include.gateways.sendgrid.answers import ACCEPTED, TOO_MANY_REQUESTS, Answer, NoAnswer, NotReached

REFUSALS = frozenset({400, 401, 403, 404, 405, 406, 413, 415})  # documented as "not accepted"

# Twilio SendGrid, "Mail Send: limitations". What a megabyte is it does not say, so the smaller one.
LARGEST_MESSAGE = 30_000_000
LARGEST_ARGUMENTS = 10_000


@dataclass(frozen=True)
class SendGridCarrier:
    """Sends through one account; the key is that of an Airflow connection, `timeout` is in seconds."""

    key: str = field(repr=False)
    host: str = GLOBAL
    timeout: float = 30
    account: Account = field(init=False, repr=False)
    name: str = field(default="sendgrid", init=False)
    repeatable: bool = field(default=False, init=False)
    outward: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "account", Account(self.key, self.host, self.timeout))

    def send(self, message: Message) -> str:
        """SendGrid's X-Message-Id; TryAgain, Refused or OutcomeUnknown when it is not known to be accepted."""
        check_limits(message)
        try:
            answer = self.account.post("mail/send", message)
        except NotReached as error:
            raise TryAgain(f"SendGrid was not reached: {error}.") from None
        except NoAnswer as error:
            raise OutcomeUnknown(f"SendGrid did not answer: {error}.") from None
        if answer.status != ACCEPTED:
            raise judge(answer, self.account)
        return str(answer.headers.get("X-Message-Id", ""))


def check_limits(message: Message) -> None:
    """Refused when the message is larger than SendGrid's documentation allows: it could only be turned down."""
    arguments = len(json.dumps(message.get("custom_args", {})).encode())
    if arguments >= LARGEST_ARGUMENTS:
        raise Refused(f"custom_args has {arguments} bytes; SendGrid takes fewer than {LARGEST_ARGUMENTS}.")
    size = len(write_canonically(message).encode())
    if size >= LARGEST_MESSAGE:
        raise Refused(f"The letter has {size / 1e6:.1f} MB as sent; SendGrid takes less than 30 MB.")


def judge(answer: Answer, account: Account) -> Exception:
    """What an answer other than "accepted" says about the letter."""
    if answer.status == TOO_MANY_REQUESTS:
        return TryAgain(f"SendGrid answered {answer.status}: {account.explain(answer)}.")
    if answer.status in REFUSALS:
        return Refused(f"SendGrid answered {answer.status}: {account.explain(answer)}")
    return OutcomeUnknown(f"SendGrid answered {answer.status}, not {ACCEPTED}.")
