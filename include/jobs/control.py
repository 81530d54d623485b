"""The control totals for data staff: list where the platform counts otherwise, accept what has been looked into.

python -m include.jobs.control
python -m include.jobs.control accept <agency_id> --because "<why>"
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from include.jobs.recaps import COMMAND
from include.settings import settings
from include.sla.week import WIB

LOOK = (
    "Look the tickets up in LAPOR. If our exports lag behind, put a newer export and a newer recap into the inbox; if "
    f'the difference is right as it is: {COMMAND} accept <agency_id> --because "<why>"'
)


class NothingToAccept(Exception):
    """The newest recap has no open gap of this agency."""


def accept(agency_id: str, because: str) -> str:
    """Accept what is open of this agency against the newest recap; says what follows. NothingToAccept if nothing is."""
    from include.gateways import warehouse
    from include.gateways.warehouse import control

    with warehouse.connect(settings().warehouse_url) as connection:
        recap = control.newest_recap(connection)
        number = control.accept_gaps(connection, recap.digest, agency_id, because, datetime.now(UTC)) if recap else 0
    if not number:
        raise NothingToAccept(f"{agency_id} has no open gap against the newest recap; `{COMMAND}` lists what has one.")
    return f"Accepted {number} of {agency_id}, while the counts are the same: its letters leave again."


def list_gaps() -> str:
    """What is open against the newest recap, as a plain table, and what to do about it."""
    from include.gateways import warehouse
    from include.gateways.warehouse import control

    with warehouse.connect(settings().warehouse_url) as connection:
        recap = control.newest_recap(connection)
        if recap is None:
            return "No recap has been read yet: put LAPOR's recap per unit into the inbox and run sync_tickets."
        gaps = control.read_gaps(connection, recap.digest)
    receipts = f"receipts of {recap.since_on} to {recap.until_on}" if recap.since_on else "all receipts"
    about = f"Recap {recap.name} of {recap.generated_at.astimezone(WIB):%F %H:%M} WIB, {receipts}"
    if gaps.empty:
        return f"{about}: no gap is open."
    return "\n".join([f"{about}:", gaps.to_string(index=False), LOOK])


def main(arguments: Sequence[str] | None = None) -> int:
    """List or accept, as the command line says: 0 when that was done, 1 when it could not be, 2 for a wrong line."""
    from include.gateways.warehouse.connection import OutdatedWarehouse

    asked = read_arguments(arguments)
    try:
        said = accept(asked.agency_id, asked.because.strip()) if asked.verb else list_gaps()
    except (NothingToAccept, OutdatedWarehouse) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", metavar="accept")
    accepting = verbs.add_parser("accept", help="accept the open gaps of an agency; without it, all are listed")
    accepting.add_argument("agency_id", help="as the list shows it")
    accepting.add_argument("--because", required=True, help="what was found out; the warehouse keeps it, name nobody")
    asked = parser.parse_args(arguments)
    if asked.verb and not asked.because.strip():
        accepting.error("--because must say why the difference is right")
    return asked


if __name__ == "__main__":
    sys.exit(main())
