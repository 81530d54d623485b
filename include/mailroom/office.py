"""Who sends, to whom letters may leave, and where they go instead outside production."""

from __future__ import annotations

from dataclasses import dataclass

from include.gateways.message import Address
from include.settings import Environment, Settings


@dataclass(frozen=True)
class Office:
    """The sender; the domains that letters may leave for, `None` being any; the mailbox that gets them all instead."""

    sender: Address
    reply_to: Address
    allowed_domains: tuple[str, ...] | None = ()
    redirect_to: Address | None = None

    @classmethod
    def of(cls, settings: Settings) -> Office:
        production = settings.environment is Environment.PRODUCTION
        return cls(
            Address(settings.sender_address, settings.sender_name),
            Address(settings.reply_to),
            None if production else settings.allowed_domains,
            Address(settings.redirect_to) if settings.redirect_to and not production else None,
        )

    def allows(self, domain: str) -> bool:
        """Whether the domain is on the list, or lies below one that is."""
        return self.allowed_domains is None or lies_below(domain, self.allowed_domains)


def lies_below(domain: str, domains: tuple[str, ...]) -> bool:
    return any(f".{domain}".endswith(f".{each}") for each in domains)
