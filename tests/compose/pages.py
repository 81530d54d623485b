"""Every page in a browser, on the running production set: as nobody, a viewer, data staff and the admin. `make pages`.

Its pictures are those of docs/staff.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

from demo.picture import open_browser
from include.settings import ROOT as PROJECT
from include.settings import VAR
from include.sla.week import WIB
from tests.builders_exports import a_row, write_export
from tests.compose.engine import running_engine
from tests.compose.house import House, furnish, mailing, running_house
from tests.compose.people import ROOT, Person, let_in, person
from tests.compose.week import ENDED, insist, live_a_week, newest, wait_for_dags

PICTURES = PROJECT / "docs/pictures"
PLACES = ("pekan", "rapor", "laporan", "pengiriman", "mutu", "mutu/karantina", "mutu/kata", "unggah", "catatan")
FORM = "form[method=post]"


def main() -> int:
    with ExitStack() as stack:
        VAR.mkdir(exist_ok=True)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pages-", dir=VAR)))
        stack.enter_context(running_engine())
        furnish(folder, datetime.now(WIB).date())
        stack.enter_context(mailing(folder / "accepted.jsonl"))
        house = stack.enter_context(running_house(folder))
        live_a_week(house, {}, lambda said: sys.stdout.write(f"{said}\n"))
        faults = [*visit(house)]
    sys.stdout.write("\n".join(faults) or "Every page is as it should be.\n")
    return len(faults)


def visit(house: House) -> Iterator[str]:
    passwords = let_in(house)
    with open_browser() as browser:
        with person(browser, "nobody") as nobody:
            yield from be_nobody(nobody)
        with person(browser, "vera", passwords["vera"]) as vera:
            places = [*find_places(vera)]
            yield from be_a_viewer(vera, places)
        with person(browser, "dina", passwords["dina"]) as dina:
            yield from be_of_the_staff(dina, house)
        with person(browser, "admin", passwords["admin"]) as admin:
            yield from be_the_admin(admin, places)


def find_places(somebody: Person) -> Iterator[str]:
    """The pages there are, and the first of what each lists."""
    for place in PLACES:
        yield f"/rapor/{place}"
    for listed, kind in (
        ("pekan", "rapor"),
        ("laporan", "laporan"),
        ("pengiriman", "pengiriman"),
        ("mutu/karantina", "mutu/karantina"),
    ):
        page = somebody.open(f"/rapor/{listed}")
        links = [str(one.get_attribute("href")) for one in page.locator(f"main a[href*='/rapor/{kind}/']").all()]
        yield from links[:1]


def be_nobody(nobody: Person) -> Iterator[str]:
    for place in PLACES:
        if "/auth/login" not in nobody.open(f"/rapor/{place}").url:
            yield f"nobody sees {place}"


def be_a_viewer(vera: Person, places: list[str]) -> Iterator[str]:
    """Sees everything, is offered nothing to act with, and is refused when acting all the same."""
    for place in places:
        yield from vera.look(place)
        if vera.page.locator(FORM).count():
            yield f"a viewer is offered a form on {place}"
    for place in ("unggah", "pengiriman", "mutu/kata"):
        answer = vera.page.request.post(f"{ROOT}/rapor/{place}", headers={"Origin": ROOT}, max_redirects=0)
        if answer.status not in (403, 405):
            yield f"a viewer's form at {place} is answered with {answer.status}"


def be_of_the_staff(dina: Person, house: House) -> Iterator[str]:
    """Uploads an export, sees what it changes, and takes it; the sync that takes it is hers."""
    wait_for_dags(house)
    with tempfile.TemporaryDirectory() as folder:
        path = write_export(
            Path(folder) / "ekspor-baru.xlsx", [*rows()], generated=f"{datetime.now(WIB):%d/%m/%Y %H:%M}"
        )
        page = dina.open("/rapor/unggah")
        page.set_input_files("input[type=file]", path)
        page.get_by_role("button", name="Unggah dan periksa").click()
        page.get_by_role("button", name="Ambil").wait_for()
        yield from dina.look(page.url.removeprefix(ROOT))
        picture(dina, "unggah/satu")
    before = newest(house, "sync_tickets")
    page.get_by_role("button", name="Ambil").click()
    page.get_by_role("status").wait_for()
    run_id = newest(house, "sync_tickets")
    run = insist(house, "GET", f"/dags/sync_tickets/dagRuns/{run_id}")
    if run_id == before or run["triggering_user_name"] != "dina":
        yield f"the sync is of {run['triggering_user_name']}"
    while insist(house, "GET", f"/dags/sync_tickets/dagRuns/{run_id}")["state"] not in ENDED:
        page.wait_for_timeout(500)
    if "dina" not in dina.open("/rapor/catatan").locator("main").inner_text():
        yield "what she did is not in the audit log"
    if "9999901" not in dina.open("/rapor/laporan/9999901").locator("main").inner_text():
        yield "the report she brought is not there"


def rows() -> Iterator[dict[str, object]]:
    received: date = datetime.now(WIB).date() - timedelta(days=3)
    for number in range(3):
        yield a_row(
            **{
                "Tracking ID": f"999990{number}",
                "Tanggal Laporan Masuk": received,
                "Instansi Terdisposisi": "Dinas Sosial",
            }
        )


def be_the_admin(admin: Person, places: list[str]) -> Iterator[str]:
    """Finds the pages in Airflow's own navigation, and takes their pictures."""
    page = admin.open("/")
    page.get_by_role("link", name="Rapor LAPOR").first.click()
    if not page.frame_locator("iframe").get_by_role("heading", level=1).first.inner_text():
        yield "there is no page in Airflow's frame"
    page.wait_for_timeout(1_000)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "airflow.png")
    for place in places:
        yield from admin.look(place)
        picture(admin, place.removeprefix("/rapor/").split("?")[0])


def picture(somebody: Person, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    parts = name.split("/")
    somebody.page.screenshot(path=PICTURES / f"{parts[0] if len(parts) == 1 else '-'.join([parts[0], 'satu'])}.png")


if __name__ == "__main__":
    sys.exit(main())
