"""The file before it is understood: its size, and what its first bytes say it is, whatever it is called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from include.gateways.lapor_export import delimited, old_workbook, workbook
from include.gateways.lapor_export.cells import Sheet, UnreadableExport
from include.gateways.lapor_export.grid import Grid

SUFFIXES = (".xlsx", ".xls", ".csv")
LARGEST_BYTES = 150_000_000  # a year of the regency comes to a few million
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def load_content(path: Path) -> tuple[bytes, datetime]:
    """The bytes and the moment (UTC, whole seconds) the file was last written."""
    refuse_suffix(path.suffix)
    try:
        state = path.stat()
        if state.st_size > LARGEST_BYTES:
            raise UnreadableExport(
                f"Berkas lebih besar dari {LARGEST_BYTES // 1_000_000} MB. Ekspor ulang untuk rentang waktu yang lebih "
                "pendek."
            )
        content = path.read_bytes()
    except OSError:
        raise UnreadableExport(
            "Berkas tidak dapat dibuka. Pastikan berkas masih ada dan dapat dibaca, lalu salin ulang."
        ) from None
    return content, datetime.fromtimestamp(int(state.st_mtime), UTC)


def read_sheets(suffix: str, content: bytes) -> list[Sheet]:
    """The sheets of the file, every cell as tidy text; a CSV has one."""
    return [grid.rows() for grid in read_grids(suffix, content)]


def read_grids(suffix: str, content: bytes, names: Sequence[str] = ()) -> list[Grid]:
    """The same by columns. Where names are given, those of other names may be left empty, but for what tells footers.

    The suffix only serves to say what the file is not.
    """
    if not content.strip():
        raise UnreadableExport("Berkas kosong. Unduh ulang ekspor dari LAPOR!, lalu coba kembali.")
    if content.startswith(ZIP):
        return workbook.read_grids(content, names)
    if content.startswith(OLE):
        return old_workbook.read_grids(content, names)
    text = delimited.decode(content)
    if "\0" in text:
        kind = "berkas CSV" if suffix.lower() == ".csv" else "buku kerja Excel"
        raise UnreadableExport(f"Isi berkas ini bukan {kind}. Unduh ulang ekspor dari LAPOR!, lalu coba kembali.")
    if text.lstrip().startswith("<"):
        raise UnreadableExport(
            "Berkas berisi halaman web, bukan tabel; mungkin sesi LAPOR! sudah berakhir ketika diunduh. Masuk kembali "
            "ke LAPOR!, lalu unduh ulang ekspornya."
        )
    return delimited.read_grids(text)


def refuse_suffix(suffix: str) -> None:
    if suffix.lower() not in SUFFIXES:
        raise UnreadableExport(
            f"Jenis berkas {suffix or 'tanpa akhiran'} tidak didukung. Simpan ekspor sebagai .xlsx, .xls, atau .csv."
        )
