"""LAPOR's words and what they mean here; an unknown word is never guessed, a line in a file teaches it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from include.rulebook.checks import check_filled, check_word, refuse_empty
from include.rulebook.files import FOLDER, UNSEEN, WrongRulebook, read_lines

STATES = (
    "unverified", "waiting", "in_progress", "replied", "closed", "lapsed", "archived", "postponed", "rejected",
)  # fmt: skip
CLASSIFICATIONS = ("information", "aspiration", "complaint", "oversight")
KINDS = ("open", "anonymous", "confidential")
MEANINGS = {"state": STATES, "classification": CLASSIFICATIONS, "kind": KINDS}
UNKNOWN = "unknown"  # what a word means that stands in no file; no line may say so


def load(name: str, meaning: str, folder: Path = FOLDER) -> dict[str, str]:
    """Meanings by normalised word, from the columns `word` and `meaning` of the file.

    WrongRulebook, naming the line, when a word stands there twice or has none of the MEANINGS: a slip of the pen could
    show what is confidential.
    """
    words: dict[str, str] = {}
    for line, values in read_lines(name, ["word", meaning, "source"], folder):
        where = f"{name}, line {line}"
        check_filled(values, ("word", "source"), where)
        check_word(values, meaning, MEANINGS[meaning], where)
        word = normalise(values["word"])
        if word in words:
            raise WrongRulebook(f"{where}: {values['word']!r} stands there twice; take one line out.")
        words[word] = values[meaning]
    refuse_empty(words, name)
    return words


states = partial(load, "statuses.csv", "state")
classifications = partial(load, "classifications.csv", "classification")
kinds = partial(load, "kinds.csv", "kind")


def normalise(word: str) -> str:
    """Case, white space and what nobody sees tell no words apart."""
    return show(word).casefold()


def show(word: str) -> str:
    """The word as people see it, on one line."""
    return " ".join(UNSEEN.sub("", word).split())
