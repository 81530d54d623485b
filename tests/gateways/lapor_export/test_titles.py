import pytest

from include.gateways import lapor_export
from include.gateways.lapor_export.titles import OPEN_CLASSIFICATIONS, OPEN_KINDS
from include.rulebook import words
from tests.builders_exports import COLUMNS, a_row, write_export
from tests.gateways.lapor_export.reading import SUFFIXES, wib

CONFIDENTIAL = [
    {"Tipe Laporan (Anonim/Rahasia)": "Rahasia"},
    {"Tipe Laporan (Anonim/Rahasia)": "RAHASIA"},
    {"Tipe Laporan (Anonim/Rahasia)": "Anonim, Rahasia"},
    {"Tipe Laporan (Anonim/Rahasia)": "Tertutup"},
    {"Klasifikasi Laporan": "Pengaduan Berkadar Pengawasan"},
    {"Klasifikasi Laporan": "Keluhan"},
    {"Klasifikasi Laporan": "-"},
]
EACH_CONFIDENTIAL = pytest.mark.parametrize("cells", CONFIDENTIAL, ids=str)


@pytest.fixture
def read_texts(tmp_path):
    """Write these rows, and read them back with their texts."""

    def write_and_read(*rows, suffix=".xlsx", **options):
        return lapor_export.read(write_export(tmp_path / f"e{suffix}", rows, **options), keep_texts=True)

    return write_and_read


@SUFFIXES
def test_each_ticket_has_its_title_struck_out(read, suffix):
    export = read(
        a_row(**{"Judul Laporan": "Lampu mati, hubungi 0800-0000-0000"}),
        a_row(**{"Tracking ID": "2", "Judul Laporan": "-"}),
        a_row(**{"Tracking ID": "x"}),
        suffix=suffix,
    )
    assert export.titles.to_dict("records") == [
        {
            "ticket_id": "5049672",
            "fetched_at": wib("2026-02-09 06:00"),
            "title": "Lampu mati, hubungi ▇▇▇",
            "text": "",
        },
        {"ticket_id": "2", "fetched_at": wib("2026-02-09 06:00"), "title": "", "text": ""},
    ]


@SUFFIXES
def test_titles_have_their_dtypes_even_when_there_are_none(read, suffix):
    for export in (read(suffix=suffix), read(a_row(), suffix=suffix)):
        assert export.titles.dtypes.astype(str).to_dict() == lapor_export.TITLES


@SUFFIXES
def test_a_text_is_kept_only_if_it_is_asked_for(read, read_texts, suffix):
    row = a_row(**{"Isi Laporan Awal": "Lampu mati\ndi RT 05", "Isi Laporan Akhir": "-"})
    assert list(read(row, suffix=suffix).titles["text"]) == [""]
    assert list(read_texts(row, suffix=suffix).titles["text"]) == ["Lampu mati di RT 05"]


def test_the_later_text_comes_before_the_earlier_one_and_is_struck_out(read_texts):
    texts = {"Isi Laporan Awal": "awal", "Isi Laporan Akhir": f"{'kata ' * 100} warga@contoh.example B 1234 XY"}
    assert list(read_texts(a_row(**texts)).titles["text"]) == [f"{'kata ' * 100}▇▇▇ ▇▇▇"]


def test_a_formula_is_no_text(read_texts):
    texts = {"Isi Laporan Awal": "awal", "Isi Laporan Akhir": "=1+1"}
    assert list(read_texts(a_row(**texts)).titles["text"]) == ["awal"]


@EACH_CONFIDENTIAL
def test_what_is_not_known_to_be_open_has_neither_title_nor_text(read_texts, cells):
    titles = read_texts(a_row(**cells), a_row(**{"Tracking ID": "2"})).titles
    assert list(titles["title"]) == ["", "Judul contoh"]
    assert list(titles["text"]) == ["", "Isi contoh"]


def test_of_repeated_rows_the_last_title_counts(read):
    export = read(a_row(**{"Judul Laporan": "Awal"}), a_row(**{"Judul Laporan": "Akhir"}))
    assert list(export.titles["title"]) == ["Akhir"]


def test_without_a_column_of_titles_only_the_confidential_ones_are_told_to_go(read):
    columns = [name for name in COLUMNS if name != "Judul Laporan"]
    export = read(a_row(), a_row(**{"Tracking ID": "2"} | CONFIDENTIAL[0]), columns=columns)
    assert export.titles[["ticket_id", "title"]].to_dict("records") == [{"ticket_id": "2", "title": ""}]


@SUFFIXES
def test_the_reporters_name_enters_no_frame(read_texts, suffix):
    rows = [a_row(**{"Nama Pelapor": "Nama Rahasia"} | cells) for cells in ({}, {"Tracking ID": "x"}, {"Rating": "x"})]
    export = read_texts(*rows, suffix=suffix)
    assert len(export.quarantine) == 2
    for frame in (export.snapshots, export.titles, export.quarantine):
        assert "Nama Rahasia" not in frame.to_csv()


def test_the_rulebook_knows_no_other_words_to_be_open():
    kinds = {word for word, kind in words.kinds().items() if kind == "anonymous"} | {""}
    classes = {word for word, meaning in words.classifications().items() if meaning != "oversight"}
    assert kinds == {*OPEN_KINDS}
    assert classes == {*OPEN_CLASSIFICATIONS}
