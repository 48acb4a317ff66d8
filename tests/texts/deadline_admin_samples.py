"""Screens of who sets deadlines, and of own leave and wishes, with values as long and as awkward as real ones get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from domain.absence import Absence
from domain.deadline import Concerned, Deadline, DeadlineAudience, DeadlinePlan, DoneRule
from domain.deadline_form import WHOM_UNIT, Ask, DeadlineForm, DeskCard, Effect
from domain.reminder_wish import LEADS, TIMES, WishDesk
from domain.rights import Role
from domain.series import Frequency, Series, SeriesDetails
from tests.texts.cast import BUDI, EVIDENCE_DUE, LATE, LONG_UNIT, SITI, place
from texts import absences, deadline_admin, deadline_form, wishes
from texts.screen import Screen

DUE = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
REMINDED = (DUE.replace(day=5), DUE.replace(day=11), DUE.replace(hour=1))
PEOPLE = ((SITI.id, SITI.name), (BUDI.id, BUDI.name))
MANY = tuple((number, f"{SITI.name} {number}") for number in range(9))
SERIES = Series(
    4, LATE.title, Frequency.QUARTERLY, date(2026, 3, 31), None, frozenset(), SeriesDetails("Asia/Jakarta", time(16))
)
DAYS = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30))
EFFECT = Effect(10_250, REMINDED, "Asia/Jakarta", 6, 3, DAYS)
DRAFT = Deadline(0, LATE.title, DUE, LONG_UNIT.id, DoneRule.MARK)
FORM = DeadlineForm(
    Ask.TITLE, "1767574800000-7", replace(DRAFT, title=""), False, None, (), "", None, (), 0, 1, "", True
)
ASKED = replace(FORM, draft=DRAFT, due=True, unit=LONG_UNIT)
REVIEW = replace(ASKED, ask=Ask.REVIEW, effect=EFFECT)
WAS = replace(DRAFT, id=7)
EDIT = replace(
    REVIEW, draft=replace(WAS, title="Rapat <monev>", evidence=True, plan=DeadlinePlan((30, 0)), rule=DoneRule.SHARED,
                          due_at=DUE.replace(day=19), each_zone=True, audience=DeadlineAudience(Concerned.PEOPLE)),
    people=PEOPLE, was=WAS, was_unit=LONG_UNIT, told=1043,
)  # fmt: skip
CARD = DeskCard(replace(WAS, evidence=True), LONG_UNIT, "", (), 10_250, 9_998, 1_043, REMINDED, "Asia/Jakarta", SERIES)
ALL_ROLES = tuple((role.value, "") for role in Role if role is not Role.EMPLOYEE)
WHOM = tuple((one, "") for one in ("all", WHOM_UNIT, "kind", "role", "people", "owing"))
UNITS = tuple((str(number), LONG_UNIT.name) for number in range(8))


def _form(asked: DeadlineForm) -> Callable[[str], Screen]:
    return lambda language: deadline_form.form(place(language), asked)


def _audience(concerned: Concerned, value: str = "", unit: bool = True, **more: object) -> DeadlineForm:
    draft = replace(DRAFT, audience=DeadlineAudience(concerned, value), unit_id=LONG_UNIT.id if unit else None)
    return replace(REVIEW, draft=draft, unit=LONG_UNIT if unit else None, **more)  # type: ignore[arg-type]


_LEAVE = (Absence(1, date(2026, 1, 5), date(2026, 1, 9)), Absence(2, date(2026, 2, 2), date(2026, 2, 2)))
DEADLINE_ADMIN_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "deadline admin: list": lambda language: deadline_admin.listing(
        place(language), ((LATE, "", 10_250, 9_998), (EVIDENCE_DUE, LONG_UNIT.name, 25, 1)), 1, 3, waiting=True
    ),
    "deadline admin: none": lambda language: deadline_admin.listing(place(language), (), 0, 1, waiting=False),
    "deadline admin: card": lambda language: deadline_admin.card(place(language), CARD),
    "deadline admin: card of one that is over": lambda language: deadline_admin.card(
        place(language),
        replace(CARD, deadline=replace(LATE, rule=DoneRule.PLEDGE), unit=None, reminders=(), series=None),
    ),
    "deadline admin: really call off": lambda language: deadline_admin.sure(place(language), "cancel", CARD),
    "deadline admin: really leave out": lambda language: deadline_admin.sure(
        place(language), "skip", replace(CARD, told=0)
    ),
    "deadline admin: really end": lambda language: deadline_admin.sure_to_end(place(language), SERIES),
    "deadline admin: series": lambda language: deadline_admin.series_list(place(language), ((SERIES, DAYS),)),
    "deadline admin: no series": lambda language: deadline_admin.series_list(place(language), ()),
    "deadline admin: called off": lambda language: deadline_admin.done(place(language), "cancel"),
    "deadline admin: left out": lambda language: deadline_admin.done(place(language), "skip"),
    "deadline admin: ended": lambda language: deadline_admin.done(place(language), "end"),
    "deadline form: title": _form(FORM),
    "deadline form: title of an old one": lambda language: deadline_form.question(
        place(language), replace(ASKED, ask=Ask.TITLE, draft=WAS)
    ),
    "deadline form: date": _form(replace(ASKED, ask=Ask.DUE, due=False)),
    "deadline form: whom": _form(replace(ASKED, ask=Ask.WHOM, options=WHOM)),
    "deadline form: whom, of one unit": _form(replace(ASKED, ask=Ask.WHOM, options=WHOM, whole=False, unit=None)),
    "deadline form: unit": _form(replace(ASKED, ask=Ask.UNIT, options=UNITS, page=1, pages=12)),
    "deadline form: unit found": _form(replace(ASKED, ask=Ask.UNIT, options=UNITS, words="<puskesmas>")),
    "deadline form: no unit found": _form(replace(ASKED, ask=Ask.UNIT, words="<puskesmas>")),
    "deadline form: kind": _form(replace(ASKED, ask=Ask.KIND, options=(("abcd1234", "puskesmas & pustu"),))),
    "deadline form: no kinds": _form(replace(ASKED, ask=Ask.KIND)),
    "deadline form: role": _form(replace(ASKED, ask=Ask.ROLE, options=ALL_ROLES)),
    "deadline form: people": _form(replace(ASKED, ask=Ask.PEOPLE)),
    "deadline form: people found": _form(
        replace(
            ASKED,
            ask=Ask.PEOPLE,
            words="<siti>",
            people=PEOPLE,
            options=tuple((str(number), name) for number, name in (*PEOPLE, (13, "Siti <Lain>"))),
        )
    ),
    "deadline form: other": _form(replace(ASKED, ask=Ask.OTHER, options=(("3", LATE.title),))),
    "deadline form: no other": _form(replace(ASKED, ask=Ask.OTHER)),
    "deadline form: evidence": _form(replace(ASKED, ask=Ask.EVIDENCE)),
    "deadline form: shared": _form(replace(ASKED, ask=Ask.SHARED)),
    "deadline form: plan": _form(replace(ASKED, ask=Ask.PLAN)),
    "deadline form: repeat": _form(
        replace(ASKED, ask=Ask.REPEAT, options=(("none", ""), *((one.value, "") for one in Frequency)))
    ),
    "deadline form: read back": lambda language: deadline_form.review(
        place(language), replace(REVIEW, repeat=Frequency.QUARTERLY, suggested=((Ask.UNIT, "9", LONG_UNIT.name),))
    ),
    "deadline form: read back for nobody": _form(
        replace(REVIEW, effect=Effect(0, (), "Asia/Jakarta", 1, 1), unit=None, draft=replace(DRAFT, unit_id=None))
    ),
    "deadline form: read back of a kind": _form(_audience(Concerned.KIND, "puskesmas")),
    "deadline form: read back of a role": _form(_audience(Concerned.ROLE, Role.ASSESSOR.value, unit=False)),
    "deadline form: read back of people": _form(_audience(Concerned.PEOPLE, people=MANY)),
    "deadline form: read back of who owes another": _form(_audience(Concerned.OWING, "3", other=LATE.title)),
    "deadline form: changes": _form(EDIT),
    "deadline form: changes that nobody knows of": lambda language: deadline_form.changes(
        place(language), replace(EDIT, told=0, effect=Effect(1, (), "Asia/Jakarta", 1, 1))
    ),
    "deadline form: no changes": _form(replace(EDIT, draft=WAS, people=())),
    "deadline form: saved": lambda language: deadline_form.saved(place(language), edited=False),
    "deadline form: changed": lambda language: deadline_form.saved(place(language), edited=True),
    "leave: list": lambda language: absences.listing(place(language), _LEAVE),
    "leave: none": lambda language: absences.listing(place(language), ()),
    "leave: read back": lambda language: absences.read_back(
        place(language), date(2026, 1, 5), date(2026, 2, 2), _LEAVE, (EVIDENCE_DUE, LATE)
    ),
    "leave: read back of a day": lambda language: absences.read_back(
        place(language), date(2026, 2, 2), date(2026, 2, 2), (), (LATE,) * 7
    ),
    "leave: kept": lambda language: absences.kept(place(language)),
    "leave: ended": lambda language: absences.ended(place(language)),
    "wishes: as everybody": lambda language: wishes.desk(
        place(language), WishDesk(LEADS, time(8), False, LEADS, TIMES)
    ),
    "wishes: own": lambda language: wishes.desk(place(language), WishDesk((7, 0), time(13), True, (45, *LEADS), TIMES)),
    "wishes: kept": lambda language: wishes.kept(place(language)),
}
