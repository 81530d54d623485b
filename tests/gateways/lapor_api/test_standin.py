"""The stand-in keeps to what is known of LAPOR's API, and refuses what a client must never do."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders import moment
from tests.standins.lapor import BEARER, TOKEN, Lapor
from tests.standins.lapor_bodies import TRACES

ROOT = Path(__file__).parents[3]
HEADERS = {"Authorization": f"Bearer {BEARER}", "token": TOKEN}
COMPLAINT, FOLLOW_UPS = "/complaints/5000001/complaint", "/complaints/5000001/followups"


PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # to load all certificates for each request takes its time


def get(lapor: Lapor, path: str, headers: dict[str, str] = HEADERS) -> httpx.Response:
    return httpx.get(lapor.url + path, headers=headers, verify=PLAIN)


def told(lapor: Lapor, path: str) -> dict[str, Any]:
    return get(lapor, path).json()["results"]


@pytest.mark.parametrize("left_out", ["Authorization", "token"])
def test_both_headers_are_demanded(lapor: Lapor, left_out: str) -> None:
    assert get(lapor, COMPLAINT, {name: HEADERS[name] for name in HEADERS if name != left_out}).status_code == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD"])
def test_whatever_is_no_get_is_refused_and_recorded(lapor: Lapor, method: str) -> None:
    assert httpx.request(method, lapor.url + COMPLAINT, headers=HEADERS).status_code == 405
    assert [asked.method for asked in lapor.requests] == [method]


@pytest.mark.parametrize("path", ["/", "/complaints", "/complaints/1/complaint", "/complaints/5000001/logs"])
def test_what_is_not_there_is_not_found(lapor: Lapor, path: str) -> None:
    assert get(lapor, path).status_code == 404


def test_only_what_has_happened_by_its_clock_is_told(lapor: Lapor) -> None:
    lapor.now = moment("Monday 2026-09-07 23:00")
    complaint = told(lapor, COMPLAINT)
    assert len(complaint["data_logs"]) == 2
    assert complaint["data"]["status_name"] == "Terverifikasi"
    assert [entry["template_code"] for entry in told(lapor, FOLLOW_UPS)["data"]] == ["disposition"]


def test_the_order_of_the_log_depends_on_the_seed_alone(lapor: Lapor) -> None:
    def orders() -> str:
        return str(
            [re.findall(r"\d\d-09-2026", str(told(lapor, f"/complaints/{id}/complaint"))) for id in lapor.tickets]
        )

    first, again = orders(), orders()
    lapor.seed = 1
    assert first == again != orders()


def test_every_answer_about_a_ticket_is_full_of_what_must_not_leave(lapor: Lapor) -> None:
    for path in (COMPLAINT, FOLLOW_UPS):
        assert [trace for trace in TRACES if trace not in get(lapor, path).text] == []


def test_it_can_be_started_for_a_demonstration() -> None:
    command = [sys.executable, "-m", "tests.standins.lapor", "--faults", "0.05", "--seed", "3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        line = server.stdout.readline()
        url = re.match(r"http://127\.0\.0\.1:\d+", line)[0]
        status = httpx.get(f"{url}/masters/institutions/external").status_code
        server.terminate()
    assert status == 401
    assert re.search(r"serves \d{3} tickets", line)
