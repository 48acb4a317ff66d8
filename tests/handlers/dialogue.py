"""Dialogs as tables of (a person acts, the bot answers), played in the sandbox against a whole running zibot."""

import asyncio
import re
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from bot import demo, demo_people, limiter
from bot.app import Zibot
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Role
from handlers.office import Office
from sandbox import Clock, Sandbox
from sandbox.people import People, Press
from sandbox.state import Call, Message
from services import incoming, onboarding, roles
from services.access import find_actor, meet
from services.onboarding import Contact
from services.roster import EmployeeRow
from storage.engine import Transaction
from texts.catalogue import translator
from texts.errors import sentence
from texts.place import Place
from texts.screen import Screen

SECONDS = 20  # a busy disk can hold a commit for long
DATABASE = "zibot.db"
SEAL = "zibot-seal.pem"
AGENCY = "Pemerintah Kabupaten Probolinggo (contoh)"
_TAGS = re.compile(r"<[^>]+>")
_ids = count(600_001)

Fragment: TypeAlias = str | Callable[[str], str]
"""Words of the bot in Indonesian, looked up in the reader's language; or a function of that language."""


def said(message: str, **values: object) -> Fragment:
    """A message of the catalogue with its blanks filled in."""
    return lambda language: translator(language)(message) % values


def refusal(key: str, **params: str | int) -> Fragment:
    """The sentence for a refusal."""
    return lambda language: sentence(DomainError(key, **params), language)


def shown(screen: Callable[..., Screen], *facts: object, **more: object) -> Fragment:
    """The whole text of a screen of `texts` that needs no more than these facts."""
    return lambda language: str(screen(_place(language), *facts, **more).text)


def _place(language: str) -> Place:
    return Place(language, AGENCY, ZoneInfo("Asia/Jakarta"), datetime.now(UTC), demo.USERNAME)


def in_words(fragment: Fragment, language: str) -> str:
    words = fragment(language) if callable(fragment) else translator(language)(fragment)
    return unescape(_TAGS.sub("", words))


@dataclass(eq=False)
class Person:
    """Somebody to play: an account, and the row of the roster behind it (None: a stranger)."""

    id: int
    language: str
    row: EmployeeRow | None
    read: dict[int, int] = field(default_factory=dict)

    @property
    def employee(self) -> EmployeeRow:
        assert self.row is not None
        return self.row


@dataclass
class Turn:
    """One act of a person in a chat, and what has been seen of the answer."""

    house: "House"
    person: Person
    chat: int
    calls_before: int
    pressed: Message | None = None
    press: Press | None = None

    @property
    def box(self) -> Sandbox:
        return self.house.box

    def calls(self) -> list[Call]:
        return self.box.log[self.calls_before :]

    def next_message(self) -> Message | None:
        seen = self.person.read.get(self.chat, 0)
        return next((one for one in self.box.messages(self.chat) if one.sender.is_bot and one.id > seen), None)

    async def take(self) -> Message:
        """The next message of the bot that nobody has looked at."""
        message = await self.box.until(self.next_message, SECONDS)
        assert message is not None
        self.person.read[self.chat] = message.id
        return message


Act: TypeAlias = Callable[[Turn], Awaitable[None]]
Answer: TypeAlias = Callable[[Turn], Coroutine[Any, Any, None]]
Exchange: TypeAlias = tuple[Any, ...]


async def nothing(_: Turn) -> None:
    """The person does nothing: the bot speaks on its own."""


def opens(payload: str = "") -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.start(turn.person.id, payload)

    return act


def writes(text: str, topic: int | None = None) -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.text(turn.person.id, turn.chat, text, topic)

    return act


def shares(of: Person | None = None) -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.share_contact(turn.person.id, turn.chat, of.id if of else None)

    return act


def presses(label: Fragment, times: int = 1) -> Act:
    """Press the newest button with this label, so many times at once."""

    async def act(turn: Turn) -> None:
        message, row, column = find_button(turn.box, turn.chat, in_words(label, turn.person.language))
        turn.pressed = message
        presses = [turn.box.people.press(turn.person.id, turn.chat, message.id, row, column) for _ in range(times)]
        turn.press = (await asyncio.gather(*presses))[-1]

    return act


def presses_first(start: str = "") -> Act:
    """Press the first button of the newest message with buttons whose label begins so."""

    async def act(turn: Turn) -> None:
        message = [one for one in turn.box.messages(turn.chat) if one.sender.is_bot and one.inline][-1]
        labels = [buttons[0]["text"] for buttons in message.inline or []]
        row = next(place for place, label in enumerate(labels) if label.startswith(start))
        turn.pressed = message
        turn.press = await turn.box.people.press(turn.person.id, turn.chat, message.id, row, 0)

    return act


def forges(data: str) -> Act:
    """Press a button whose data was changed on the way: under the newest message of the bot in this chat."""

    async def act(turn: Turn) -> None:
        message = [one for one in turn.box.messages(turn.chat) if one.sender.is_bot][-1]
        shown, message.inline = message.inline, [[{"text": "?", "callback_data": data}]]
        turn.pressed = message
        task = asyncio.create_task(turn.box.people.press(turn.person.id, turn.chat, message.id, 0, 0))
        await asyncio.sleep(0)  # the press reads its button before it waits for the answer
        message.inline = shown
        turn.press = await task

    return act


