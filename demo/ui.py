"""`make ui`: Airflow in the foreground, over what `make run` has done, until Ctrl-C."""

from __future__ import annotations

import signal
import sys

from rich.console import Console

from demo.airflow import USER, password, port, started
from demo.api import Trouble

console = Console(highlight=False)


def main() -> int:
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, signal.default_int_handler)
    try:
        with (
            console.status("Airflow is starting …") as status,
            started("make ui", "triggerer --skip-serve-logs") as airflow,
        ):
            status.stop()
            console.print(f"Airflow: http://localhost:{port()}  user [bold]{USER}[/], password [bold]{password()}[/]")
            console.print("Ctrl-C ends it.")
            airflow.wait()
    except Trouble as trouble:
        console.print(f"[red]{trouble}[/]", markup=True)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
