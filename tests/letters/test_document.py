"""A document is tagged and titled, the same on every machine and each time, and asks nobody for anything."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from include.letters.document import LIBRARIES, write_document
from include.letters.rendering import _environment
from tests.builders_evaluation import read_pdf, require_drawing

ROOT = Path(__file__).parents[2]
TEMPLATE = """{% extends "document.html.j2" %}
{% block title %}Uji cetak{% endblock %}
{% block dated %}2026-11-02T05:30:00+07:00{% endblock %}
{% block brand %}Uji{% endblock %}
{% block period %}Kabupaten Bekasi, {{ period }}{% endblock %}
{% block body %}
<h1 class="headline">Tajuk “≥ 5” – uji · ditindak\u00adlanjuti</h1>
<svg width="20mm" height="4mm" viewBox="0 0 10 2"><title>Bagan dua dari tiga</title><rect width="7" height="2"/></svg>
<table><thead><tr><th scope="col">Kepala</th><th scope="col">Angka</th></tr></thead><tbody>
{% for number in range(rows) %}
<tr><th scope="row">Baris {{ number }}</th><td class="number">1.234,5</td></tr>
{% endfor %}
</tbody></table>
{{ extra }}
{% endblock %}
"""
WITHOUT_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{folder}</cachedir></fontconfig>"""


@pytest.fixture(autouse=True)
def drawing() -> None:
    require_drawing()


def page(rows: int = 3, extra: str = "", period: str = "2026", sample: bool = False) -> str:
    template = _environment(html=True).from_string(TEMPLATE.replace("{{ extra }}", extra))
    return template.render(rows=rows, period=period, sample=sample)


def inside(content: bytes) -> bytes:
    """All that a PDF holds, unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"\n".join(zlib.decompress(part) for part in packed if part.startswith(b"x"))


def test_the_same_page_gives_the_same_bytes_whatever_was_drawn_between() -> None:
    first, other = write_document(page()), write_document(page(rows=90))
    assert first == write_document(page())
    assert other != first


def test_neither_time_nor_the_machines_own_fonts_change_a_byte(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(WITHOUT_FONTS.format(folder=tmp_path), encoding="utf-8")
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    code = "import sys; from pathlib import Path; from include.letters.document import write_document as write; "
    code += "sys.stdout.buffer.write(write(Path(sys.argv[1]).read_text()))"
    command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / "page.html")]
    elsewhere = {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PYTHONHASHSEED": "7", "TZ": "America/Lima"}
    done = subprocess.run(command, cwd=ROOT, env=elsewhere, capture_output=True, check=True)
    assert done.stdout == write_document(page())


def test_it_is_tagged_and_says_its_language_title_and_date() -> None:
    told = inside(write_document(page()))
    for words in (b"/Lang (id)", b"/MarkInfo", b"/StructTreeRoot", b"/DisplayDocTitle true", b"(Uji cetak)"):
        assert words in told
    assert re.search(rb"pdfuaid:part[=>\"]+1", told)
    assert re.search(rb"/CreationDate \(D:20261102(0530|22)", told)


def test_tables_headings_and_charts_can_be_read_aloud() -> None:
    told = inside(write_document(page()))
    for tag in (b"/H1", b"/Table", b"/TH", b"/TD", b"/Figure"):
        assert tag in told
    assert b"/Alt (Bagan dua dari tiga)" in told


def test_only_the_faces_of_our_packages_are_in_it() -> None:
    faces = re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", inside(write_document(page())))
    assert {face.split(b"-Pro")[0] for face in faces} == {b"Source-Sans", b"Source-Serif"}


def test_pages_are_numbered_and_each_repeats_the_heads_of_its_table() -> None:
    told = read_pdf(write_document(page(rows=40)))
    assert [told.count(f"Halaman {number} dari 2") for number in (1, 2)] == [1, 1]
    assert told.count("Kepala") == 2
    assert told.count("Uji · Kabupaten Bekasi, 2026") == 1  # on the pages after the first, which has its banner


def test_sample_data_is_marked_on_every_page() -> None:
    assert read_pdf(write_document(page(rows=40, sample=True))).count("DATA CONTOH") == 2
    assert "DATA CONTOH" not in read_pdf(write_document(page()))


def test_the_layout_uses_nothing_that_is_not_understood(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        write_document(page())
    assert caplog.text == ""


@pytest.mark.parametrize(
    "extra",
    [
        '<img alt="x" src="http://contoh.example/a.png">',
        '<img alt="x" src="file:///etc/hostname">',
        '<link rel="stylesheet" href="https://contoh.example/a.css">',
        '<p style="background: url(http://contoh.example/a.png)">x</p>',
    ],
)
def test_what_would_come_from_elsewhere_is_refused(extra: str) -> None:
    with pytest.raises(ValueError, match="must carry all it shows as data"):
        write_document(page(extra=extra))


def test_data_of_its_own_is_shown() -> None:
    picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    assert write_document(page(extra=f'<img alt="titik" src="{picture}">')) != write_document(page())


@pytest.mark.parametrize("lacking", [' lang="id"', "<title>Uji cetak</title>"])
def test_a_page_without_language_or_title_is_refused(lacking: str) -> None:
    with pytest.raises(ValueError, match="needs <html lang"):
        write_document(page().replace(lacking, "", 1))


def test_a_machine_without_the_libraries_is_told_what_to_install() -> None:
    code = """
import cffi
def refuse(*names): raise OSError("cannot load library 'libpango-1.0-0'")
cffi.FFI.dlopen = refuse
from include.letters.document import LibrariesMissing, write_document
try:
    write_document("<html>")
except LibrariesMissing as error:
    print("told:", error)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "told: No PDF can be drawn: cannot load library 'libpango-1.0-0'" in done.stdout
    assert f"apt-get install {LIBRARIES}" in done.stdout


def test_the_image_has_what_the_message_asks_for() -> None:
    assert LIBRARIES in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_letters_can_be_written_without_loading_what_draws() -> None:
    code = "import sys; import include.letters.evaluation_letter; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
