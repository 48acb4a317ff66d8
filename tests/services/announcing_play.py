"""An agency to announce things to, and a sender that answers as told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update

from domain.announcement import Announcement, Audience, Body, Progress
from domain.delivery import Decision, Sent
from domain.messages import ClaimedPost, Group
from domain.people import Actor
from domain.rights import Role
from services import announcement_delivery as delivery
from services import announcement_report as reports
from services import announcing, outgoing
from storage import groups, people
from storage.engine import Database, Transaction
from storage.tables import outbox, units
from tests import builders
from tests.builders import NOW

AUTHOR, OTHER, THIRD, AUDITOR = 700, 701, 702, 703
STAFF = (710, 711, 712)
BLOCKED = 720
GROUPS = (
    Group(-1, None, "Pemda", None, "demoted"),
    Group(-2, 9, "Dinkes", None, ""),
    Group(-3, None, "Lama", None, ""),
)
EVERYBODY = Audience(groups=True, people=True)
GROUPS_ONLY = Audience()
PEOPLE_ONLY = Audience(groups=False, people=True)
RECIPIENTS = 4 + len(STAFF) + 1 + 2 + len(GROUPS)
"""Four with a role, the staff, one who has blocked the bot, two who have never started it, and the groups."""
REACHED = RECIPIENTS - 1 - 2 - 1
SOON = timedelta(seconds=1)


@dataclass(frozen=True)
class Agency:
    """The units and admins of `agency`."""

    head_office: int
    health: int
    clinic: int
    author: Actor
    other: Actor
    third: Actor
    auditor: Actor


def agency(tx: Transaction) -> Agency:
    """Two units, one with a clinic below it; three admins and an auditor; staff of the clinic; three groups."""
    office = builders.unit(tx, "setda")
    health = builders.unit(tx, "dinkes")
    clinic = builders.unit(tx, "pkm", parent=health)
    tx.execute(update(units).where(units.c.id == clinic.id).values(kind="puskesmas"))
    admins = [builders.linked(tx, office, one, role=Role.ADMIN) for one in (AUTHOR, OTHER, THIRD)]
    auditor = builders.linked(tx, office, AUDITOR, role=Role.AUDITOR)
    for one in (*STAFF, BLOCKED):
        builders.linked(tx, clinic, one)
    people.set_reachable(tx, BLOCKED, reachable=False)
    builders.employee(tx, clinic, name="Belum Mulai")
    builders.employee(tx, health, name="Juga Belum")
    builders.employee(tx, clinic, active=False)
    for group in GROUPS:
        unit_id = {-2: health.id, -3: clinic.id}.get(group.chat_id)
        groups.link(tx, Group(group.chat_id, group.thread_id, group.title, unit_id, ""), 0, NOW)
    groups.change_trouble(tx, -1, "", "demoted")
    groups.change_trouble(tx, -3, "", "kicked")
    return Agency(office.id, health.id, clinic.id, admins[0], admins[1], admins[2], auditor)


def sent(_: ClaimedPost) -> Decision:
    """Everything arrives."""
    return Sent()


@dataclass
class Play:
    """Who acts, the clock, and Telegram: what stands in each message, and how many each chat has got."""

    db: Database
    cast: Agency
    now: datetime = NOW
    wall: datetime = NOW
    screens: dict[int, str | None] = field(default_factory=dict)
    accepted: Counter[int] = field(default_factory=Counter)

    async def publish(
        self,
        text: str = "Apel pagi",
        audience: Audience = EVERYBODY,
        *,
        at: datetime | None = None,
        threshold: int = 0,
        key: str = "k",
        body: Body | None = None,
    ) -> Announcement:
        """The author announces something that asks to be read."""
        return await self.db.write(
            announcing.publish, self.cast.author, key, body or Body(text), audience, at, self.now,
            ask_read=True, threshold=threshold,
        )  # fmt: skip

    async def tick(self) -> None:
        """All ticks, as the clock runs them."""
        self.now += SOON
        await self.db.write(delivery.start_due, self.now)
        while await self.db.write(delivery.expand, self.now):
            pass
        while await self.db.write(delivery.rewrite, self.now):
            pass
        await self.db.write(delivery.finish, self.now)
        await self.db.write(reports.report_due, self.now)

    async def claim(self, limit: int = 1000) -> list[ClaimedPost]:
        """Posts in the hand of the sender."""
        return list(await self.db.write(outgoing.claim, "s", self.now, self.wall, limit))

    def die(self) -> None:
        """The sender is gone: what it held is free before anybody claims again."""
        self.wall += timedelta(minutes=5)

    async def render(self, post: ClaimedPost) -> str | None:
        """What a copy would say that is rendered now."""
        found = await self.db.read(delivery.shown, int(str(post.params["announcement"])))
        return found.body.text if found else None

    async def record(self, post: ClaimedPost, decision: Decision) -> None:
        """One try has ended so; a copy that was accepted says on the screen what it says now."""
        if post.kind == "announcement":
            await self.deliver(post, decision, await self.render(post))
        else:
            await self.act(post)
            await self.db.write(outgoing.record, post, decision, None, self.now)

    async def deliver(self, post: ClaimedPost, decision: Decision, text: str | None) -> None:
        """One try with a copy that was rendered a while ago has ended so."""
        if text is None:
            await self.db.write(outgoing.drop, post, self.now)
            return
        number = None
        if isinstance(decision, Sent):
            number = len(self.screens) + 1
            self.screens[number] = text
            self.accepted[post.chat_id] += 1
        await self.db.write(outgoing.record, post, decision, number, self.now)

    async def act(self, post: ClaimedPost) -> None:
        """Edit or delete a message that has arrived."""
        if post.kind in {"announcement_edit", "announcement_delete"}:
            params = int(str(post.params["announcement"])), int(str(post.params["copy"]))
            found = await self.db.read(delivery.to_rewrite, *params, self.now)
            assert found is not None
            self.screens[found.message_id] = found.shown.body.text if found.shown else None

    async def send(self, limit: int = 1000, ends: Callable[[ClaimedPost], Decision] = sent) -> list[ClaimedPost]:
        """Let the sender work off some posts."""
        posts = await self.claim(limit)
        for post in posts:
            await self.record(post, ends(post))
        return posts

    async def progress(self, number: int) -> Progress:
        """The numbers."""
        return await self.db.read(reports.progress, number)

    async def one(self, number: int) -> Announcement:
        """The announcement as it stands."""
        return await self.db.read(announcing.announcement, self.cast.author, number)

    async def queued(self, kind: str) -> list[tuple[int, dict[str, object]]]:
        """(chat, parameters) of what waits of a kind."""
        query = select(outbox.c.chat_id, outbox.c.params).where(outbox.c.kind == kind, outbox.c.status == "queued")
        return [(row.chat_id, row.params) for row in await self.db.read(lambda tx: tx.execute(query).all())]


async def play(db: Database) -> Play:
    """A play on a filled database."""
    return Play(db, await db.write(agency))
