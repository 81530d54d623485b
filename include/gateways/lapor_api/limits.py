"""How far one run goes before it leaves the rest for the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.gateways.lapor_api.faults import Spent

REQUESTS_A_TICKET = 2


@dataclass(frozen=True)
class Limits:
    """Times are in seconds."""

    concurrency: int = 4  # requests at a time
    attempts: int = 5  # at one answer
    call_seconds: float = 20  # for one answer, to its last byte
    run_seconds: float = 900
    first_wait: float = 1  # at most, before the second attempt; doubled before each further one
    longest_wait: float = 60  # also when LAPOR asks for a longer one
    largest_answer: int = 4 * 1024 * 1024  # bytes, unpacked
    failures_in_a_row: int = 5  # tickets, after which the rest is left
    clock_tolerance: float = 300  # between LAPOR's clock and ours


USUAL = Limits()


@dataclass
class Budget:
    """The requests that a run has left."""

    left: int

    def open(self) -> Purse | None:
        """What a ticket needs if nothing fails, put aside; None when there is less."""
        if self.left < REQUESTS_A_TICKET:
            return None
        self.left -= REQUESTS_A_TICKET
        return Purse(self)


@dataclass
class Purse:
    """The requests of one ticket: first its own, then the run's."""

    budget: Budget = field(repr=False)
    held: int = REQUESTS_A_TICKET
    spent: int = 0

    def pay(self) -> None:
        """For one request; Spent when there is none left."""
        if self.held:
            self.held -= 1
        elif self.budget.left:
            self.budget.left -= 1
        else:
            raise Spent
        self.spent += 1

    def close(self) -> None:
        self.budget.left += self.held
        self.held = 0
