from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from include.rulebook.files import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rulebook of one's own to spoil."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    return tmp_path
