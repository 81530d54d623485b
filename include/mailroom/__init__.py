"""The mailroom: a delivery is drafted, approved, sent once, and followed until it has arrived.

draft ─► approved ─► sending ─┬─► accepted ─► delivered, bounced or suppressed, as receipts tell
              ▲               ├─► approved   certainly not accepted: safe to try again
              │               ├─► refused    certainly not accepted: goes when somebody starts its task again
              └── a person ◄──┴─► unknown    perhaps accepted: waits for a receipt, SendGrid's logs or a person

A draft may also be cancelled by its approver, or suppressed because the carrier would drop it. `moves.py` has every way
there is. At most one letter leaves per delivery unless a person says otherwise; exactly one is nobody's to promise.
"""

from include.gateways.carrier import Carrier, DoNotRetry, OutcomeUnknown, Refused, TryAgain
from include.gateways.message import Address
from include.mailroom.approval import approve, cancel
from include.mailroom.drafting import draft, identify
from include.mailroom.moves import Clock, now_in_utc
from include.mailroom.office import Office
from include.mailroom.receiving import receive
from include.mailroom.sending import Blocked, Result, Unapproved, deliver, send
from include.mailroom.settling import give_up, reopen, settle, settle_by_logs

__all__ = [
    "Address", "Blocked", "Carrier", "Clock", "DoNotRetry", "Office", "OutcomeUnknown", "Refused", "Result",
    "TryAgain", "Unapproved", "approve", "cancel", "deliver", "draft", "give_up", "identify", "now_in_utc", "receive",
    "reopen", "send", "settle", "settle_by_logs",
]  # fmt: skip
