"""Whatever stands in a name, no letter, attachment, header or page does harm with it.

Each text below stands wherever the register, LAPOR or the file of offices can put one: as the name of an agency, as
category and kecamatan of a report, as what a limit or a criterion rests on, as an office. Then each is read back by
what will read it: a browser, a mail program, spreadsheets, a reader of PDF.
"""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from datetime import date
from email.policy import default
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
import tinyhtml5
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from demo.picture import CHROMIUM, open_browser
from include.gateways.message import Address, write_message
from include.gateways.outbox import Entry, OutboxCarrier, write_index
from include.letters import Letter
from include.letters.visible import visible_text
from tests.builders_evaluation import read_pdf, require_drawing
from tests.letters.hostile import (
    Sight,
    hidden,
    open_phone,
    squeeze,
    view,
    write_evaluation,
    write_overview,
    write_rapor,
    write_reminder,
)  # fmt: skip

SAME = {
    "script": "<script>window.hurt = 1</script>",
    "picture": '<img src=x onerror="window.hurt=1">',
    "attribute": """Dinas"><svg onload='window.hurt=1'>""",
    "comment": "Dinas --><![endif]--><script>window.hurt=1</script>",
    "template": "{{ 7 * 7 }} {% raw %} {agency} %s ${x}",
    "formula": '=HYPERLINK("http://jahat.example","Dinas")',
    "function": "@SUM(A1)",
    "command": "-1+cmd|' /C calc'!A0",
    "four bytes": "Dinas \U0001f30a \U0001d49e",
    "three hundred letters": "Dinas" + "x" * 295,
    "three hundred letters in words": ("Sangat Panjang " * 20).strip(),
}
TAMED = {  # what was written, and what a reader is to see of it
    "override": ("Dinas \u202esarutaN\u202c Anu", "Dinas sarutaN Anu"),
    "isolate": ("Dinas \u2067Bina Marga", "Dinas Bina Marga"),
    "marks": ("\u200fDinas \u061cDua\u200e", "Dinas Dua"),
    "lines": ("Dinas\r\nBcc: orang@luar.example\n\nTerima kasih", "Dinas Bcc: orang@luar.example Terima kasih"),
    "separators": ("Dinas\u2028Tiga\u2029Empat\x85Lima\x0bEnam", "Dinas Tiga Empat Lima Enam"),
    "controls": ("Dinas \x00\x07\x1bTujuh", "Dinas Tujuh"),
}
TEXTS = {name: (text, text) for name, text in SAME.items()} | TAMED
ALL = [text for text, _ in TEXTS.values()]
KINDS: dict[str, Callable[[str], Letter]] = {
    "rapor": write_rapor,
    "ikhtisar": write_overview,
    "pengingat": write_reminder,
    "evaluasi": write_evaluation,
}
TAGS = {
    "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "thead", "tr", "td", "th", "p", "h1",
    "h2", "h3", "span", "b", "br",
}  # fmt: skip
EVERY_TEXT = pytest.mark.parametrize("text", TEXTS)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
OFFICE = Address("rapor@bekasikab.example", "Rapor LAPOR")


@cache
def letter(kind: str, text: str) -> Letter:
    return KINDS[kind](TEXTS[text][0])


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What is read off the PDF of each kind that has one, with every text in it."""
    require_drawing()
    letters = {"ikhtisar": write_overview(*ALL, printed=True), "evaluasi": write_evaluation(*ALL, printed=True)}
    return {kind: read_pdf(each.attachments[0].content, "-raw") for kind, each in letters.items()}


@pytest.fixture(scope="module")
def sights(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Sight]:
    """Every letter, and the outbox's list of contents, on a phone."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    folder = tmp_path_factory.mktemp("outbox")
    with open_browser() as browser:
        phone = open_phone(browser)
        found = {(kind, text): view(phone, letter(kind, text).html) for kind in KINDS for text in TEXTS}
        pages = {text: write_index(folder, [an_entry(text)]).read_text(encoding="utf-8") for text in TEXTS}
        return found | {("kotak keluar", text): view(phone, page) for text, page in pages.items()}


def an_entry(text: str) -> Entry:
    hostile = TEXTS[text][0]
    return Entry("2026-W46", date(2026, 11, 15), hostile, hostile, hostile, "d-1", "accepted")


