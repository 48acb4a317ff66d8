"""Fills the demo's database: units, people, a pledge, a cycle with a partly answered worksheet, deadlines, a group."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from bot import demo_people
from domain import instrument
from domain.deadline import DoneRule
from domain.errors import DomainError
from domain.instrument_model import AnswerType, Question
from domain.messages import Group
from domain.reminders import next_office_time
from domain.rights import Role
from domain.stages import Stage
from domain.worksheet import Doing
from services import campaigns, cycles, deadlines, figures, groups, onboarding, roles, roster, work_calendars
from services.access import find_actor, meet
from services.onboarding import Contact
from services.planning import Planning
from services.sealing import Sealer
from storage.engine import Transaction

ZONE: Final = ZoneInfo("Asia/Jakarta")
GROUP_ID: Final = -1009001
GROUP_TITLE: Final = "Grup ZI DPMPTSP (contoh)"
FAIR: Final = {AnswerType.YES_NO: "yes", AnswerType.ABC: "B", AnswerType.ABCD: "B", AnswerType.ABCDE: "B"}


def fill(tx: Transaction, now: datetime, sealer: Sealer) -> None:
    """Put everything in, through the same services that an installation uses."""
    roster.add_units(tx, demo_people.units(), now)
    roster.add_employees(tx, demo_people.employees(), now)
    year = now.astimezone(ZONE).year + (1 if now.astimezone(ZONE).month > 9 else 0)
    source = resources.files("domain").joinpath("data", "pledge_default.toml").read_text("utf-8")
    valid_until = datetime(year, 12, 31, 23, 59, 59, tzinfo=ZONE).astimezone(UTC)
    campaigns.publish(tx, source, f"Pakta Integritas Tahun {year}", valid_until, now, sealer)
    _cycle(tx, year, now)
    _figures(tx, now)
    _deadlines(tx, now)
    for player in demo_people.PLAYERS:
        if player.linked:
            _link(tx, player, now)
    admin = find_actor(tx, _telegram_id(Role.ADMIN))
    if admin is None:
        raise DomainError("access.not_linked")
    chat = Group(GROUP_ID, None, GROUP_TITLE, None, "")
    groups.link_directly(tx, "cli", chat, "dpmptsp", now, linker=admin.telegram_id)


def _telegram_id(role: Role) -> int:
    return next(player.telegram_id for player in demo_people.PLAYERS if player.role is role)


def _link(tx: Transaction, player: demo_people.Player, now: datetime) -> None:
    assert player.row is not None
    row = demo_people.employees()[player.row]
    if player.role is not None:  # before the link: nobody is told of a role that they began with
        roles.grant_from(tx, roles.CLI, row.staff_number, player.role, player.scope, now, "data contoh")
    actor = meet(tx, player.telegram_id, "id", now)
    onboarding.consent(tx, actor, now)
    actor = meet(tx, player.telegram_id, "id", now)
    onboarding.recognise(tx, actor, Contact(f"62{row.phone[1:]}", player.telegram_id), now)
    onboarding.confirm(tx, actor, now)


def _cycle(tx: Transaction, year: int, now: datetime) -> None:
    cycle_id = cycles.start(tx, year, f"Periode evaluasi {year}", _windows(now))
    cycles.enter_stage(tx, cycle_id, "dpmptsp", Stage.SELF_ASSESSMENT, "WBBM", now)
    cycles.enter_stage(tx, cycle_id, "pkm-leces", Stage.BUILDING, "WBBM", now)
    cycles.enter_stage(tx, cycle_id, "diskominfo", Stage.BUILDING, "WBK", now)
    questions = instrument.bundled().questions
    answered = {one.code: _answer(one, place) for place, one in enumerate(questions) if place % 8 != 5}
    cycles.record_answers(tx, cycle_id, "dpmptsp", "unit", answered, now)
    first = {one.code: _answer(one, place) for place, one in enumerate(questions[:20])}
    cycles.record_answers(tx, cycle_id, "pkm-leces", "unit", first, now)


def _windows(now: datetime) -> dict[str, tuple[date, date]]:
    """Filling goes on now, the rest follows."""
    today = now.astimezone(ZONE).date()
    days = {Doing.FILL: (-30, 30), Doing.REVIEW: (31, 60), Doing.REVISE: (61, 75), Doing.PROPOSE: (76, 106)}
    return {doing.value: (today + timedelta(first), today + timedelta(last)) for doing, (first, last) in days.items()}


def _figures(tx: Transaction, now: datetime) -> None:
    for year, value in ((2023, "77,26"), (2024, "81,57")):
        figures.keep(tx, "reform_index", year, value, "cli", now)


def _answer(question: Question, place: int) -> object:
    """A fair answer, with a better one at every third question, so that the areas differ."""
    if question.type is AnswerType.SURVEY:
        return "3.55"
    if question.type is AnswerType.PERCENT:
        return {one.key: 10 if one.role != "realised" else 8 for one in question.inputs}
    best = {AnswerType.ABC: "A", AnswerType.ABCD: "A", AnswerType.ABCDE: "A"}
    return best.get(question.type, FAIR[question.type]) if place % 3 == 0 else FAIR[question.type]


def _deadlines(tx: Transaction, now: datetime) -> None:
    planning = Planning()
    rules = work_calendars.rules(tx, planning)
    calendar = work_calendars.calendar(tx, planning, ZONE.key, 5, now.year, now.year)

    def due(days: int) -> datetime:
        """The afternoon of a working day at least so many days ahead."""
        ahead = next_office_time(calendar, rules, now + timedelta(days=days)).astimezone(ZONE)
        return datetime.combine(ahead.date(), time(16), ZONE).astimezone(UTC)

    unit = roster.unit_id(tx, "dpmptsp")
    for new in (
        deadlines.NewDeadline("Tanda tangan pakta integritas", due(10), None, DoneRule.PLEDGE),
        deadlines.NewDeadline("Unggah eviden area Pengawasan", due(5), unit),
        deadlines.NewDeadline("Rapat monev ZI triwulan", due(24), None),
    ):
        deadlines.add(tx, new, "cli", planning, now)
