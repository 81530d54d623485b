"""`make run`: once the whole way on a made-up sample, from LAPOR's exports to the letters in the outbox."""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.table import Table

from demo import exports, lapor, mail, offices
from demo.airflow import LOGS, Airflow, available, environment
from demo.api import DAGS, Row, Trouble
from include.gateways import warehouse
from include.gateways.offices import WrongOffices
from include.jobs.offices import import_offices
from include.settings import ROOT, VAR
from include.sla.week import WIB

MARKS = {
    "awaiting_input": "[yellow]?[/]",
    "success": "[green]✓[/]",
    "failed": "[red]✗[/]",
    "up_for_retry": "[yellow]↻[/]",
    "skipped": "[dim]–[/]",
}
PATIENCE = 900  # seconds for one DAG, retries included
console = Console(highlight=False)


def main() -> int:
    began_at = time.monotonic()
    status = console.status("The sample is being written …")
    hear_the_end(status)
    try:
        with status:
            lay_out()
            status.update("Airflow is starting …")
            mailing = mail.accepting() if "--sendgrid" in sys.argv else nullcontext()
            with lapor.answering(datetime.now(WIB).date()), mailing as sendgrid, available("make run") as airflow:
                console.print(f"  {MARKS['success']} Airflow is ready [dim]{time.monotonic() - began_at:.0f} s[/]")
                status.update("Airflow is at work …")
                console.print(summary(airflow, run_dags(airflow)))
                if sendgrid:
                    console.print(
                        f"SendGrid's stand-in has taken {many(len(sendgrid.accepted), 'letter')}, and sent none."
                    )
    except (Trouble, WrongOffices) as trouble:
        console.print(f"\n[red]{escape(str(trouble))}[/]")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped; `make run` goes on from here. A run that was cut off shows red in Airflow.")
        return 130
    console.print(f"\nDone in {time.monotonic() - began_at:.0f} s. `make ui` shows it in Airflow.")
    return 0


def hear_the_end(status: Status) -> None:
    """Say at once that Ctrl-C was heard: Airflow needs some seconds to end."""

    def stop(*_: object) -> None:
        status.stop()
        console.print("\nStopping …")
        raise KeyboardInterrupt

    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, stop)


def lay_out() -> None:
    """What a first day begins with: exports in the inbox, a file of offices, a warehouse that knows them."""
    today, url = datetime.now(WIB).date(), environment()["RAPOR_WAREHOUSE_URL"]
    written = exports.write(VAR / "inbox", today)
    offices.write(VAR / "offices.csv")
    warehouse.migrate(url)
    with warehouse.connect(url) as connection:
        import_offices(connection, VAR / "offices.csv", today)
    console.print(f"  {MARKS['success']} {many(len(written), 'export')} more in {(VAR / 'inbox').relative_to(ROOT)}")


def run_dags(airflow: Airflow) -> list[Row]:
    """Run the three DAGs one after the other; returns their tasks."""
    api, since = airflow.api, datetime.now(UTC)
    for dag in DAGS:
        api.switch_on(dag)
    api.trigger("sync_tickets")
    synced = follow(airflow, "sync_tickets", since)
    corrected = max(task["end_date"] for task in synced if task["task_id"] == "correct_tickets")
    clocked = follow(airflow, "run_clocks", datetime.fromisoformat(corrected))
    api.trigger("weekly_scorecards")
    return synced + clocked + follow(airflow, "weekly_scorecards", since)


def follow(airflow: Airflow, dag: str, since: datetime) -> list[Row]:
    """Tell of each task as it ends, until every run of the DAG since then has ended; returns their tasks."""
    console.print(f"\n[bold]{dag}[/]")
    tasks: list[Row] = []
    told: set[tuple[object, ...]] = set()

    def finished() -> bool:
        runs = airflow.api.runs(dag, since)
        tasks[:] = [task for run in runs for task in airflow.api.tasks(run)]
        for task in tasks:
            state = itemgetter("dag_run_id", "task_id", "map_index", "try_number", "state")(task)
            if task["state"] in MARKS and state not in told:
                told.add(state)
                tell(task)
        return bool(runs) and all(run["state"] in ("success", "failed") for run in runs)

    airflow.wait_until(finished, f"{dag} has not ended", PATIENCE)
    for task in tasks:
        if task["state"] == "failed":
            raise Trouble(report(task, airflow.api.log(task)))
    return tasks


