"""The judge of the time-lapse finds what is planted in a small log, and a short run of the bot passes before it."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from benchmarks.check_log import Judge, judge, report
from benchmarks.time_lapse import Span, lapse

WIB = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
FIRST, LAST = date(2026, 6, 1), date(2026, 7, 15)
DUE, NEW_DUE = datetime(2026, 6, 25, 16, tzinfo=WIB), datetime(2026, 6, 30, 16, tzinfo=WIB)
TOLD_ON = ("2026-06-11", "2026-06-18", "2026-06-22", "2026-06-24", "2026-06-25")
LATE_ON = ("2026-06-26", "2026-06-29", "2026-07-02", "2026-07-09")

STOPS = ("00:00", "01:00", "03:35", "05:00", "08:30", "14:00", "22:31", "23:00")
"""UTC: the mornings of the three zones, the Friday prayers of the first, the afternoon, the evening."""

Fact = dict[str, Any]


def at(day: str, clock: str = "08:00:01") -> str:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=WIB).isoformat()


def long(moment: datetime) -> str:
    months = {6: "Juni", 7: "Juli"}
    return f"{DAYS[moment.weekday()]}, {moment.day} {months[moment.month]} {moment:%Y} pukul {moment:%H.%M} WIB"


def row(day: str, due: datetime = DUE, title: str = "Laporan") -> str:
    """What a reminder of this day says of a task."""
    days = (date.fromisoformat(day) - due.date()).days
    count = "Hari H" if days == 0 else f"H{days:+d}"
    when = f"hari ini paling lambat pukul {due:%H.%M} WIB" if days == 0 else f"paling lambat {long(due)}"
    return f"<b>{count}</b> · {title}\n{f'telah lewat sejak {long(due)}' if days > 0 else when}"


def message(day: str, clock: str = "08:00:01", text: str = "", chat: int = 101) -> Fact:
    words = text or f"🔔 Dengan hormat:\n\n{row(day)}\n\nTerima kasih."
    return {"kind": "message", "at": at(day, clock), "chat": chat, "text": words}


def deadline(day: str, clock: str = "07:00:00", **facts: Any) -> Fact:
    usual = {
        "title": "Laporan", "due": DUE.isoformat(), "zone": "Asia/Jakarta", "each_zone": False, "unit": None,
        "rule": "mark", "concerned": "all", "value": "", "people": [], "leads": None, "follow_ups": None,
        "cancelled": False,
    }  # fmt: skip
    return {"kind": "deadline", "at": at(day, clock), "id": 1, **usual, **facts}


def fact(kind: str, on: str, clock: str = "07:00:00", **facts: Any) -> Fact:
    return {"kind": kind, "at": at(on, clock), **facts}


def ground() -> list[Fact]:
    """One person of one unit with a five-day week, and the rules."""
    return [
        fact("rules", "2026-05-31", leads=[30, 14, 7, 3, 1, 0], follow_ups=[1, 3, 7, 14], send_at="08:00",
             quiet=["16:00", "07:30"], friday=["11:30", "13:00"], agency_zone="Asia/Jakarta"),
        fact("closed", "2026-05-31", days=["2026-06-01", "2026-06-16"]),
        fact("unit", "2026-05-31", id=1, parent=None, type="opd", zone="Asia/Jakarta", week=5),
        fact("person", "2026-05-31", id=1, unit=1, active=True, chat=101, roles=[]),
        *ticks(),
    ]  # fmt: skip


def ticks() -> list[Fact]:
    days = [(FIRST + timedelta(days=one)).isoformat() for one in range((LAST - FIRST).days + 1)]
    return [fact("tick", day, clock) for day in days for clock in ("08:00:00", "11:45:00", "13:30:00", "20:00:00")]


def good() -> list[Fact]:
    """A task set on 2 June, told on every day of its plan, and never done."""
    return [*ground(), deadline("2026-06-02"), *(message(day) for day in (*TOLD_ON, *LATE_ON))]


def judged(facts: list[Fact]) -> Judge:
    moments = sorted(facts, key=lambda one: datetime.fromisoformat(one["at"]))
    return judge(json.dumps(one) for one in moments)


def without(day: str, kind: str = "message") -> list[Fact]:
    return [one for one in good() if not (one["kind"] == kind and one["at"].startswith(day))]


def moved(*told: Fact) -> list[Fact]:
    """The task is moved from 25 to 30 June on the 12th, after it was told once, and then told by its new plan."""
    plan = ("2026-06-15", "2026-06-23", "2026-06-26", "2026-06-29", "2026-06-30")
    reminders = [message(day, text=f"🔔 Dengan hormat:\n\n{row(day, NEW_DUE)}") for day in plan]
    changed = deadline("2026-06-12", due=NEW_DUE.isoformat(), follow_ups=[])
    return [*ground(), deadline("2026-06-02"), changed, message("2026-06-11"), *told, *reminders]


def news(due: datetime, day: str = "2026-06-12", clock: str = "08:00:01") -> Fact:
    words = f"<b>Laporan</b>\n\nWaktu: semula {long(DUE)}, menjadi <b>{long(due)}</b>."
    return message(day, clock, f"📅 <b>Tenggat dipindahkan</b>\n\n{words}")


APOLOGY = "🔔 Mohon maaf, bot sempat tidak aktif sejak {since}; ini yang terlewat dan masih terbuka:\n\n{row}"


def down() -> list[Fact]:
    """The bot is down from the evening of 17 June to noon of 19 June, so that H-7 is missed."""
    gone = [
        one
        for one in without("2026-06-18")
        if not ("2026-06-18" <= one["at"] < "2026-06-19T13" and one["kind"] == "tick")
    ]
    span = {"start": at("2026-06-17", "21:00:00"), "end": at("2026-06-19", "13:00:00")}
    return [*gone, fact("down", "2026-05-31", **span)]


def late_word(since: str = "2026-06-18") -> Fact:
    words = APOLOGY.format(
        since=long(datetime.fromisoformat(f"{since}T08:00").replace(tzinfo=WIB)), row=row("2026-06-19")
    )
    return message("2026-06-19", "13:30:01", words)


def away(first: str, last: str) -> Fact:
    return fact("leave", "2026-06-02", person=1, spans=[[first, last]])


def back(day: str) -> Fact:
    return message(day, text=f"👋 Selamat bertugas kembali.\n\n{row(day)}")


def put_off(until: str) -> Fact:
    return fact("snooze", "2026-06-18", "08:10:00", person=1, deadline=1, until=until)


OFF = [*good(), put_off(at("2026-06-18", "13:10:00")), message("2026-06-18", "13:30:01")]
ON_LEAVE = [*without("2026-06-22"), away("2026-06-19", "2026-06-22")]

HOLDS: dict[str, Callable[[], list[Fact]]] = {
    "all is told in time": good,
    "moved and told once": lambda: moved(news(NEW_DUE)),
    "made up for after downtime": lambda: [*down(), late_word()],
    "put off and told again": lambda: OFF,
    "back from leave": lambda: [*ON_LEAVE, back("2026-06-23")],
    "done, and then nothing": lambda: [
        *(one for one in good() if one["kind"] != "message" or one["at"] < "2026-06-19"),
        fact("done", "2026-06-19", person=1, deadline=1, rule="mark"),
    ],
}
PLANTED: dict[str, tuple[str, Callable[[], list[Fact]]]] = {
    "in the evening": ("hours", lambda: [*without("2026-06-18"), message("2026-06-18", "20:00:01")]),
    "on a Saturday": ("hours", lambda: [*good(), message("2026-06-20")]),
    "on a holiday": ("hours", lambda: [*good(), message("2026-06-16")]),
    "in the Friday prayers": ("hours", lambda: [*without("2026-06-26"), message("2026-06-26", "11:45:01")]),
    "on a day that the agency closed": (
        "hours", lambda: [*good(), fact("agency_day", "2026-06-22", "06:00:00", day="2026-06-22", closed=True)],
    ),
    "in the quiet hours of Ramadan": (
        "hours", lambda: [*good(), fact("season", "2026-06-02", first="2026-06-24", last="2026-06-24", send_at="09:00",
                                        quiet=["15:00", "08:30"])],
    ),
    "twice in a morning": ("one a day", lambda: [*good(), message("2026-06-18", "08:30:00")]),
    "twice although it was put off once": ("one a day", lambda: [*OFF, message("2026-06-18", "14:00:00")]),
    "done already": ("owed", lambda: [*good(), fact("done", "2026-06-23", person=1, deadline=1, rule="mark")]),
    "cancelled": ("owed", lambda: [*good(), deadline("2026-06-23", cancelled=True)]),
    "of somebody else": ("owed", lambda: [*good(), deadline("2026-06-23", concerned="people", people=[2])]),
    "who has left": (
        "owed", lambda: [*good(), fact("person", "2026-06-23", id=1, unit=1, active=False, chat=None, roles=[])],
    ),
    "with the old date": ("owed", lambda: [*good(), deadline("2026-06-12", due=NEW_DUE.isoformat())]),
    "with the wrong count of days": (
        "owed", lambda: [*without("2026-06-18"),
                         message("2026-06-18", text=f"🔔 Dengan hormat:\n\n{row('2026-06-18').replace('H-7', 'H-6')}")],
    ),
    "on a day of no plan": ("planned", lambda: [*good(), message("2026-06-17")]),
    "beyond the last follow-up": ("planned", lambda: [*good(), message("2026-07-13")]),
    "never before the last moment": (
        "left out", lambda: [*ground(), deadline("2026-06-02"), *(message(day) for day in LATE_ON)],
    ),
    "not on a day of the plan": ("on its day", lambda: without("2026-06-22")),
    "no second follow-up": ("on its day", lambda: without("2026-06-29")),
    "no first follow-up": ("follow-up", lambda: without("2026-06-26")),
    "on leave": ("leave", lambda: [*good(), away("2026-06-18", "2026-06-18")]),
    "nothing said after leave": ("back", ON_LEAVE.copy),
    "nothing said after downtime": ("downtime", down),
    "an apology without downtime": (
        "downtime", lambda: [*without("2026-06-19"), late_word()],
    ),
    "no word of a move": ("changes", moved),
    "two words of a move": ("changes", lambda: moved(news(NEW_DUE), news(NEW_DUE, clock="09:00:00"))),
    "a move to another day": ("changes", lambda: moved(news(NEW_DUE + DAY))),
    "a change that is none": ("changes", lambda: [*good(), news(NEW_DUE)]),
    "a change in the evening": ("hours", lambda: moved(news(NEW_DUE, clock="19:00:00"))),
    "a head in the evening": (
        "notices", lambda: [*good(), message("2026-06-26", "19:00:00", "<b>Tenggat yang sudah lewat di unit</b>")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLDS)
def test_the_judge_has_nothing_to_say_where_all_rules_hold(name: str) -> None:
    found = judged(HOLDS[name]())
    assert found.shown == {}
    assert found.looked["on its day"] + found.looked["changes"] > 0


@pytest.mark.parametrize("name", PLANTED)
def test_the_judge_finds_what_was_planted(name: str) -> None:
    rule, facts = PLANTED[name]
    assert judged(facts()).broken[rule] > 0


def test_every_rule_has_something_planted() -> None:
    assert {rule for rule, _ in PLANTED.values()} == {line.partition(":")[0] for line in report(judged(good()))} - {
        "reminder messages", "planned moments that nobody can judge",
    }  # fmt: skip


async def test_two_weeks_of_a_small_agency_hold_all_rules() -> None:
    out = StringIO()
    run = await lapse(Span(30, 6, date(2026, 4, 8), date(2026, 4, 21), stops=STOPS), out)
    found = judge(out.getvalue().splitlines())
    assert found.shown == {}
    assert run.messages > 100
    assert min(found.looked[rule] for rule in ("hours", "owed", "planned", "on its day", "changes", "downtime")) > 10
