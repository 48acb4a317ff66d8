"""Reading at once, proving who signs, declining with a reason, and several requests at a time."""

from datetime import timedelta

from sqlalchemy import select

from domain.ledger import Campaign, record_facts
from domain.people import Actor, Unit
from domain.pledge_request import RequestReason, RequestState
from domain.rights import Role
from domain.second_factor import Factor, Proof
from services import campaigns, declining, pins, pledges
from services.guessing import Refused
from services.pledges import PledgeDesk
from storage import declines, drafts, ledger, people
from storage.engine import Database, Transaction
from storage.tables import declines as decline_table
from storage.tables import outbox
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused

MINUTE = timedelta(minutes=1)
HEAD, ADMIN, ME = 701, 702, 700
PIN = "402917"


def office(tx: Transaction, *, head: bool = True) -> tuple[Actor, Campaign, Unit]:
    """A person of a unit with a head and an admin, and an open campaign."""
    unit = builders.unit(tx)
    me = builders.linked(tx, unit, ME, person=builders.employee(tx, unit, name="Siti Contohwati, S.E."))
    if head:
        builders.linked(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit)
    builders.linked(tx, builders.unit(tx, "setda"), ADMIN, role=Role.ADMIN)
    return me, builders.campaign(tx), unit


def read_at_once(tx: Transaction, actor: Actor, campaign: Campaign, factor: Factor = Factor.NONE) -> PledgeDesk:
    pledges.begin_whole(tx, actor, campaign.id, NOW)
    return pledges.read_whole(tx, actor, campaign.id, NOW + MINUTE, factor)


def decline(tx: Transaction, actor: Actor, campaign: Campaign, reason: str = "Masih ragu") -> PledgeDesk:
    declining.begin(tx, actor, campaign.id, NOW)
    declining.write(tx, actor, reason, NOW)
    return declining.confirm(tx, actor, campaign.id, NOW, SEALER)


def waits_for_words(tx: Transaction) -> bool:
    found = drafts.latest(tx, ME)
    return found is not None and (found.kind, found.step) == (pledges.DRAFT, "text")


def told(tx: Transaction) -> list[int]:
    posts = select(outbox.c.chat_id).where(outbox.c.kind == "pledge_declined").order_by(outbox.c.chat_id)
    return list(tx.execute(posts).scalars())