def does(change: Callable[[People], object]) -> Act:
    """Any other act in Telegram."""

    async def act(turn: Turn) -> None:
        change(turn.box.people)

    return act


def says(*fragments: Fragment, buttons: Sequence[Fragment] | None = None, without: tuple[Fragment, ...] = ()) -> Answer:
    """A new message with these words, and exactly these buttons when they are given."""

    async def check(turn: Turn) -> None:
        message = await turn.take()
        holds(turn, message, fragments, buttons, without)

    return check


def redraws(
    *fragments: Fragment, buttons: Sequence[Fragment] | None = None, without: tuple[Fragment, ...] = ()
) -> Answer:
    """The message whose button was pressed shows these words now; nothing new is sent for it."""

    async def check(turn: Turn) -> None:
        message = turn.pressed
        assert message is not None

        def edited() -> bool:
            ours = [call for call in turn.calls() if call.method == "editMessageText" and call.chat_id == turn.chat]
            return any(int(call.params["message_id"]) == message.id for call in ours)

        await turn.box.until(edited, SECONDS)
        holds(turn, message, fragments, buttons, without)

    return check


def holds(
    turn: Turn, message: Message, fragments: tuple[Fragment, ...], buttons: Sequence[Fragment] | None,
    without: tuple[Fragment, ...],
) -> None:  # fmt: skip
    language = turn.person.language
    missing = [words for one in fragments if (words := in_words(one, language)) not in message.text]
    assert missing == [], message.text
    unwanted = [words for one in without if (words := in_words(one, language)) in message.text]
    assert unwanted == [], message.text
    if buttons is not None:
        shown = [button["text"] for row in message.inline or [] for button in row]
        assert shown == [in_words(label, language) for label in buttons]


def offers(label: Fragment) -> Answer:
    """The keyboard below the input field has this button."""

    async def check(turn: Turn) -> None:
        keyboard = turn.box.world.chats[turn.chat].keyboard
        assert keyboard is not None
        shown = [button["text"] for row in keyboard["keyboard"] for button in row]
        assert shown == [in_words(label, turn.person.language)]

    return check


def toast(message: Fragment) -> Answer:
    return _answered(message, alert=False)


def alert(key: str, **params: str | int) -> Answer:
    """A window with the sentence of a refusal."""
    return _answered(refusal(key, **params), alert=True)


def _answered(words: Fragment, *, alert: bool) -> Answer:
    async def check(turn: Turn) -> None:
        assert turn.press is not None
        assert turn.press.answer is not None
        answer = turn.press.answer
        assert (answer.text, answer.alert) == (in_words(words, turn.person.language)[:200], alert)

    return check


def reads(language: str) -> Answer:
    """From here on the bot speaks this language to the person."""

    async def check(turn: Turn) -> None:
        turn.person.language = language

    return check


def sends(kind: str, start: bytes, *fragments: Fragment) -> Answer:
    """A new message with a picture or a document that begins with these bytes."""

    async def check(turn: Turn) -> None:
        message = await turn.take()
        holds(turn, message, fragments, None, ())
        assert message.media is not None
        assert (message.media.kind, message.media.file.on_disk.read_bytes()[: len(start)]) == (kind, start)

    return check


def find_button(box: Sandbox, chat: int, label: str) -> tuple[Message, int, int]:
    """The newest message with a button of this label, and where the button is."""
    for message in reversed(box.messages(chat)):
        for row, buttons in enumerate(message.inline or []):
            for column, button in enumerate(buttons):
                if button["text"] == label:
                    return message, row, column
    shown = [one.inline for one in box.messages(chat)]
    pytest.fail(f"no button {label!r} in {shown}")


