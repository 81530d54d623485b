"""What data staff have done on a page takes effect with a sync: one is started for them, or the next one does it."""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from anyio import from_thread
from fastapi import Depends
from starlette.requests import Request

from include.pages.runs import NotStarted, find_run, start

DAG = "sync_tickets"
RUN_ID = re.compile(r"manual__[\w.:+-]{1,200}", re.ASCII)
LATER = "nanti"


class Said(NamedTuple):
    """What a page tells of what was just done: which message, and the run that was started, or that there is none."""

    message: str
    run: str  # where Airflow shows it
    later: bool

    def view(self) -> dict[str, Any]:
        return {"told": self.message, "run": self.run, "later": self.later}


def read_said(pesan: str = "", run: str = "", sinkron: str = "") -> Said:
    known = RUN_ID.fullmatch(run)
    return Said(pesan, find_run(DAG, run) if known else "", sinkron == LATER)


Done = Annotated[Said, Depends(read_said)]


def tell_sync(request: Request, message: str) -> str:
    """The query by which a page tells of what was done, and of the sync that was started for it."""
    try:
        return urlencode({"pesan": message, "run": start_sync(request)})
    except NotStarted:
        return urlencode({"pesan": message, "sinkron": LATER})


def start_sync(request: Request) -> str:
    """The new run's id; NotStarted. Called from a thread."""
    return from_thread.run(start, request, DAG, {})
