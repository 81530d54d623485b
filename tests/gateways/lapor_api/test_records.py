"""From the JSON of one ticket to its rows: every form LAPOR may choose, and every one that cannot be right."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from include.gateways.lapor_api.records import collapse, read_acts
from include.gateways.lapor_api.shape import Complaint, FollowUps
from tests.builders import moment

AT = moment("Thursday 2026-09-10 08:30")
FETCHED_AT = moment("Monday 2026-09-14 07:00")
LOG: dict[str, Any] = {
    "content": "contoh",
    "institution_from": {"id": 12, "name": "Koordinator Contoh"},
    "institution_to": {"id": "4711", "name": "Dinas Contoh"},
    "date": "10-09-2026 08:30:00",
    "data": json.dumps({"status_old": {"name": "Belum Terverifikasi"}, "status_new": {"name": "Terverifikasi"}}),
}
FOLLOW_UP: dict[str, Any] = {
    "id": 1,
    "created_at": "10-09-2026 08:30:00",
    "institution_from_id": 4711,
    "institution_from_name": "Dinas Contoh",
    "institution_to_id": None,
    "institution_to_name": None,
    "template_code": "response",
    "content": "contoh",
    "rating": None,
}


def read(logs: list[Any], follow_ups: list[Any] = (), ticket_id: str = "5000001") -> pd.DataFrame:
    complaint = {"results": {"data": {"status_name": "Proses"}, "data_logs": list(logs)}}
    both = Complaint.model_validate(complaint), FollowUps.model_validate({"results": {"data": list(follow_ups)}})
    return collapse(list(read_acts(ticket_id, *both, FETCHED_AT)))


def only(frame: pd.DataFrame) -> dict[str, Any]:
    assert len(frame) == 1
    return frame.iloc[0].to_dict()


def test_a_log_line_says_who_gave_it_to_whom_and_what_became_of_the_status() -> None:
    assert only(read([LOG])) == {
        "ticket_id": "5000001", "list": "log", "at": AT.astimezone(UTC), "from_lapor_id": "12",
        "from_name": "Koordinator Contoh", "to_lapor_id": "4711", "to_name": "Dinas Contoh",
        "status_old": "Belum Terverifikasi", "status_new": "Terverifikasi", "template": "", "rating": "",
        "fetched_at": FETCHED_AT.astimezone(UTC),
    }  # fmt: skip


def test_a_follow_up_says_who_wrote_it_and_of_which_kind_it_is() -> None:
    act = only(read([], [FOLLOW_UP]))
    assert act["at"] == AT
    assert [act[name] for name in ("list", "from_lapor_id", "from_name", "to_lapor_id", "to_name", "template")] == [
        "follow_up", "4711", "Dinas Contoh", "", "", "response",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        {"date": "10-09-2026 08:30:00"},
        {"created_at": "10-09-2026 08:30:00"},
        {"date": None, "created_at": "10-09-2026 08:30:00"},
        {"date": "2026-09-10 08:30:00"},
        {"date": "10-09-2026 08:30:00", "created_at": "11-09-2026 08:30:00"},
    ],
)
def test_a_log_line_tells_its_time_in_either_field_and_in_jakarta(told: dict[str, Any]) -> None:
    rest = {name: value for name, value in LOG.items() if name != "date"}
    assert only(read([rest | told]))["at"] == AT


@pytest.mark.parametrize(
    "told",
    [None, "", "-", "{}", "[]", "null", "no JSON", '{"status_old": null}', '{"status_new": "Proses"}', 7, [],
     '{"status_new": {"name": "hubungi 0812-5550-1234"}}'],
)  # fmt: skip
def test_a_log_line_without_a_readable_change_of_status_has_none(told: object) -> None:
    act = only(read([LOG | {"data": told}]))
    assert (act["status_old"], act["status_new"]) == ("", "")


def test_a_change_that_is_no_json_within_json_is_read_too() -> None:
    assert only(read([LOG | {"data": json.loads(LOG["data"])}]))["status_new"] == "Terverifikasi"


def test_nobody_is_an_empty_text() -> None:
    act = only(read([LOG | {"institution_from": None, "institution_to": {"id": None, "name": None}}]))
    assert [act[name] for name in ("from_lapor_id", "from_name", "to_lapor_id", "to_name")] == [""] * 4


@pytest.mark.parametrize("number", [4711, "4711", 4711.0, "4711.0", " 4711 "], ids=repr)
def test_ids_are_the_same_as_numbers_and_as_texts(number: object) -> None:
    assert only(read([], [FOLLOW_UP | {"institution_from_id": number}]))["from_lapor_id"] == "4711"


@pytest.mark.parametrize(
    ("told", "kept"),
    [(5, "5"), ("5", "5"), (0, "0"), ("Auto Rated", "Auto Rated"), (None, ""), ("bagus", "")],
    ids=repr,
)
def test_a_rating_is_kept_as_written_and_nothing_else_in_its_place(told: object, kept: str) -> None:
    assert only(read([], [FOLLOW_UP | {"rating": told}]))["rating"] == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": None},
        {"date": 1789000000},
        {"date": "10-09-2026"},
        {"date": "31-02-2026 08:30:00"},
        {"date": "01-01-1970 00:00:00"},
        {"date": ["10-09-2026 08:30:00"]},
        {"institution_from": "Dinas Contoh"},
        {"institution_to": 4711},
        {"institution_to": {"id": 4711}},
        {"institution_to": {"id": [4711], "name": "Dinas Contoh"}},
        {"institution_to": {"id": True, "name": "Dinas Contoh"}},
        {"institution_to": {"id": "3216019912340007", "name": "Dinas Contoh"}},
        {"institution_to": {"id": 4711, "name": "warga@surat.example"}},
        {"institution_to": {"id": 4711, "name": "Dinas\x00Contoh"}},
    ],
)
def test_a_log_line_of_wrong_types_breaks_the_answer(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read([LOG, LOG | wrong])


@pytest.mark.parametrize("field", ["institution_from", "institution_to", "date"])
def test_a_log_line_that_lacks_a_field_breaks_the_answer(field: str) -> None:
    with pytest.raises(ValidationError):
        read([{name: value for name, value in LOG.items() if name != field}])


@pytest.mark.parametrize("field", sorted(FOLLOW_UP.keys() - {"id", "content", "rating"}))
def test_a_follow_up_that_lacks_a_field_or_has_another_type_breaks_the_answer(field: str) -> None:
    for wrong in ({name: value for name, value in FOLLOW_UP.items() if name != field}, FOLLOW_UP | {field: [1]}):
        with pytest.raises(ValidationError):
            read([], [wrong])


@pytest.mark.parametrize(
    "body",
    ["[]", "null", '""', "{}", '{"results": null}', '{"results": []}', '{"results": {"data": null, "data_logs": []}}',
     '{"results": {"data": {"status_name": "Proses"}}}', '{"results": {"data": {"status_name": []}, "data_logs": []}}'],
)  # fmt: skip
def test_an_answer_without_its_parts_is_broken(body: str) -> None:
    with pytest.raises(ValidationError):
        Complaint.model_validate_json(body)


def many(line: dict[str, Any], field: str) -> list[dict[str, Any]]:
    return [line | {field: f"{day:02}-09-2026 08:30:00"} for day in range(1, 6)]


@settings(max_examples=40)
@given(st.data())
def test_neither_order_nor_repetition_changes_what_is_told(data: st.DataObject) -> None:
    logs, follow_ups = many(LOG, "date"), many(FOLLOW_UP, "created_at")
    follow_ups.append(follow_ups[0] | {"rating": "5"})
    once = read(logs, follow_ups)
    repeated = [data.draw(st.lists(st.sampled_from(lines), max_size=5)) for lines in (logs, follow_ups)]
    shuffled = [
        data.draw(st.permutations(lines + extra)) for lines, extra in zip((logs, follow_ups), repeated, strict=True)
    ]
    pd.testing.assert_frame_equal(read(*shuffled), once)


def test_of_an_act_that_comes_with_and_without_a_rating_the_rated_one_stays() -> None:
    assert only(read([], [FOLLOW_UP | {"rating": "5"}, FOLLOW_UP]))["rating"] == "5"


def test_two_acts_in_the_same_second_are_two_if_others_took_part() -> None:
    assert len(read([LOG, LOG | {"institution_to": {"id": 4712, "name": "Badan Contoh"}}])) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "status_new"]), inner),
    max_leaves=5,
)


@settings(max_examples=40)
@given(st.sampled_from(sorted(LOG)), st.sampled_from(sorted(FOLLOW_UP)), JSON, JSON)
def test_whatever_stands_in_a_field_is_read_or_breaks_the_answer(
    log: str, follow_up: str, one: Any, other: Any
) -> None:
    try:
        acts = read([LOG | {log: one}], [FOLLOW_UP | {follow_up: other}])
    except ValidationError:
        return
    assert len(acts) == 2
