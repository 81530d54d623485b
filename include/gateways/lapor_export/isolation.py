"""calamine in a process of its own: a broken file can make it abort or fill the memory, and must end nobody else."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, cast

from include.gateways.lapor_export.calamine import LENGTH
from include.gateways.lapor_export.grid import Grid

COMMAND = [sys.executable, "-P", str(Path(__file__).with_name("calamine.py"))]


class Unread(Exception):
    """calamine did not read the workbook."""


def read_grids(content: bytes, names: Sequence[str]) -> list[Grid]:
    """Every worksheet of an .xlsx or .xls, with the last results of its formulas.

    Of columns with other names, where there are names, only what tells footers from reports.
    """
    with Popen([*COMMAND, *names], stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:
        stdin, stdout = cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))
        with suppress(BrokenPipeError), stdin:
            stdin.write(content)
        sheets = [*read_blocks(stdout)]
    if process.returncode:
        raise Unread
    return [Grid(marshal.loads(sheet)) for sheet in sheets]  # noqa: S302 - our own program wrote it


def read_blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while length := stream.read(LENGTH):
        yield stream.read(int.from_bytes(length, "big"))
