"""What the tasks do, one function each: read, compute, write. They import pandas only when they run."""

from include.jobs.clocks import run_clocks
from include.jobs.deliveries import close_week, deliver
from include.jobs.inbox import read_inbox
from include.jobs.letters import write_letters
from include.jobs.offices import register_offices
from include.jobs.scorecards import score_agencies
from include.jobs.tickets import update_tickets

__all__ = [
    "close_week", "deliver", "read_inbox", "register_offices", "run_clocks", "score_agencies", "update_tickets",
    "write_letters",
]  # fmt: skip
