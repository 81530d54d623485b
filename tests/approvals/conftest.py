"""One Airflow for all approvals, a browser in which its user is logged in, and runs that wait for an answer."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser

from demo.airflow import USER
from demo.api import Row
from demo.picture import CHROMIUM, open_browser
from include.sla.week import Week
from tests.approvals.house import LAST_WEEK, build, open_house
from tests.approvals.page import Approver, log_in
from tests.approvals.runs import House

SLOW = 30_000  # milliseconds until a page is taken for one that does not come


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    build(folder)
    with open_house(folder) as house:
        yield house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed before another module wants an event loop of its own."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with open_browser() as browser:
        yield browser


@pytest.fixture
def approver(browser: Browser, house: House) -> Iterator[Approver]:
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        context.set_default_timeout(SLOW)
        page = context.new_page()
        log_in(page, house.url, USER, house.api.credentials["password"])
        yield Approver(page, house.url)


@pytest.fixture(scope="module")
def weeks() -> Iterator[Week]:
    """Another one for each run, for letters that have left do not wait again."""
    return (LAST_WEEK.shift(-ago) for ago in (3, 2, 1, 0))


@pytest.fixture
def run(approver: Approver, house: House, weeks: Iterator[Week]) -> Iterator[Row]:
    """A run that waits for its answer, from somebody who is there; it is over before the next one begins."""
    run = house.begin(next(weeks))
    try:
        house.wait_for_request(run)
        yield run
    finally:
        house.api.close_unfinished_runs()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A picture of what somebody saw as a test failed."""
    report = yield
    approver, house = item.funcargs.get("approver"), item.funcargs.get("house")
    if report.failed and isinstance(approver, Approver) and isinstance(house, House):
        picture = house.folder / f"{item.name}.png"
        approver.page.screenshot(path=picture)
        report.sections.append(("picture", str(picture)))
    return report
