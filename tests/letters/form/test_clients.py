"""Every example is made of what mail clients show, or says why it does without where they do not."""

import tomllib
from pathlib import Path

import pytest

from tests.letters.form.parts import Part, Parts

SUPPORT = tomllib.loads((Path(__file__).parent / "support.toml").read_text(encoding="utf-8"))
CLIENTS = set(SUPPORT.pop("clients"))
GAPS = {(kind, name): gap for kind, names in SUPPORT.items() for name, gap in names.items() if name != "everywhere"}
SURE = {(kind, name): {} for kind, names in SUPPORT.items() for name in names.get("everywhere", ())}


def entry(part: Part) -> dict | None:
    """What the table says of the narrowest name; None when it has none of them."""
    return next((found for name in part.names if (found := (SURE | GAPS).get((part.kind, name))) is not None), None)


def lacking(gap: dict) -> set[str]:
    return CLIENTS - set(gap["only"]) if "only" in gap else set(gap.get("lacking", ()))


def test_it_is_made_of_what_the_table_knows(letter):
    assert sorted(part for part in Parts(letter.read_text()).found if entry(part) is None) == []


def test_it_has_a_reason_wherever_a_client_lacks_something(letter):
    used = [part for part in Parts(letter.read_text()).found if lacking(entry(part) or {})]
    assert len(used) > 10
    assert sorted(part for part in used if not entry(part).get("because")) == []


@pytest.mark.parametrize(
    "wrong", ["display:flex", "margin:0 -8px", "width:50vw", "color:red !important", "width:calc(1px)"]
)
def test_what_some_client_does_not_show_is_found(wrong):
    found = [entry(part) for part in Parts(f'<td style="{wrong}">').found]
    assert any(gap is None or (lacking(gap) and "because" not in gap) for gap in found)


def test_the_table_says_one_thing_about_known_clients():
    assert GAPS.keys().isdisjoint(SURE)
    assert all({*gap.get("only", ()), *gap.get("lacking", ())} <= CLIENTS for gap in GAPS.values())
    assert all(("only" in gap) != ("lacking" in gap) for gap in GAPS.values())
