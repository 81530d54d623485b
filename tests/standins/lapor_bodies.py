"""What LAPOR's API answers about plain histories: the shape one client in use was seen to get, with all its whims."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
UNVERIFIED = "Belum Terverifikasi"
DISPOSITION = "disposition"
Party = tuple[int, str]  # LAPOR's id of an institution, and its name

# Made up, all of it: what must not be found in anything that the product writes.
TRACES = ("Contoh Warga Rekaan", "3216019912340007", "0812-5550-1234", "warga.rekaan@surat.example", "B 1234 ZZZ")
TEXT = "Saya {}, NIK {}, telepon {}, surel {}, kendaraan {}: contoh isi, bukan dari pelapor sebenarnya.".format(*TRACES)
NO_CHANGE: tuple[str | None, ...] = ("", None, "{}", "-", '{"status_old": null}')


@dataclass(frozen=True)
class Entry:
    """One line of a ticket's history."""

    list: str  # log | follow_up
    at: datetime  # aware
    sender: Party | None = None  # None: the citizen, or LAPOR itself
    receiver: Party | None = None
    status_old: str = ""
    status_new: str = ""
    template: str = ""
    rating: str = ""
    rated_at: datetime | None = None  # from when on the rating is shown


def complaint(entries: Sequence[Entry], rng: Random, shift: timedelta) -> dict[str, Any]:
    """The log lines are in no order that could be trusted."""
    logs = sorted((entry for entry in entries if entry.list == "log"), key=lambda entry: entry.at)
    status = next((entry.status_new for entry in reversed(logs) if entry.status_new), UNVERIFIED)
    holder = next((entry.receiver for entry in reversed(logs) if entry.receiver), (None, None))
    rng.shuffle(logs)
    data = {"status_code": len(status), "status_name": status, "disposition_id": holder[0]}
    data |= {"disposition_name": holder[1], "status_logs": []}
    return {"results": {"data": data, "data_logs": [log(entry, rng, shift) for entry in logs]}}


def log(entry: Entry, rng: Random, shift: timedelta) -> dict[str, Any]:
    return {
        "content": TEXT,
        "institution_from": institution(entry.sender, rng),
        "institution_to": institution(entry.receiver, rng),
        rng.choice(("date", "created_at")): moment(entry.at + shift),
        "data": change(entry) if entry.status_new else rng.choice(NO_CHANGE),
    }


def change(entry: Entry) -> str:
    return json.dumps({"status_old": {"name": entry.status_old}, "status_new": {"name": entry.status_new}})


def follow_ups(entries: Sequence[Entry], now: datetime, rng: Random, shift: timedelta) -> dict[str, Any]:
    told = [entry for entry in entries if entry.list == "follow_up"]
    rng.shuffle(told)
    return {"results": {"data": [follow_up(entry, now, rng, shift) for entry in told]}}


def follow_up(entry: Entry, now: datetime, rng: Random, shift: timedelta) -> dict[str, Any]:
    (from_id, from_name), (to_id, to_name) = entry.sender or (None, None), entry.receiver or (None, None)
    return {
        "id": rng.randrange(10**7),
        "created_at": moment(entry.at + shift),
        "institution_from_id": number(from_id, rng),
        "institution_from_name": from_name,
        "institution_to_id": number(to_id, rng),
        "institution_to_name": to_name,
        "template_code": entry.template or None,
        "template_content": TEXT,
        "content": TEXT,
        "attachments": [{"path": f"/berkas/{TRACES[1]}.jpg", "file_name": f"KTP {TRACES[0]}.jpg"}],
        "rating": entry.rating if entry.rated_at and entry.rated_at <= now else None,
        "is_secret": rng.choice((0, 1, False)),
    }


def institution(party: Party | None, rng: Random) -> dict[str, Any] | None:
    return {"id": number(party[0], rng), "name": party[1]} if party else None


def number(value: int | None, rng: Random) -> int | str | None:
    return value if value is None else rng.choice((value, str(value)))


def moment(at: datetime) -> str:
    """In WIB, and no word of it."""
    return f"{at.astimezone(WIB):%d-%m-%Y %H:%M:%S}"
