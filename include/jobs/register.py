"""Take a file of offices into the register at once, and say what was done or what to mend."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from include.gateways import warehouse
from include.gateways.offices import WrongOffices
from include.gateways.warehouse.connection import OutdatedWarehouse
from include.jobs.offices import import_offices
from include.settings import settings
from include.sla.week import WIB

COMMAND = "python -m include.jobs.register"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the file was imported, 1 when nothing was, 2 for a wrong line."""
    path = read_arguments(arguments)
    try:
        with warehouse.connect(settings().warehouse_url) as connection:
            counts, notes = import_offices(connection, path, datetime.now(WIB).date())
    except (WrongOffices, OutdatedWarehouse) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    said = ", ".join(f"{number} {fate}" for fate, number in counts.items())
    sys.stdout.write("\n".join([*notes, f"{path.name}: {said}."]) + "\n")
    return 0


def read_arguments(arguments: Sequence[str] | None) -> Path:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=settings().offices, help="else that of RAPOR_OFFICES")
    path: Path = parser.parse_args(arguments).file
    return path


if __name__ == "__main__":
    sys.exit(main())
