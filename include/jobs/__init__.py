"""What the tasks do, one function each: read, compute, write. They import pandas only when they run."""

from include.jobs.checks import check_data
from include.jobs.clocks import run_clocks
from include.jobs.deliveries import close_week, deliver
from include.jobs.evaluation import deliver_evaluation, write_evaluation
from include.jobs.histories import ask_lapor, find_access
from include.jobs.inbox import read_inbox
from include.jobs.letters import write_letters
from include.jobs.offices import register_offices
from include.jobs.recaps import compare_recap
from include.jobs.reminders import deliver_reminders, write_reminders
from include.jobs.scorecards import score_agencies
from include.jobs.tickets import update_tickets

__all__ = [
    "ask_lapor", "check_data", "close_week", "compare_recap", "deliver", "deliver_evaluation", "deliver_reminders",
    "find_access", "read_inbox", "register_offices", "run_clocks", "score_agencies", "update_tickets",
    "write_evaluation", "write_letters", "write_reminders",
]  # fmt: skip
