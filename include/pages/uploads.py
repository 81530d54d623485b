"""`/rapor/unggah…`: a file is brought, looked at before it is taken, and let into the inbox or thrown away."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, HTTPException
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.warehouse import quality
from include.jobs import staging, uploads
from include.jobs.staging import Staged
from include.mailroom import now_in_utc
from include.pages import audit
from include.pages.agencies import name_agencies
from include.pages.responses import send_on, show_page
from include.pages.syncs import Done, tell_sync
from include.settings import settings

ROUTER = APIRouter()
LARGEST = 25_000_000  # bytes of a file
AROUND = 64_000  # bytes of a form beside its file
FILES, ROWS, LINES = 10, 50, 30  # shown
FIELD = "berkas"
# One file is looked at at a time, and two are put away: Airflow's own pages need the API server's other threads.
ONE, TWO = CapacityLimiter(1), CapacityLimiter(2)


class TooLarge(Exception):
    """The body is larger than any form with a file that may come."""


def find(upload_id: UUID) -> Staged:
    """404 for a file that is not there, or no longer."""
    staged = staging.find_staged(upload_id)
    if staged is None:
        raise HTTPException(404)
    return staged


Upload = Annotated[Staged, Depends(find)]


@ROUTER.get("")
def show(request: Request, done: Done) -> Response:
    """The form, and what waits for a decision."""
    staging.sweep(now_in_utc())
    return show_uploads(request, done.view())


@ROUTER.post("")
async def bring(request: Request) -> Response:
    """Keep a file aside until somebody has looked at what it would change."""
    try:
        form = await read_form(request)
    except TooLarge:
        return await to_thread.run_sync(show_fault, request, "besar", 413, limiter=TWO)
    except (MultiPartException, ClientDisconnect):
        return await to_thread.run_sync(show_fault, request, "rusak", 400, limiter=TWO)
    try:
        return await to_thread.run_sync(keep, request, form.get(FIELD), limiter=TWO)
    finally:
        await form.close()


async def read_form(request: Request) -> FormData:
    """The form with its file; TooLarge as soon as the body is, MultiPartException for what is no whole form."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST + AROUND:
        raise TooLarge  # at once; a length that is not true is noticed on the way
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise MultiPartException("This is no form with a file.")
    parser = WholeForm(request)
    async with aclosing(parser.stream):
        try:
            return await parser.parse()
        except UnicodeError:  # of a charset that is none, though Python has one of this name
            raise MultiPartException("This is no text.") from None


class WholeForm(MultiPartParser):
    """Reads no further than a form may go, whatever its headers say of its length; one without its end is no form."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.headers, self.measure(request.stream()), max_files=1, max_fields=1)
        self.ended = False

    def on_end(self) -> None:
        self.ended = True

    async def measure(self, stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        read = 0
        async for chunk in stream:
            read += len(chunk)
            if read > LARGEST + AROUND:
                raise TooLarge
            yield chunk
        if not self.ended:
            raise MultiPartException("The form has no end.")


def keep(request: Request, file: UploadFile | str | None) -> Response:
    if not isinstance(file, UploadFile) or not file.size:
        return show_fault(request, "kosong", 422)
    if file.size > LARGEST:
        return show_fault(request, "besar", 413)
    staging.sweep(now_in_utc())
    if len(staging.list_staged()) >= staging.MOST:
        return show_fault(request, "penuh", 409)
    staged = staging.stage(file.filename or "", file.file)
    log(request, "upload", staged, f"{staged.size / 1000:.0f} kB")
    return send_on(request, f"/unggah/{staged.upload_id}")


@ROUTER.get("/{upload_id}")
async def show_one(request: Request, staged: Upload) -> Response:
    """What it would change."""
    return await to_thread.run_sync(show_preview, request, staged, limiter=ONE)


@ROUTER.post("/{upload_id}/ambil")
def take(request: Request, staged: Upload) -> Response:
    """Let it into the inbox, and start the sync that takes it."""
    try:
        taken = staging.let_in(staged.path)
    except FileNotFoundError:  # asked for twice
        raise HTTPException(404) from None
    staging.discard(staged)
    log(request, "take", staged, "" if taken.name == staged.path.name else f"menjadi {taken.name}")
    return send_on(request, f"/unggah?{tell_sync(request, 'diambil')}")


@ROUTER.post("/{upload_id}/buang")
def discard(request: Request, staged: Upload) -> Response:
    """Throw it away."""
    staging.discard(staged)
    log(request, "discard", staged)
    return send_on(request, "/unggah?pesan=dibuang")


def log(request: Request, action: str, staged: Staged, details: str = "") -> None:
    with warehouse.connect(settings().warehouse_url) as connection:
        audit.log(connection, request, action, staged.path.name, details)


def show_fault(request: Request, fault: str, status: int) -> Response:
    return show_uploads(request, {"fault": fault}, status)


FORM: Mapping[str, Any] = {"told": "", "run": "", "later": False, "fault": ""}


def show_uploads(request: Request, said: Mapping[str, Any], status: int = 200) -> Response:
    with warehouse.connect(settings().warehouse_url) as connection:
        files = quality.list_files(connection, FILES)
    view = {"staged": staging.list_staged(), "files": files, "largest": LARGEST // 1_000_000, "most": staging.MOST}
    return show_page(request, "halaman_unggah.html.j2", {**FORM, **view, **said}, status=status)


def show_preview(request: Request, staged: Staged) -> Response:
    try:
        preview = uploads.look_at(staged.path)
    except FileNotFoundError:  # somebody has decided about it meanwhile
        raise HTTPException(404) from None
    view = {"staged": staged, "preview": preview, "rows": ROWS, "lines": LINES, "names": name_agencies()}
    return show_page(request, "halaman_unggah_satu.html.j2", view)
