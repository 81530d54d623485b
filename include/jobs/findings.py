"""What checking the data has found, told to the data staff where it holds letters."""

from __future__ import annotations

from include.gateways import warehouse
from include.jobs.notices import notify
from include.mailroom import now_in_utc
from include.settings import settings
from include.sla.week import WIB


def tell_findings(url: str) -> int:
    """Name what the last check found stale or broken, once a day and finding; how many there are."""
    from include.gateways.warehouse import checks
    from include.sla.quality import HOLDING

    with warehouse.connect(settings().warehouse_url) as connection:
        found = checks.read_checks(connection)
    holding = found[found["severity"].isin(HOLDING)]
    if len(holding):
        items = list(zip(holding["check"], holding["told"], strict=True))
        today = str(now_in_utc().astimezone(WIB).date())
        notify(today, "data-bermasalah", url, items, cause=", ".join(sorted(holding["check"])))
    return len(holding)
