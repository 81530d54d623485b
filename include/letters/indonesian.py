"""Numbers, days and moments as Indonesians write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from include.sla.week import WIB, Week

LOCALE = "id"
NO_BREAK = "\N{NO-BREAK SPACE}"
TENTH = Decimal("0.1")


@lru_cache(maxsize=4096)
def number(value: float | Decimal) -> str:
    """At most one decimal, halves upwards: `1.234,5`."""
    return str(format_decimal(Decimal(value).quantize(TENTH, ROUND_HALF_UP), format="#,##0.#", locale=LOCALE))


@lru_cache(maxsize=4096)
def percent(part: int, whole: int) -> str:
    """`87,5%`; only all is 100 %, and only none is 0 %."""
    share = (Decimal(100 * part) / whole).quantize(TENTH, ROUND_HALF_UP)
    if 0 < part < whole:
        share = min(max(share, TENTH), 100 - TENTH)
    return f"{number(share)}%"


def points(met: int, counted: int, previous_met: int, previous_counted: int) -> str:
    """The distance of two shares in percentage points: `12,5`; what is not the same is not 0."""
    distance = abs(Decimal(100 * met) / counted - Decimal(100 * previous_met) / previous_counted)
    return number(max(distance.quantize(TENTH, ROUND_HALF_UP), TENTH))


@lru_cache(maxsize=4096)  # letters of a week name the same few days again and again
def day(value: date) -> str:
    """`Senin, 23 November 2026`; a day and its month stay on one line."""
    return str(format_date(value, f"EEEE, d{NO_BREAK}MMMM y", locale=LOCALE))


@lru_cache(maxsize=64)
def moment(value: datetime) -> str:
    """`Senin, 23 November 2026 pukul 05.30 WIB`."""
    return str(format_datetime(value.astimezone(WIB), f"EEEE, d{NO_BREAK}MMMM y 'pukul' HH.mm 'WIB'", locale=LOCALE))


def span(week: Week) -> str:
    """`9–15 November 2026`, or with both months and years where they differ."""
    return days(week.monday, week.sunday)


def days(first: date, last: date) -> str:
    """The same of any two days."""
    if first.year != last.year:
        return f"{_written(first, 'd MMMM y')} – {_written(last, 'd MMMM y')}"
    if first.month != last.month:
        return f"{_written(first, 'd MMMM')} – {_written(last, 'd MMMM y')}"
    return f"{first.day}–{_written(last, 'd MMMM y')}"


def short_span(week: Week) -> str:
    """`9–15 Nov`, or with both months where they differ."""
    first, last = week.monday, week.sunday
    return f"{first.day if first.month == last.month else _written(first, 'd MMM')}–{_written(last, 'd MMM')}"


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str) -> str:
    return str(format_date(value, pattern, locale=LOCALE))
