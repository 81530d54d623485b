import pytest

from tests.builders_exports import a_row
from tests.gateways.lapor_export.reading import SUFFIXES, fault, only

PLAIN = ["Klasifikasi Laporan", "Tipe Laporan (Anonim/Rahasia)", "Status Laporan", "Kecamatan"]
NAMES = ["Kategori", "Sumber Laporan", "Instansi Terdisposisi"]
NUMBER, RATING = "ID Instansi Terdisposisi", "Rating"


def each(columns, texts):
    return [(column, text) for column in columns for text in texts]


@SUFFIXES
@pytest.mark.parametrize(
    ("column", "text"),
    [
        *each(PLAIN, ["Nama saya Warga 0800-0000-0000", "Jalan 7", "a@contoh.example", "٥", "x" * 61]),
        *each(NAMES, ["08000000000", "Warga 0800 000", "+62 800.000.0", "0–8–1–2–3–4–5"]),
        *each(NAMES, ["a@contoh.example", "x" * 121]),
        *each([NUMBER], ["Pemerintah Kabupaten Bekasi", "12345678901", "-5", "5.5", "٥"]),
        *each([RATING], ["6", "-1", "4.5", "10", "Bagus", "Auto Rated oleh Warga", "٥"]),
    ],
)
def test_what_looks_like_another_column_goes_to_quarantine_unrepeated(read, suffix, column, text):
    record = fault(read(a_row(**{column: text}), suffix=suffix))
    assert (record["column"], record["ticket_id"]) == (column, "5049672")
    assert record["reason"] == "berisi hal lain; mungkin kolom bergeser."


@SUFFIXES
@pytest.mark.parametrize(
    ("column", "name", "text"),
    [
        ("Klasifikasi Laporan", "classification", "Keluhan / Saran"),
        ("Status Laporan", "status", "x" * 60),
        ("Tipe Laporan (Anonim/Rahasia)", "kind", "Anonim, Rahasia"),
        ("Kecamatan", "district", "Muara Gembong"),
        ("Kategori", "category", "x" * 120),
        ("Sumber Laporan", "channel", "SMS 1708"),
        ("Sumber Laporan", "channel", 1708),
        ("Instansi Terdisposisi", "agency_name", "UPTD 12, 34 dan 5-6"),
        ("Instansi Terdisposisi", "agency_name", "SDN 123456"),
        (NUMBER, "agency_lapor_id", "1234567890"),
        *((RATING, "rating", text) for text in "012345"),
        *((RATING, "rating", text) for text in ("Auto Rated", "AUTO RATED", "auto rated")),
    ],
)
def test_what_a_column_can_rightly_hold_is_taken_over(read, suffix, column, name, text):
    assert only(read(a_row(**{column: text}), suffix=suffix))[name] == str(text)


@SUFFIXES
@pytest.mark.parametrize(
    ("column", "name"),
    [(PLAIN[0], "classification"), (NAMES[0], "category"), (NUMBER, "agency_lapor_id"), (RATING, "rating")],
)
def test_a_column_may_be_empty(read, suffix, column, name):
    assert only(read(a_row(**{column: "-"}), suffix=suffix))[name] == ""
