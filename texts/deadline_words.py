"""Words for what a deadline asks of whom, and when."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline import Concerned, Deadline, DeadlineAudience, DeadlinePlan, DoneRule
from domain.folding import shortened
from domain.rights import Role
from texts.catalogue import mark, translator
from texts.format import date_long, moment_long
from texts.labels import role_label
from texts.wishes import lead_label

NAMES: Final = 5
LONGEST_OTHER: Final = 80
RULES: Final = {
    DoneRule.MARK: mark("masing-masing menandai selesai"),
    DoneRule.SHARED: mark("cukup satu orang, berlaku untuk semua"),
    DoneRule.PLEDGE: mark("dengan menandatangani pakta integritas"),
    DoneRule.WORKSHEET: mark("dengan menyerahkan lembar kerja unit"),
}


def moment(deadline: Deadline, language: str) -> str:
    """The last moment with weekday and zone, or with "waktu setempat" where it counts in the zone of each unit."""
    _ = translator(language)
    tz = ZoneInfo(deadline.timezone)
    if not deadline.each_zone:
        return moment_long(deadline.due_at, tz, language)
    day, at = date_long(deadline.due_at, tz, language), f"{deadline.due_at.astimezone(tz):%H.%M}"
    return _("{day} pukul {at} waktu setempat tiap unit").format(day=day, at=at)


def whom(audience: DeadlineAudience, unit: str, other: str, names: Sequence[str], language: str) -> str:
    """Whom it concerns; `unit` is "" for the agency, `other` the title of the deadline that must be owed."""
    _, words = translator(language), ""
    match audience.concerned:
        case Concerned.ALL:
            return _("semua pegawai {unit} dan unit di bawahnya").format(unit=unit) if unit else _("seluruh pegawai")
        case Concerned.PEOPLE:
            shown = ", ".join(names[:NAMES])
            more = len(names) - NAMES
            return _("{names} dan {count} orang lagi").format(names=shown, count=more) if more > 0 else shown
        case Concerned.KIND:
            words = _("pegawai unit jenis {kind}").format(kind=audience.value)
        case Concerned.ROLE:
            words = _("pemegang peran {role}").format(role=role_label(Role(audience.value), language))
        case Concerned.OWING:
            words = _("yang belum menyelesaikan {title}").format(title=shortened(other, LONGEST_OTHER))
    return _("{whom}, di {unit} dan bawahannya").format(whom=words, unit=unit) if unit else words


def plan(own: DeadlinePlan, language: str) -> str:
    """On which days it reminds."""
    _ = translator(language)
    if own.lead_days is None:
        return _("seperti biasa")
    return ", ".join(lead_label(lead, language) for lead in sorted(own.lead_days, reverse=True))


def rule(done: DoneRule, language: str) -> str:
    """What ends it."""
    return translator(language)(RULES[done])
