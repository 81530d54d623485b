"""A file of the rulebook is read however Excel saved it, and refused by its line when it cannot be read for sure."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from include.jobs.rules import load_rules
from include.rulebook import agencies, deadlines, words
from include.rulebook.files import contents
from tests.rulebook.editing import append, assert_refused, edit, keep_columns

NAMES = sorted(contents().keys() - {"calendar.csv"})
OPEN = 'baru,"Nama,N,Dinas,,,2020-01-01,,x'
LEFT_OPEN = "a quote is left open, or something stands behind one; mend it"
COLUMNS = "the columns must be policy, stage, classification, days, unit, valid_from, valid_to, article, certainty, "
COLUMNS += "replaced_by"


def write_as_excel(path: Path, separator: str) -> None:
    """As Excel saves it as "CSV UTF-8"."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(lines)


@pytest.mark.parametrize("separator", [",", ";"])
def test_the_rulebook_is_the_same_when_excel_has_saved_it(folder: Path, separator: str) -> None:
    for name in NAMES:
        write_as_excel(folder / name, separator)
    saved, known = load_rules(folder=folder), load_rules()
    for name in ("deadlines", "counting", "coordinators", "days_off"):
        assert getattr(saved, name).equals(getattr(known, name))
    assert saved.calendar_version == known.calendar_version
    assert agencies.load(folder) == agencies.load()
    assert words.kinds(folder=folder) == words.kinds()


def test_a_byte_order_mark_is_no_part_of_the_rulebook(folder: Path) -> None:
    before = load_rules(folder=folder).rulebook_version
    for name in NAMES:
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
    assert load_rules(folder=folder).rulebook_version == before
    assert contents(folder) == contents()


@pytest.mark.parametrize(("encoding", "line"), [("cp1252", 4), ("utf-16", 1)])
def test_what_is_no_text_in_utf_8_is_refused(folder: Path, encoding: str, line: int) -> None:
    text = "word,state,source\nProses,in_progress,x\n\nSelesai,closed,é\n"
    (folder / "statuses.csv").write_bytes(text.encode(encoding))
    told = f'statuses.csv, line {line}: this is no text in UTF-8; in Excel, save it as "CSV UTF-8".'
    assert_refused(lambda at: words.states(folder=at), folder, told)
    assert_refused(lambda at: load_rules(folder=at), folder, told)
    assert_refused(contents, folder, told)


def test_a_file_that_is_not_there_is_refused(folder: Path) -> None:
    (folder / "aliases.csv").unlink()
    assert_refused(agencies.load, folder, "aliases.csv: No such file or directory. Put the file back into the rulebook")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([OPEN, "lain,Lain,L,Dinas,,,2020-01-01,,x"], LEFT_OPEN),
        ([OPEN, 'lain,"Lain, lain",L,Dinas,,,2020-01-01,,x'], LEFT_OPEN),
        ([OPEN, '",N,Dinas,,,2020-01-01,,x'], LEFT_OPEN),
        (['baru,"Nama"lain,N,Dinas,,,2020-01-01,,x'], LEFT_OPEN),
        (["baru,Nama,N"], "there must be 9 values, not 3; put quotes around one that holds the separator"),
        (["baru,Nama, lain,N,Dinas,,,2020-01-01,,x"], "there must be 9 values, not 10; put quotes around one"),
        (["baru;Nama;N;Dinas;;;2020-01-01;;x"], "there must be 9 values, not 1; put quotes around one"),
    ],
)
def test_a_line_that_cannot_be_split_for_sure_is_refused(folder: Path, lines: list[str], message: str) -> None:
    number = append(folder, "agencies.csv", *lines) - len(lines) + 1
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: {message}")


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\u00ad", "\x07", "\ufeff", "\u2067", "\u061c"])
def test_a_character_that_nobody_sees_is_refused_where_it_stands(folder: Path, unseen: str) -> None:
    number = append(folder, "agencies.csv", f"baru,Nama{unseen} Baru,N,Dinas,,,2020-01-01,,x")
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: name holds a character that nobody sees")


def test_blank_lines_are_skipped_and_counted(folder: Path) -> None:
    number = append(folder, "agencies.csv", "", "baru,Nama,N,Dinas,,,2020-01-01,,x", "  ", "salah")
    assert_refused(agencies.load, folder, f"agencies.csv, line {number}: there must be 9 values")
    edit(folder, "agencies.csv", "salah", "")
    assert agencies.load(folder).agencies["baru"].name == "Nama"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",certainty,", ",", "missing: 'certainty'."),
        ("certainty,", "sure,", "missing: 'certainty'; unexpected: 'sure'."),
        ("certainty,", "certainty,catatan,", "unexpected: 'catatan'."),
        ("certainty,", "certainty,,,", "unexpected: '', ''; twice: ''."),
        ("certainty,", "certainty,unit,", "twice: 'unit'."),
        ("policy,stage", "Policy,stage", "missing: 'policy'; unexpected: 'Policy'."),
    ],
)
def test_columns_that_are_wrong_are_named(folder: Path, old: str, new: str, fault: str) -> None:
    edit(folder, "deadlines.csv", old, new)
    assert_refused(deadlines.load, folder, f"deadlines.csv, line 1: {COLUMNS}; {fault}")


def test_an_empty_file_lacks_every_column(folder: Path) -> None:
    (folder / "kinds.csv").write_text("")
    told = "kinds.csv, line 1: the columns must be word, kind, source; missing: 'word', 'kind', 'source'."
    assert_refused(lambda at: words.kinds(folder=at), folder, told)


def test_columns_may_stand_in_any_order(folder: Path) -> None:
    keep_columns(folder, "kinds.csv")
    edit(folder, "kinds.csv", "word,kind,source", "source, kind ,word")
    append(folder, "kinds.csv", "x,confidential,Rahasia")
    assert words.kinds(folder=folder) == {"rahasia": "confidential"}
