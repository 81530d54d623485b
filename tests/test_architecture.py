"""Who may import whom, and what must not be anywhere: promises kept by reading the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# For each part of the house, the parts of `include` it may import besides itself.
MAY_IMPORT = {
    "dags": {"jobs", "assets", "alarms", "approval", "answers", "retries", "sla.week", "sla.period", "mailroom"},
    "plugins": {"mailroom", "pages", "rulebook", "sla"},
    "include/pages": {"jobs", "mailroom", "gateways", "letters", "rulebook", "settings", "sla", "answers"},
    "include/jobs": {"sla", "rulebook", "letters", "mailroom", "gateways", "settings", "answers"},
    "include/alarms.py": {"jobs", "mailroom", "approval", "sla.week"},
    "include/approval.py": {"jobs", "mailroom", "answers", "settings", "sla.week"},
    "include/mailroom": {"gateways", "letters", "settings"},
    "include/letters": {"sla"},
    "include/gateways": {"sla.tables", "settings"},
    "include/rulebook": set(),
    "include/sla": set(),
}
LIBRARIES_OF_THE_RULES = {"numpy", "pandas"}


def sources(part: str) -> list[Path]:
    path = ROOT / part
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module the file imports, at the top or inside a function, types too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_each_part_imports_only_what_it_may(part: str) -> None:
    allowed = MAY_IMPORT[part] | {part.removeprefix("include/").removesuffix(".py")}
    found = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(part)
        for module in imports(path)
        if module.startswith("include.") and not any(f"{module}.".startswith(f"include.{each}.") for each in allowed)
    }
    assert not found


def test_the_rules_know_no_library_but_numpy_and_pandas() -> None:
    known = LIBRARIES_OF_THE_RULES | {"include"} | sys.stdlib_module_names
    assert not {
        f"{path.name}: {module}"
        for path in sources("include/sla")
        for module in imports(path)
        if module.split(".")[0] not in known
    }


def test_the_rules_never_ask_what_time_it_is() -> None:
    asked = [
        path.name
        for path in sources("include/sla")
        if any(f".{now}(" in path.read_text() for now in ("now", "today", "utcnow"))
    ]
    assert not asked


def test_only_the_warehouse_speaks_sql() -> None:
    speakers = {
        path.relative_to(ROOT).as_posix()
        for part in ("include", "dags", "plugins")
        for path in sources(part)
        for module in imports(path)
        if module.split(".")[0] in ("sqlalchemy", "alembic", "sqlite3", "psycopg") and module != "sqlalchemy.Connection"
    }
    assert all(speaker.startswith("include/gateways/warehouse/") for speaker in speakers)


def test_dags_and_plugins_are_no_packages() -> None:
    assert not [*ROOT.glob("dags/**/__init__.py"), *ROOT.glob("plugins/**/__init__.py")]


def test_no_code_of_ours_loads_smtplib() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources("include")]
    modules = sorted(
        name.removesuffix(".__init__") for name in names if "migrations" not in name and "__main__" not in name
    )
    modules.remove("include.assets")  # Airflow itself loads smtplib; this file alone imports Airflow at its top
    code = f"import sys\nfor name in {modules}: __import__(name)\nsys.exit('smtplib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_mail_provider_that_loads_smtplib_is_not_chosen() -> None:
    assert "apache-airflow-providers-sendgrid" not in (ROOT / "requirements.txt").read_text()


def test_every_chosen_library_says_why_it_is_chosen() -> None:
    for name in ("requirements.in", "requirements-dev.in"):
        chosen = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-"))]
        assert [line for line in chosen if "#" not in line] == []
