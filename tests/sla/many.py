"""Many tickets in one example: the rules need hardly longer for a dozen than for one, and chance tries more of them."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

few = settings(max_examples=10)  # …of a dozen tickets each


def many(*each: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """What is drawn for one ticket, for about a dozen of them."""
    return st.lists(st.tuples(*each), min_size=6, max_size=18)
