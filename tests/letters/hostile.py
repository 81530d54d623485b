"""Letters in which a hostile text stands wherever one can, and what a browser sees of them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime

from playwright.sync_api import Browser, Page, Request

from include.letters import Letter, write_overview_letter, write_scorecard_letter
from include.letters.evaluation_letter import write_evaluation_letter
from include.letters.reminder_letter import write_reminder_letter
from include.sla.appraisal import Evaluation
from include.sla.reminders import Reminder
from include.sla.scorecards import Gathering, Scorecard
from include.sla.week import WIB
from tests.builders_evaluation import an_agency, an_evaluation, an_idle_agency
from tests.builders_scorecards import WEEK, a_line, a_listed, a_scorecard, an_upcoming

WIDTH = 320
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
KNOWN_AT = datetime(2026, 11, 16, 5, 30, tzinfo=WIB)
SEEN = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), turned = [];
  let last = null;
  while (texts.nextNode()) {
    const node = texts.currentNode, letter = document.createRange();
    for (let place = 0; place < node.length && node.parentElement.checkVisibility(); place++) {
      letter.setStart(node, place);
      letter.setEnd(node, place + 1);
      const box = letter.getBoundingClientRect();
      if (!box.width) continue;
      if (last && Math.abs(box.top - last.top) < 2 && box.left < last.left - 1) turned.push(node.textContent);
      last = box;
    }
  }
  const page = document.documentElement;
  return [window.hurt ?? 0, document.body.innerText, [...new Set(turned)], page.scrollWidth - page.clientWidth];
}"""


@dataclass(frozen=True)
class Sight:
    """What a browser on a phone makes of a page."""

    hurt: int  # set by any script that ran
    text: str
    turned: list[str]  # texts of which a letter stands left of the one before it
    overhang: int  # pixels beyond the screen
    requests: list[str]


def open_phone(browser: Browser) -> Page:
    """A screen of its own, with no policy that would keep a script from running."""
    context = browser.new_context(offline=True, viewport={"width": WIDTH, "height": 600})
    return context.new_page()


def view(phone: Page, html: str) -> Sight:
    """As it is, in a window in which no other page has left anything."""
    requests: list[str] = []

    def note(request: Request) -> None:
        requests.append(request.url)

    phone.goto("about:blank")
    phone.on("request", note)
    phone.set_content(html)
    hurt, text, turned, overhang = phone.evaluate(SEEN)
    phone.remove_listener("request", note)
    return Sight(hurt, squeeze(text), turned, overhang, requests)


def squeeze(text: str) -> str:
    return " ".join(text.split())


def hidden(text: str) -> set[str]:
    """The characters in it that nobody sees: of control or direction, breaks of lines but the usual one, half ones."""
    return {c for c in text if c not in "\n\N{SOFT HYPHEN}" and unicodedata.category(c) in UNSEEN}


def a_card(text: str, number: int = 0, **facts: object) -> Scorecard:
    """Its name, the kecamatan and category of each report, and what its limits rest on, are the text."""
    about = {"category": text, "district": text}
    lines = a_line(met=6, overdue=1, running=1, article=text), a_line("resolution", met=1, article=text)
    late = (a_listed(f"90{number:02}001", **about),)
    upcoming = (an_upcoming(f"90{number:02}002", **about),)
    return a_scorecard(
        *lines, agency_id=f"dinas-{number}", agency_name=text, late=late, upcoming=upcoming,
        **{"last_follow_up_on": None, **facts},
    )  # fmt: skip


def write_rapor(text: str) -> Letter:
    return write_scorecard_letter(a_card(text), sample=False)


def write_overview(*texts: str, printed: bool = False) -> Letter:
    """Each of these an agency that waits, and one without reports, and where reports gather."""
    cards = [a_card(text, number) for number, text in enumerate(texts)]
    quiet = [a_scorecard(a_line(), agency_id=f"sepi-{number}", agency_name=text) for number, text in enumerate(texts)]
    gathered = [Gathering(what, text, 9, 3) for what in ("district", "category") for text in texts]
    return write_overview_letter([*cards, *quiet], WEEK, False, gathered, printed)


def write_reminder(text: str) -> Letter:
    due_on, about = date(2026, 11, 24), {"category": text, "district": text, "article": text}
    late, today, soon = a_listed(**about), an_upcoming(**about, due_on=due_on), an_upcoming("9100002", **about)
    return write_reminder_letter(Reminder(due_on, "dinas-anu", text, (late,), (today,), (soon,), KNOWN_AT), False)


def write_evaluation(*texts: str, printed: bool = False) -> Letter:
    """Each of these an agency of every group, and what the limits rest on."""
    figures = [(18, 20), (1, 20), (2, 3)]
    agencies = [
        an_agency(text, met, counted) | {"agency_id": f"dinas-{place}-{number}"}
        for place, text in enumerate(texts)
        for number, (met, counted) in enumerate(figures)
    ]
    idle = [an_idle_agency(text) | {"agency_id": f"sepi-{place}"} for place, text in enumerate(texts)]
    told = an_evaluation(*agencies, *idle, articles="; ".join(texts))
    return write_evaluation_letter(cite(told, texts[-1]), sample=False, printed=printed)


def cite(told: Evaluation, text: str) -> Evaluation:
    """With this as the source of each criterion."""
    agencies = (replace(each, verdicts=tuple(replace(v, source=text) for v in each.verdicts)) for each in told.agencies)
    return replace(told, agencies=tuple(agencies))