async def test_reading_at_once_counts_as_all_points_and_stands_in_the_record(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        assert pledges.read_whole(tx, me, campaign.id, NOW).ticked is None, "nothing was shown yet"
        shown = pledges.begin_whole(tx, me, campaign.id, NOW)
        assert (shown.whole, shown.ticked, shown.request.state) == (True, 0, RequestState.OPEN)
        assert pledges.begin_whole(tx, me, campaign.id, NOW + MINUTE).whole, "going on later keeps the beginning"
        read = pledges.read_whole(tx, me, campaign.id, NOW + 2 * MINUTE)
        assert (read.whole, read.ticked, read.request.state) == (False, read.points, RequestState.READ)
        assert pledges.read_whole(tx, me, campaign.id, NOW + 9 * MINUTE) == read
        assert pledges.begin_whole(tx, me, campaign.id, NOW + 9 * MINUTE) == read
        signed = pledges.sign(tx, me, campaign.id, NOW + 10 * MINUTE, SEALER).signature
        assert signed is not None
        assert (signed.reading, signed.factor) == ("whole", "none")
        assert (signed.reading_began_at, signed.read_at) == (NOW, NOW + 2 * MINUTE)
        assert pledges.begin_whole(tx, me, campaign.id, NOW).signature == signed

    await db.write(play)


async def test_who_turns_to_the_points_again_has_read_them_point_by_point(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        pledges.begin_whole(tx, me, campaign.id, NOW)
        for point in range(1, builders.POINTS + 1):
            pledges.tick(tx, me, campaign.id, point, NOW)
        signed = pledges.sign(tx, me, campaign.id, NOW, SEALER).signature
        assert signed is not None
        assert signed.reading == "points"

    await db.write(play)


async def test_the_typed_name_is_proved_once_and_recorded(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        with refused("pledge.unread"):
            pledges.prove_name(tx, me, "Siti Contohwati", NOW, Factor.NAME)
        read_at_once(tx, me, campaign, Factor.NAME)
        assert waits_for_words(tx)
        assert pledges.awaited(tx, me, NOW, Factor.NAME) is Proof.NAME
        with refused("pledge.unproved"):
            pledges.sign(tx, me, campaign.id, NOW, SEALER, Factor.NAME)
        with refused("pledge.name_differs"):
            pledges.prove_name(tx, me, "Siti", NOW, Factor.NAME)
        for _ in range(2):
            assert pledges.prove_name(tx, me, "siti contohwati", NOW, Factor.NAME).proved == {Proof.NAME}
        assert not waits_for_words(tx)
        assert pledges.awaited(tx, me, NOW, Factor.NAME) is None
        assert not pledges.begin(tx, me, campaign.id, NOW, Factor.NAME).whole
        signed = pledges.sign(tx, me, campaign.id, NOW, SEALER, Factor.NAME).signature
        assert signed is not None
        assert signed.factor == "name"
        with refused("pledge.unread"):
            pledges.awaited(tx, me, NOW, Factor.NAME)

    await db.write(play)


async def test_name_and_pin_are_asked_for_one_after_the_other(db: Database) -> None:
    asked, hashed = Factor.NAME_AND_PIN, pins.hashed(PIN, "")

    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        read_at_once(tx, me, campaign, asked)
        pledges.prove_name(tx, me, "Siti Contohwati", NOW, asked)
        assert waits_for_words(tx)
        assert pledges.awaited(tx, me, NOW, asked) is Proof.PIN
        assert pledges.make_pin(tx, me, hashed, NOW, asked).proved == {Proof.NAME, Proof.PIN}
        with refused("pledge.pin_known"):
            pledges.make_pin(tx, me, hashed, NOW, asked)
        draft = drafts.draft(tx, ME, pledges.DRAFT)
        assert draft is not None
        assert PIN not in str(draft.data)
        signed = pledges.sign(tx, me, campaign.id, NOW, SEALER, asked).signature
        assert signed is not None
        assert signed.factor == "name+pin"

    await db.write(play)


async def test_a_wrong_pin_proves_nothing(db: Database) -> None:
    hashed = pins.hashed(PIN, "")

    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        pins.choose_first(tx, me, hashed, NOW)
        read_at_once(tx, me, campaign, Factor.PIN)
        wrong = pledges.prove_pin(tx, me, pins.compared(hashed, "402918"), NOW, Factor.PIN)
        assert isinstance(wrong, Refused)
        assert wrong.error.key == "pledge.pin_wrong"
        assert pledges.awaited(tx, me, NOW, Factor.PIN) is Proof.PIN
        right = pledges.prove_pin(tx, me, pins.compared(hashed, PIN), NOW, Factor.PIN)
        assert isinstance(right, PledgeDesk)
        assert right.proved == {Proof.PIN}

    await db.write(play)


async def test_what_was_proved_for_one_request_does_not_count_for_another(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        read_at_once(tx, me, campaign, Factor.NAME)
        pledges.prove_name(tx, me, "Siti Contohwati", NOW, Factor.NAME)
        assert me.employee is not None
        campaigns.ask_anew(tx, [me.employee.id], RequestReason.MOVED, NOW)
        anew = pledges.desk(tx, me, NOW)
        assert (anew.ticked, anew.proved, anew.request.reason) == (None, frozenset(), RequestReason.MOVED)
        with refused("pledge.unread"):
            pledges.sign(tx, me, campaign.id, NOW, SEALER, Factor.NAME)

    await db.write(play)


async def test_a_decline_is_sealed_and_told_to_the_head_alone(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, unit = office(tx)
        found = decline(tx, me, campaign, " Masih\nragu ")
        assert declining.confirm(tx, me, campaign.id, NOW, SEALER) == found, "the same tap again"
        assert (found.request.state, found.has_declined, found.ticked) == (RequestState.DECLINED, True, None)
        (number,) = tx.execute(select(decline_table.c.id)).scalars()
        made = declines.decline(tx, number)
        assert made is not None
        assert (made.reason, made.request_id) == ("Masih ragu", found.request.id)
        entry = ledger.entry_of(tx, "decline", str(made.id))
        assert entry is not None
        assert all(value in entry.body for value in record_facts(made).values())
        assert told(tx) == [HEAD]
        heard = declining.told(tx, made.id, HEAD)
        assert heard == declining.Told("Siti Contohwati, S.E.", unit.name, "Masih ragu", NOW)
        assert declining.told(tx, made.id, ADMIN) is None
        assert declining.told(tx, made.id + 1, HEAD) is None

    await db.write(play)


async def test_without_a_head_and_for_the_head_it_is_the_agency_s_admins(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, unit = office(tx, head=False)
        decline(tx, me, campaign)
        assert told(tx) == [ADMIN]
        head = builders.linked(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit)
        decline(tx, head, campaign)
        assert told(tx) == [ADMIN, ADMIN]
        people.set_reachable(tx, HEAD, reachable=False)
        other = builders.linked(tx, unit, 703)
        decline(tx, other, campaign)
        assert told(tx) == [ADMIN, ADMIN, ADMIN], "a head who blocked the bot hears nothing"

    await db.write(play)


async def test_who_declined_may_read_again_and_sign(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        read_at_once(tx, me, campaign)
        decline(tx, me, campaign)
        with refused("pledge.declined"):
            declining.begin(tx, me, campaign.id, NOW)
        with refused("pledge.unread"):
            pledges.sign(tx, me, campaign.id, NOW, SEALER)
        assert read_at_once(tx, me, campaign).request.state is RequestState.READ
        assert pledges.sign(tx, me, campaign.id, NOW, SEALER).signature is not None
        with refused("pledge.already_signed"):
            declining.begin(tx, me, campaign.id, NOW)

    await db.write(play)


async def test_a_reason_is_needed_and_can_be_taken_back(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, campaign, _ = office(tx)
        with refused("pledge.decline_none"):
            declining.write(tx, me, "Masih ragu", NOW)
        declining.begin(tx, me, campaign.id, NOW)
        for text in ("", "  ab ", "a" * 301):
            with refused("pledge.reason_length", shortest=3, longest=300):
                declining.write(tx, me, text, NOW)
        with refused("pledge.decline_none"):
            declining.confirm(tx, me, campaign.id, NOW, SEALER)
        declining.write(tx, me, "a" * 300, NOW)
        assert declining.stay(tx, me, campaign.id, NOW).request.state is RequestState.OPEN
        with refused("pledge.decline_none"):
            declining.confirm(tx, me, campaign.id, NOW, SEALER)
        assert told(tx) == []

    await db.write(play)


async def test_several_campaigns_wait_apart(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, first, _ = office(tx)
        second = builders.campaign(tx, "uji-2", opens_at=NOW + MINUTE)
        now = NOW + 2 * MINUTE
        assert pledges.waiting(tx, me, now) == (second, first)
        pledges.begin_whole(tx, me, first.id, now)
        pledges.read_whole(tx, me, first.id, now)
        pledges.sign(tx, me, first.id, now, SEALER)
        assert pledges.waiting(tx, me, now) == (second,)
        pledges.send_again(tx, me, 1, now, first.id)
        with refused("pledge.unsigned"):
            pledges.send_again(tx, me, 2, now)

    await db.write(play)


async def test_who_is_not_in_the_audience_is_told_so(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me, *_ = office(tx)
        assert me.employee is not None
        campaigns.take_leave(tx, [me.employee.id], NOW)
        assert pledges.waiting(tx, me, NOW) == ()
        with refused("pledge.not_asked"):
            pledges.desk(tx, me, NOW)

    await db.write(play)
