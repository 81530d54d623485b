"""What people who mean harm put into files, and what they hope to see on a page afterwards."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.builders_exports import Row, write_export
from tests.pages.data import report

SCRIPT = "<script>alert(1)</script>"
TITLE = f'+HYPERLINK("https://jahat.example";"klik") {SCRIPT}'
WORD = "+cmd|' /C calc'!A <img src=x onerror=alert()> [k](x:y)"
SHEET = "xl/worksheets/sheet1.xml"
BOMB = """<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">{}]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&{};</t></is></c></row></sheetData></worksheet>"""
LEVELS = "abcdefghijkl"


def a_workbook(path: Path, *rows: Row) -> bytes:
    """An export as LAPOR writes it."""
    write_export(path / "ekspor.xlsx", rows or [report(7)], generated="9 Feb 2026 17:00")
    content = (path / "ekspor.xlsx").read_bytes()
    (path / "ekspor.xlsx").unlink()
    return content


def rezip(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with these parts in the place of its own, and beside them."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return raw.getvalue()


def a_laugh() -> bytes:
    """A billion and more of the letter a, told in a few lines."""
    pairs = zip(LEVELS, LEVELS[1:], strict=False)
    entities = "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in pairs)
    return BOMB.format(entities, LEVELS[-1]).encode()


def a_look_at(file: Path) -> bytes:
    """A sheet of which one cell is what stands in a file of ours."""
    return BOMB.format(f'<!ENTITY x SYSTEM "{file.as_uri()}">', "x").encode()


def swell(content: bytes, megabytes: int) -> bytes:
    """The workbook with a sheet of nothing but zeros."""
    return rezip(content, {SHEET: bytes(megabytes * 1_000_000)})


def swear(content: bytes, megabytes: int) -> bytes:
    """The workbook with a sheet that says of itself that it is as large as that."""
    real, said = len(zipfile.ZipFile(io.BytesIO(content)).read(SHEET)), megabytes * 1_000_000
    return content.replace(real.to_bytes(4, "little"), said.to_bytes(4, "little"))
