"""What people have taught stands below the rulebook's own lines, and never against them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from include.jobs.rules import load_rules
from include.rulebook import agencies, words
from include.rulebook.agencies import UNMAPPED
from include.rulebook.files import FOLDER, unpack
from include.rulebook.taught import REGENCY, compose, find_lost, lines
from tests.rulebook.editing import append, edit

DAY = date(2026, 3, 2)


class Word(NamedTuple):
    vocabulary: str
    word: str
    meaning: str


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "composed"


def build(place: Path, *taught: Word, folder: Path = FOLDER) -> Path:
    place.mkdir(exist_ok=True)
    return unpack(compose(taught, folder), place)


def test_without_a_word_it_is_the_rulebook_as_it_is(place: Path) -> None:
    assert load_rules(folder=build(place)).rulebook_version == load_rules().rulebook_version


@pytest.mark.parametrize(
    ("word", "load", "key"),
    [
        (Word("status", "Sedang  Ditelaah", "in_progress"), words.states, "sedang ditelaah"),
        (Word("classification", 'Kritik, "saran"; usul', "aspiration"), words.classifications, 'kritik, "saran"; usul'),
        (Word("kind", "Terbuka", "open"), words.kinds, "terbuka"),
    ],
)
def test_a_taught_word_is_read_like_a_line_of_the_file(place: Path, word: Word, load, key: str) -> None:  # type: ignore[no-untyped-def]
    folder = build(place, word)
    assert load(folder=folder) == load() | {key: word.meaning}
    assert load_rules(folder=folder).rulebook_version != load_rules().rulebook_version


def test_a_file_that_excel_has_saved_is_continued_in_its_own_way(folder: Path, place: Path) -> None:
    path = folder / "kinds.csv"
    path.write_text("source;kind;word\nx;anonymous;Anonim\nx;confidential;Rahasia", encoding="utf-8-sig")
    taught = build(place, Word("kind", "Sangat, Rahasia", "confidential"), folder=folder)
    assert words.kinds(folder=taught)["sangat, rahasia"] == "confidential"


def test_the_version_tells_words_apart_and_nothing_else(place: Path) -> None:
    one, other = Word("status", "A", "closed"), Word("agency", "B", "dinas-sosial")
    versions = [load_rules(folder=build(place, *taught)).rulebook_version for taught in ((one, other), (other, one))]
    assert versions[0] == versions[1]
    assert load_rules(folder=build(place, one)).rulebook_version != versions[0]


@pytest.mark.parametrize("name", ["Dinas Contoh", "DINAS  contoh kabupaten bekasi"])
def test_a_taught_name_stands_for_the_agency_with_or_without_the_regencys(place: Path, name: str) -> None:
    register = agencies.load(build(place, Word("agency", name, "dinas-sosial")))
    assert register.find("", "Dinas Contoh Kabupaten Bekasi", DAY) == "dinas-sosial"


def test_a_name_may_stand_for_the_regency_itself(place: Path) -> None:
    assert agencies.load(build(place, Word("agency", "Pemkab", REGENCY))).find("", "Pemkab", DAY) == ""


@pytest.mark.parametrize(
    "word", [Word("status", "Proses", "closed"), Word("status", "PROSES ", "closed"), Word("agency", "dssos", "dp3a")]
)
def test_what_the_files_know_they_tell_alone(folder: Path, place: Path, word: Word) -> None:
    append(folder, "aliases.csv", "DsSos,dinas-sosial,2020-01-01,,x")
    assert [*lines([word], folder)] == []
    taught = build(place, word, folder=folder)
    assert load_rules(folder=taught).rulebook_version == load_rules(folder=folder).rulebook_version


def test_a_name_that_the_files_know_for_a_time_is_taught_for_the_rest_of_it(place: Path) -> None:
    known = "PDAM Tirta Bhagasasi"  # until the end of 2020
    assert agencies.load().find("", known, DAY) == UNMAPPED
    register = agencies.load(build(place, Word("agency", known, "dinas-sosial")))
    assert register.find("", known, DAY) == "dinas-sosial"
    assert register.find("", known, date(2020, 12, 31)) == "perumda-tirta-bhagasasi"


def test_a_name_between_two_times_that_the_files_know_is_taught_for_the_gap(folder: Path, place: Path) -> None:
    append(folder, "aliases.csv", "PDAM Tirta Bhagasasi,dp3a,2026-01-01,,x", "Lain,dp3a,2019-01-01,2019-12-31,x")
    edit(folder, "agencies.csv", "DP3A,Dinas,,,2020-01-01", "DP3A,Dinas,,,2018-01-01")
    register = agencies.load(build(place, Word("agency", "PDAM Tirta Bhagasasi", "dinas-sosial"), folder=folder))
    found = [register.find("", "PDAM Tirta Bhagasasi", date(year, 6, 1)) for year in (2020, 2021, 2025, 2026)]
    assert found == ["perumda-tirta-bhagasasi", "dinas-sosial", "dinas-sosial", "dp3a"]
    before = agencies.load(build(place, Word("agency", "Lain", "dinas-sosial"), folder=folder))
    assert [before.find("", "Lain", date(year, 6, 1)) for year in (2019, 2020)] == ["dp3a", "dinas-sosial"]


def test_two_spellings_taught_apart_contradict_nobody(place: Path) -> None:
    taught = Word("agency", "Dinas Z", "dp3a"), Word("agency", "Dinas Z Kabupaten Bekasi", "dinas-sosial")
    assert agencies.load(build(place, *taught)).find("", "dinas z kabupaten bekasi", DAY) == "dp3a"
    both = Word("status", "A", "closed"), Word("status", "a", "waiting")
    assert words.states(folder=build(place, *both))["a"] == "closed"


@pytest.mark.parametrize(
    "word",
    [
        Word("status", "Entah", "gone"), Word("kind", "Entah", "closed"), Word("agency", "Entah", "dinas-tiada"),
        Word("agency", "Entah", ""), Word("channel", "Entah", "web"),
    ],
)  # fmt: skip
def test_a_word_whose_meaning_has_gone_teaches_nothing_and_stops_nothing(place: Path, word: Word) -> None:
    assert find_lost([word]) == [word]
    assert load_rules(folder=build(place, word)).rulebook_version == load_rules().rulebook_version


@pytest.mark.parametrize("vocabulary", ["status", "agency"])
def test_nothing_is_taught_about_nothing(place: Path, vocabulary: str) -> None:
    meaning = {"status": "closed", "agency": "dinas-sosial"}[vocabulary]
    assert [*lines([Word(vocabulary, " \u200b", meaning)])] == []
