"""The dialog that sets or edits a deadline: its questions, and the read-back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline import MARKED, Concerned, Deadline, DoneRule
from domain.deadline_form import WHOM_UNIT, Ask, DeadlineForm
from domain.folding import shortened
from domain.people import Unit
from domain.rights import Role
from domain.series import Frequency
from texts import deadline_words as words
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import moment_long
from texts.joining import turning
from texts.labels import role_label
from texts.place import Place
from texts.screen import Button, Screen
from texts.series import frequency_label

Row = tuple[Button, ...]
LONGEST_BUTTON: Final = 40
LONGEST_NARROWER: Final = 26
FOR_WHOM: Final[Mapping[str, str]] = MappingProxyType(
    {
        WHOM_UNIT: mark("Satu unit dan bawahannya"),
        Concerned.KIND.value: mark("Jenis unit"),
        Concerned.ROLE.value: mark("Pemegang peran"),
        Concerned.PEOPLE.value: mark("Orang tertentu"),
        Concerned.OWING.value: mark("Yang belum selesai tenggat lain"),
    }
)
STEPS: Final[Mapping[Ask, str]] = MappingProxyType(
    {
        Ask.TITLE: mark("Ubah judul"),
        Ask.DUE: mark("Ubah waktu"),
        Ask.WHOM: mark("Ubah sasaran"),
        Ask.PLAN: mark("Ubah pengingat"),
        Ask.REPEAT: mark("Ubah pengulangan"),
    }
)


def form(place: Place, asked: DeadlineForm) -> Screen:
    """The next question, or the read-back."""
    if asked.ask is Ask.REVIEW:
        return changes(place, asked) if asked.was is not None else review(place, asked)
    return question(place, asked)


def question(place: Place, asked: DeadlineForm) -> Screen:
    """One question, with what was answered before and the way back."""
    text = render(
        "deadline_admin/ask", place.language, ask=asked.ask.value, new=not asked.draft.id, title=asked.draft.title,
        at=words.moment(asked.draft, place.language) if asked.due else "", unit=asked.unit.name if asked.unit else "",
        words=asked.words, some=bool(asked.options), page=asked.page + 1, pages=asked.pages,
        plan=words.plan(asked.draft.plan, place.language), year=place.now.astimezone(place.tz).year + 1,
    )  # fmt: skip
    return Screen(text, (*_answers(place, asked), _out(place, first=asked.ask is Ask.TITLE and not asked.draft.id)))


def review(place: Place, asked: DeadlineForm) -> Screen:
    """A new deadline as it will be kept: weekday, date, time and zone, whom it concerns, and the first reminders."""
    _ = translator(place.language)
    effect = asked.effect
    assert effect is not None
    text = render(
        "deadline_admin/review", place.language, **_facts(place, asked.draft, asked.unit, _names(asked), asked.other),
        people=effect.people, reminders=_moments(effect.reminders, effect.zone, place.language),
        several=effect.calendars > 1,
        repeat=frequency_label(asked.repeat, place.language) if asked.repeat else "", days=effect.next_days,
    )  # fmt: skip
    save = Button(_("Simpan"), encode("deadline.save", asked.key), style="success")
    narrower = [
        (
            Button(
                _("Hanya {whom}").format(whom=shortened(label, LONGEST_NARROWER)),
                encode("deadline.answer", ask.value, value),
            ),
        )
        for ask, value, label in asked.suggested
    ]
    return Screen(text, ((save,), *narrower, _rehearsed(place), *_parts(place, asked), _out(place, first=False)))


def changes(place: Place, asked: DeadlineForm) -> Screen:
    """An edit as it will be kept: before and after, and how many people will be told."""
    _ = translator(place.language)
    was, effect = asked.was, asked.effect
    assert was is not None
    assert effect is not None
    before = _facts(place, was, asked.was_unit, asked.was_people, asked.was_other)
    after = _facts(place, asked.draft, asked.unit, _names(asked), asked.other)
    changed = [(name, before[name], after[name]) for name in before if before[name] != after[name]]
    text = render(
        "deadline_admin/changes", place.language, title=was.title, changed=changed, told=asked.told,
        people=effect.people, reminders=_moments(effect.reminders, effect.zone, place.language),
    )  # fmt: skip
    save = ((Button(_("Simpan"), encode("deadline.save", asked.key), style="success"),),) if changed else ()
    back = (Button(_("Kembali"), encode("deadline.drop")),)
    rehearsed = (_rehearsed(place),) if changed else ()
    return Screen(text, (*save, *rehearsed, *_parts(place, asked), back))


def _rehearsed(place: Place) -> Row:
    _ = translator(place.language)
    return (Button(_("Uji coba rencana"), encode("rehearse.open", "draft")),)


def saved(place: Place, *, edited: bool) -> str:
    """The note at the button that kept a deadline."""
    _ = translator(place.language)
    return _("Perubahan disimpan.") if edited else _("Tenggat disimpan.")


def _facts(place: Place, deadline: Deadline, unit: Unit | None, names: tuple[str, ...], other: str) -> dict[str, str]:
    _ = translator(place.language)
    marked = deadline.rule in MARKED
    evidence = (_("foto atau dokumen") if deadline.evidence else _("tidak diminta")) if marked else ""
    return {
        "title": deadline.title,
        "at": words.moment(deadline, place.language),
        "whom": words.whom(deadline.audience, unit.name if unit else "", other, names, place.language),
        "rule": words.rule(deadline.rule, place.language),
        "evidence": evidence,
        "plan": words.plan(deadline.plan, place.language),
    }


def _names(asked: DeadlineForm) -> tuple[str, ...]:
    return tuple(name for _, name in asked.people)


def _moments(found: tuple[object, ...], zone: str, language: str) -> list[str]:
    return [moment_long(one, ZoneInfo(zone), language) for one in found]  # type: ignore[arg-type]


def _answers(place: Place, asked: DeadlineForm) -> list[Row]:
    """The buttons that answer the question."""
    _ = translator(place.language)
    rows: list[Row] = []
    match asked.ask:
        case Ask.EVIDENCE:
            rows = [(_answer(_("Minta bukti"), asked, "yes"),), (_answer(_("Tidak perlu bukti"), asked, "no"),)]
        case Ask.SHARED:
            rows = [(_answer(_("Masing-masing"), asked, "no"),), (_answer(_("Cukup satu orang"), asked, "yes"),)]
        case Ask.PLAN:
            rows = [(_answer(_("Seperti biasa"), asked, "usual"),)]
        case Ask.PEOPLE:
            rows = _people(place, asked)
        case _:
            rows = [(_answer(_label(place, asked, value, name), asked, value),) for value, name in asked.options]
    return [*rows, *turning(place, asked.page, asked.pages, "deadline.page")]


def _label(place: Place, asked: DeadlineForm, value: str, name: str) -> str:
    _ = translator(place.language)
    match asked.ask:
        case Ask.WHOM if value == Concerned.ALL.value:
            return _("Seluruh instansi") if asked.whole else _("Seluruh unit saya")
        case Ask.WHOM:
            return _(FOR_WHOM[value])
        case Ask.ROLE:
            return role_label(Role(value), place.language)
        case Ask.REPEAT:
            return frequency_label(Frequency(value), place.language) if value != "none" else _("Tidak berulang")
        case _:
            return shortened(name)


def _people(place: Place, asked: DeadlineForm) -> list[Row]:
    _ = translator(place.language)
    chosen = {str(number) for number, _name in asked.people}
    rows: list[Row] = [
        (_answer(f"{'☑' if value in chosen else '☐'} {shortened(name, LONGEST_BUTTON)}", asked,
                 f"{'out' if value in chosen else 'add'}.{value}"),)
        for value, name in asked.options
    ]  # fmt: skip
    if chosen:
        rows.append((_answer(_("Cukup ({count} orang)").format(count=len(chosen)), asked, "done"),))
    return rows


def _answer(label: str, asked: DeadlineForm, value: str) -> Button:
    return Button(label, encode("deadline.answer", asked.ask.value, value))


def _parts(place: Place, asked: DeadlineForm) -> list[Row]:
    """What can still be changed from the read-back."""
    _ = translator(place.language)
    draft, new = asked.draft, asked.was is None
    steps = [
        Button(_(label), encode("deadline.step", ask.value))
        for ask, label in STEPS.items()
        if new or ask is not Ask.REPEAT
    ]
    rows: list[Row] = [tuple(steps[at : at + 2]) for at in range(0, len(steps), 2)]
    if draft.rule in MARKED:
        rows.append((_toggle(_("Minta bukti"), Ask.EVIDENCE, on=draft.evidence),))
        rows.append((_toggle(_("Cukup satu orang"), Ask.SHARED, on=draft.rule is DoneRule.SHARED),))
    if asked.effect is not None and (asked.effect.zones > 1 or draft.each_zone):
        rows.append((_toggle(_("Waktu setempat tiap unit"), Ask.ZONE, on=draft.each_zone),))
    return rows


def _toggle(label: str, ask: Ask, *, on: bool) -> Button:
    return Button(f"{'☑' if on else '☐'} {label}", encode("deadline.answer", ask.value, "no" if on else "yes"))


def _out(place: Place, *, first: bool) -> Row:
    _ = translator(place.language)
    drop = Button(_("Batal"), encode("deadline.drop"))
    return (drop,) if first else (Button(_("Kembali"), encode("deadline.back")), drop)
