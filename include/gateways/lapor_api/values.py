"""Single values of the API's answers, and the forms they can rightly have: elsewhere stands a name or a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from include.gateways.lapor_export.moments import FIRST_YEAR, WIB
from include.gateways.lapor_export.words import NAME, NUMBER, PLAIN, RATING, whole

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}|")
FORMATS = ("%d-%m-%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")  # follow-ups come in the first; of log lines it is not known


def read_text(told: object) -> str:
    """Numbers come as numbers or as text, nobody as null."""
    if isinstance(told, bool) or not isinstance(told, str | int | float | None):
        raise ValueError("neither text nor number")
    return "" if told is None else " ".join(whole(str(told)).split())


def read_moment(told: object) -> datetime:
    """Times are WIB and carry no zone; returned in UTC."""
    for form in FORMATS if isinstance(told, str) else ():
        try:
            at = datetime.strptime(str(told), form).replace(tzinfo=WIB)
        except ValueError:
            continue
        if at.year >= FIRST_YEAR:
            return at.astimezone(UTC)
    raise ValueError("no moment since LAPOR began")


def fit(form: re.Pattern[str]) -> Callable[[str], str]:
    """ValueError, without repeating it, for a text of another form."""

    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError("another form")
        return text

    return check


def keep_rating(text: str) -> str:
    """Whatever else a citizen is let write there is none."""
    return text if RATING.fullmatch(text) else ""


LaporId = Annotated[str, BeforeValidator(read_text), AfterValidator(fit(NUMBER))]
Name = Annotated[str, BeforeValidator(read_text), AfterValidator(fit(NAME))]
Status = Annotated[str, BeforeValidator(read_text), AfterValidator(fit(PLAIN))]
Code = Annotated[str, BeforeValidator(read_text), AfterValidator(fit(CODE))]
Rating = Annotated[str, BeforeValidator(read_text), AfterValidator(keep_rating)]
Moment = Annotated[datetime, BeforeValidator(read_moment)]
