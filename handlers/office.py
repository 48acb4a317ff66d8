"""What every handler works with: the database, the clock, and the facts about the agency."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from documents.paper_cache import PaperCache
from documents.paper_press import PaperPress
from documents.pdf_signature import PdfSigner
from domain.people import Actor
from domain.pledge_plan import PledgePlan
from domain.retention import Retention
from domain.second_factor import Factor
from handlers.letterhead import check_address
from services.deadlines import Planning
from services.sealing import Sealer
from storage.engine import Database
from storage.evidence_store import EvidenceStore
from texts.place import Place


class Clock(Protocol):
    """Tells the time; the demo has one that can be moved."""

    def now(self) -> datetime:
        """The present moment, aware."""


@dataclass(frozen=True, slots=True)
class Office:
    """One installation.

    `ring` tells the sender that the outbox may have something, `fetch` downloads a file by its id, `busy` shows in a
    chat that longer work goes on ("typing", "upload_document", "upload_photo"), `profile` is the name that an account
    has at Telegram now, "" when it can't be had. Codes and requests to join are valid for so many days. `public_url`
    is the public https address of the web server, "" without one; `pdf_signer` None leaves documents unsigned.
    `factor` is what a signer proves before the tap, `witnessing` tells whether heads attest signatures. `plan` is
    when campaigns without a plan of their own remind. `evidence` keeps the files of worksheets. An announcement to more
    than `approve_above` recipients waits for another admin (0: none does). Reminders leave at `per_second` at most.
    """

    db: Database
    clock: Clock
    agency: str
    region: str
    signing_place: str
    tz: ZoneInfo
    languages: tuple[str, ...]
    bot_username: str
    sealer: Sealer
    ring: Callable[[], None]
    fetch: Callable[[str], Awaitable[bytes]]
    busy: Callable[[int, str], Awaitable[None]]
    profile: Callable[[int], Awaitable[str]]
    activation_days: int = 14
    link_request_days: int = 3
    factor: Factor = Factor.NONE
    witnessing: bool = True
    planning: Planning = field(default_factory=Planning)
    plan: PledgePlan = field(default_factory=PledgePlan)
    retention: Retention = field(default_factory=Retention)
    pdf_signer: PdfSigner | None = None
    papers: PaperCache = field(default_factory=PaperCache)
    press: PaperPress = field(default_factory=PaperPress)
    public_url: str = ""
    evidence: EvidenceStore | None = None
    approve_above: int = 0
    per_second: int = 30

    def place(self, actor: Actor) -> Place:
        """Where this person reads: their language, in the zone of their unit."""
        tz = ZoneInfo(actor.unit.timezone) if actor.unit else self.tz
        return Place(actor.language, self.agency, tz, self.clock.now(), self.bot_username)

    def place_for(self, language: str) -> Place:
        """Where a message is read of whose reader only the language is known."""
        return Place(language, self.agency, self.tz, self.clock.now(), self.bot_username)

    def check_address(self, code: str) -> str:
        """Where anybody can check a receipt code: the public page, or the chat where there is none."""
        return check_address(self.public_url, self.bot_username, code)
