"""LAPOR's API for the time of a drill: the stand-in tells of the made-up regency, and its faults are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from demo.regency import Complaint
from include.jobs.histories import Access
from tests.standins import lapor_faults, lapor_regency
from tests.standins.lapor import BEARER, TOKEN, Handler, Lapor, running_lapor


@dataclass(frozen=True)
class Answering:
    lapor: Lapor
    fair: list[str]  # the requests that were answered as they should be

    @property
    def access(self) -> Access:
        return Access(self.lapor.url, BEARER, TOKEN)

    @property
    def faults(self) -> int:
        return len(self.lapor.requests) - len(self.fair)


@contextmanager
def answering(complaints: Sequence[Complaint], share: float = 0, seed: int = 0) -> Iterator[Answering]:
    """All that ever happened is told at once, for it lies in the past; this share of the answers goes wrong."""
    fair: list[str] = []

    def answer(handler: Handler) -> None:
        fair.append(handler.path)
        lapor_faults.fair(handler)

    options: dict[str, Any] = {"share": share, "seed": seed, "always": answer}
    options |= {"tickets": lapor_regency.tell(complaints), "institutions": lapor_regency.institutions()}
    with running_lapor(slow_seconds=0.2, retry_after="0", **options) as lapor:
        yield Answering(lapor, fair)
