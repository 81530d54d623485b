"""Words that nobody has explained, on a page, and what people say that they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from include.gateways.warehouse import connect
from include.gateways.warehouse import words as kept
from include.gateways.warehouse.schema import ACTS, TICKETS
from include.gateways.warehouse.words import Taught
from include.jobs import tickets
from include.pages.words import MEANINGS, VOCABULARIES
from include.rulebook import taught
from include.settings import settings
from tests.pages.conftest import TestClient
from tests.pages.data import acting, bring, logged, post, read, report, words
from tests.pages.told import MONDAY, put
from tests.standins.postgres import WAREHOUSES, new_warehouse

STATUS = "Sedang <Ditelaah>"
PAGE = "/mutu/kata"


@pytest.fixture
def puzzled(inbox: Path) -> None:
    odd = {"Status Laporan": STATUS}
    bring(inbox, "a.xlsx", [report(1, **odd), report(2, **odd), report(3, **{"Instansi Terdisposisi": "Dinas Lama"})])


@pytest.fixture
def operator(client: TestClient) -> TestClient:
    return acting(client)


def test_each_unknown_word_stands_with_the_number_of_its_reports(viewer, puzzled) -> None:
    page = viewer.get(f"/rapor{PAGE}")
    assert f"{STATUS} Status 2 Dinas Lama Instansi 1" in read(page)
    assert "Sedang &lt;Ditelaah&gt;" in page.text
    assert 'method="post"' not in page.text


def test_an_unknown_kind_of_reporting_is_shown_to_those_alone_who_may_map_it(client, inbox) -> None:
    """It may be anything that stood in its column."""
    bring(inbox, "a.xlsx", [report(1, **{"Tipe Laporan (Anonim/Rahasia)": "Pelapor Khusus"})])
    pages = {role: read(acting(client, role).get(f"/rapor{PAGE}")) for role in ("viewer", "op")}
    assert ["Pelapor Khusus" in page for page in pages.values()] == [False, True]
    assert "Tipe laporan 1" in pages["viewer"]


def test_where_all_is_known_nothing_is_asked(operator, inbox) -> None:
    bring(inbox, "a.xlsx", [report(1)])
    assert "Semua kata sudah dikenal" in read(operator.get(f"/rapor{PAGE}"))


def test_a_word_is_taught_and_counts_from_then_on_and_is_withdrawn(operator, puzzled, connection) -> None:
    answer = post(operator, PAGE, kosakata="status", kata=STATUS, arti="in_progress")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rapor{PAGE}?pesan=dipetakan")
    page = read(operator.get(answer.headers["Location"]))
    assert "Arti kata itu sudah disimpan" in page
    assert f"{STATUS} Status Dalam proses (sudah ada tindak lanjut) Berlaku" in page
    assert tickets.update_tickets()["unknown"] == {"aliases.csv": ["Dinas Lama"]}
    assert states(connection) == ["in_progress", "in_progress", "waiting"]
    answer = post(operator, f"{PAGE}/cabut", kosakata="status", kata=STATUS)
    assert "Pemetaan itu sudah dicabut" in read(operator.get(answer.headers["Location"]))
    tickets.update_tickets()
    assert states(connection) == ["unknown", "unknown", "waiting"]
    assert logged(connection) == [
        ("withdraw", STATUS, "Status"), ("teach", STATUS, "Status: Dalam proses (sudah ada tindak lanjut)"),
    ]  # fmt: skip


def states(connection) -> list[str]:
    with connection.begin():
        return sorted(connection.execute(sa.select(TICKETS.c.state)).scalars())


def test_the_name_of_an_agency_is_mapped_to_one_of_the_register_or_to_nobody(operator, puzzled, connection) -> None:
    page = operator.get(f"/rapor{PAGE}").text
    assert '<option value="dinas-sosial">Dinas Sosial</option>' in page
    assert '<option value="-">Pemerintah Kabupaten Bekasi' in page
    post(operator, PAGE, kosakata="agency", kata="Dinas Lama", arti="dinas-sosial")
    assert logged(connection) == [("teach", "Dinas Lama", "Instansi: Dinas Sosial")]
    assert "Dinas Lama Instansi Dinas Sosial Berlaku" in read(operator.get(f"/rapor{PAGE}"))


@pytest.mark.parametrize(
    "said",
    [
        {"arti": ""}, {"arti": "complaint"}, {"arti": "<b>"}, {"kosakata": "kanal"}, {"kata": "Proses"}, {"kata": ""},
        {"kosakata": "agency", "arti": "dinas-sosial"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_meant_is_not_kept(operator, puzzled, connection, said) -> None:
    answer = post(operator, PAGE, **{"kosakata": "status", "kata": STATUS, "arti": "closed"} | said)
    assert answer.status_code == 422
    assert "Arti itu tidak disimpan" in words(answer)
    assert ('aria-invalid="true"' in answer.text) is ("arti" in said and "kosakata" not in said)
    assert (kept.list_taught(connection), logged(connection)) == ([], [])


def test_a_choice_that_could_not_be_kept_is_still_chosen(operator, puzzled, connection) -> None:
    answer = post(operator, PAGE, kosakata="agency", kata=STATUS, arti="dinas-sosial")
    assert " selected" not in answer.text
    kept.put_taught(connection, Taught("status", "x", "closed", MONDAY, "rini"))
    answer = post(operator, f"{PAGE}/cabut", kosakata="status", kata="y")
    assert (answer.status_code, "sudah dicabut sebelumnya" in words(answer)) == (409, True)


def test_what_no_longer_holds_says_why(viewer, puzzled, connection) -> None:
    kept.put_taught(connection, Taught("status", "Proses", "closed", MONDAY, "rini"))
    kept.put_taught(connection, Taught("kind", "Entah", "gone", MONDAY, "<i>rini</i>"))
    page = read(viewer.get(f"/rapor{PAGE}"))
    assert "Proses Status Selesai, ditutup Tidak diperlukan Ketentuan sudah mengenal kata ini" in page
    assert "Entah Tipe laporan gone Tidak berlaku Artinya tidak ada lagi" in page
    assert "<i>rini</i>" in page


def test_only_so_many_words_are_asked_for_at_a_time(operator, inbox) -> None:
    rows = [report(n, **{"Status Laporan": f"Aneh {'abcdefghijklmnopqrstuvwxyz'[n]}"}) for n in range(26)]
    bring(inbox, "a.xlsx", [*rows, report(99, **{"Klasifikasi Laporan": "-"})])
    page = operator.get(f"/rapor{PAGE}")
    assert "Ditampilkan 25 dari 26 kata" in read(page)
    assert page.text.count('name="arti"') == 25
    assert "1 laporan tidak memuat klasifikasi" in read(page)


def test_every_meaning_of_the_rulebook_can_be_chosen() -> None:
    assert tuple(VOCABULARIES) == taught.VOCABULARIES
    assert {vocabulary: tuple(MEANINGS[vocabulary]) for vocabulary in taught.WORDS} == {
        vocabulary: taught.MEANINGS[meaning] for vocabulary, (_, meaning) in taught.WORDS.items()
    }


@pytest.fixture(params=WAREHOUSES)
def either(request, tmp_path, inbox, monkeypatch) -> None:
    """A warehouse of either kind, and an inbox."""
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", new_warehouse(request, tmp_path))
    settings.cache_clear()


def test_both_warehouses_tell_the_same(either, puzzled) -> None:
    act = dict.fromkeys((column.name for column in ACTS.columns), "") | {"ticket_id": "9", "fetched_at": MONDAY}
    with connect(settings().warehouse_url) as connection:
        put(connection, ACTS, act | {"list": "log", "status_new": "Entah", "to_name": "Dinas Sosial", "at": MONDAY})
        spoken = {(one.status, one.kind, one.agency_name) for one in kept.list_spoken(connection)}
        assert spoken == {
            (STATUS, "", "Dinas Sosial"), ("Terverifikasi", "", "Dinas Lama"),
            (None, None, ""), ("Entah", None, "Dinas Sosial"),
        }  # fmt: skip
        assert {*kept.find_speakers(connection, "status", [STATUS, "Entah"])} == {
            (STATUS, "1"),
            (STATUS, "2"),
            ("Entah", "9"),
        }
        for meaning in ("closed", "waiting"):
            kept.put_taught(connection, Taught("status", STATUS, meaning, MONDAY, "rini"))
        assert kept.list_taught(connection) == [Taught("status", STATUS, "waiting", MONDAY, "rini")]
        withdrawn = [kept.withdraw(connection, "status", STATUS, MONDAY) for _ in range(2)]
        assert (withdrawn, kept.list_taught(connection)) == ([True, False], [])
