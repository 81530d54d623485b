"""The make-believe regency: twelve weeks of tickets and, to the minute, what truly happened to each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from demo.lives import BY_TURNS, EVERY_WEEK, PROMPT, SLOW, STEADY, STUCK, Desk, Life, Tale, Turn, answered
from include.rulebook.agencies import UNMAPPED
from include.sla.week import WIB, Week

WEEKS = 12
EPOCH = Week(date(2020, 1, 6))  # tickets are numbered from here
DESKS = (
    Desk("dsdabmbk", 7.5, SLOW, ("Jalan Rusak", "Drainase dan Banjir")),
    Desk("disperkimtan", 6.0, STUCK, ("Jalan Lingkungan", "Perumahan dan Permukiman")),
    Desk("dinas-lingkungan-hidup", 3.6, STEADY, ("Persampahan", "Pencemaran Lingkungan")),
    Desk("dinas-kependudukan-dan-pencatatan-sipil", 5.2, PROMPT, ("Administrasi Kependudukan",)),
    Desk("dinas-perhubungan", 3.2, STEADY, ("Penerangan Jalan Umum", "Lalu Lintas")),
    Desk("dinas-ketenagakerjaan", 3.0, SLOW, ("Ketenagakerjaan",)),
    Desk("perumda-tirta-bhagasasi", 3.0, STEADY, ("Air Bersih",)),
    Desk("dinas-pendidikan", 2.6, STEADY, ("Pendidikan",)),
    Desk("dinas-kesehatan", 2.2, PROMPT, ("Kesehatan",)),
    Desk("satpol-pp", 1.2, STEADY, ("Ketertiban Umum",)),
    Desk("dinas-sosial", 0.8, SLOW, ("Bantuan Sosial",)),
    Desk("kecamatan-babelan", 0.6, STEADY, ("Pelayanan Kecamatan",)),
    Desk("kecamatan-tambun-selatan", 0.6, PROMPT, ("Pelayanan Kecamatan",)),
    Desk("kecamatan-cikarang-utara", 0.5, SLOW, ("Pelayanan Kecamatan",)),
    Desk("dinas-cipta-karya-dan-tata-ruang", 0.5, STUCK, ("Tata Ruang",)),
    Desk(UNMAPPED, 0.4, STEADY, ("Lainnya",)),
    Desk("bapenda", 0.3, STEADY, ("Pajak Daerah",)),
    Desk("rsud-kabupaten-bekasi", 0.2, STEADY, ("Kesehatan",)),
    Desk("dpmptsp", 0.2, STEADY, ("Perizinan",)),
    Desk("dinas-perdagangan", 0.1, SLOW, ("Pasar",)),
)
OTHERS = tuple(desk for desk in DESKS if desk.pace != PROMPT)
CLASSIFICATIONS = {
    "Pengaduan Tidak Berkadar Pengawasan": 62,
    "Aspirasi": 14,
    "Permintaan Informasi": 14,
    "Pengaduan Berkadar Pengawasan": 4,
    "Pengaduan": 6,
}
KINDS = {"": 80, "Anonim": 13, "Rahasia": 7}
CHANNELS = {
    "Website": 34, "Android": 24, "WhatsApp Lapor AA": 18, "iOS": 8, "SMS 1708": 7, "Aplikasi Terintegrasi": 5, "X": 4,
}  # fmt: skip
DISTRICTS = {
    "Babelan": 17, "Cikarang Utara": 16, "Tambun Selatan": 16, "Cibitung": 7, "Tambun Utara": 6, "Cikarang Barat": 6,
    "Tarumajaya": 5, "Cikarang Selatan": 5, "Setu": 3, "Serang Baru": 3, "Cikarang Timur": 3, "Karangbahagia": 2,
    "Sukatani": 2, "Cibarusah": 2, "Cikarang Pusat": 2, "Pebayuran": 1, "Kedungwaringin": 1, "": 3,
}  # fmt: skip
RATINGS = {"": 40, "0": 10, "1": 6, "2": 6, "3": 10, "4": 14, "5": 14}
ARRIVALS = (17, 17, 16, 16, 15, 6, 5)  # Monday to Sunday


@dataclass(frozen=True)
class Complaint:
    """One ticket and its true history; words as LAPOR writes them, "" where LAPOR writes a dash."""

    ticket_id: str
    received_at: datetime  # aware, Asia/Jakarta
    classification: str
    category: str
    kind: str
    channel: str
    district: str
    rating: str  # shown while the ticket is closed
    turns: tuple[Turn, ...]  # in order of time

    def last_turn(self, at: datetime) -> Turn | None:
        """The latest change up to and including this moment; None before the first."""
        return next((turn for turn in reversed(self.turns) if turn.at <= at), None)


def build(monday: date, weeks: int = WEEKS) -> list[Complaint]:
    """The tickets of so many weeks before this Monday, oldest first, and what happened to them until it began.

    Each week is drawn by itself, so the world stays the same whichever Monday looks back at it.
    ValueError when the day is no Monday.
    """
    anchor = Week(monday)
    drawn = [complaint for ago in range(weeks, 0, -1) for complaint in _draw(anchor.shift(-ago))]
    return [replace(one, turns=tuple(turn for turn in one.turns if turn.at < anchor.starts_at)) for one in drawn]


def _draw(week: Week) -> list[Complaint]:
    """One week's tickets with all their future, oldest first."""
    rng = Random(f"regency {week}")
    number = (week.monday - EPOCH.monday).days // 7
    rain = rng.uniform(0.85, 1.15)
    desks = [desk for desk in DESKS for _ in range(int(desk.weekly * rain + rng.random()))]
    rng.shuffle(desks)
    moments = sorted(_arrival(week, rng) for _ in desks)
    ids = [5_000_000 + 1_000 * number + 15 * place + rng.randrange(15) for place in range(len(desks))]
    tales = _deal(desks, BY_TURNS[number % len(BY_TURNS)], rng)
    return [_complaint(*drawn, rng) for drawn in zip(ids, desks, moments, tales, strict=True)]


