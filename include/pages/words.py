"""`/rapor/mutu/kata`: words of LAPOR that the rulebook does not know, and what people say that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.warehouse.words import Taught
from include.jobs import words
from include.jobs.words import NotTaught
from include.mailroom import now_in_utc
from include.pages import audit
from include.pages.forms import Fields
from include.pages.responses import send_on, show_page
from include.pages.syncs import Done
from include.settings import settings

ROUTER = APIRouter()
SHOWN = 25
VOCABULARIES = {"status": "Status", "classification": "Klasifikasi", "kind": "Tipe laporan", "agency": "Instansi"}
MEANINGS = {
    "status": {
        "unverified": "Belum terverifikasi",
        "waiting": "Belum ditindaklanjuti",
        "in_progress": "Dalam proses (sudah ada tindak lanjut)",
        "replied": "Ditanggapi oleh pelapor",
        "closed": "Selesai, ditutup",
        "lapsed": "Ditutup oleh sistem",
        "archived": "Diarsipkan",
        "postponed": "Ditunda",
        "rejected": "Ditolak atau bukan wewenang",
    },
    "classification": {
        "information": "Permintaan informasi",
        "aspiration": "Aspirasi",
        "complaint": "Pengaduan tidak berkadar pengawasan",
        "oversight": "Pengaduan berkadar pengawasan (dirahasiakan)",
    },
    "kind": {
        "open": "Terbuka: semua rincian boleh ditampilkan",
        "anonymous": "Anonim: nama pelapor disembunyikan",
        "confidential": "Rahasia: rinciannya dirahasiakan",
    },
}
REGENCY_NAMED = "Pemerintah Kabupaten Bekasi (masih pada admin koordinator)"
# All that was ever said is looked through, by one at a time: Airflow's own pages need the API server's other threads.
ONE = CapacityLimiter(1)
FORM: Mapping[str, Any] = {"told": "", "run": "", "later": False, "trouble": "", "typed": ("", ""), "chosen": ""}


@ROUTER.get("")
async def show(request: Request, done: Done) -> Response:
    """What nobody has explained, and what somebody has."""
    return await to_thread.run_sync(show_words, request, done.view(), limiter=ONE)


@ROUTER.post("")
async def teach(request: Request, fields: Fields) -> Response:
    """Keep what a word means."""
    return await to_thread.run_sync(keep, request, fields, limiter=ONE)


def keep(request: Request, fields: Mapping[str, str]) -> Response:
    vocabulary, word, meaning = (fields.get(name, "") for name in ("kosakata", "kata", "arti"))
    with warehouse.connect(settings().warehouse_url) as connection:
        try:
            words.teach(connection, Taught(vocabulary, word, meaning, now_in_utc(), request.state.person.name))
        except NotTaught:
            said = {"trouble": "tetap", "typed": (vocabulary, word), "chosen": meaning}
            return show_words(request, said, 422)
        audit.log(
            connection, request, "teach", word, f"{VOCABULARIES[vocabulary]}: {find_meaning(vocabulary, meaning)}"
        )
    return send_on(request, "/mutu/kata?pesan=dipetakan")


@ROUTER.post("/cabut")
async def withdraw(request: Request, fields: Fields) -> Response:
    """Take back what was said of a word."""
    return await to_thread.run_sync(take_back, request, fields, limiter=ONE)


def take_back(request: Request, fields: Mapping[str, str]) -> Response:
    vocabulary, word = fields.get("kosakata", ""), fields.get("kata", "")
    with warehouse.connect(settings().warehouse_url) as connection:
        try:
            words.withdraw(connection, vocabulary, word, now_in_utc())
        except NotTaught:
            return show_words(request, {"trouble": "dicabut"}, 409)
        audit.log(connection, request, "withdraw", word, VOCABULARIES.get(vocabulary, vocabulary))
    return send_on(request, "/mutu/kata?pesan=dicabut")


def show_words(request: Request, said: Mapping[str, Any], status: int = 200) -> Response:
    with warehouse.connect(settings().warehouse_url) as connection:
        unknown, standing = words.list_unknown(connection), words.list_standing(connection)
    view = {
        "unknown": [one for one in unknown if one.word][:SHOWN],
        "empty": [one for one in unknown if not one.word],
        "number": sum(1 for one in unknown if one.word),
        "standing": standing,
        "groups": list_groups(),
        "vocabularies": VOCABULARIES,
        "meanings": MEANINGS,
        "named": {one.taught: find_meaning(one.taught.vocabulary, one.taught.meaning) for one in standing},
    }
    return show_page(request, "halaman_kata.html.j2", {**FORM, **view, **said}, status=status)


def find_meaning(vocabulary: str, meaning: str) -> str:
    """As people call it; what there is no longer, as it was kept."""
    return MEANINGS.get(vocabulary, name_meanings()).get(meaning, meaning)


def name_meanings() -> dict[str, str]:
    return {agency_id: name for _, agencies in list_groups() for agency_id, name in agencies.items()}


def list_groups() -> list[tuple[str, dict[str, str]]]:
    """What the name of an agency can mean, in the register's groups."""
    from include.rulebook import agencies
    from include.rulebook.taught import REGENCY

    groups: dict[str, dict[str, str]] = {"Belum pada perangkat daerah": {REGENCY: REGENCY_NAMED}}
    for agency in agencies.load().agencies.values():
        groups.setdefault(agency.group, {})[agency.agency_id] = agency.name
    return [*groups.items()]
