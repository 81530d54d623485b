"""The message: what SendGrid refuses and what deceives a reader never gets into it."""

from __future__ import annotations

import pytest

from include.gateways.message import Address, Message, clean, digest, write_canonically, write_message

HEAD = Address("kepala@dinas.example", "Dr. H. Contoh, M.Si.; <Kepala>")
OFFICE = Address("rapor@bekasikab.example", "Rapor “LAPOR” Kabupatèn")


def a_message(**changes: object) -> Message:
    parts = {"delivery_id": "d-1", "subject": "Rapor", "html": "<p>Rapor</p>", "text": "Rapor", "to": HEAD}
    return write_message(**parts | {"copies": [], "sender": OFFICE, "reply_to": OFFICE} | changes)


def test_the_text_comes_before_the_html() -> None:
    assert [part["type"] for part in a_message()["content"]] == ["text/plain", "text/html"]


def test_nobody_is_tracked() -> None:
    settings = a_message()["tracking_settings"]
    assert set(settings) == {"click_tracking", "open_tracking", "subscription_tracking", "ganalytics"}
    assert {flag for setting in settings.values() for flag in setting.values()} == {False}


def test_the_arguments_tell_the_delivery_and_nothing_else() -> None:
    assert a_message()["custom_args"] == {"delivery_id": "d-1"}
    assert a_message()["headers"] == {"Auto-Submitted": "auto-generated"}


def test_a_name_loses_the_characters_that_sendgrid_refuses() -> None:
    assert a_message()["personalizations"][0]["to"][0]["name"] == "Dr. H. Contoh M.Si. Kepala"


def test_the_sender_is_written_in_ascii() -> None:
    assert a_message()["from"]["name"] == "Rapor LAPOR Kabupaten"


def test_a_mailbox_is_written_once_however_it_is_spelled() -> None:
    copies = [Address("Kepala@Dinas.example"), Address("p@dinas.example", "A"), Address(" P@dinas.EXAMPLE ", "B")]
    block = a_message(copies=copies)["personalizations"][0]
    assert [person["email"] for person in block["to"] + block["cc"]] == ["kepala@dinas.example", "p@dinas.example"]


def test_without_copies_there_is_no_empty_list_of_them() -> None:
    assert set(a_message(copies=[HEAD])["personalizations"][0]) == {"to"}


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Rapor\r\nBcc: x@y.example", "Rapor Bcc: x@y.example"),
        ("Dinas\u200b \u202eKesehatan\u2066", "Dinas Kesehatan"),
        ("a\x00b\x7fc\u2028d\ufeffe\udfff", "a b c de"),
        ("  Pekan\t47  ", "Pekan 47"),
    ],
)
def test_a_header_is_one_line_without_hidden_characters(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
    assert a_message(subject=text)["subject"] == cleaned


@pytest.mark.parametrize("part", ["subject", "html", "text"])
def test_a_letter_without_one_of_its_parts_is_no_letter(part: str) -> None:
    with pytest.raises(ValueError, match="d-1"):
        a_message(**{part: " \n"})


@pytest.mark.parametrize(
    "email",
    ["", "kepala", "kepala@", "kepala@dinas", "a b@dinas.example", "a@dinas.example, b@dinas.example",
     "Kepala <a@dinas.example>", "a@dinas.example\nBcc: b@dinas.example", "kepala@dinаs.example"],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused_and_not_repeated(email: str) -> None:
    with pytest.raises(ValueError, match="not the address") as caught:
        Address(email)
    assert not email or email not in str(caught.value)


def test_the_same_message_is_the_same_text_in_whatever_order() -> None:
    message = a_message()
    assert write_canonically(dict(reversed(message.items()))) == write_canonically(message)
    assert digest(message) == digest(a_message())
    assert digest(message) != digest(a_message(text="Rapor."))
