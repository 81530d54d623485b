"""Where LAPOR's words come in: each snapshot gets its state, class and agency as the rulebook reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from include.rulebook import agencies, words
from include.rulebook.files import FOLDER

TIME_ZONE = "Asia/Jakarta"


@dataclass(frozen=True)
class Reading:
    """The snapshots with `state`, `classification`, `agency_id` … and the words nobody has taught yet."""

    snapshots: pd.DataFrame
    unknown_statuses: list[str]
    unknown_classifications: list[str]
    unknown_agencies: list[str]
    unknown_kinds: list[str]


def read(snapshots: pd.DataFrame, folder: Path = FOLDER) -> Reading:
    """Read the words of SNAPSHOTS by the files of this rulebook; what they don't know is kept, never guessed."""
    kind = translate(snapshots["kind"], words.kinds(folder=folder) | {"": "open"})
    known = snapshots.assign(
        state=translate(snapshots["status"], words.states(folder=folder)),
        status_word=snapshots["status"],
        classification=translate(snapshots["classification"], words.classifications(folder=folder)),
        classification_word=snapshots["classification"],
        agency_id=find_agencies(snapshots, folder),
        rating=pd.to_numeric(snapshots["rating"].where(snapshots["rating"].isin(list("12345")))).astype("Int64"),
    )
    # What is not known to be open is kept as closed as the rest of them.
    secret = kind.isin(["confidential", words.UNKNOWN]) | known["classification"].isin(["oversight", words.UNKNOWN])
    return Reading(
        known.assign(confidential=secret),
        unknown(snapshots["status"], known["state"] == words.UNKNOWN),
        unknown(snapshots["classification"], known["classification"] == words.UNKNOWN),
        unknown(snapshots["agency_name"], known["agency_id"] == agencies.UNMAPPED),
        unknown(snapshots["kind"], kind == words.UNKNOWN),
    )


def translate(column: pd.Series[str], meanings: dict[str, str]) -> pd.Series[str]:
    return column.map(lambda word: meanings.get(words.normalise(word), words.UNKNOWN)).astype("str")


def find_agencies(snapshots: pd.DataFrame, folder: Path) -> pd.Series[Any]:
    """Each snapshot's agency on the day LAPOR named it."""
    register = agencies.load(folder)

    @cache
    def find(lapor_id: str, name: str, on: date) -> str:
        return register.find(lapor_id, name, on)

    days = snapshots["fetched_at"].dt.tz_convert(TIME_ZONE).dt.date
    named = zip(snapshots["agency_lapor_id"], snapshots["agency_name"], days, strict=True)
    return pd.Series([find(*each) for each in named], index=snapshots.index, dtype="str")


def unknown(column: pd.Series[str], mask: pd.Series[bool]) -> list[str]:
    """These words as people see them: for logs, and to be taught."""
    return sorted({words.show(word) for word in column[mask].unique()})
