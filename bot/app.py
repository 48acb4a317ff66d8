"""Assembly: database, Telegram, inbox, sender, ticks and web server as one running process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot

from bot import menus, ticks
from bot.inbox import Inbox
from bot.limiter import LaneLimiter
from bot.polling import ALLOWED, Poller
from bot.sender import Sender
from bot.settings import Settings
from bot.transport import AiohttpRequest
from documents.pdf_signature import PdfSigner
from documents.pdf_signature import load_or_make as load_signer
from domain.errors import DomainError
from domain.messages import Lane
from domain.second_factor import Factor
from handlers import routes
from handlers.guards import Context
from handlers.office import Clock, Office
from handlers.outbound import send
from services import menus as menu_service
from services.health import answers
from services.sealing import Sealer, open_seal
from storage.engine import Database, database
from storage.evidence_store import EvidenceStore
from texts.catalogue import choose
from texts.errors import refusal
from texts.screen import Screen
from web import server as web_server
from web.calendar_page import CalendarDesk
from web.evidence_page import EvidenceDesk
from web.pledge_page import PublicDesk, base_of
from web.portal import PortalDesk

log = structlog.get_logger(__name__)

STOP_SECONDS: Final = 20.0
POOL: Final = 256
# So many people waiting for an answer are a crowd: posts go out slowly until it has been served.
CROWD: Final = 16
# Telegram's 30 a second is about notifications; replies go faster, and a 429 is obeyed when it comes.
INTERACTIVE_PER_SECOND: Final = 300

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class CertificateError(Exception):
    """The certificate that signs documents can't be used."""


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


@dataclass
class _Outcome:
    error: Exception | None = None


_outcome: ContextVar[_Outcome] = ContextVar("outcome")


@dataclass
class Zibot:
    """A running bot. `serve` returns when `stopping` is set, after finishing what was begun.

    Without `listens` it opens no web server of its own.
    """

    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    listens: bool = True
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    office: Office | None = None

    async def serve(self) -> None:
        """Run until told to stop; at the start InvalidToken, OSError, CertificateError or a driver's error."""
        async with AsyncExitStack() as stack:
            db = database(self.settings.database.url.get_secret_value())
            await db.open()
            stack.push_async_callback(db.close)
            talking = AiohttpRequest(connection_pool_size=POOL, read_timeout=20.0, pool_timeout=10.0)
            polling = AiohttpRequest(connection_pool_size=1)
            for request in (talking, polling):  # after a start that failed the application would leave them open
                stack.push_async_callback(request.shutdown)
            application = self._telegram(talking, polling)
            await application.initialize()
            stack.push_async_callback(application.shutdown)
            await self._run(stack, db, application, polling)

    def _telegram(self, talking: AiohttpRequest, polling: AiohttpRequest) -> App:
        telegram = self.settings.telegram
        return (
            ApplicationBuilder()
            .token(telegram.token.get_secret_value())
            .base_url(f"{telegram.api_base_url.rstrip('/')}/bot")
            .base_file_url(f"{telegram.api_base_url.rstrip('/')}/file/bot")
            .request(talking)
            .get_updates_request(polling)
            .rate_limiter(_limiter(telegram.bulk_per_second))
            .context_types(ContextTypes(context=Context))
            .updater(None)
            .job_queue(None)
            .build()
        )

    async def _run(self, stack: AsyncExitStack, db: Database, application: App, polling: AiohttpRequest) -> None:
        bot: ExtBot[Lane] = application.bot
        bell = asyncio.Event()
        sealer = await db.write(open_seal, self.settings.seal_path)
        office = self.office = self._office(db, bot, bell, sealer)
        stack.callback(office.press.close)
        assert office.evidence is not None
        await asyncio.to_thread(office.evidence.sweep)
        routes.install(application, office)
        application.add_error_handler(_remember_error)
        inbox = Inbox(
            db, self.clock, _handler(application), _apologist(bot), self.settings.security.max_updates_at_once
        )
        stack.push_async_callback(inbox.drain, STOP_SECONDS)
        left = await inbox.replay()
        await menus.publish(bot, office.languages)
        await db.write(menu_service.renew, menus.edition(), self.clock.now())
        if self.listens:
            await self._listen(stack, db, bot, inbox)
        scheduler = ticks.start(office)
        stack.callback(scheduler.shutdown, wait=False)
        work = [
            asyncio.create_task(Sender(office, bot, bell, crowded=lambda: inbox.waiting > CROWD).run(), name="sender")
        ]
        if self.settings.telegram.mode == "polling":
            await bot.delete_webhook()
            work.append(asyncio.create_task(Poller(bot, polling, inbox.receive).run(), name="poller"))
        log.info("running", bot=office.bot_username, mode=self.settings.telegram.mode, replayed=left)
        self.ready.set()
        await _until(self.stopping, work)

    def _office(self, db: Database, bot: Bot, bell: asyncio.Event, sealer: Sealer) -> Office:
        organization = self.settings.organization
        return Office(
            db=db,
            clock=self.clock,
            agency=organization.name,
            region=organization.region,
            signing_place=self.settings.pledge.place,
            tz=organization.timezone,
            languages=tuple(organization.languages),
            bot_username=bot.username,
            sealer=sealer,
            factor=Factor(self.settings.pledge.factor),
            witnessing=self.settings.pledge.witness,
            planning=self.settings.reminders.planning,
            plan=self.settings.pledge.plan,
            ring=bell.set,
            fetch=_fetcher(bot),
            busy=_busy(bot),
            profile=_profile(bot),
            activation_days=self.settings.security.activation_days,
            link_request_days=self.settings.security.link_request_days,
            retention=self.settings.retention.terms,
            pdf_signer=self._pdf_signer(),
            public_url=_public(self.settings.web.public_url),
            evidence=EvidenceStore(self.settings.evidence_path, self.settings.evidence.largest_mb),
            approve_above=self.settings.announcements.approve_above,
            per_second=self.settings.telegram.unasked_per_second,
        )

    def _pdf_signer(self) -> PdfSigner:
        settings = self.settings
        password = settings.pledge.pdf_certificate_password.get_secret_value()
        try:
            return load_signer(settings.pdf_certificate_path, password, settings.organization.name, self.clock.now())
        except (OSError, ValueError) as error:
            raise CertificateError(str(error)) from error

    def public_desk(self) -> PublicDesk:
        """What the public page that checks a pledge works with; the bot has started."""
        office = self.office
        assert office is not None
        base = base_of(self.settings.web.public_url)
        return PublicDesk(office.db, office.sealer, office.pdf_signer, self.clock.now, office.place_for, base)

    def evidence_desk(self) -> EvidenceDesk:
        """What the public pages of shared evidence work with; the bot has started."""
        office = self.office
        assert office is not None
        assert office.evidence is not None
        base = base_of(self.settings.web.public_url)
        return EvidenceDesk(office.db, office.sealer, office.evidence, self.clock.now, office.place_for, base)

    def calendar_desk(self) -> CalendarDesk:
        """What the calendars of people work with; the bot has started."""
        office = self.office
        assert office is not None
        return CalendarDesk(office.db, self.clock.now, office.place)

    def portal_desk(self) -> PortalDesk | None:
        """What the interface for the national portal works with, None without a token; the bot has started."""
        office, portal = self.office, self.settings.portal
        assert office is not None
        token = portal.token.get_secret_value()
        if not token:
            return None
        # Without a public address that of the interface is read from where its document was found.
        address = f"{office.public_url}{portal.path}"
        now, public_url = self.clock.now, office.public_url
        return PortalDesk(office.db, office.sealer, token, portal.path, address, now, office.tz, public_url)

    async def _listen(self, stack: AsyncExitStack, db: Database, bot: Bot, inbox: Inbox) -> None:
        telegram, web = self.settings.telegram, self.settings.web
        hook = telegram.mode == "webhook"
        secret = telegram.webhook_secret.get_secret_value()

        async def healthy() -> bool:
            return await db.read(answers)

        receive = inbox.receive if hook else None
        desks = self.public_desk(), self.evidence_desk(), self.portal_desk(), self.calendar_desk()
        app = web_server.application(receive, secret, healthy, *desks)
        runner = await web_server.serve(app, web.host, web.port)
        stack.push_async_callback(runner.cleanup)
        if hook:
            await bot.set_webhook(telegram.webhook_url, secret_token=secret, allowed_updates=ALLOWED)


