"""The stand-in's Email Logs: the documented fields and operators of the query, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from operator import ge, gt, le, lt
from typing import Any

from tests.standins.sendgrid_letters import Letter
from tests.standins.sendgrid_replies import Asked, Reply, refuse

Test = Callable[[Letter], bool]

TEXT = r"""(?:'[^']*'|"[^"]*")"""
EQUAL = re.compile(rf"(sg_message_id|subject|to_email|reason)\s*=\s*({TEXT})")
AMONG = re.compile(rf"(status|categories)\s+IN\s*\(\s*({TEXT}(?:\s*,\s*{TEXT})*)\s*\)")
MOMENT = re.compile(rf"sg_message_id_created_at\s*(>=|<=|>|<)\s*TIMESTAMP\s+({TEXT})")
CONDITION = re.compile(rf"(?:{EQUAL.pattern}|{AMONG.pattern}|{MOMENT.pattern})")
COMPARE = {">": gt, "<": lt, ">=": ge, "<=": le}
BIGGEST_PAGE = 1000


class BadQuery(Exception):
    """The query is not in the documented language."""


def answer_list(letters: Iterable[Letter], asked: Asked) -> Reply:
    """POST /v3/logs over the letters that the logs know by now."""
    wish = asked.body() or {}
    limit = wish.get("limit", 10)
    if not isinstance(limit, int) or not 1 <= limit <= BIGGEST_PAGE:
        return refuse(400, f"limit must be between 1 and {BIGGEST_PAGE}", "limit")
    try:
        tests = read_query(wish.get("query", ""))
    except (BadQuery, TypeError):
        return refuse(400, "invalid query", "query")
    found = [letter for letter in letters if all(test(letter) for test in tests)]
    latest = sorted(found, key=lambda letter: letter.taken_at, reverse=True)[:limit]
    return Reply(200, {"messages": [letter.summary() for letter in latest]})


def answer_one(letters: Iterable[Letter], message_id: str) -> Reply:
    """GET /v3/logs/{sg_message_id}: the whole id, not the beginning of it that a sender is given."""
    found = next((letter for letter in letters if letter.message_id == message_id), None)
    return Reply(200, found.detail()) if found else refuse(404, "message not found")


def read_query(query: str) -> list[Test]:
    tests, rest = [], query.strip()
    while rest:
        condition = CONDITION.match(rest)
        if condition is None:
            raise BadQuery
        tests.append(read_condition(condition.group()))
        rest = rest[condition.end() :].lstrip()
        if rest and not re.match(r"AND\s+\S", rest):
            raise BadQuery
        rest = rest.removeprefix("AND").lstrip()
    return tests


def read_condition(text: str) -> Test:
    if equal := EQUAL.fullmatch(text):
        name, wanted = equal.group(1), equal.group(2)[1:-1]
        return lambda letter: look(letter, name) == wanted
    if among := AMONG.fullmatch(text):
        name, words = among.group(1), {word[1:-1] for word in re.findall(TEXT, among.group(2))}
        return lambda letter: bool(words & set(look(letter, name)))
    operator, moment = MOMENT.fullmatch(text).groups()  # type: ignore[union-attr]  # the last of three
    compare, at = COMPARE[operator], read_moment(moment[1:-1])
    return lambda letter: compare(letter.taken_at.replace(microsecond=0), at)


def look(letter: Letter, name: str) -> Any:
    if name == "status":
        return [letter.status()]
    if name == "categories":
        return letter.body.get("categories", [])
    if name == "reason":
        return next((event["reason"] for event in reversed(letter.events) if "reason" in event), None)
    return letter.summary()[name]


def read_moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadQuery from None
