"""The sample offices: each agency of the register has a made-up mailbox."""

import csv
from pathlib import Path

import pytest

from demo import offices
from include.rulebook import agencies

Lines = list[dict[str, str]]


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    path = tmp_path / "var" / "offices.csv"
    offices.write(path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_agency_has_a_head_and_a_liaison(lines: Lines) -> None:
    found = [(line["agency_id"], line["role"]) for line in lines if line["agency_id"] != "pimpinan"]
    assert found == [(agency_id, role) for agency_id in agencies.load().agencies for role in ("head", "liaison")]


def test_the_leaders_of_the_regency_come_as_heads(lines: Lines) -> None:
    leaders = [(line["office"], line["role"], line["email"]) for line in lines if line["agency_id"] == "pimpinan"]
    assert leaders == [
        ("Bupati Bekasi", "head", "bupati@setda.bekasikab.example"),
        ("Sekretaris Daerah", "head", "sekda@setda.bekasikab.example"),
        ("Asisten Administrasi Umum", "head", "asisten@setda.bekasikab.example"),
    ]


@pytest.mark.parametrize(
    ("agency_id", "office"),
    [
        ("sekretariat-daerah", "Sekretaris Daerah"),
        ("bagian-hukum", "Kepala Bagian Hukum"),
        ("sekretariat-dprd", "Sekretaris DPRD"),
        ("inspektorat", "Inspektur"),
        ("dinas-pendidikan", "Kepala Dinas Pendidikan"),
        ("satpol-pp", "Kepala Satuan Polisi Pamong Praja"),
        ("bpbd", "Kepala Badan Penanggulangan Bencana Daerah"),
        ("rsud-cabangbungin", "Direktur RSUD Cabangbungin"),
        ("mal-pelayanan-publik", "Kepala Mal Pelayanan Publik"),
        ("kecamatan-babelan", "Camat Babelan"),
        ("perumda-tirta-bhagasasi", "Direktur Utama Perumda Tirta Bhagasasi"),
    ],
)
def test_a_head_is_named_by_the_title_of_the_office(lines: Lines, agency_id: str, office: str) -> None:
    heads = [line for line in lines if (line["agency_id"], line["role"]) == (agency_id, "head")]
    assert [(line["office"], line["email"]) for line in heads] == [(office, f"kepala@{agency_id}.bekasikab.example")]


def test_a_liaison_is_an_office_too(lines: Lines) -> None:
    [liaison] = [line for line in lines if (line["agency_id"], line["role"]) == ("kecamatan-setu", "liaison")]
    assert liaison["office"] == "Pejabat Penghubung Kecamatan Setu"
    assert liaison["email"] == "penghubung@kecamatan-setu.bekasikab.example"


def test_no_mailbox_is_real_or_used_twice(lines: Lines) -> None:
    mailboxes = [line["email"] for line in lines]
    assert len(set(mailboxes)) == len(mailboxes)
    assert all(mailbox.endswith(".bekasikab.example") for mailbox in mailboxes)


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "offices.csv"
    path.write_text("edited by hand\n", encoding="utf-8")
    offices.write(path)
    assert path.read_text(encoding="utf-8") == "edited by hand\n"
    assert list(tmp_path.iterdir()) == [path]
