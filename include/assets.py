"""What the DAGs hand to each other, in the order the data travels."""

from __future__ import annotations

from airflow.sdk import Asset

TICKETS = Asset(name="tickets", uri="rapor://tickets")
CLOCKS = Asset(name="clocks", uri="rapor://clocks")
SCORECARDS = Asset(name="scorecards", uri="rapor://scorecards")
LETTERS = Asset(name="letters", uri="rapor://letters")
DELIVERIES = Asset(name="deliveries", uri="rapor://deliveries")
