"""An old Excel workbook (.xls) as sheets of text. Formulas cannot be told in it: their last results are read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from include.gateways.lapor_export import isolation
from include.gateways.lapor_export.cells import UnreadableExport
from include.gateways.lapor_export.grid import Grid

# Names of streams in an OLE file, which many programs write: Excel 97 and later, Excel 5, and what is encrypted.
WORKBOOK, BOOK, ENCRYPTED = (f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book", "EncryptedPackage"))
# The workbook's first record, perhaps one that protects it from writing, and then the one that asks for a password.
LOCKED = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
UNLOCK = (
    "Berkas terkunci dengan kata sandi. Buka di Excel, hapus kata sandinya (Berkas, Info, Proteksi Buku Kerja), lalu "
    "simpan ulang."
)


def read_grids(content: bytes, names: Sequence[str]) -> list[Grid]:
    """Every worksheet; UnreadableExport for anything but a sound, open workbook."""
    if ENCRYPTED in content or LOCKED.search(content):
        raise UnreadableExport(UNLOCK)
    if WORKBOOK not in content and BOOK not in content:
        raise UnreadableExport("Berkas ini bukan buku kerja Excel. Unduh ulang ekspor dari LAPOR!, lalu coba kembali.")
    try:
        return isolation.read_grids(content, names)
    except isolation.Unread:
        raise UnreadableExport(
            "Berkas Excel lama (.xls) rusak atau tidak lengkap. Unduh ulang ekspor dari LAPOR!, bila "
            "perlu sebagai .xlsx."
        ) from None
