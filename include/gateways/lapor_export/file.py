"""The file before it is understood: its suffix, its size, and what its first bytes give away."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from include.gateways.lapor_export import delimited, workbook
from include.gateways.lapor_export.cells import Sheet, UnreadableExport

READERS = {".xlsx": workbook.read_sheets, ".csv": delimited.read_sheets}
LARGEST_BYTES = 150_000_000  # a year of the regency comes to a few million


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
    """The sheets of the file, every cell as text; a CSV has one."""
    if not content.strip():
        raise UnreadableExport("Berkas kosong. Unduh ulang ekspor dari LAPOR!, lalu coba kembali.")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise UnreadableExport(
            "Berkas berisi halaman web, bukan tabel; mungkin sesi LAPOR! sudah berakhir ketika diunduh. Masuk kembali "
            "ke LAPOR!, lalu unduh ulang ekspornya."
        )
    return READERS[suffix.lower()](content)


def refuse_suffix(suffix: str) -> None:
    if suffix.lower() not in READERS:
        raise UnreadableExport(
            f"Jenis berkas {suffix or 'tanpa akhiran'} tidak didukung. Simpan ekspor sebagai .xlsx atau .csv."
        )
