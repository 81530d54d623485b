"""Templates become a letter: rules of style go into the elements, and both twins must say the same figures."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from textwrap import fill
from typing import Any

from css_inline import inline_fragment
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from include.letters import corrections, explanations, indonesian, notes, stages, trend, wording
from include.letters.figures import check_twins
from include.letters.letter import Letter
from include.sla.scorecards import FEWEST_COUNTED, Scorecard

TEXT_WIDTH = 72
TEMPLATES = wording.REPORTS / "templates"
ORDINAL = re.compile(r"ke-(?=\d)")
DECEIVING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
CLASSES = re.compile('( class="[^"]*")')  # in text, a quotation mark is escaped
EMPTY_LINES = re.compile("\n\n\n+")
FILTERS = {
    name: getattr(module, name)
    for module, names in (
        (indonesian, ("number", "day", "moment", "span")),
        (stages, ("columns", "heads", "rows")),
        (corrections, ("notice",)),
        (explanations, ("explain",)),
        (trend, ("trend", "year_ago")),
        (
            wording,
            (
                "about",
                "activity",
                "amount",
                "ask",
                "band",
                "behind",
                "capital",
                "cause",
                "change",
                "days_late",
                "describe",
            ),
        ),
        (wording, ("limit", "outlook", "place", "waits")),
    )
    for name in names
}
GLOBALS = {
    "percent": indonesian.percent,
    "score": wording.score,
    "fewest_rated": FEWEST_COUNTED,
    "words": wording.WORDS,
}


def write(card: Scorecard, kind: str, subject: str, view: dict[str, Any]) -> Letter:
    """The letter of this kind from its two templates; FiguresDisagree when they say different figures."""
    view = {
        "card": card,
        "subject": subject,
        "headline": wording.headline(card),
        "notes": notes.notes(card),
        "glossary": notes.glossary(card),
        **view,
    }
    return Letter(str(card.week), card.agency_id, kind, subject, *render(card.agency_id, kind, view))


def render(agency_id: str, kind: str, view: dict[str, Any]) -> tuple[str, str]:
    """HTML, with its rules in the elements, and text; FiguresDisagree when they say different figures."""
    html = style(_join(_environment(html=True).get_template(f"{kind}.html.j2").render(view)))
    text = _tidy(_environment(html=False).get_template(f"{kind}.txt.j2").render(view))
    check_twins(agency_id, html, text)
    return html, text


def render_page(template: str, view: dict[str, Any]) -> str:
    """HTML that is no mail: its style sheet stays one."""
    return _environment(html=True).get_template(template).render(view)


@cache
def _environment(html: bool) -> Environment:
    environment = Environment(
        autoescape=html,  # noqa: S701 - the twin in plain text is no HTML
        undefined=StrictUndefined,
        finalize=_show,
        loader=FileSystemLoader(TEMPLATES),
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS, fold=_fold)
    environment.globals.update(GLOBALS, bar=_bar)
    return environment


def _show(value: Any) -> Any:
    """What stands in a template, without characters that nobody sees or that turn round what stands beside them."""
    return DECEIVING.sub(" ", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def style(html: str) -> str:
    """Give every element with classes the rules that letter.css has for them."""
    parts = CLASSES.split(html)
    parts[1::2] = map(_styled, parts[1::2])
    return "".join(parts)


@cache  # some sixty sets of classes make up all letters
def _styled(classes: str) -> str:
    """The attribute, with a style after it."""
    element = inline_fragment(f"<p{classes}></p>", sheet(), load_remote_stylesheets=False)
    return element.removeprefix("<p").removesuffix("></p>")


@cache
def sheet() -> str:
    """The rules for elements: each is for one class, so that those of an element follow from its own classes."""
    return (TEMPLATES / "letter.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)  # most passages are the same in every letter
def _fold(text: str, indent: int = 0) -> str:
    """Lines of at most 72 characters, broken at spaces only."""
    start = " " * indent
    return fill(
        text,
        TEXT_WIDTH,
        initial_indent=start,
        subsequent_indent=start,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _bar(part: int, whole: int, width: int = 40) -> str:
    return ("#" * round(width * part / whole)).ljust(width, ".")


def _join(html: str) -> str:
    """An ordinal stays on one line."""
    return ORDINAL.sub("ke\N{NON-BREAKING HYPHEN}", html)


def _tidy(text: str) -> str:
    """No trailing spaces, and never two empty lines in a row."""
    lines = text.replace(indonesian.NO_BREAK, " ").split("\n")
    return EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip(" \t") for line in lines)).strip() + "\n"
