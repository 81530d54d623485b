"""The same road over TLS, with a certificate made for the test."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from include.gateways.carrier import OutcomeUnknown, TryAgain
from include.gateways.sendgrid import SendGridCarrier
from tests.gateways.sendgrid.builders import a_message
from tests.standins.sendgrid import KEY, SendGrid, drip
from tests.standins.sendgrid_server import Handler


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with a key and its certificate for 127.0.0.1, good for an hour."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(minutes=1)).not_valid_after(now + timedelta(hours=1))
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
    )
    signed = builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
    path = tmp_path / "standin.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed)
    return path


@contextmanager
def serving_securely(standin: SendGrid, certificate: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"standin": standin}))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        standin.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_letter_of_many_records_arrives_whole(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    message, standin = a_message(html="<p>ä</p>" * 20_000), SendGrid()
    with serving_securely(standin, certificate) as url:
        assert [SendGridCarrier(KEY, host=url, timeout=5).send(message)] == standin.references()
    assert standin.accepted[0]["body"] == message


def test_an_answer_that_drips_is_left_in_time(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    standin = SendGrid()
    standin.faults.append(drip(0.02))
    with serving_securely(standin, certificate) as url, pytest.raises(OutcomeUnknown, match="Timeout"):
        SendGridCarrier(KEY, host=url, timeout=0.3).send(a_message())


def test_a_certificate_that_nobody_vouches_for_gets_no_letter(certificate: Path) -> None:
    standin = SendGrid()
    with serving_securely(standin, certificate) as url, pytest.raises(TryAgain, match="SSLCertVerification"):
        SendGridCarrier(KEY, host=url, timeout=5).send(a_message())
    assert standin.requests == []
