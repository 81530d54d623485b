"""A print template becomes a tagged PDF on A4: the same HTML gives the same bytes, and nothing comes from elsewhere."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

VARIANT = "pdf/ua-1"  # tagged, so that it can be read aloud
FACES = (  # both families are under the SIL Open Font License
    ("Source Sans Pro", 400, "font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    ("Source Sans Pro", 600, "font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    ("Source Serif Pro", 400, "font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
)
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"  # Debian's names; the Dockerfile installs them


class LibrariesMissing(Exception):
    """This machine lacks what a PDF is drawn with; the message has the command that brings it."""


def write_document(html: str) -> bytes:
    """The PDF of this HTML, with its language, its title and the dates in its `dcterms` metadata.

    ValueError when it has no language or title, which software that reads aloud needs, or when it asks for anything
    but `data:`; LibrariesMissing.
    """
    weasyprint = load_weasyprint()
    only_data, only_files = (
        weasyprint.urls.URLFetcher(allowed_protocols=(protocol,), fail_on_errors=True) for protocol in ("data", "file")
    )
    fonts = weasyprint.text.fonts.FontConfiguration()  # one for each document: it is a folder that goes with it
    style = weasyprint.CSS(string=write_faces(), font_config=fonts, url_fetcher=only_files)
    try:
        page = weasyprint.HTML(string=html, url_fetcher=only_data)
        document = page.render(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ValueError(f"A document must carry all it shows as data: {error}") from error
    if not (document.metadata.lang and document.metadata.title):
        raise ValueError("A document needs <html lang=…> and a <title>.")
    identifier = sha256(html.encode()).digest()[:16]  # else one is drawn by chance
    content: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier)
    return content


def load_weasyprint() -> Any:
    """WeasyPrint, only when it is wanted: it takes a second, and libraries that a new machine may lack."""
    try:
        return import_module("weasyprint")
    except OSError as error:
        raise LibrariesMissing(f"No PDF can be drawn: {error}. Run: apt-get install {LIBRARIES}") from error


@cache
def write_faces() -> str:
    """The faces that every document is set in, as CSS.

    They come with packages of ours, so that no machine's own fonts decide how a document looks.
    """
    return "".join(write_face(*face) for face in FACES)


def write_face(family: str, weight: int, package: str, name: str) -> str:
    """By the address of its file: as data it would take longer to read than a page to draw."""
    place = Path(str(files(package) / "files" / name)).as_uri()
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{place}") }}'
