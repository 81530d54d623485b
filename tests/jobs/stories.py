"""Some reports of two agencies, the exports that tell of them, and a second house that works on the same warehouse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from include import jobs
from tests.builders_exports import a_row, write_export

ROOT = Path(__file__).parents[2]
REPORTS = {
    number: a_row(
        **{"Tracking ID": number, "Tanggal Laporan Masuk": received, "ID Instansi Terdisposisi": "-"},
        **{"Instansi Terdisposisi": agency, "Rating": "-"},
    )
    for number, received, agency in (
        ("1", "2 Feb 2026", "Dinas Sosial"),
        ("2", "30 Jan 2026", "Dinas Sosial"),
        ("3", "3 Feb 2026", "Dinas Kesehatan"),
        ("4", "27 Jan 2026", "Dinas Kesehatan"),
    )
}
ANSWERED = {"Status Laporan": "Proses"}


def bring(house: Path, generated: str, *numbers: str, **changed: dict[str, str]) -> None:
    """An export with these reports, some of them changed: `r1={"Status Laporan": …}`."""
    rows = [REPORTS[number] | changed.get(f"r{number}", {}) for number in numbers]
    write_export(house / "inbox" / f"{generated}.xlsx", rows, generated=f"{generated} 2026 15:30")
    jobs.read_inbox(), jobs.update_tickets()


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "include/rulebook" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments in that house."""
    here = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, env=here, capture_output=True, text=True, check=False, timeout=120
    )
