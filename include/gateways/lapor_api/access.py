"""How LAPOR's API is reached and who asks; the secrets are shown to nobody else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import httpx

from include.gateways.lapor_api.shape import AUTHORIZATION, TOKEN

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SECRET = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class Access:
    """ValueError, without the value, when one of them cannot be used."""

    base_url: str = field(repr=False)  # may hold a user's name and password if it is wrong
    bearer: str = field(repr=False)
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        for name, secret in (("bearer", self.bearer), ("token", self.token)):
            if not SECRET.fullmatch(secret):
                raise ValueError(f"The {name} of LAPOR's API is empty or no plain text: copy it anew, without spaces.")
        if not is_usable(self.base_url):
            raise ValueError(
                "The address of LAPOR's API must be like https://host/path: without it the secrets would travel in "
                "the clear. It holds no user name, no password and nothing behind a question mark."
            )

    def headers(self) -> dict[str, str]:
        return {AUTHORIZATION: f"Bearer {self.bearer}", TOKEN: self.token, "Cache-Control": "no-cache"}


def is_usable(base_url: str) -> bool:
    """Encrypted, or not leaving this machine."""
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        return False
    private = url.scheme == "https" or (url.scheme == "http" and url.host in LOOPBACK)
    return private and bool(url.host) and not (url.userinfo or url.query or url.fragment)
