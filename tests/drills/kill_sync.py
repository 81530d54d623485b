"""A drill: the sync, killed again and again in every step, ends as an undisturbed one does, and loses nothing.

    make kill

A process takes a dozen exports, a recap and some useless files from its inbox and asks LAPOR's API, until nothing is
new. It is killed with SIGKILL after a random time in one step after another, then let through; and again in a new
house, until it was killed as often as told. All tables and folders must be those of an undisturbed house, but for
moments of reading. At last a life on PostgreSQL, where it is installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from demo import regency
from demo.regency import Complaint
from tests.builders_exports import write_workbook
from tests.drills.kills import AIMS, Kills
from tests.drills.lapor import answering
from tests.drills.written import COVERED, Written, write_exports
from tests.standins.postgres import NoServer, running_postgres

MONDAY = date(2025, 11, 24)
DAYS = [MONDAY - timedelta(days=ago) for ago in range(18, 0, -1)]  # twelve of them working days
RECAP = (
    ("Tanggal Generate", "21 Nov 2025 16:00"),
    ("Unit Kerja", "Belum Terverifikasi", "Belum Ditindaklanjuti", "Proses", "Selesai", "Total"),
    ("Dinas Kesehatan", 0, 1, 2, 3, 6),
    ("Dinas Sosial", 0, 0, 0, 1, 1),
)
LOGIN_PAGE = "<!doctype html><html><body>Masuk</body></html>"


def main() -> int:
    options = read_options()
    found = drill(options.kills, options.seed)
    try:
        with running_postgres() as server:
            found += drill(min(options.kills, len(AIMS)), options.seed, server=server)
    except NoServer:
        print("There is no PostgreSQL on this machine.")
    print("\n".join(found) or "Every house ended as an undisturbed one does, and nothing was lost.")
    return bool(found)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def drill(number: int, seed: int, *, one_in: int = 1, server: str = "") -> list[str]:
    """What is wrong in the end, in words; in a smaller world one in so many tickets lives."""
    began_at = time.monotonic()
    complaints = regency.build(MONDAY, COVERED.days // 7 + 4)[::one_in]
    with tempfile.TemporaryDirectory(prefix="rapor-kills-") as name, answering(complaints) as lapor:
        post = Path(name) / "post"
        written = write_post(post, complaints)
        kills = Kills(Path(name), sorted(post.iterdir()), written, lapor.access, Random(seed), server)
        found = kills.run(number)
    hits = ", ".join(f"{step} {kills.hits[step]}" for step in dict.fromkeys(AIMS))
    print(f"{number} kills on {'PostgreSQL' if server else 'SQLite'} in {time.monotonic() - began_at:.0f} s: {hits}")
    return found


def write_post(folder: Path, complaints: Sequence[Complaint]) -> list[Written]:
    """A dozen exports, and what else comes into an inbox; returns the exports."""
    written = write_exports(folder, complaints, DAYS)
    content = written[0].path.read_bytes()
    (folder / "salinan.xlsx").write_bytes(content)
    (folder / "laporan-terpotong.xlsx").write_bytes(content[: len(content) // 2])
    (folder / "laporan-masuk.csv").write_text(LOGIN_PAGE, encoding="utf-8")
    write_workbook(folder / "rekap.xlsx", RECAP)
    return written


if __name__ == "__main__":
    sys.exit(main())
