"""What can happen to a ticket of the make-believe regency, each act in the hours in which it can happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

import holidays

from include.sla.week import WIB

WAITING, IN_PROGRESS, CLOSED = "Terverifikasi", "Proses", "Ditutup oleh Admin"
PROMPT, STEADY, SLOW, STUCK = (0, 1, 1, 2), (1, 2, 2, 3, 4, 4, 6), (2, 4, 5, 7, 9, 12), (4, 8, 11, 15, 22, 35)


@dataclass(frozen=True)
class Desk:
    """One agency's share of the post and its discipline."""

    agency_id: str
    weekly: float  # tickets a week, on average
    pace: tuple[int, ...]  # working days it takes to answer, each as likely as the others
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One change of a ticket, at the minute it truly happened."""

    kind: str  # one of `tables.EVENT_KINDS`; "unlisted" for a status word the rulebook does not know
    at: datetime  # aware, Asia/Jakarta
    agency_id: str  # who has the ticket from then on; "" for nobody, UNMAPPED for one outside the register
    status: str  # LAPOR's word from then on
    reason: str = ""  # for a postponement or an archiving


@cache
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def is_working(day: date) -> bool:
    """Monday to Friday, neither a national holiday nor joint leave."""
    return day.weekday() < 5 and day not in _days_off(day.year)


def working_day_after(day: date, days: int) -> date:
    """The day that lies this many working days later."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working(day)
    return day


def office_hour(at: datetime, days: int, rng: Random) -> datetime:
    """A minute between 08:00 and 16:00, this many working days later, and after `at`."""
    day = working_day_after(at.date(), days)
    if not is_working(day) or (day == at.date() and at.hour >= 15):
        day = working_day_after(day, 1)
    opens_at = max(datetime.combine(day, time(8), WIB), at + timedelta(minutes=1))
    closes_at = datetime.combine(day, time(16), WIB)
    return opens_at + timedelta(minutes=rng.randrange((closes_at - opens_at) // timedelta(minutes=1)))


@dataclass
class Life:
    """A ticket's life while it is being told: every step comes after the one before."""

    desk: Desk
    others: tuple[Desk, ...]  # to whom it may be passed on
    complaint: bool  # rather than a question or a wish
    at: datetime  # received, then the last step
    rng: Random
    holder: str = ""
    turns: list[Turn] = field(default_factory=list)

    def _step(self, kind: str, status: str, at: datetime, reason: str = "") -> None:
        self.at = at
        self.turns.append(Turn(kind, at, self.holder, status, reason))

    def office(self, kind: str, status: str, *days: int, reason: str = "") -> None:
        """An official acts after one of these numbers of working days."""
        self._step(kind, status, office_hour(self.at, self.rng.choice(days), self.rng), reason)

    def citizen(self, kind: str, status: str) -> None:
        """Citizens act at any hour of any day."""
        self._step(kind, status, self.at + timedelta(minutes=self.rng.randrange(360, 7200)))

    def system(self, kind: str, status: str) -> None:
        """LAPOR acts by itself on the evening of the tenth working day."""
        self._step(kind, status, datetime.combine(working_day_after(self.at.date(), 10), time(23), WIB))

    def dispose(self, *days: int) -> None:
        self.holder = self.desk.agency_id
        self.office("disposed", WAITING, *days or (0, 0, 1, 1, 1, 2, 2))

    def answer(self, *days: int) -> None:
        self.office("followed_up", IN_PROGRESS, *days or self.desk.pace)

    def finish(self) -> None:
        if self.complaint and self.rng.random() < 0.2:
            self.citizen("replied", "Ditanggapi oleh Pelapor")
            self.answer()
        ending = self.rng.choices(("admin", "citizen", "system"), (40, 10, 50))[0]
        if ending == "admin":
            self.office("closed", CLOSED, 1, 2, 3, 5)
        elif ending == "citizen":
            self.citizen("closed", "Ditutup oleh Pelapor")
        else:
            self.system("lapsed", "Ditutup oleh Sistem")


Tale = Callable[[Life], None]


def answered(life: Life) -> None:
    life.dispose()
    life.answer()
    life.finish()


def left_lying(life: Life) -> None:
    life.dispose(4, 5, 6, 8)
    life.answer()
    life.finish()


def passed_on(life: Life) -> None:
    life.dispose()
    days = life.desk.pace
    life.desk = life.rng.choice([desk for desk in life.others if desk != life.desk])
    life.dispose(*days)
    life.answer()
    life.finish()


def postponed(life: Life) -> None:
    life.dispose()
    life.office("postponed", "Ditunda", 1, 2, 3, reason="Contoh alasan: menunggu perubahan anggaran")
    life.office("resumed", WAITING, 4, 6, 8, 10)
    life.answer()
    life.finish()


def archived(life: Life) -> None:
    if life.rng.random() < 0.5:
        life.dispose()
    life.office("archived", "Diarsipkan oleh Admin", 1, 2, 4, reason="Contoh alasan: laporan berulang")


def expired(life: Life) -> None:
    life.system("archived", "Diarsipkan oleh Sistem")


def rejected(life: Life) -> None:
    life.office("rejected", "Ditolak", 0, 1, 2)


def not_ours(life: Life) -> None:
    life.dispose()
    life.office("rejected", "Bukan Wewenang", 1, 2, 3)


def unlisted(life: Life) -> None:
    life.dispose()
    life.office("unlisted", "Menunggu Konfirmasi", 2, 3)
    life.answer(30)
    life.finish()


def reopened(life: Life) -> None:
    life.dispose()
    life.answer(1, 2, 3)
    life.office("closed", CLOSED, 1, 2, 3)
    life.office("reopened", WAITING, 2, 3, 4)
    life.answer(1, 2, 3)
    life.office("closed", CLOSED, 1, 2, 3)


EVERY_WEEK: tuple[Tale, ...] = (*[passed_on] * 3, *[postponed] * 2, *[left_lying] * 2, archived, rejected)
BY_TURNS: tuple[Tale, ...] = (unlisted, reopened, expired, not_ours)  # one a week
