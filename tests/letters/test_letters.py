"""What every letter must be, whatever its figures."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from css_inline import CSSInliner

from demo.letters import EXAMPLES, examples, files
from demo.scorecards import good_week, late_week, quiet_week
from demo.situations import AIRFLOW
from include.letters import Letter, write_overview_letter, write_scorecard_letter
from include.letters.figures import figures_of
from include.letters.rendering import sheet
from include.letters.visible import visible_text
from tests.builders_scorecards import WEEK, a_line, a_listed, a_scorecard, an_upcoming

LARGEST = 80 * 1024
EXAMPLE_NAMES = sorted(path.stem for path in EXAMPLES.glob("*.html"))
HOSTILE = """Dinas <script>alert(1)</script> & "Anu" {{ 7 * 7 }} {agency} {% raw %} 'x' class="title" y"""


def a_crowded_scorecard(agency_id="dinas-anu"):
    line = a_line(met=40, late=30, overdue=60, running=80, undecided=3, median_days=4.5, mean_days=5.25, previous_met=9,
                  previous_counted=70)  # fmt: skip
    regency = replace(line, policy="regency")
    rows = tuple(an_upcoming(str(9100000 + nth), category="Penerangan Jalan Umum") for nth in range(60))
    name = f"Dinas Sumber Daya Air, Bina Marga dan Bina Konstruksi {agency_id}"
    facts = {"agency_id": agency_id, "agency_name": name, "upcoming": rows, "received": 70, "observed": 99}
    return a_scorecard(line, regency, a_line("resolution"), **facts)


CROWDED = [a_crowded_scorecard(f"dinas-{nth}") for nth in range(76)]
OTHERS = {
    "crowded": write_scorecard_letter(CROWDED[0], sample=False),
    "crowded overview": write_overview_letter(CROWDED, WEEK, sample=False),
    "quiet overview": write_overview_letter([quiet_week()], quiet_week().week, sample=False),
    "hostile": write_scorecard_letter(a_scorecard(a_line(met=1, overdue=5), agency_name=HOSTILE), sample=False),
}


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def written() -> dict[str, Letter]:
    """The examples, as the code writes them today."""
    return examples()


@pytest.fixture(params=[*EXAMPLE_NAMES, *OTHERS])
def letter(request, written) -> Letter:
    return (written | OTHERS)[request.param]


def test_every_example_is_committed_and_no_other(written):
    assert sorted(written) == EXAMPLE_NAMES, "run `make letters` and look at what changed"


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_the_committed_examples_are_what_the_code_writes_today(written, name):
    for filename, content in files(name, written[name]).items():
        assert (EXAMPLES / filename).read_bytes() == content, "run `make letters` and look at what changed"


def test_a_mail_program_does_not_clip_it(letter):
    assert len(letter.html.encode()) <= LARGEST


def test_nothing_is_loaded_from_outside_and_nothing_runs(letter):
    tags = Tags(letter.html).found
    assert {tag for tag, _ in tags}.isdisjoint({"img", "script", "link", "iframe", "form", "a", "object", "svg"})
    assert not {name for _, attrs in tags for name in attrs} & {"src", "href", "background", "onclick", "onload"}
    assert "http" not in letter.html.replace(AIRFLOW, "")  # a notice names it, as text
    assert "url(" not in letter.html
    assert "@import" not in letter.html


def test_it_is_indonesian_and_its_tables_can_be_read_aloud(letter):
    tags = Tags(letter.html).found
    assert dict(tags)["html"]["lang"] == "id"
    assert all(attrs.get("scope") in {"col", "row", "rowgroup"} for tag, attrs in tags if tag == "th")
    tables = [attrs for tag, attrs in tags if tag == "table"]
    assert all((attrs.get("role") == "presentation") != ("data" in attrs.get("class", "")) for attrs in tables)
    assert [tag for tag, _ in tags].count("h1") == 1


def test_the_elements_carry_their_style_and_the_screens_rules_survive(letter):
    assert letter.html.count("<style") == 1
    assert "prefers-color-scheme: dark" in letter.html
    unstyled = [attrs["class"] for _, attrs in Tags(letter.html).found if "class" in attrs and "style" not in attrs]
    assert unstyled == []


def test_each_element_has_the_style_that_the_whole_sheet_gives_it_where_it_stands(letter):
    bare, kept = re.sub(' style="[^"]*"', "", letter.html), {"inline_style_tags": False, "keep_style_tags": True}
    whole = CSSInliner(extra_css=sheet(), **kept).inline(bare)
    assert Tags(whole).found == Tags(CSSInliner(**kept).inline(letter.html)).found != Tags(bare).found


def test_text_and_html_say_the_same_figures(letter):
    figures = figures_of(letter.text)
    assert figures == figures_of(visible_text(letter.html))
    assert len(figures) > 5


def test_text_lines_fit_a_screen_of_text(letter):
    assert max(map(len, letter.text.splitlines())) <= 78


@pytest.mark.parametrize("write", [late_week, good_week, quiet_week])
def test_the_same_scorecard_gives_the_same_bytes(write):
    first, second = (write_scorecard_letter(write(), sample=False) for _ in range(2))
    assert first == second
    assert first.digest == second.digest
    assert first.digest != write_scorecard_letter(write(), sample=True).digest


def test_sample_data_is_marked_wherever_one_looks():
    marked, plain = (write_scorecard_letter(late_week(), sample=sample) for sample in (True, False))
    for part in ("subject", "html", "text"):
        assert "DATA CONTOH" in getattr(marked, part)
        assert "DATA CONTOH" not in getattr(plain, part)
    assert "DATA CONTOH" in visible_text(marked.html)


def test_a_hostile_name_stays_text():
    letter = OTHERS["hostile"]
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert HOSTILE in " ".join(letter.text.split())
    assert HOSTILE in visible_text(letter.html)


def test_a_confidential_ticket_shows_neither_category_nor_district():
    facts = {"category": "Korupsi", "district": "Cibarusah", "confidential": True}
    line = a_line(met=5, overdue=1, running=1)
    card = a_scorecard(line, late=(a_listed("9000001", **facts),), upcoming=(an_upcoming("9000002", **facts),))
    letters = [write_scorecard_letter(card, sample=False), write_overview_letter([card], WEEK, sample=False)]
    for letter in letters:
        assert "9000001" in letter.text
        assert not re.search("Korupsi|Cibarusah", letter.subject + letter.html + letter.text)
    assert "dirahasiakan" in letters[0].text


def test_a_week_without_reports_has_a_letter_without_a_score(written):
    letter = written["pekan-tanpa-laporan"]
    assert "tidak ada laporan" in letter.subject
    assert "%" not in letter.text
    assert not re.search("Baik|Cukup|Perlu perhatian", letter.text)


def test_fewer_than_five_show_counts_and_no_band():
    letter = write_scorecard_letter(a_scorecard(a_line(met=3, overdue=1)), sample=False)
    body = letter.text.split("CATATAN")[0]
    assert "3 dari 4" in body
    assert not re.search("%|Baik|Cukup|Perlu perhatian", body)


def test_long_lists_end_with_what_is_not_shown():
    letter = OTHERS["crowded"]
    assert letter.text.count(": terlambat ") == 10
    assert "dan 80 laporan lainnya" in letter.text  # of 90 late
    assert "dan 50 laporan lainnya" in letter.text  # of 60 falling due


def test_late_reports_stand_by_stage_and_the_open_before_the_done(written):
    text = " ".join(written["pekan-terlambat"].text.split())
    heads = (
        "Selain itu, 2 laporan terlambat pada tahap penyelesaian", "Tindak lanjut: 3 laporan Masih terbuka 9041127",
        "Sudah dijawab atau dialihkan 9041240", "Penyelesaian: 2 laporan Masih terbuka 9039902",
        "Sudah diselesaikan atau dialihkan 9039517",
    )  # fmt: skip
    places = [text.index(head) for head in heads]
    assert places == sorted(places)


def test_a_stage_whose_late_reports_find_no_room_is_still_counted():
    card = a_scorecard(a_line(overdue=15), a_line("resolution", late=2))
    text = " ".join(write_scorecard_letter(card, sample=False).text.split())
    assert "dan 5 laporan lainnya; daftar lengkapnya ada dalam lampiran Penyelesaian: 2 laporan Daftarnya ada" in text


NOTES = {
    "lamanya diukur sampai tindak lanjut terakhir": a_scorecard(a_line(met=5), a_line("resolution", met=1)),
    "berbeda karena tenggatnya berbeda": a_scorecard(a_line(met=5), a_line("response", "regency", met=5, late=1)),
    "hari libur pada masa itu belum seluruhnya ditetapkan": a_scorecard(a_line(met=5), provisional=1),
    "bersandar pada 19 laporan saja": a_scorecard(a_line(met=19)),
    "kode pemeriksaan": a_scorecard(a_line(met=5)),
}


@pytest.mark.parametrize("words", NOTES)
def test_a_note_stands_where_it_applies(words):
    others = [card for name, card in NOTES.items() if name != words and words != "kode pemeriksaan"]
    assert words in " ".join(write_scorecard_letter(NOTES[words], sample=False).text.split())
    for card in others:
        assert words not in " ".join(write_scorecard_letter(card, sample=False).text.split())


def test_a_rate_of_few_is_said_with_its_interval_and_a_rate_of_many_is_not():
    few, many = (write_scorecard_letter(a_scorecard(a_line(met=met, late=3)), sample=False).text for met in (7, 17))
    assert "adalah 39,7% sampai dengan 89,2%" in " ".join(few.split())
    assert "selang kepercayaan" not in many


def test_the_mean_stands_beside_the_median_and_the_overview_has_the_mean_of_all():
    cards = [
        a_scorecard(a_line(met=3, late=1, median_days=2.0, mean_days=2.25)),
        a_scorecard(a_line(met=3, median_days=4.0, mean_days=13 / 3), agency_id="dinas-lain"),
        a_scorecard(a_line(running=2), agency_id="dinas-ketiga"),
    ]
    letter, overview = write_scorecard_letter(cards[0], sample=False), write_overview_letter(cards, WEEK, sample=False)
    assert re.search(r"Lama, rata-rata \(hari kerja\) +2,3\nLama, nilai tengah \(hari kerja\) +2\n", letter.text)
    assert re.search(r"Lama, rata-rata \(hari kerja\) +3,1\n", overview.text)  # 22 days of 7
    assert "nilai tengah" not in overview.text


def test_a_rating_is_told_from_five_ratings_on():
    few = write_scorecard_letter(a_scorecard(a_line(met=5), ratings=4), sample=False)
    enough = write_scorecard_letter(a_scorecard(a_line(met=5), ratings=5, mean_rating=4.2), sample=False)
    assert "Penilaian pelapor" not in few.text
    assert "rata-rata 4,2 dari 5, berdasarkan 5 penilaian" in " ".join(enough.text.split())


def test_a_provisional_due_date_is_marked_in_its_row_and_explained_once():
    row = an_upcoming(provisional=True)
    letter = write_scorecard_letter(a_scorecard(a_line(met=5, running=1), upcoming=(row,), provisional=3), sample=False)
    text = " ".join(letter.text.split())
    assert "Kec. Setu · tenggat sementara" in text
    assert text.count("Sebagian tenggat masih sementara") == 1


def test_silence_is_told_only_where_nothing_was_followed_up_for_a_month_and_something_waits():
    waiting, old = a_line(met=1, overdue=1), date(2026, 10, 16)  # thirty days before Sunday 2026-11-15
    silent = a_scorecard(waiting, last_follow_up_on=old)
    told = " ".join(write_scorecard_letter(silent, sample=False).text.split())
    assert "Tindak lanjut terakhir tercatat pada Jumat, 16 Oktober 2026. Mengingat masih ada" in told
    never = a_scorecard(waiting, last_follow_up_on=None)
    assert "Belum ada tindak lanjut yang tercatat." in write_scorecard_letter(never, sample=False).text
    others = (
        a_scorecard(waiting, last_follow_up_on=date(2026, 10, 17)),
        a_scorecard(a_line(met=5), last_follow_up_on=old),
    )
    for card in others:
        text = write_scorecard_letter(card, sample=False).text
        assert "Mengingat masih ada" not in text
        assert "tidak tercatat tindak lanjut; yang terakhir pada" in text


def test_the_overview_names_every_agency_once_the_worst_first(written, agencies):
    text = " ".join(written["ikhtisar-pimpinan"].text.split("PALING LAMA")[0].split())
    names = [card.agency_name for card in agencies]
    assert len(names) == 76
    assert all(re.search(rf"{re.escape(name)}", text) for name in names)
    groups = ["Perlu perhatian: kurang", "Cukup: 50", "Baik: lebih", "Tanpa predikat", "Belum ada yang dapat"]
    assert sorted(groups, key=text.index) == groups


def test_the_overview_adds_up_the_agencies(written, agencies):
    lines = [line for card in agencies if (line := card.line("response"))]
    met, counted = sum(line.met for line in lines), sum(line.counted for line in lines)
    assert f"{met} dari {counted} laporan ditindaklanjuti" in " ".join(written["ikhtisar-pimpinan"].text.split())


OLD = {"fewest_days": 10, "most_days": 10, "unit": "calendar", "article": "Permen lama"}


def test_a_letter_says_the_limits_and_articles_its_week_was_judged_by():
    lines = a_line(met=5, **OLD), a_line("resolution", met=5, **OLD)
    for letter in letters_of(a_scorecard(*lines)):
        assert "Ketentuan nasional: 10 hari kalender" in letter.text
        assert "Batas waktu mengikuti Permen lama. Hari kerja" in " ".join(letter.text.split())
        assert not re.search("[45] hari kerja|62/2018|target kabupaten", letter.text)


def test_a_letter_names_each_article_of_a_policy_once():
    regency = a_line("response", "regency", met=5, article="Perbup")
    for letter in letters_of(a_scorecard(a_line(met=5, article="B; A"), a_line("resolution", article="B"), regency)):
        text = " ".join(letter.text.split())
        assert "Batas waktu mengikuti A; B; target kabupaten mengikuti Perbup. Hari kerja" in text


def test_the_overview_says_the_limits_of_all_its_agencies():
    cards = a_scorecard(a_line(met=5)), a_scorecard(a_line(met=5, **OLD), agency_id="dinas-lain")
    text = " ".join(write_overview_letter(cards, WEEK, sample=False).text.split())
    assert "Ketentuan nasional: 5–10 hari kalender atau hari kerja" in text
    assert "mengikuti Permen PANRB 62/2018; Permen lama. Hari kerja" in text


def letters_of(card):
    return write_scorecard_letter(card, sample=False), write_overview_letter([card], WEEK, sample=False)
