"""LAPOR's words: only what is known here can be meant, for a slip of the pen would show what is confidential."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from include.rulebook import words
from include.sla import tables
from tests.rulebook.editing import append, assert_refused, keep_columns

LOADERS = {"statuses.csv": words.states, "classifications.csv": words.classifications, "kinds.csv": words.kinds}


def loader(name: str) -> Callable[[Path], object]:
    return lambda folder: LOADERS[name](folder=folder)


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("statuses.csv", "Proses Baru,in progress,x", "state must be one of unverified, waiting, in_progress, "),
        ("statuses.csv", "Entah,unknown,x", "state must be one of"),
        ("statuses.csv", "Entah,complaint,x", "state must be one of"),
        ("statuses.csv", "Entah,,x", "state must be one of"),
        ("statuses.csv", ",closed,x", "word is empty; fill it in"),
        ("statuses.csv", "  ,closed,x", "word is empty; fill it in"),
        ("statuses.csv", "Entah,closed,", "source is empty; fill it in"),
        ("statuses.csv", ",,", "word is empty; fill it in"),
        ("statuses.csv", "proses,closed,x", "'proses' stands there twice; take one line out"),
        (
            "classifications.csv",
            "Berkadar,oversigt,x",
            "classification must be one of information, aspiration, complaint, oversight, not 'oversigt'",
        ),
        ("classifications.csv", "Berkadar,Oversight,x", "classification must be one of"),
        ("classifications.csv", ",,", "word is empty; fill it in"),
        ("kinds.csv", "Sangat Rahasia,confidental,x", "kind must be one of open, anonymous, confidential, not 'conf"),
        ("kinds.csv", "Sangat Rahasia,,x", "kind must be one of open, anonymous, confidential, not ''"),
        ("kinds.csv", ",,", "word is empty; fill it in"),
    ],
)
def test_a_wrong_line_is_refused_and_named(folder: Path, name: str, line: str, message: str) -> None:
    number = append(folder, name, line)
    assert_refused(loader(name), folder, f"{name}, line {number}: {message}")


@pytest.mark.parametrize("name", LOADERS)
def test_a_file_that_teaches_nothing_is_refused(folder: Path, name: str) -> None:
    keep_columns(folder, name)
    assert_refused(loader(name), folder, f"{name}: no line stands below its columns; add the lines")


def test_a_status_may_mean_every_state_of_a_ticket_that_is_known() -> None:
    assert set(words.STATES) == set(tables.STATES) - {words.UNKNOWN}


@pytest.mark.parametrize(("name", "line"), [("kinds.csv", "Terbuka,open,x"), ("statuses.csv", "Usai,lapsed,x")])
def test_a_word_may_be_taught_any_of_the_meanings(folder: Path, name: str, line: str) -> None:
    word, meaning, _ = line.split(",")
    append(folder, name, line)
    assert LOADERS[name](folder=folder)[word.casefold()] == meaning