def _deal(desks: list[Desk], extra: Tale, rng: Random) -> list[Tale]:
    """A tale for each ticket; prompt desks get the plain one, so that every week has an agency without a blot."""
    tales: list[Tale] = [answered] * len(desks)
    eventful = [place for place, desk in enumerate(desks) if desk.pace != PROMPT]
    for place, tale in zip(rng.sample(eventful, len(EVERY_WEEK) + 1), (*EVERY_WEEK, extra), strict=True):
        tales[place] = tale
    return tales


def _complaint(number: int, desk: Desk, received_at: datetime, tale: Tale, rng: Random) -> Complaint:
    classification = _pick(CLASSIFICATIONS, rng)
    life = Life(desk, OTHERS, classification.startswith("Pengaduan"), received_at, rng)
    tale(life)
    return Complaint(
        ticket_id=str(number),
        received_at=received_at,
        classification=classification,
        category=rng.choice(desk.categories),
        kind=_pick(KINDS, rng),
        channel=_pick(CHANNELS, rng),
        district=_district(desk, rng),
        rating="Auto Rated" if life.turns[-1].kind == "lapsed" else _pick(RATINGS, rng),
        turns=tuple(life.turns),
    )


def _arrival(week: Week, rng: Random) -> datetime:
    day = week.monday + timedelta(days=rng.choices(range(7), ARRIVALS)[0])
    return datetime.combine(day, time(5), WIB) + timedelta(minutes=int(rng.triangular(0, 1080, 300)))


def _district(desk: Desk, rng: Random) -> str:
    own = desk.agency_id.removeprefix("kecamatan-")
    return _pick(DISTRICTS, rng) if own == desk.agency_id else own.replace("-", " ").title()


def _pick(shares: dict[str, int], rng: Random) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]
