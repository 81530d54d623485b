import io
import json
import zipfile
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from include.gateways import lapor_export
from include.gateways.lapor_export import Export, UnreadableExport
from include.gateways.lapor_export.keeping import COLUMNS
from tests.builders_exports import a_row, write_export
from tests.gateways.lapor_export.reading import ESSENTIAL, SUFFIXES

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["-", "", " ", "5049672", "5049672.0", "3 Jan 2026", "08:15", "Proses", "=1+1", "Jumlah", "9" * 31]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=8
    ),
    st.integers(-5, 10**12),
    st.floats(0, 60_000),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.times(),
)
SHUFFLED = st.dictionaries(st.sampled_from(ESSENTIAL + ("Judul Laporan", "Rating")), CELLS, max_size=3)
ROWS = st.lists(st.one_of(SHUFFLED.map(lambda cells: a_row(**cells)), SHUFFLED), max_size=6)


# One change of a few bytes: where, how many go, and what comes instead.
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 9), st.binary(max_size=9)), min_size=1, max_size=4
)
KINDS = {
    ".xlsx": [a_row(), a_row(**{"Tracking ID": 2.0, "Judul Laporan": "=1+1"})],
    ".xls": [a_row()],
    ".csv": [a_row()],
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le")


def check(export: Export) -> None:
    assert export.rows == len(export.snapshots) + len(export.quarantine) + export.ignored
    assert export.snapshots["ticket_id"].is_unique
    assert export.snapshots["ticket_id"].str.fullmatch("[0-9]{1,10}").all()
    assert (export.snapshots["received_at"] <= export.snapshots["fetched_at"]).all()
    assert set(export.titles["ticket_id"]) <= set(export.snapshots["ticket_id"])
    assert export.quarantine["row"].is_unique
    assert not set(export.snapshots["row"]) & set(export.quarantine["row"])
    assert all([*json.loads(cells)] == [*COLUMNS] for cells in export.quarantine["cells"])


def read_or_refuse(content: bytes, suffix: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"ekspor{suffix}"
        path.write_bytes(content)
        with suppress(UnreadableExport):
            check(lapor_export.read(path, keep_texts=True))


@cache
def real(suffix: str) -> bytes:
    with TemporaryDirectory() as folder:
        return write_export(Path(folder) / f"ekspor{suffix}", KINDS[suffix]).read_bytes()


def change(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, gone, instead in changes:
        place = int(where * len(content))
        content = content[:place] + instead + content[place + gone :]
    return content


@SUFFIXES
@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_every_row_is_accounted_for(suffix, rows):
    with TemporaryDirectory() as folder:
        export = lapor_export.read(write_export(Path(folder) / f"ekspor{suffix}", rows))
    check(export)
    assert export.rows <= len(rows)


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200), head=st.sampled_from([b"", b"PK\x03\x04", b"Tracking ID;", OLE]))
def test_any_bytes_are_refused(content, head):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ekspor.csv"
        path.write_bytes(head + content)
        with pytest.raises(UnreadableExport):
            lapor_export.read(path)


@SUFFIXES
@settings(max_examples=60, deadline=None)
@given(changes=CHANGES)
def test_a_damaged_export_is_read_or_refused(suffix, changes):
    read_or_refuse(change(real(suffix), changes), suffix)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
@settings(max_examples=40, deadline=None)
@given(changes=CHANGES)
def test_a_workbook_with_damaged_parts_is_read_or_refused(part, changes):
    """Their checksums are right, so it is their content that is judged."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(real(".xlsx"))) as archive, zipfile.ZipFile(target, "w") as damaged:
        for name in archive.namelist():
            content = archive.read(name)
            damaged.writestr(name, change(content, changes) if name == part else content)
    read_or_refuse(target.getvalue(), ".xlsx")


@settings(max_examples=60, deadline=None)
@given(text=st.text(), changes=CHANGES)
def test_repairs_with_anything_in_them_are_read_or_refused(text, changes):
    origin = "\n".join(["Tanggal Generate : 9 Feb 2026 06:00 WIB", f"Perbaikan dari : {'0' * 64}", ""])
    header = ";".join([*COLUMNS, "Baris"])
    lines = f"{origin}{header}\n5;3 Jan 2026;08:15;;;;;;;Proses;;;7\n6;03-Jan-26;08:15;;;;;;;Proses;;;8\n{text}"
    read_or_refuse(lines.encode(), ".csv")
    read_or_refuse(change(lines.encode(), changes), ".csv")
