"""An agency that a line refers to stands in the register, for as long as the line holds, and is no part of itself."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from include.rulebook.files import WrongRulebook

if TYPE_CHECKING:
    from include.rulebook.agencies import Agency, Alias


def refuse_absent(agency_id: str, span: Agency | Alias, agencies: Mapping[str, Agency], where: str) -> None:
    """The agency exists on each day of the span."""
    agency = agencies.get(agency_id)
    if not agency:
        raise WrongRulebook(f"{where}: no agency {agency_id!r} stands in agencies.csv; add it there first.")
    if span.valid_from < agency.valid_from or agency.valid_to < span.valid_to:
        raise WrongRulebook(
            f"{where}: {agency_id!r} exists from {agency.valid_from} to {agency.valid_to} only; "
            "let the line begin and end within that time, or name another agency."
        )


def refuse_wrong_parents(agencies: Mapping[str, Agency], places: Mapping[str, str]) -> None:
    """A parent exists as long as its part does, and is no part of its own parts."""
    parts = [agency for agency in agencies.values() if agency.parent]
    for part in parts:
        refuse_absent(part.parent, part, agencies, places[part.agency_id])
    try:
        TopologicalSorter({part.agency_id: [part.parent] for part in parts}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        raise WrongRulebook(
            f"{places[circle[0]]}: {' → '.join(circle)}: an agency is a part of itself; empty one parent of these."
        ) from None