@EVERY_TEXT
@EVERY_KIND
def test_the_html_has_no_element_and_no_attribute_but_the_templates_own(kind: str, text: str) -> None:
    page = tinyhtml5.parse(letter(kind, text).html)
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    assert {element.tag.rpartition("}")[2] for element in elements} <= TAGS
    assert not {name for element in elements for name in element.attrib if re.match("on|src|href|action", name)}


@EVERY_TEXT
@EVERY_KIND
def test_html_and_text_show_the_words_and_nothing_that_is_not_seen(kind: str, text: str) -> None:
    written = letter(kind, text)
    for told in (visible_text(written.html), written.text):
        assert TEXTS[text][1] in squeeze(told)
        assert hidden(told) == set()


@EVERY_TEXT
@EVERY_KIND
def test_the_subject_is_one_line_without_anything_that_is_not_seen(kind: str, text: str) -> None:
    assert hidden(letter(kind, text).subject) == set()
    assert "\n" not in letter(kind, text).subject
    assert len(letter(kind, text).subject) <= 150


@EVERY_TEXT
@pytest.mark.parametrize("page", [*KINDS, "kotak keluar"])
def test_on_a_phone_no_script_runs_and_nothing_is_asked_turned_round_or_pushed_over_the_edge(
    page: str, text: str, sights: dict[tuple[str, str], Sight]
) -> None:
    seen = sights[page, text]
    assert (seen.hurt, seen.requests, seen.turned, seen.overhang) == (0, [], [], 0)
    assert TEXTS[text][1] in seen.text


@EVERY_TEXT
@pytest.mark.parametrize("kind", ["rapor", "evaluasi"])
def test_a_workbook_holds_it_as_text_and_calculates_nothing(kind: str, text: str) -> None:
    file = letter(kind, text).attachments[0]
    book = load_workbook(BytesIO(file.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    words = [cell.value for cell in cells if cell.data_type == "s"]
    assert hidden("".join(words)) == set()
    assert TEXTS[text][1] in map(squeeze, words)
    opened = CalamineWorkbook.from_filelike(BytesIO(file.content))
    rows = [row for name in opened.sheet_names for row in opened.get_sheet_by_name(name).to_python()]
    assert TEXTS[text][1] in {squeeze(value) for row in rows for value in row if isinstance(value, str)}


@EVERY_TEXT
@pytest.mark.parametrize("kind", ["ikhtisar", "evaluasi"])
def test_a_pdf_shows_all_of_it_as_text(kind: str, text: str, printed: dict[str, str]) -> None:
    """A letter that would stand beyond the edge of the page is not among them."""
    assert TEXTS[text][1].replace(" ", "") in printed[kind].replace(" ", "")
    assert hidden(printed[kind]) <= {"\f"}


@EVERY_TEXT
def test_a_mail_has_the_headers_that_were_meant_and_no_others(text: str, tmp_path: Path) -> None:
    hostile, shown = TEXTS[text]
    written, to = letter("rapor", text), Address("kepala@dinas.example", hostile)
    message = write_message(
        delivery_id="d-1", subject=hostile, html=written.html, text=written.text, to=to,
        copies=[Address("penghubung@dinas.example", hostile)], sender=OFFICE,
        reply_to=Address(OFFICE.email, hostile), attachments=written.attachments,
    )  # fmt: skip
    OutboxCarrier(tmp_path).send(message)
    mail = email.message_from_bytes((tmp_path / "d-1.eml").read_bytes(), policy=default)
    name = squeeze(re.sub(r'[;,<>"]', " ", shown))
    assert set(mail) == {
        "From", "Reply-To", "To", "Cc", "Subject", "Message-ID", "Auto-Submitted", "X-Unsent", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    assert [(one.display_name, one.addr_spec) for one in mail["To"].addresses] == [(name, to.email)]
    assert [one.addr_spec for one in mail["Cc"].addresses] == ["penghubung@dinas.example"]
    assert mail["Subject"] == shown
    assert mail.defects == []
    assert [part.get_filename() for part in mail.iter_attachments()] == ["rapor-lapor-dinas-0-2026-W46.xlsx"]
