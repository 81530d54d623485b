"""How often tasks try again, and after how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

LOST_WORKER: dict[str, Any] = {"retries": 1, "retry_delay": timedelta(seconds=10)}  # the sum of what a task does stays
INCOMPLETE_ANSWER: dict[str, Any] = {"retries": 5, "retry_delay": timedelta(seconds=5)}
BUSY_CARRIER: dict[str, Any] = {  # some half an hour
    "retries": 5,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=20),
}
