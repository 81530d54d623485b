"""Where the words of LAPOR's histories come in: each act gets states and agencies as the rulebook reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from include.rulebook import agencies, words
from include.rulebook.files import FOLDER
from include.rulebook.readings import find_agencies, translate, unknown

DISPOSITION = "disposition"  # template_code
HELD = ["waiting", "in_progress", "replied", "closed", "lapsed", "postponed"]  # states in which an agency has a ticket


@dataclass(frozen=True)
class Reading:
    """The acts with what they mean, and the words nobody has taught yet."""

    acts: pd.DataFrame
    unknown_statuses: list[str]
    unknown_agencies: list[str]


def read(acts: pd.DataFrame, folder: Path = FOLDER) -> Reading:
    """Read the words of ACTS by the files of this rulebook; what they don't know is kept, never guessed.

    Adds `state_old`, `state_new` ("" where the act changed no status), `from_agency_id`, `to_agency_id` (of that day;
    "" for nobody and for the regency itself) and `disposition`: its template says so, or it is a log that leads from
    one to another agency and to a state in which an agency has the ticket.
    """
    states = words.states(folder=folder) | {"": ""}
    known = acts.assign(
        state_old=translate(acts["status_old"], states),
        state_new=translate(acts["status_new"], states),
        from_agency_id=named(acts, "from", folder),
        to_agency_id=named(acts, "to", folder),
    )
    passed_on = (known["to_agency_id"] != "") & (known["to_agency_id"] != known["from_agency_id"])
    given = (known["list"] == "log") & passed_on & known["state_new"].isin(HELD)
    return Reading(
        known.assign(disposition=given | (acts["template"].map(words.normalise) == DISPOSITION)),
        unknown_among(known, ("status_old", "state_old"), ("status_new", "state_new"), missing=words.UNKNOWN),
        unknown_among(known, ("from_name", "from_agency_id"), ("to_name", "to_agency_id"), missing=agencies.UNMAPPED),
    )


def named(acts: pd.DataFrame, side: str, folder: Path) -> pd.Series[str]:
    """Each act's agency on this side, on the day of the act."""
    said = {"agency_lapor_id": acts[f"{side}_lapor_id"], "agency_name": acts[f"{side}_name"], "fetched_at": acts["at"]}
    return find_agencies(pd.DataFrame(said), folder)


def unknown_among(acts: pd.DataFrame, *columns: tuple[str, str], missing: str) -> list[str]:
    """The words of both columns of a pair (word, meaning) that have none."""
    return sorted({word for said, meant in columns for word in unknown(acts[said], acts[meant] == missing)})
