"""A case as a clerk writes it: a story, and the clocks expected of it; how it is written stands in README.md."""

from __future__ import annotations

import re
from configparser import ConfigParser, SectionProxy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.builders import day, moment
from tests.sla.cases.story import DAY, Facts, read

FOLDER = Path(__file__).parent
NO_CLOCK = re.compile(r"no clock: (?P<stage>\w+), (?P<policy>\w+)")
CLOCK = re.compile(
    r"(?P<stage>\w+), (?P<policy>\w+), (?P<agency>[\w-]+)(?:, round (?P<round>\d))?: "
    rf"(?:due (?P<due>{DAY})(?: to (?P<until>{DAY}))?; )?(?P<paused>paused; )?(?P<outcome>\w+)"
    r"(?:; (?P<late>\d+) days? late)?(?:; (?P<stop>answered|disposed|transferred|withdrawn|open))?"
    r"(?P<provisional>; provisional)?"
)

Key = tuple[str, str, str, int]  # stage, policy, agency, round


@dataclass(frozen=True)
class Case:
    """One story, the moment at which its clocks are read, and the clocks a clerk counts."""

    name: str
    file: str
    rule: str
    shows: list[str]  # ways of counting in force in it: `late_from day_after_due`
    changed: list[str]  # what is changed in the rulebook
    story: list[str]
    read_at: datetime
    expect: list[str]
    why: str

    @property
    def expected(self) -> dict[Key, Facts]:
        """The clocks, by stage, policy, agency and round, each with the facts the case tells of it."""
        found = [told(line) for line in self.expect if not NO_CLOCK.fullmatch(line)]
        assert len({key for key, _ in found}) == len(found), f"{self.name} tells of a clock twice"
        return dict(found)

    @property
    def lines(self) -> set[tuple[str, str]]:
        """Stage and policy of the clocks the case tells of: of these there are no others."""
        absent = [match for match in map(NO_CLOCK.fullmatch, self.expect) if match]
        return {key[:2] for key in self.expected} | {(match["stage"], match["policy"]) for match in absent}


def cases() -> list[Case]:
    """Every case of the folder's text files, in their order."""
    return [case for path in sorted(FOLDER.glob("*.txt")) for case in cases_of(path)]


def cases_of(path: Path) -> list[Case]:
    file = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    file.read_string(path.read_text(encoding="utf-8"), path.name)
    return [a_case(file[name], path.name) for name in file.sections()]


def a_case(written: SectionProxy, file: str) -> Case:
    unknown = set(written) - {"rule", "shows", "changed", "story", "read", "expect", "why"}
    assert not unknown, f"{file}, {written.name}: what is {unknown}?"
    return Case(
        name=written.name,
        file=file,
        rule=written["rule"],
        shows=lines_of(written.get("shows", "")),
        changed=lines_of(written.get("changed", "")),
        story=lines_of(written["story"]),
        read_at=moment(written["read"]),
        expect=lines_of(written["expect"]),
        why=written["why"],
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def told(line: str) -> tuple[Key, Facts]:
    """The clock an expectation is about, and the facts it states."""
    match = read(CLOCK, line)
    late = match["outcome"] in ("late", "overdue")
    assert late == (match["late"] is not None), f"{line!r}: days late belong to late and overdue, and to these always"
    facts: Facts = {"outcome": match["outcome"], "provisional": bool(match["provisional"])}
    if match["due"]:
        facts |= {"due_earliest_on": day(match["due"]), "due_on": day(match["until"] or match["due"])}
    if late:
        facts["days_late"] = int(match["late"])
    if match["stop"]:
        facts["stopped_by"] = match["stop"].replace("open", "")
    if match["paused"]:
        facts["paused"] = True
    return (match["stage"], match["policy"], match["agency"], int(match["round"] or 1)), facts