class House:
    """One running installation with the demo's data, and people to play in it."""

    def __init__(self, running: demo.Demo) -> None:
        self.box = running.sandbox
        self.bot = running.bot
        self._taken = {player.row for player in demo_people.PLAYERS}
        self._free = {unit: self._rows_of(unit) for unit in demo_people.STAFFED}
        self._task: asyncio.Task[None] | None = None

    def _rows_of(self, unit: str) -> Iterator[EmployeeRow]:
        rows = enumerate(demo_people.employees())
        return iter([row for place, row in rows if row.unit_code == unit and place not in self._taken])

    @property
    def office(self) -> Office:
        assert self.bot.office is not None
        return self.bot.office

    def newcomer(self, unit: str = "dpmptsp", language: str = "id") -> Person:
        """Somebody of the roster whose account the bot has never seen."""
        row = next(self._free[unit])
        first, _, last = row.name.partition(" ")
        user = self.box.add_user(next(_ids), first, last, language, phone=f"62{row.phone[1:]}")
        return Person(user.id, language, row)

    def stranger(self, language: str = "id", phone: str = "6281100077777") -> Person:
        """Somebody who is in no roster."""
        user = self.box.add_user(next(_ids), "Tamu", "Contoh", language, phone=phone)
        return Person(user.id, language, None)

    async def colleague(
        self, unit: str = "dpmptsp", language: str = "id", role: Role | None = None, scope: str = ""
    ) -> Person:
        """Somebody linked, who has started the bot."""
        person = self.newcomer(unit, language)
        await self.office.db.write(_link, person, role, scope, self.office.clock.now())
        self.box.world.users[person.id].started = True
        return person

    async def actor(self, person: Person) -> Actor | None:
        return await self.office.db.read(find_actor, person.id)

    async def talk(self, person: Person, *exchanges: Exchange, chat: int | None = None) -> None:
        """Play the table, then make sure that nothing more was said."""
        place = person.id if chat is None else chat
        if place != person.id:
            person.read.setdefault(place, max((one.id for one in self.box.messages(place)), default=0))
        for act, *answers in exchanges:
            turn = Turn(self, person, place, len(self.box.log))
            await act(turn)
            for answer in answers:
                await answer(turn)
        assert len(self.box.log) < 5000, "the log of the sandbox is full"
        await self._silence(person, place)

    async def _silence(self, person: Person, chat: int) -> None:
        """What the person asks last is answered next: nothing else came, since one lane is in order."""
        if chat == person.id and not self.box.world.users[person.id].started:
            return
        turn = Turn(self, person, chat, len(self.box.log))
        self.box.people.text(person.id, chat, "/bantuan")
        await says("Bantuan", buttons=[])(turn)

    def player(self, telegram_id: int) -> Person:
        """One of the demo's own people."""
        player = next(one for one in demo_people.PLAYERS if one.telegram_id == telegram_id)
        row = demo_people.employees()[player.row] if player.row is not None else None
        person = Person(telegram_id, "id", row)
        person.read[telegram_id] = max((one.id for one in self.box.messages(telegram_id)), default=0)
        return person

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds at this moment."""
        path = self.bot.settings.database.sqlite_path
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    async def settled(self) -> None:
        """Wait until everything that zibot was told is handled."""
        await self.box.until(lambda: not self.box.updates.pending, SECONDS)
        async with asyncio.timeout(SECONDS):
            while await self.office.db.read(incoming.pending):
                pass

    async def stop(self) -> None:
        """Stop zibot in order; Telegram stays."""
        first = next((task for task in asyncio.all_tasks() if task.get_name() == "zibot"), None)
        running = self._task or first
        self.bot.stopping.set()
        if running is not None:
            await running

    async def restart(self) -> None:
        """Stop zibot in order and start it anew on the same database."""
        await self.stop()
        self.bot = Zibot(self.bot.settings, clock=self.box.clock, listens=False)
        self._task = asyncio.create_task(self.bot.serve())
        async with asyncio.timeout(SECONDS):
            await self.bot.ready.wait()

    async def close(self) -> None:
        if self._task is not None:
            self.bot.stopping.set()
            await self._task


def _link(tx: Transaction, person: Person, role: Role | None, scope: str, now: Any) -> None:
    if role is not None:  # before the link: nobody is told of a role that they began with
        roles.grant_from(tx, roles.CLI, person.employee.staff_number, role, scope, now, "data uji")
    actor = meet(tx, person.id, person.language, now)
    onboarding.consent(tx, actor, now)
    actor = meet(tx, person.id, person.language, now)
    onboarding.recognise(tx, actor, Contact(f"62{person.employee.phone[1:]}", person.id), now)
    onboarding.confirm(tx, actor, now)


@contextmanager
def unhurried() -> Iterator[None]:
    """Without the pace that the limiter keeps in each chat: dialogs of tests are played faster than people tap."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limiter, "_PERSON", (10_000, 0.0001))
        patch.setattr(limiter, "_SCREEN", (10_000, 0.0001))
        patch.setattr(limiter, "_GROUP", (10_000, 0.0001))
        yield


_seeded: dict[datetime, tuple[bytes, bytes]] = {}


async def _seed() -> tuple[bytes, bytes]:
    """File and seal key of a demo that has not started yet, made once an hour: its dates are reckoned from now."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    if hour not in _seeded:
        with tempfile.TemporaryDirectory() as folder:
            await demo._prepare(demo.settings(Path(folder), "http://127.0.0.1:9", f"7000000001:{'x' * 35}"), Clock())
            _seeded[hour] = (Path(folder) / DATABASE).read_bytes(), (Path(folder) / SEAL).read_bytes()
    return _seeded[hour]


@asynccontextmanager
async def opened(folder: Path, *, seeds_itself: bool = False, factor: demo.DemoFactor = "none") -> AsyncIterator[House]:
    """A house in this folder; it begins with a copy of the demo's data unless it shall fill its database itself."""
    if not (seeds_itself or (folder / DATABASE).exists()):
        database, seal = await _seed()
        (folder / DATABASE).write_bytes(database)
        (folder / SEAL).write_bytes(seal)
    with unhurried():
        async with demo.running(folder, 0, rate_limits=False, factor=factor) as running:
            house = House(running)
            await house.settled()
            try:
                yield house
            finally:
                await house.close()