def tell(task: Row) -> None:
    waits = " waits for you in “Required Actions” of `make ui`" if task["state"] == "awaiting_input" else ""
    console.print(f"  {MARKS[task['state']]} {name(task):<24}[dim]{task['duration'] or 0:>5.1f} s[/]{waits}")


def name(task: Row) -> str:
    group = task["rendered_map_index"]
    return f"{task['task_id']} {group}" if group else str(task["task_id"])


def report(task: Row, log: list[str]) -> str:
    folder = f"dag_id={task['dag_id']}/run_id={task['dag_run_id']}/task_id={task['task_id']}"
    lines = [f"{name(task)} of {task['dag_id']} has failed. The end of its log:", *log[-15:]]
    return "\n".join([*lines, f"All of it: {LOGS / folder}, or in the UI of `make ui`."])


def summary(airflow: Airflow, tasks: list[Row]) -> Table:
    """What was read, counted and written, from what the tasks returned."""

    def returned(task_id: str) -> list[Any]:
        mine = [task for task in tasks if task["task_id"] == task_id and task["state"] == "success"]
        return [airflow.api.returned(task) for task in mine]

    read, delivered = total(returned("read_inbox")), total(returned("deliver"))
    sent, earlier = delivered["sent"], delivered.total() - delivered["sent"]
    known = returned("correct_tickets")[-1]
    table = Table.grid(padding=(0, 3))
    table.title, table.title_justify = "\n[bold]What was done[/]", "left"
    table.add_row("Exports read", tell_read(read))
    table.add_row("Set aside", tell_aside(read))
    table.add_row("Reports known", f"{known['tickets']:,}")
    table.add_row("Histories asked for", counted(total(returned("ask_lapor"))) or "none")
    table.add_row("Words unknown", escape(tell_unknown(known["unknown"])))
    table.add_row("Clocks", counted(returned("run_clocks")[-1]))
    table.add_row("Letters", f"{returned('close_week')[-1]['letters']}, for {returned('choose_week')[-1]}")
    table.add_row("Letters that left", f"{sent}, for {many(sent, 'office')}" if sent else "none")
    table.add_row("Left before", f"{earlier}; nothing was sent twice" if earlier else "none")
    table.add_row("Outbox", str(VAR / "outbox" / "index.html"))
    return table


def tell_read(read: Counter[str]) -> str:
    aside = read["refused"] + read["blocked"]
    if files := read["files"] - read["known"] - aside:
        return f"{files}: {many(read['rows'], 'row')}, {read['new']:,} of them new, {read['changed']:,} changed"
    return "none" if aside else "none; all that lie in the inbox were read before"


def tell_aside(read: Counter[str]) -> str:
    """Each kind of what was not read, with the place where it lies."""
    inbox = (VAR / "inbox").relative_to(ROOT)
    places = (
        ("quarantined", "row", f"in quarantine (notes in {inbox}/terbaca)"),
        ("refused", "file", f"refused ({inbox}/ditolak)"),
        ("known", "file", f"read before ({inbox}/terbaca)"),
        ("blocked", "file", f"that cannot be opened or moved ({inbox})"),
    )
    return ", ".join(f"{many(read[fate], noun)} {place}" for fate, noun, place in places if read[fate]) or "nothing"


def tell_unknown(unknown: dict[str, Any]) -> str:
    """The words, a line for each file of the rulebook that teaches them; of some only the number is known."""
    lines = {
        file: many(words, "word") if isinstance(words, int) else ", ".join(words) for file, words in unknown.items()
    }
    return "\n".join(f"{words} (add to include/rulebook/{file})" for file, words in lines.items()) or "none"


def total(counts: list[dict[str, int]]) -> Counter[str]:
    return sum(map(Counter, counts), Counter())


def counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {outcome}" for outcome, number in counts.items() if number)


def many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


if __name__ == "__main__":
    sys.exit(main())
