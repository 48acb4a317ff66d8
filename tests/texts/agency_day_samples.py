"""Screens of the agency's own days and seasons, with values as long and as awkward as real ones get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from domain.agency_days import LONGEST_NAME, AgencyDay, DayFacts, DayPage, NewDays, NewSeason, ReadBack, Season
from domain.agency_days import SeasonFacts as Facts
from domain.work_calendar import HoursSeason
from tests.texts.cast import place
from texts import agency_days
from texts.screen import Screen

LONG = "Hari jadi <Kabupaten> & cuti daerah menurut surat edaran Bupati nomor 100.3.4/12"
assert len(LONG) == LONGEST_NAME
CLOSED = AgencyDay(date(2026, 9, 23), closed=True, name=LONG)
WORKED = AgencyDay(date(2026, 3, 24), closed=False, name="Posko <Lebaran> & arus balik")
HOURS = HoursSeason(date(2026, 2, 18), date(2026, 3, 19), time(8), (time(15), time(8)))
RAMADAN = Season(3, "Ramadan 1447 H <jam kerja> & piket", HOURS)
PAGE = DayPage((RAMADAN,), (WORKED, CLOSED) * 3 + (CLOSED,), 0, 12, national=True, may_change=True)
EMPTY = DayPage((), (), 0, 1, national=False, may_change=False)
ONE_DAY = NewDays(CLOSED.day, CLOSED.day, closed=True, name=LONG)
DAYS = NewDays(date(2026, 3, 18), date(2026, 3, 24), closed=False, name="Posko <Lebaran>")

AGENCY_DAY_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "agency days: list": lambda language: agency_days.listing(place(language), PAGE),
    "agency days: a page between": lambda language: agency_days.listing(place(language), replace(PAGE, page=5)),
    "agency days: none, to look at": lambda language: agency_days.listing(place(language), EMPTY),
    "agency days: closed": lambda language: agency_days.day(
        place(language), DayFacts(CLOSED, national=False, may_change=True)
    ),
    "agency days: worked": lambda language: agency_days.day(
        place(language), DayFacts(WORKED, national=True, may_change=False)
    ),
    "agency days: season": lambda language: agency_days.season(place(language), Facts(RAMADAN, may_change=True)),
    "agency days: ask": lambda language: agency_days.ask(place(language)),
    "agency days: one day read back": lambda language: agency_days.read_back(
        place(language), ReadBack(ONE_DAY, "1772420400000", (), (CLOSED.day,))
    ),
    "agency days: days read back": lambda language: agency_days.read_back(
        place(language), ReadBack(DAYS, "1772420400000", (WORKED, CLOSED), tuple(one.day for one in DAYS.days))
    ),
    "agency days: a plain day read back": lambda language: agency_days.read_back(
        place(language), ReadBack(ONE_DAY, "1772420400000")
    ),
    "agency days: season read back": lambda language: agency_days.read_back(
        place(language), ReadBack(NewSeason(LONG, HOURS), "1772420400000")
    ),
    "agency days: saved": lambda language: agency_days.saved(place(language)),
    "agency days: removed": lambda language: agency_days.removed(place(language)),
}
