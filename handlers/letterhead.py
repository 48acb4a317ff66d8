"""What a document says about the agency that gives it out, whoever makes it: the running bot or the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Letterhead(Protocol):
    """The agency on paper."""

    @property
    def agency(self) -> str:
        """Its full name."""

    @property
    def region(self) -> str:
        """The region it belongs to."""

    @property
    def signing_place(self) -> str:
        """Where its people sign."""

    def check_address(self, code: str) -> str:
        """Where anybody can check a receipt code."""


@dataclass(frozen=True, slots=True)
class PlainLetterhead:
    """The agency without a running bot: `public_url` is "" where there is no public page."""

    agency: str
    region: str
    signing_place: str
    public_url: str
    bot_username: str

    def check_address(self, code: str) -> str:
        """The public page, or the chat where there is none."""
        return check_address(self.public_url, self.bot_username, code)


def check_address(public_url: str, bot_username: str, code: str) -> str:
    """The address of the public page of a receipt code, or that of the chat that checks it."""
    return f"{public_url}/v/{code}" if public_url else f"https://t.me/{bot_username}?start=v_{code}"
