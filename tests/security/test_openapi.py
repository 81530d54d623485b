"""Whatever the description of our pages lets somebody ask: no fault of ours follows, and each answer is guarded."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from include.pages import build_app
from tests.pages.conftest import TestClient
from tests.pages.data import HERE
from tests.security.watching import check

SCHEMA = schemathesis.openapi.from_dict(build_app().openapi())
OPERATIONS = {f"{one.ok().method} {one.ok().path}": one.ok() for one in SCHEMA.get_all_operations()}
OURS = "/rapor/"
PLAYING = settings(
    max_examples=6, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_no_request_that_may_be_asked_is_a_fault_of_ours(operator: TestClient, operation) -> None:
    @PLAYING
    @given(case=operation.as_strategy())
    def ask(case) -> None:
        asked = case.as_transport_kwargs(base_url="http://testserver/rapor")
        answer = operator.request(
            asked["method"],
            asked["url"],
            params=asked.get("params"),
            headers={**(asked.get("headers") or {}), **HERE},
            data=asked.get("data"),
        )
        assert answer.status_code < 500
        if answer.request.url.path.startswith(OURS):  # with dots for a week, the client asks for something else
            check(answer)

    ask()
