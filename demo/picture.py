"""`make picture`: a letter as a phone shows it, photographed for the README by Chromium."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.letters import EXAMPLES

# Chromium makes no window narrower than 500 px; the letter stands inside it at the width of a phone.
WINDOW, PHONE, HEIGHT, SCALE = 500, 420, 1098, 2
PAGE = f"""<!doctype html><body style="margin:0;background:#dfe3df">
<iframe src="letter.html" scrolling="no" style="display:block;box-sizing:border-box;width:{PHONE}px;
height:{HEIGHT - 80}px;margin:40px auto;border:0;border-radius:18px;
box-shadow:0 8px 30px rgba(20,40,36,.28)"></iframe>"""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def take(letter: Path, picture: Path) -> None:
    """Write the PNG; CalledProcessError when Chromium fails."""
    with TemporaryDirectory() as folder:
        desk = Path(folder)
        (desk / "letter.html").write_bytes(letter.read_bytes())
        (desk / "page.html").write_text(PAGE, encoding="utf-8")
        window = (f"--window-size={WINDOW},{HEIGHT}", f"--force-device-scale-factor={SCALE}")
        place = (f"--user-data-dir={desk / 'profile'}", f"--screenshot={picture}", (desk / "page.html").as_uri())
        subprocess.run(["chromium", *FLAGS, *window, *place], check=True, timeout=90, capture_output=True)


def main() -> None:
    picture = EXAMPLES / "rapor.png"
    take(EXAMPLES / "pekan-terlambat.html", picture)
    print(f"reports/examples/{picture.name}: {picture.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