def _public(url: str) -> str:
    """The address if people elsewhere can open it, "" otherwise."""
    return url if url.startswith("https:") else ""


def _fetcher(bot: Bot) -> Callable[[str], Awaitable[bytes]]:
    async def fetch(file_id: str) -> bytes:
        return bytes(await (await bot.get_file(file_id)).download_as_bytearray())

    return fetch


def _busy(bot: Bot) -> Callable[[int, str], Awaitable[None]]:
    async def busy(chat_id: int, action: str) -> None:
        await bot.send_chat_action(chat_id, action)

    return busy


def _profile(bot: Bot) -> Callable[[int], Awaitable[str]]:
    async def profile(telegram_id: int) -> str:
        try:
            return (await bot.get_chat(telegram_id)).full_name or ""
        except TelegramError:
            return ""

    return profile


def _limiter(bulk_per_second: int) -> LaneLimiter:
    free = max(30, bulk_per_second)
    replies = max(INTERACTIVE_PER_SECOND, free)
    return LaneLimiter(per_second=free, bulk_per_second=bulk_per_second, interactive_per_second=replies)


def _handler(application: App) -> Any:
    async def handle(raw: Mapping[str, Any]) -> None:
        outcome = _Outcome()
        _outcome.set(outcome)
        update = Update.de_json(dict(raw), application.bot)
        await application.process_update(update)
        if outcome.error is not None:
            raise outcome.error

    return handle


async def _remember_error(_update: object, context: Context) -> None:
    """The application swallows what a handler raises; the inbox must hear of it."""
    error = context.error
    assert error is not None
    _outcome.get().error = error


def _apologist(bot: ExtBot[Lane]) -> Any:
    async def apologise(raw: Mapping[str, Any]) -> None:
        update = Update.de_json(dict(raw), bot)
        user, chat = update.effective_user, update.effective_chat
        if user is not None and chat is not None and chat.id == user.id:
            text = refusal(DomainError("unexpected"), choose(user.language_code))
            await send(bot, chat.id, Screen(text), lane=Lane.INTERACTIVE)

    return apologise


async def _until(stopping: asyncio.Event, work: list[asyncio.Task[None]]) -> None:
    """Wait for the stop, or for a worker that fails: its error goes on."""
    waiter = asyncio.create_task(stopping.wait(), name="stop")
    try:
        finished, _ = await asyncio.wait({waiter, *work}, return_when=asyncio.FIRST_COMPLETED)
        for task in finished - {waiter}:
            task.result()
    finally:
        for task in (waiter, *work):
            task.cancel()
        await asyncio.gather(waiter, *work, return_exceptions=True)
