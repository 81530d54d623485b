"""The page of Airflow on which a person answers, by what stands on it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, Response

from demo.api import Row

# Fields are found by their ids, for Airflow ties its labels to others.


@dataclass(frozen=True)
class Approver:
    """Somebody who is logged in, before a browser."""

    page: Page
    url: str

    def open(self, run: Row) -> None:
        path = f"dags/{run['dag_id']}/runs/{run['dag_run_id']}/tasks/approve/required_actions"
        self.page.goto(f"{self.url}/{path}")
        self.agencies.wait_for()

    @property
    def agencies(self) -> Locator:
        """Where agencies are chosen by their names."""
        return self.page.locator("#element_without").get_by_role("combobox")

    @property
    def demanded(self) -> Locator:
        """What Airflow wants filled in whatever the answer is."""
        return self.page.locator("label[data-required]")

    def leave_out(self, agency: str) -> None:
        self.agencies.click()
        self.page.keyboard.type(agency)
        self.page.get_by_role("option", name=agency, exact=True).click()

    def give_reason(self, reason: str) -> None:
        self.page.locator("#element_reason").fill(reason)

    def choose(self, answer: str) -> None:
        with self.page.expect_response(is_answer) as said:
            self.page.get_by_role("button", name=answer, exact=True).click()
        assert said.value.ok, said.value.text()

    def follow(self, row: str) -> Page:
        """The letter that the link in this agency's row opens."""
        with self.page.context.expect_page() as opened:
            self.page.get_by_role("row", name=row).get_by_role("link").click()
        return opened.value


def is_answer(response: Response) -> bool:
    return response.request.method == "PATCH" and "/hitlDetails" in response.url


def log_in(page: Page, url: str, user: str, password: str) -> None:
    page.goto(f"{url}/auth/login/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{url}/")
