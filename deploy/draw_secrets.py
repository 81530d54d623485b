"""Draw every secret of an installation into a folder, each into a file of its own; what is there is left as it is.

python3 deploy/draw_secrets.py secrets
"""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

PASSWORDS = ("postgres_password", "airflow_password", "celery_password", "owner_password", "warehouse_password")
PASSWORDS += ("redis_password", "admin_password")


def main(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {name: keep(folder / name, secrets.token_urlsafe(32)) for name in PASSWORDS}
    keep(folder / "fernet_key", base64.urlsafe_b64encode(os.urandom(32)).decode())
    keep(folder / "jwt_secret", secrets.token_urlsafe(64))
    keep(folder / "connections.json", "{}\n")
    for name, text in addresses(said).items():
        keep(folder / name, text)
    certify(folder)


def addresses(said: dict[str, str]) -> dict[str, str]:
    """The addresses of databases and of the queue, which hold passwords."""
    driver, host = "postgresql+psycopg", "postgres"
    return {
        "airflow_database": f"{driver}://airflow:{said['airflow_password']}@{host}/airflow",
        "celery_results": f"db+{driver}://celery:{said['celery_password']}@{host}/celery",
        "celery_broker": f"redis://:{said['redis_password']}@redis:6379/0",
        "owner_database": f"{driver}://warehouse_owner:{said['owner_password']}@{host}/warehouse",
        "rapor_warehouse_url": f"{driver}://warehouse:{said['warehouse_password']}@{host}/warehouse",
    }


def keep(path: Path, text: str) -> str:
    """What the file says; it is written first when it is not there.

    Whoever a container runs as can read it there; on this machine, nobody gets past the folder.
    """
    if not path.exists():
        path.write_text(text)
    return path.read_text().strip()


def certify(folder: Path) -> None:
    """A certificate of our own, until the regency's is put in its place."""
    certificate, key = folder / "tls_certificate", folder / "tls_key"
    if not certificate.exists():
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", *subject]
        subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
        key.chmod(0o644)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
