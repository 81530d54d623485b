"""A drill: files nobody would think of, each made from one that led somewhere new, are read as exports.

    uv venv var/fuzz
    uv pip install --python var/fuzz -r requirements.txt -r requirements-dev.txt atheris
    var/fuzz/bin/python -m tests.drills.fuzz_the_reader --seconds 600

Whatever the bytes, they must be read or refused with UnreadableExport, and every row must be somewhere. `atheris` sees
which lines of the reader a file reaches; it is not among the project's libraries, for nothing else needs it. A file
that breaks the reader is left in var/fuzz-found.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
FOUND = ROOT / "var" / "fuzz-found"
LARGEST = 40_000  # bytes of a file
SHEET = "xl/worksheets/sheet1.xml"
RAW, PART = b"F", b"S"  # how a case begins: the whole file follows, or the sheet of a workbook that is sound otherwise


def main() -> int:
    options = read_options()
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is not installed; the first lines of this file say how to install it.", file=sys.stderr)
        return 2
    if options.inside:
        return fuzz(Path(options.inside[0]), options.inside[1:])
    FOUND.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="rapor-fuzz-") as folder:  # of our own, for the fuzzer ends without a farewell
        corpus = Path(folder) / "corpus"
        plant_seeds(corpus)
        limits = [f"-max_total_time={options.seconds}", f"-max_len={LARGEST}", "-timeout=120", "-rss_limit_mb=4000"]
        command = [sys.executable, "-m", "tests.drills.fuzz_the_reader", "--inside", folder, *limits]
        done = subprocess.run([*command, f"-artifact_prefix={FOUND}/", str(corpus)], check=False, cwd=ROOT)
        print(f"{len(list(corpus.iterdir()))} files lead somewhere new.")
    print("No file broke the reader." if not done.returncode else f"A file broke the reader: see {FOUND}.")
    return done.returncode


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--inside", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser.parse_args()


def plant_seeds(corpus: Path) -> None:
    """One file of each kind, and one of repairs."""
    from include.gateways import lapor_export
    from include.gateways.lapor_export import repairs
    from tests.builders_exports import a_row, write_export

    corpus.mkdir()
    rows = [a_row(), a_row(**{"Tracking ID": 2.0}), a_row(**{"Tracking ID": "3", "Kecamatan": "7"}), a_row()]
    with TemporaryDirectory() as folder:
        files = [write_export(Path(folder) / f"ekspor{kind}", rows, footer=[["Jumlah"]]) for kind in (".csv", ".xls")]
        files.append(workbook(Path(folder)))
        export = lapor_export.read(files[0])
        repairs.write(Path(folder) / "perbaikan.csv", export, export.quarantine)
        for number, path in enumerate([*files, Path(folder) / "perbaikan.csv"]):
            (corpus / f"file-{number}").write_bytes(RAW + path.read_bytes())
        with zipfile.ZipFile(files[-1]) as archive:
            (corpus / "sheet").write_bytes(PART + archive.read(SHEET))


def workbook(folder: Path) -> Path:
    from tests.builders_exports import a_row, write_export

    return write_export(folder / "ekspor.xlsx", [a_row(), a_row(**{"Tracking ID": "2", "Judul Laporan": "=1+1"})])


def fuzz(folder: Path, options: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["include.gateways.lapor_export"]):
        from include.gateways import lapor_export
    parts = unpack(workbook(folder))

    def read(case: bytes) -> None:
        path = folder / "ekspor.xlsx"
        path.write_bytes(pack(parts | {SHEET: case[1:]}) if case.startswith(PART) else case[1:])
        with suppress(lapor_export.UnreadableExport):
            export = lapor_export.read(path, keep_texts=True)
            assert export.rows == len(export.snapshots) + len(export.quarantine) + export.ignored
            assert export.snapshots["ticket_id"].is_unique
            assert export.quarantine["row"].is_unique

    atheris.Setup([sys.argv[0], *options], read)
    atheris.Fuzz()
    return 0


def unpack(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


if __name__ == "__main__":
    sys.exit(main())
