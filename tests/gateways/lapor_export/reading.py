"""What the tests of the export reader share."""

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from include.gateways.lapor_export import Export
from tests.builders_exports import COLUMNS

ESSENTIAL = (*COLUMNS[:3], "Klasifikasi Laporan", "Instansi Terdisposisi", "Status Laporan")
SUFFIXES = pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".csv"])
TELLING_FORMULAS = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])  # in .xls none can be told from its last result
FIRST_ROW = 6  # three lines of preamble, a blank one, the header


def only(export: Export) -> pd.Series:
    """The one snapshot of an export that has nothing else to say."""
    assert export.quarantine.empty, list(export.quarantine["reason"])
    assert len(export.snapshots) == 1
    return export.snapshots.iloc[0]


def fault(export: Export) -> pd.Series:
    """The one record in quarantine of an export that has nothing else."""
    assert export.snapshots.empty
    assert len(export.quarantine) == 1
    return export.quarantine.iloc[0]


def wib(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="Asia/Jakarta")


def rewrite(path: Path, part: str, pattern: str, replacement: str) -> Path:
    """Change the XML of one part of a workbook, as no decent program would."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed, count = re.subn(pattern, lambda _: replacement, parts[part].decode(), count=1)
    assert count == 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | {part: changed.encode()}).items():
            archive.writestr(name, content)
    return path
