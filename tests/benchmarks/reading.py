"""Row F: a workbook of a hundred thousand reports, as the admin downloads it, is read."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from include.gateways import lapor_export
from tests.benchmarks import timing
from tests.benchmarks.results import Baseline, Result, at_least
from tests.builders_exports import COLUMNS, Row, a_row, write_export

GOAL = 5.0
BARE = Baseline("read_excel", '`pandas.read_excel(engine="openpyxl")`: cells alone, nothing read in them')
ABOVE = 4  # lines over the header
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des")
SPOKEN = (  # noqa: SIM905 - a list would be a page
    "jalan rusak lampu mati di depan sekolah banjir setiap hujan mohon segera perbaikan sampah menumpuk saluran air "
    "pipa bocor sudah lama belum ada tanggapan warga dusun pasar jembatan trotoar kendaraan besar melintas malam hari"
).split()
HELD = [f"Dinas Contoh {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
DISTRICTS = ("Babelan", "Cikarang Utara", "Setu", "Tambun Selatan")
STATUSES = ("Belum Ditindaklanjuti", "Proses", "Ditutup oleh Sistem")


def measure(rows: int, repetitions: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_export(Path(folder) / "ekspor.xlsx", list(reports(rows)))
        check(path, rows)
        times = timing.compare({"house": lambda: lapor_export.read(path), "bare": lambda: bare(path)}, repetitions)
    what = f"a workbook of {rows:,} reports, {len(COLUMNS)} columns each, read, judged and struck out"
    return [at_least("F", what, GOAL, timing.ratio(times["bare"], times["house"]), BARE)]


def reports(number: int) -> Iterator[Row]:
    """Every report has its own words; one title in ten names a number."""
    rng = random.Random(1)  # noqa: S311 - the same reports each time
    for ticket_id in range(5_000_000, 5_000_000 + number):
        day = date(2022, 1, 1) + timedelta(days=rng.randrange(1400))
        title = speak(rng, 8) + (f" RT {rng.randrange(20):02}" if rng.random() < 0.1 else "")
        yield a_row(
            **{
                "Tracking ID": str(ticket_id),
                "Tanggal Laporan Masuk": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                "Waktu Laporan Masuk": f"{rng.randrange(24):02}:{rng.randrange(60):02}",
                "Nama Pelapor": f"Pelapor Contoh {rng.randrange(10_000):04}",
                "Judul Laporan": title,
                "Isi Laporan Awal": speak(rng, 40),
                "Isi Laporan Akhir": speak(rng, 40),
                "Instansi Terdisposisi": rng.choice(HELD),
                "Kecamatan": rng.choice(DISTRICTS),
                "Status Laporan": rng.choice(STATUSES),
            }
        )


def speak(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(SPOKEN, k=words)).capitalize()


def bare(path: Path) -> pd.DataFrame:
    return pd.read_excel(path, engine="openpyxl", header=ABOVE)


def check(path: Path, rows: int) -> None:
    """The house has read every row, and the same ones as pandas."""
    export, frame = lapor_export.read(path), bare(path)
    assert len(export.snapshots) == len(export.titles) == export.rows == rows
    assert export.snapshots["ticket_id"].tolist() == frame["Tracking ID"].astype("str").tolist()
    assert export.snapshots["status"].tolist() == frame["Status Laporan"].tolist()
