"""The warehouse's tables, in the order the data travels; a comment on every column."""

from include.gateways.warehouse.schema.columns import metadata
from include.gateways.warehouse.schema.derived import (
    CHECKS,
    CLOCK_RULES,
    CLOCKS,
    CONTROL_GAPS,
    DATA_FAULTS,
    DEADLINE_MOVES,
    DERIVED,
    EVENTS,
    TICKETS,
)
from include.gateways.warehouse.schema.said import (
    ACTS,
    CALLS,
    EXPORTS,
    QUARANTINE,
    RECAP_LINES,
    RECAPS,
    SNAPSHOTS,
    TITLES,
)
from include.gateways.warehouse.schema.sent import DELIVERIES, DELIVERY_MOVES, OFFICES
from include.gateways.warehouse.schema.told import (
    ATTACHMENTS,
    DIFFERENCES,
    GATHERINGS,
    LETTERS,
    RULEBOOKS,
    SCORECARD_LINES,
    SCORECARD_TICKETS,
    SCORECARD_WEEKS,
    SCORECARDS,
)

__all__ = [
    "ACTS",
    "ATTACHMENTS",
    "CALLS",
    "CHECKS",
    "CLOCKS",
    "CLOCK_RULES",
    "CONTROL_GAPS",
    "DATA_FAULTS",
    "DEADLINE_MOVES",
    "DELIVERIES",
    "DELIVERY_MOVES",
    "DERIVED",
    "DIFFERENCES",
    "EVENTS",
    "EXPORTS",
    "GATHERINGS",
    "LETTERS",
    "OFFICES",
    "QUARANTINE",
    "RECAPS",
    "RECAP_LINES",
    "RULEBOOKS",
    "SCORECARDS",
    "SCORECARD_LINES",
    "SCORECARD_TICKETS",
    "SCORECARD_WEEKS",
    "SNAPSHOTS",
    "TICKETS",
    "TITLES",
    "metadata",
]
