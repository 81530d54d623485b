"""What need not be kept is deleted: titles and texts of reports that ended long ago, and cells of rows long mended."""

from __future__ import annotations

from datetime import timedelta

from include.gateways import warehouse
from include.gateways.warehouse import retention
from include.mailroom import now_in_utc
from include.settings import settings


def keep_house() -> dict[str, int]:
    """The number of rows from which something was deleted; figures, letters and the ledger rest on none of it."""
    before = now_in_utc() - timedelta(days=settings().keep_titles_days)
    with warehouse.connect(settings().warehouse_url) as connection:
        return {
            "titles": retention.delete_titles(connection, before),
            "cells": retention.empty_cells(connection),
        }
