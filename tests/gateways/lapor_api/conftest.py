from collections.abc import Iterator

import pytest

from tests.gateways.lapor_api.asking import STORIES
from tests.standins.lapor import Lapor, running_lapor


@pytest.fixture
def lapor() -> Iterator[Lapor]:
    """Twelve tickets, served fairly unless the test says otherwise."""
    with running_lapor(tickets=STORIES, institutions={4711: "Dinas Contoh", 12: "Koordinator Contoh"}) as standin:
        standin.slow_seconds = 2
        yield standin
