"""What the tasks do, one function each: read, compute, write. They import pandas only when they run."""

from include.jobs.answering import IncompleteAnswer, Rejected, file_approval
from include.jobs.approval import request_approval
from include.jobs.calendar import watch_calendar
from include.jobs.checks import check_data
from include.jobs.clocks import run_clocks
from include.jobs.closing import close_week
from include.jobs.decisions import decide
from include.jobs.deliveries import deliver
from include.jobs.evaluation import deliver_evaluation, write_evaluation
from include.jobs.findings import tell_findings
from include.jobs.following import follow_deliveries
from include.jobs.gauges import measure
from include.jobs.histories import ask_lapor, find_access
from include.jobs.housekeeping import keep_house
from include.jobs.inbox import read_inbox
from include.jobs.letters import write_letters
from include.jobs.mailboxes import watch_mailboxes
from include.jobs.notices import notify, send_notices
from include.jobs.offices import register_offices
from include.jobs.proof import verify
from include.jobs.rebuild import check as rebuild_week
from include.jobs.rebuild import count_differences
from include.jobs.recaps import compare_recap
from include.jobs.reminders import deliver_reminders, write_reminders
from include.jobs.scorecards import score_agencies
from include.jobs.tickets import update_tickets
from include.jobs.watch import check_letters, remind_approver

__all__ = [
    "IncompleteAnswer", "Rejected", "ask_lapor", "check_data", "check_letters", "close_week", "compare_recap",
    "count_differences", "decide", "deliver", "deliver_evaluation", "deliver_reminders", "file_approval", "find_access",
    "follow_deliveries", "keep_house", "measure", "notify", "read_inbox", "rebuild_week", "register_offices",
    "remind_approver", "request_approval", "run_clocks", "score_agencies", "send_notices", "tell_findings",
    "update_tickets", "verify", "watch_calendar", "watch_mailboxes", "write_evaluation", "write_letters",
    "write_reminders",
]  # fmt: skip
