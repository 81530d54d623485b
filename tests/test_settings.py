"""Every setting can be found where people look for it, and none is there that is not one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from include.settings import Settings

ROOT = Path(__file__).parents[1]
SETTINGS = {f"RAPOR_{name.upper()}" for name in Settings.model_fields}
COMPOSE_ALONE = {  # what docker compose itself is told, and not the jobs
    "RAPOR_ADMIN", "RAPOR_BASE_URL", "RAPOR_DATABASE_MEMORY", "RAPOR_FOLDER", "RAPOR_HTTPS_PORT", "RAPOR_HTTP_PORT",
    "RAPOR_MEMORY", "RAPOR_METRICS", "RAPOR_SECRETS", "RAPOR_TASKS_A_WORKER", "RAPOR_VERSION",
}  # fmt: skip


def named(file: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_example_explains_every_setting_and_no_other() -> None:
    explained = named(".env.example", r"^#?(RAPOR_[A-Z_]+)=")
    assert explained - COMPOSE_ALONE == SETTINGS


def test_docker_compose_passes_every_setting_on_but_that_of_the_sample() -> None:
    passed = named("docker-compose.yml", r"^  (RAPOR_[A-Z_]+):")
    assert passed == SETTINGS - {"RAPOR_SAMPLE", "RAPOR_WAREHOUSE_URL"}  # the warehouse's address is a secret


def test_what_docker_compose_asks_for_stands_in_the_example() -> None:
    asked = named("docker-compose.yml", r"\$\{(RAPOR_[A-Z_]+)")
    assert asked - {"RAPOR_VERSION"} <= named(".env.example", r"^#?(RAPOR_[A-Z_]+)=")


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPOR_ALLOWED_DOMAINS", "Bekasikab.example, lain.example ,")
    monkeypatch.setenv("RAPOR_APPROVERS", "Rini, admin")
    assert Settings().allowed_domains == ("bekasikab.example", "lain.example")
    assert Settings().approvers == ("Rini", "admin")


@pytest.mark.parametrize("name", ["staff_address", "redirect_to"])
def test_what_is_no_mailbox_is_refused_as_it_is_read(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: "bukan alamat"})
    assert getattr(Settings(**{name: "data@bekasikab.example"}), name) == "data@bekasikab.example"
