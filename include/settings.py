"""Every knob, typed, read once from the environment (`RAPOR_…`); `.env.example` explains each."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from email_validator import validate_email
from pydantic import PositiveFloat, PositiveInt, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
MOUNTED = Path("/run/secrets")  # where docker compose puts what must not stand in the environment
SECRETS = MOUNTED if MOUNTED.is_dir() else None


class Carrier(StrEnum):
    """By which road letters leave."""

    OUTBOX = "outbox"
    SENDGRID = "sendgrid"


class Environment(StrEnum):
    """Only in production can a letter leave for a domain that is not on the allow-list."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What one installation chooses; a wrong value is refused when it is read."""

    model_config = SettingsConfigDict(env_prefix="RAPOR_", frozen=True, secrets_dir=SECRETS)

    warehouse_url: str = f"sqlite:///{VAR / 'warehouse.db'}"
    inbox: Path = VAR / "inbox"
    outbox: Path = VAR / "outbox"
    offices: Path = VAR / "offices.csv"
    carrier: Carrier = Carrier.OUTBOX
    environment: Environment = Environment.DEVELOPMENT
    allowed_domains: Annotated[tuple[str, ...], NoDecode] = ()
    sender_address: str = "rapor-lapor@bekasikab.example"
    sender_name: str = "Rapor LAPOR Kabupaten Bekasi"
    reply_to: str = "admin-lapor@bekasikab.example"
    redirect_to: str = ""
    staff_address: str = ""
    receipts_key: str = ""
    approval: bool = True
    approvers: Annotated[tuple[str, ...], NoDecode] = ()
    approval_hours: PositiveFloat = 8.0
    sendgrid_connection: str = "sendgrid"
    lapor_connection: str = "lapor"
    api_requests_an_hour: PositiveInt = 1_000
    api_concurrency: PositiveInt = 4
    api_seconds: PositiveFloat = 900.0
    keep_texts: bool = False
    keep_titles_days: PositiveInt = 730
    settle_seconds: float = 5.0
    sample: bool = False

    @field_validator("allowed_domains", "approvers", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        """`a.go.id, b.go.id` as one environment variable."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("staff_address", "redirect_to")
    @classmethod
    def mailbox(cls, value: str) -> str:
        if value:
            validate_email(value, check_deliverability=False)
        return value

    @field_validator("allowed_domains")
    @classmethod
    def lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(domain.lower() for domain in value)


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
