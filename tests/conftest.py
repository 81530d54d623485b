"""Before anything imports Airflow: its home and every setting are this run's own, and nobody's real ones."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis

# Machines that test are slow at times; and there chance must not decide whether somebody's change passes.
# Forty examples of each property keep the suite under ten minutes; drills and fuzzing go on for longer.
hypothesis.settings.register_profile("here", deadline=None, max_examples=40, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("here")

ROOT = Path(__file__).parents[1]
HOME = TemporaryDirectory(prefix="rapor-tests-")

for name in [name for name in os.environ if name.startswith(("RAPOR_", "AIRFLOW_"))]:
    del os.environ[name]
os.environ |= {
    "AIRFLOW_HOME": HOME.name,
    "AIRFLOW__CORE__UNIT_TEST_MODE": "True",
    "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Jakarta",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME.name}/airflow.db",
    "RAPOR_WAREHOUSE_URL": f"sqlite:///{HOME.name}/warehouse.db",
    "RAPOR_INBOX": f"{HOME.name}/inbox",
    "RAPOR_OUTBOX": f"{HOME.name}/outbox",
    "RAPOR_OFFICES": f"{HOME.name}/offices.csv",
}

pytest_plugins = ["tests.standins.postgres"]  # one server for all tests that want one


def pytest_sessionstart() -> None:
    """What changes the rules and runs the tests again in one process, as `make mutants` does, must find none kept."""
    from tests.builders import the_rules

    the_rules.cache_clear()
