"""Whenever the tickets have changed, let their clocks run anew.

- **What it does**: starts, pauses and stops the clock of every stage of every ticket, after the deadlines and days off
  of the rulebook, and counts how the clocks stand now.
- **When it fails**: most likely a file of the rulebook contradicts itself; the log names file and line.
- **Run again**: safe. The clocks follow from tickets, events and rulebook alone, so they come out the same.
"""

from __future__ import annotations

from airflow.sdk import dag, task

from include import alarms, assets, retries


@dag(
    schedule=[assets.TICKETS],
    max_active_runs=1,
    default_args=retries.LOST_WORKER | alarms.TOLD,
    tags=["clocks"],
    doc_md=__doc__,
)
def run_clocks():
    @task(inlets=[assets.TICKETS], outlets=[assets.CLOCKS])
    def run_clocks() -> dict[str, int]:
        from include import jobs

        return jobs.run_clocks()

    run_clocks()


run_clocks()
