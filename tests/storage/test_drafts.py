"""Where people are in their dialogs."""

from datetime import timedelta

from domain.people import Draft
from storage import drafts
from storage.engine import Database
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


async def test_each_change_makes_a_higher_version(db: Database) -> None:
    await db.write(drafts.save, 700, "pledge", "reading", {"ticked": 0}, NOW)
    assert await db.read(drafts.draft, 700, "pledge") == Draft("pledge", "reading", {"ticked": 0}, 1, NOW)
    await db.write(drafts.save, 700, "pledge", "ready", {"ticked": 7, "began": "x"}, NOW + MINUTE)
    changed = Draft("pledge", "ready", {"ticked": 7, "began": "x"}, 2, NOW + MINUTE)
    assert await db.read(drafts.draft, 700, "pledge") == changed


async def test_drafts_of_different_kinds_and_people_are_apart(db: Database) -> None:
    await db.write(drafts.save, 700, "pledge", "reading", {}, NOW)
    await db.write(drafts.save, 700, "announce", "text", {}, NOW + MINUTE)
    await db.write(drafts.save, 701, "pledge", "ready", {}, NOW + 2 * MINUTE)
    latest = await db.read(drafts.latest, 700)
    assert latest is not None
    assert latest.kind == "announce"
    other = await db.read(drafts.draft, 701, "pledge")
    assert other is not None
    assert (other.step, other.version) == ("ready", 1)
    assert await db.read(drafts.latest, 702) is None
    assert await db.read(drafts.draft, 702, "pledge") is None


async def test_dropping_forgets_one_kind_or_all_of_one_person(db: Database) -> None:
    for telegram_id, kind in ((700, "a"), (700, "b"), (700, "c"), (701, "a")):
        await db.write(drafts.save, telegram_id, kind, "text", {}, NOW)
    assert await db.write(drafts.drop, 700, "a") == 1
    assert await db.write(drafts.drop, 700, "a") == 0
    assert await db.write(drafts.drop, 700) == 2
    assert await db.write(drafts.drop, 700) == 0
    assert await db.read(drafts.draft, 701, "a") is not None


async def test_a_draft_begun_anew_starts_from_the_first_version(db: Database) -> None:
    for _ in range(3):
        await db.write(drafts.save, 700, "a", "text", {}, NOW)
    await db.write(drafts.drop, 700, "a")
    await db.write(drafts.save, 700, "a", "text", {}, NOW)
    draft = await db.read(drafts.draft, 700, "a")
    assert draft is not None
    assert draft.version == 1
