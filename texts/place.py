"""Where and when a text is read: the agency's name, the reader's zone, the present moment."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Place:
    """What every message may need: language, agency name, zone and moment of reading."""

    language: str
    agency: str
    tz: ZoneInfo
    now: datetime
    bot_username: str = ""

    def deep_link(self, payload: str) -> str:
        """The address that opens the private chat with the bot and hands over a payload."""
        return f"https://t.me/{self.bot_username}?start={payload}"
