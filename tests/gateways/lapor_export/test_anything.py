from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from include.gateways import lapor_export
from include.gateways.lapor_export import UnreadableExport
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


@SUFFIXES
@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_every_row_is_accounted_for(suffix, rows):
    with TemporaryDirectory() as folder:
        export = lapor_export.read(write_export(Path(folder) / f"ekspor{suffix}", rows))
    assert export.rows == len(export.snapshots) + len(export.quarantine) + export.ignored
    assert export.rows <= len(rows)
    assert export.snapshots["ticket_id"].is_unique
    assert export.snapshots["ticket_id"].str.fullmatch("[0-9]{1,10}").all()
    assert (export.snapshots["received_at"] <= export.snapshots["fetched_at"]).all()
    assert not set(export.snapshots["row"]) & set(export.quarantine["row"])


@settings(max_examples=100, deadline=None)
@given(
    content=st.binary(max_size=200),
    head=st.sampled_from([b"", b"PK\x03\x04", b"Tracking ID;"]),
    suffix=st.sampled_from([".xlsx", ".csv"]),
)
def test_any_bytes_are_read_or_refused(content, head, suffix):
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"ekspor{suffix}"
        path.write_bytes(head + content)
        with pytest.raises(UnreadableExport):
            lapor_export.read(path)
