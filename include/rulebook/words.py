"""LAPOR's words and what they mean here; an unknown word is never guessed, a line in a file teaches it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from include.rulebook.files import FOLDER, WrongRulebook, read_lines

UNKNOWN = "unknown"


def load(name: str, meaning: str, folder: Path = FOLDER) -> dict[str, str]:
    """Meanings by normalised word, from the columns `word` and `meaning` of the file."""
    words: dict[str, str] = {}
    for line, values in read_lines(name, ["word", meaning, "source"], folder):
        word = normalise(values["word"])
        if word in words:
            raise WrongRulebook(f"{name}, line {line}: {values['word']!r} stands there twice.")
        words[word] = values[meaning]
    return words


states = partial(load, "statuses.csv", "state")
classifications = partial(load, "classifications.csv", "classification")
kinds = partial(load, "kinds.csv", "kind")


def normalise(word: str) -> str:
    """Case and white space tell no words apart."""
    return " ".join(word.split()).casefold()
