"""Samples of the messages about deadlines: the list, the card, putting off, papers, and calendars."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.deadline import Concerned, DeadlineAudience, DoneRule
from domain.deadline_views import DeadlineFacts, Paper, PaperDesk, PaperList, PaperReceived, SnoozeChoices, Snoozed
from domain.reminders import Snooze
from tests.texts.cast import DEADLINES, EVIDENCE_DUE, LATE, LONG_UNIT, NOW, PLEDGE_DUE, place
from texts import calendars, deadlines, done_papers, snoozing
from texts.screen import Screen

HANDED_IN = replace(EVIDENCE_DUE, id=5, rule=DoneRule.WORKSHEET, title="Penyerahan lembar kerja")
SHARED = replace(LATE, id=123_456, rule=DoneRule.SHARED, evidence=True)
FACTS = DeadlineFacts(
    deadline=EVIDENCE_DUE, unit=LONG_UNIT.name, other="", in_charge=(), own=True, done=False, done_by="", done_at=None,
    papers=0, given=0, reminds_at=NOW + timedelta(hours=3), put_off=False, may_manage=False,
)  # fmt: skip
NAMES = (
    "Siti Contohwati, S.E.", "Budi <Misalnya>", "Citra Permisalan", "Dewi Andaian", "Eko Umpamanya", "Fajar", "Gita",
)  # fmt: skip
MANAGED = replace(
    FACTS, deadline=replace(SHARED, audience=DeadlineAudience(Concerned.PEOPLE)), in_charge=NAMES, may_manage=True,
    people=10_250, owing=1_043, papers=12,
)  # fmt: skip
BY_KIND = replace(FACTS, deadline=replace(EVIDENCE_DUE, audience=DeadlineAudience(Concerned.KIND, "puskesmas")))
BY_ROLE = replace(FACTS, deadline=replace(EVIDENCE_DUE, audience=DeadlineAudience(Concerned.ROLE, "unit_head")))
BY_OTHER = replace(
    FACTS, deadline=replace(EVIDENCE_DUE, audience=DeadlineAudience(Concerned.OWING, "3")), other=LATE.title
)  # fmt: skip
DONE = replace(FACTS, done=True, done_at=NOW - timedelta(hours=2), given=2, papers=2, reminds_at=None)
PUT_OFF = Snoozed(EVIDENCE_DUE, NOW + timedelta(days=2))
CHOICES = SnoozeChoices(
    Snoozed(EVIDENCE_DUE, None),
    (
        (Snooze.HOUR, NOW + timedelta(hours=1)),
        (Snooze.MORNING, NOW + timedelta(days=1)),
        (Snooze.WORKDAY, NOW + timedelta(days=3)),
    ),
    tuple(date(2026, 1, 6) + timedelta(days=one) for one in range(8)),
)
PAPER = Paper(
    7, LATE.id, 11, "Siti Contohwati, S.E.", 4, f"SK <Tim> & {'Notulen ' * 13}.pdf", NOW, "0" * 64, 19_940_000,
    "application/pdf",
)  # fmt: skip
PAPERS = PaperList(LATE, (PAPER, replace(PAPER, id=8, name="foto.jpg", size=0), *(PAPER for _ in range(6))), 20, 1, 3)
ADDRESS = f"https://zi.contoh.go.id/bot/k/{'A' * 43}.ics"


def _card(found: DeadlineFacts, page: int = 0) -> Callable[[str], Screen]:
    return lambda language: deadlines.card(place(language), found, page)


def _received(*, is_new: bool, was_done: bool) -> Callable[[str], Screen]:
    return lambda language: done_papers.received(
        place(language), PaperReceived(LATE, PAPER.name, is_new, 3, was_done)
    )  # fmt: skip


def _event(*, done: bool = False, cancelled: bool = False) -> Callable[[str], str]:
    def words(language: str) -> str:
        found = calendars.event_words(place(language), EVIDENCE_DUE, done=done, cancelled=cancelled)
        return f"{found.summary}\n{found.description}\n{found.alarm}"

    return words


def _desk(made_at: datetime | None, *, public: bool) -> Callable[[str], Screen]:
    return lambda language: calendars.desk(place(language), made_at, public=public)


DEADLINE_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "deadlines: listing": lambda language: deadlines.listing(
        place(language), ((LATE, False), (EVIDENCE_DUE, True), (PLEDGE_DUE, False))
    ),
    "deadlines: a page of many": lambda language: deadlines.listing(place(language), [(LATE, False)] * 8, 1, 3),
    "deadlines: nothing to do": lambda language: deadlines.listing(place(language), ()),
    "deadlines: in a group": lambda language: deadlines.group_listing(place(language), DEADLINES),
    "deadlines: none in a group": lambda language: deadlines.group_listing(place(language), ()),
    "deadlines: card": _card(FACTS),
    "deadlines: card of one that is late": _card(replace(FACTS, deadline=LATE, unit="", reminds_at=None), 3),
    "deadlines: card put off": _card(replace(FACTS, put_off=True)),
    "deadlines: card with evidence asked for": _card(replace(FACTS, deadline=replace(SHARED, title="LHE"))),
    "deadlines: card with evidence given": _card(
        replace(FACTS, deadline=replace(EVIDENCE_DUE, evidence=True), given=2, papers=2)
    ),
    "deadlines: card of one that is done": _card(DONE),
    "deadlines: card done by somebody else": _card(replace(DONE, deadline=SHARED, done_by="Budi <Misalnya>")),
    "deadlines: card done, nobody knows when": _card(replace(DONE, deadline=HANDED_IN, done_at=None, given=0)),
    "deadlines: card to sign": _card(replace(FACTS, deadline=PLEDGE_DUE)),
    "deadlines: card of the worksheet": _card(replace(FACTS, deadline=HANDED_IN, worksheet_of=4)),
    "deadlines: card of the worksheet of others": _card(replace(FACTS, deadline=HANDED_IN)),
    "deadlines: card of who manages it": _card(MANAGED),
    "deadlines: card of who only manages it": _card(replace(MANAGED, own=False)),
    "deadlines: card of a kind of unit": _card(BY_KIND),
    "deadlines: card of a role": _card(BY_ROLE),
    "deadlines: card of those who owe another": _card(BY_OTHER),
    "deadlines: done": lambda language: deadlines.done(place(language)),
    "snoozing: choices": lambda language: snoozing.choices(place(language), CHOICES),
    "snoozing: choices again": lambda language: snoozing.choices(place(language), replace(CHOICES, present=PUT_OFF)),
    "snoozing: days": lambda language: snoozing.days(place(language), CHOICES),
    "snoozing: later": lambda language: snoozing.later(
        place(language), Snoozed(PLEDGE_DUE, datetime(2026, 1, 6, 1, tzinfo=UTC))
    ),
    "snoozing: too late": lambda language: snoozing.later(place(language), PUT_OFF),
    "snoozing: as planned": lambda language: snoozing.later(place(language), Snoozed(PLEDGE_DUE, None)),
    "snoozing: noted": lambda language: snoozing.noted(place(language), PUT_OFF),
    "snoozing: taken back": lambda language: snoozing.noted(place(language), Snoozed(PLEDGE_DUE, None)),
    "papers: asked for": lambda language: done_papers.desk(place(language), PaperDesk(LATE, 0), 20),
    "papers: asked for more": lambda language: done_papers.desk(place(language), PaperDesk(LATE, 3), 20),
    "papers: came": _received(is_new=True, was_done=False),
    "papers: came after it was done": _received(is_new=True, was_done=True),
    "papers: was there": _received(is_new=False, was_done=True),
    "papers: a page": lambda language: done_papers.listing(place(language), PAPERS),
    "papers: none": lambda language: done_papers.listing(place(language), PaperList(LATE, (), 0, 0, 1)),
    "papers: the paper itself": lambda language: done_papers.sent(place(language), PAPER, LATE.title, b"%PDF-1.7"),
    "calendars: no address": _desk(None, public=True),
    "calendars: an address": _desk(NOW, public=True),
    "calendars: only the file": _desk(None, public=False),
    "calendars: an address that does not work": _desk(NOW, public=False),
    "calendars: made": lambda language: calendars.made(place(language), ADDRESS),
    "calendars: made, too long to copy": lambda language: calendars.made(place(language), ADDRESS + "x" * 300),
    "calendars: revoked": lambda language: calendars.revoked(place(language)),
    "calendars: file": lambda language: calendars.file(place(language), b"BEGIN:VCALENDAR", "x.ics", "text/calendar"),
    "calendars: name": lambda language: calendars.calendar_name(place(language)),
    "calendars: an event": _event(),
    "calendars: an event that is done": _event(done=True),
    "calendars: an event that was called off": _event(cancelled=True),
}
