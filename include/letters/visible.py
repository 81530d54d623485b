"""What a person sees of a letter's HTML."""

from __future__ import annotations

import re
from html import unescape

# Our own templates write it: no tag has a > inside, and nothing hidden holds another element of its name.
UNSEEN = re.compile(r'<!--.*?-->|<head>.*?</head>|<(\w+)\b[^>]* aria-hidden="true"[^>]*>.*?</\1>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def visible_text(html: str) -> str:
    """The text outside head, comments and hidden elements; a space stands for every tag."""
    return unescape(TAG.sub(" ", UNSEEN.sub(" ", html)))
