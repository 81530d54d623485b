"""What is struck out of a title, and what stays. All numbers and addresses are made up."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import assume, example, given

from include.gateways.lapor_export.redaction import STRUCK, strike_out

NATIONAL = [
    "0000001111112222",
    "0000 0011 1111 2222",
    "000000.111111.2222",
    "0000-0011-1111-2222",
    "00 00 00 111111 2222",
]
PHONES = [
    "080000000000",
    "0800-0000-0000",
    "0800 0000 0000",
    "0800.0000.0000",
    "0 8 0 0 0 0 0 0 0 0 0",
    "(0800) 0000000",
    "0812345678",
    "+6280000000000",
    "+62 800-0000-0000",
    "+62 (0)800 0000 000",
    "+62 21 000 0000",
    "6280000000000",
    "62 800 0000 0000",
    "800-0000-0000",
    "021 0000000",
    "021-000 0000",
    "(021) 00000000",
    "0251-000000",
    "0800\u20110000\u20130000",
    "0800\u200b0000\u200b0000",
    "٠٨٠٠٠٠٠٠٠٠٠٠",
]
ADDRESSES = [
    "warga.contoh+lapor@surat.example",
    "warga@contoh.co.id",
    "warga @ contoh.example",
    "warga(at)contoh.example",
    "warga [at] contoh.example",
    "@warga_contoh",
]
PLATES = [
    "B 1234 ABC",
    "f 12 xy",
    "B1234ABC",
    "b-1234-abc",
    "F.1234.AB",
    "D 1 A",
    "AB 1234 CD",
    "B  1234  ABC",
    "DK1234XY",
]
PAGES = [
    "https://contoh.example/warga",
    "http://warga:sandi@contoh.example",
    "www.contoh.example/warga?id=1",
    "instagram.com/warga.contoh",
    "wa.me/6280000000000",
    "https://maps.contoh.example/@-6.30,107.15,17z",
]
PLACES = [
    "-6.364021, 107.172541",
    "-6,364021; 107,172541",
    "-6.36, 107.17",
    "6.3640 107.1725",
    "6°21'50.4\"S 107°10'21.1\"E",
    "6° 21' LS",
    "PX8H+2M",
]
STAYING = [
    "RT 05",
    "RW 012",
    "RT 05/RW 012",
    "RT.05 RW.12 No. 7",
    "Jl. A 12",
    "Jl. A 12 RT 05 RW 012",
    "Blok B 12 No 5",
    "Blok B 12 di Setu",
    "Blok F 3 ada lubang",
    "BLOK AB 12 NO 3",
    "Kelas 10 B 2 dan 3",
    "No 12",
    "No 12A",
    "KM 25",
    "tahun 2025",
    "2024/2025",
    "2024-2025",
    "17 Agustus 2025",
    "17-08-2025",
    "03/01/2026",
    "jam 08.15",
    "pukul 08.15 - 09.30 WIB",
    "Tracking ID 5049672",
    "#1234567890",
    "SDN 01 Setu",
    "SMPN 3 Cikarang",
    "SMS 1708",
    "kode pos 17530",
    "Rp 1.500.000",
    "Rp 10.800.000.000",
    "Rp 1.080.000.000,00",
    "luas 12,50 ha",
    "3 x 24 jam",
    "24 jam/hari",
    "dan/atau jalan",
    "Jl.Raya/Gang",
    "lapor.go.id",
    "https://lapor.go.id",
    "(di depan pasar)",
    "lampu mati + jalan rusak",
    "harga @ 5000",
    "suhu 35 derajat",
]
SURROUNDED = pytest.mark.parametrize(
    "form", ["{}", "Hubungi {} segera", "Lapor: {}.", "({}), mohon", "RT 05, {} RW 012"]
)


@SURROUNDED
@pytest.mark.parametrize("planted", [*NATIONAL, *PHONES, *ADDRESSES, *PLATES, *PAGES, *PLACES])
def test_what_leads_to_a_person_is_struck_out(planted, form):
    struck = strike_out(form.format(planted))
    assert STRUCK in struck
    kept = re.sub(r"\W|_", "", form.format(""))
    assert re.sub(r"\W|_|▇", "", struck).removeprefix("at") == kept


@pytest.mark.parametrize("text", STAYING)
def test_what_leads_to_nobody_stays(text):
    assert strike_out(text) == text
    assert strike_out(f"Lampu mati, {text}") == f"Lampu mati, {text}"


def test_only_the_telling_part_is_struck_out():
    assert strike_out("Truk B 1234 ABC parkir di Jl. A 12, telp 0800-0000-0000") == (
        f"Truk {STRUCK} parkir di Jl. A 12, telp {STRUCK}"
    )


def test_two_plates_side_by_side_are_both_struck_out():
    assert strike_out("blok A 12 B 1234 XYZ F 12 xy D 5 E") == f"blok A 12 {STRUCK} {STRUCK} {STRUCK}"


@pytest.mark.parametrize("text", ["plat B 1234", "nopol: F 12", "nomor polisi B 1234 di"])
def test_a_plate_that_is_called_one_needs_no_letters(text):
    assert not re.search(r"\d", strike_out(text))


def test_the_text_becomes_one_line_without_what_cannot_be_seen():
    assert strike_out("Lampu\x00 mati\n di  RT 05\u202e") == "Lampu mati di RT 05"


GAPS = st.sampled_from(["", "", "", " ", "-", ".", " - ", "\u2013", "\xa0", ") ", "\u200b", "_"])
DIGITS = st.text("0123456789", min_size=1)
NUMBERS = st.one_of(
    st.text("0123456789", min_size=16, max_size=16),
    st.text("0123456789", min_size=8, max_size=11).map("08".__add__),
    st.text("0123456789", min_size=9, max_size=12).map("+62".__add__),
    st.tuples(st.sampled_from(["021", "022", "0251", "0267"]), st.text("0123456789", min_size=7, max_size=8)).map(
        "".join
    ),
)


@st.composite
def spaced_numbers(draw):
    """A number with gaps between its digits; an area or country code stays in one piece."""
    number = draw(NUMBERS)
    whole = 4 if number.startswith("02") and len(number) < 16 else number.startswith("+") * 2 + 1
    return number[:whole] + "".join(draw(GAPS) + digit for digit in number[whole:])


@given(before=st.text(max_size=30), number=spaced_numbers(), after=st.text(max_size=30))
@example(before="No.", number="0800 0000 0000", after="5 RT 05")
def test_a_planted_number_never_survives(before, number, after):
    digits = re.sub(r"\D", "", number)
    around = re.sub(r"\D", "", f"{before} {after}")
    assume(digits[-6:] not in around)
    assert digits[-6:] not in re.sub(r"\D", "", strike_out(f"{before} {number} {after}"))


@given(st.text())
def test_any_text_can_be_struck_out_and_only_once(text):
    struck = strike_out(text)
    assert strike_out(struck).count(STRUCK) >= struck.count(STRUCK)
    assert not re.search(r"\d{11}", struck)
