"""Dated cases a clerk can check by hand: cases/*.txt, each a story with the clocks it leads to.

They were counted from the definitions in include/README.md and the rulebook's files, not with this engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from include.jobs.rules import load_rules
from include.rulebook.counting import VALUES
from include.rulebook.deadlines import CLASSIFICATIONS
from include.sla import clocks, faults
from include.sla.rules import Rules
from include.sla.tables import NATIONAL, OUTCOMES, REGENCY, STAGES, STOPS, UNKNOWN
from tests.builders import day, the_rules
from tests.sla.cases.case import Case, Key, cases
from tests.sla.cases.story import RECEIVED, Facts, read, told

CASES = cases()
EXPECTED = [(key, facts) for case in CASES for key, facts in case.expected.items()]


@pytest.mark.parametrize("file", dict.fromkeys(case.file for case in CASES))
def test_the_clocks_stand_as_a_clerk_counts_them(file: str) -> None:
    """Those of a file together: the rules need hardly longer for many tickets than for one."""
    wrong = {
        case.name: {"found": clocks_found, "expected": case.expected, "why": case.why}
        for case, standing in stand([case for case in CASES if case.file == file])
        if (clocks_found := found(standing, case)) != case.expected
    }
    assert wrong == {}


def stand(cases: list[Case]) -> Iterator[tuple[Case, pd.DataFrame]]:
    """Each with its clocks as it reads them; those with the same changes of the rulebook are run together."""
    for changes in dict.fromkeys(tuple(case.changed) for case in cases):
        same = [case for case in cases if tuple(case.changed) == changes]
        rules, histories = rules_of(same[0]), list(told([(case.story, case.read_at) for case in same]))
        tickets, events = (pd.concat(frames, ignore_index=True) for frames in zip(*histories, strict=True))
        running = clocks.run(tickets, faults.clean(tickets, events), rules)
        for case, (ticket, _) in zip(same, histories, strict=True):
            mine = running[running["ticket_id"].isin(ticket["ticket_id"])]
            yield case, clocks.read(mine, case.read_at, rules.working_days)


def found(standing: pd.DataFrame, case: Case) -> dict[Key, Facts]:
    """The clocks of the lines the case tells of, each with the facts the case states of it."""
    clocks_found = {}
    for row in standing.to_dict("records"):
        key = (row["stage"], row["policy"], row["agency_id"], row["round"])
        if key[:2] in case.lines:
            wanted = case.expected.get(key, {})
            clocks_found[key] = {fact: value for fact, value in facts(row).items() if fact in (wanted or facts(row))}
    return clocks_found


def facts(row: dict[Any, Any]) -> Facts:
    plain = ("outcome", "days_late", "stopped_by", "provisional")
    days = {name: row[name].date() for name in ("due_earliest_on", "due_on")}
    return {name: row[name] for name in plain} | days | {"paused": not pd.isna(row["paused_at"])}


def rules_of(case: Case) -> Rules:
    """The rulebook as it is installed, with the changes of the case."""
    rules = the_rules()
    for change in case.changed:
        rules = altered(rules, *change.split(" from "))
    return rules


def altered(rules: Rules, change: str, since: str = "") -> Rules:
    """The rules with one change, for every ticket or for those received from that day on."""
    what, *words = change.split()
    if what == "calendar":
        then = known_on(" ".join(words[-2:]))
        return replace(rules, working_days=then.working_days, days_off=then.days_off)
    keys = {"counting": ["rule"], "deadline": ["policy", "stage", "classification"]}[what]
    table = "counting" if what == "counting" else "deadlines"
    values = {"value": words[1]} if what == "counting" else {"days": int(words[3]), "unit": words[4]}
    lines = getattr(rules, table)
    same = (lines[keys] == words[: len(keys)]).all(axis=1)
    assert same.sum() == 1, f"{change!r} names no single line of the rulebook"
    return replace(rules, **{table: changed(lines, same, values, since)})


def changed(lines: pd.DataFrame, same: pd.Series[bool], values: Facts, since: str) -> pd.DataFrame:
    if not since:
        return lines.assign(**{name: lines[name].mask(same, value) for name, value in values.items()})
    first = pd.Timestamp(day(since)).as_unit("s")
    before = lines.assign(valid_to=lines["valid_to"].mask(same, first - pd.Timedelta(days=1)))
    return pd.concat([before, lines[same].assign(valid_from=first, **values)], ignore_index=True)


@cache
def known_on(written: str) -> Rules:
    return load_rules(day(written))


def test_there_are_enough_cases_and_each_says_why() -> None:
    assert len(CASES) >= 120
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.rule and case.why and case.expect for case in CASES)


def test_every_way_of_counting_is_shown_with_either_value() -> None:
    changes = [change.split(" from ")[0] for case in CASES for change in case.changed]
    shown = {line for case in CASES for line in case.shows}
    shown |= {change.removeprefix("counting ") for change in changes if change.startswith("counting ")}
    assert shown == {f"{rule} {value}" for rule, values in VALUES.items() for value in values}


def test_a_way_of_counting_is_shown_where_it_is_in_force() -> None:
    for case in CASES:
        received = day(" ".join(read(RECEIVED, case.story[0])["at"].split()[:2]))
        for line in case.shows:
            rule, value = line.split()
            assert rules_of(case).holds(rule, value, [received]).all(), f"{case.name} does not show {line}"


def test_every_stage_policy_class_outcome_and_stop_occurs() -> None:
    assert {key[0] for key, _ in EXPECTED} == set(STAGES)
    assert {key[1] for key, _ in EXPECTED} == {NATIONAL, REGENCY}
    assert {fact["outcome"] for _, fact in EXPECTED} == set(OUTCOMES)
    assert {fact["stopped_by"] for _, fact in EXPECTED if "stopped_by" in fact} == {*STOPS, ""}
    classes = {read(RECEIVED, case.story[0])["classification"] for case in CASES}
    assert classes == {*CLASSIFICATIONS, UNKNOWN} - {"*"}
