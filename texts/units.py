"""Units for who keeps them: the picker, the card of a unit, each change, merging, and files of units."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from domain import units as rules
from domain.folding import shortened
from domain.people import Unit
from domain.roster import Problem
from domain.staff_number import masked
from domain.unit_book import Happened, MergePreview, Purpose, UnitEvent, UnitFacts, UnitPage
from domain.unit_plan import UnitChange, UnitPlan
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.place import Place
from texts.roster import reason
from texts.screen import Attachment, Button, Screen

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_LABEL: Final = 60
LISTED: Final = 8
LISTED_PROBLEMS: Final = 5
YEARS: Final = 8
YEARS_A_ROW: Final = 4

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": mark("Nama"),
        "kind": mark("Jenis"),
        "parent": mark("Induk"),
        "timezone": mark("Zona waktu"),
        "work_days": mark("Hari kerja"),
        "predicate": mark("Predikat"),
        "predicate_year": mark("Tahun predikat"),
        "head": mark("Kepala"),
    }
)
EVENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Happened.CREATED: mark("Unit dibuat"),
        Happened.HEAD: mark("Kepala unit diganti"),
        Happened.MERGED: mark("Digabung ke {into}"),
        Happened.ABSORBED: mark("Menerima gabungan {from}"),
        Happened.CLOSED: mark("Ditutup"),
    }
)


def picker(place: Place, page: UnitPage) -> Screen:
    """One page of units to choose from; what is typed narrows it."""
    _ = translator(place.language)
    subject_id = page.subject.id if page.subject else 0
    rows: list[tuple[Button, ...]] = [(Button(_label(unit), _choice(page, unit.id)),) for unit in page.units]
    turn = [
        Button(words, encode("units.pick", page.purpose, subject_id, number))
        for words, number, shown in (
            (_("‹ Sebelumnya"), page.page - 1, page.page > 0),
            (_("Berikutnya ›"), page.page + 1, page.page + 1 < page.pages),
        )
        if shown
    ]
    if turn:
        rows.append(tuple(turn))
    if page.words:
        rows.append((Button(_("Semua unit"), encode("units.anew", page.purpose, subject_id)),))
    rows += _ways_out(place, page)
    text = render(
        "units/pick", place.language, purpose=page.purpose.value, subject=page.subject, words=shortened(page.words),
        found=page.found, page=page.page + 1, pages=page.pages,
    )  # fmt: skip
    return Screen(text, tuple(rows))


def _choice(page: UnitPage, unit_id: int) -> str:
    if page.purpose is Purpose.SEE or page.subject is None:
        return encode("units.show", unit_id)
    return encode("units.into" if page.purpose is Purpose.MERGE else "units.under", page.subject.id, unit_id)


def _ways_out(place: Place, page: UnitPage) -> list[tuple[Button, ...]]:
    _ = translator(place.language)
    if page.subject is None:
        files = (Button(_("Impor berkas"), encode("units.file")), Button(_("Ekspor"), encode("units.export")))
        return [files, (Button(_("Menu pengelola"), encode("admin.open")),)]
    back = (Button(_("Kembali"), encode("units.show", page.subject.id)),)
    if page.purpose is Purpose.PARENT and page.subject.parent_id is not None:
        return [(Button(_("Tanpa induk"), encode("units.under", page.subject.id, 0)),), back]
    return [back]


def card(place: Place, facts: UnitFacts) -> Screen:
    """Everything about a unit; a closed one is only read."""
    _ = translator(place.language)
    unit = facts.unit
    text = render(
        "units/card", place.language, unit=unit, zone=rules.zone_word(unit.timezone), parent=facts.parent,
        head=facts.head.name if facts.head else "", counts=facts.counts, children=facts.children,
        into=facts.merged_into, tz=place.tz,
        history=[{"at": one.at, "words": _event(one, place.language)} for one in facts.history],
    )  # fmt: skip
    others = (Button(_("Unit lain"), encode("units.pick", Purpose.SEE, 0, 0)),)
    if unit.closed_at is not None:
        return Screen(text, (others,))
    rows: list[tuple[Button, ...]] = [
        (
            Button(_("Ubah nama"), encode("units.name", unit.id)),
            Button(_("Zona waktu"), encode("units.zones", unit.id)),
        ),
        (
            Button(_("Hari kerja"), encode("units.days", unit.id)),
            Button(_("Predikat"), encode("units.predicates", unit.id)),
        ),
        (
            Button(_("Ganti induk"), encode("units.pick", Purpose.PARENT, unit.id, 0)),
            Button(_("Gabungkan ke…"), encode("units.pick", Purpose.MERGE, unit.id, 0)),
        ),
    ]
    if facts.counts.is_empty:
        rows.append((Button(_("Tutup unit"), encode("units.close", unit.id)),))
    return Screen(text, (*rows, others))


def saved(place: Place) -> str:
    """The note at the button that changed something."""
    _ = translator(place.language)
    return _("Tersimpan.")


def ask_name(place: Place, unit: Unit) -> Screen:
    """Asks for the new name."""
    text = render("units/name", place.language, unit=unit)
    return Screen(text, (_back(place, unit),))


def zones(place: Place, unit: Unit) -> Screen:
    """The time zones to choose from."""
    choices = tuple(
        _mark_present(word, zone == unit.timezone, "units.zone", unit.id, word) for word, zone in rules.ZONES.items()
    )
    return Screen(render("units/zone", place.language, unit=unit), (choices, _back(place, unit)))


def work_days(place: Place, unit: Unit) -> Screen:
    """The working weeks to choose from."""
    _ = translator(place.language)
    words = {5: _("5 hari"), 6: _("6 hari")}
    choices = tuple(_mark_present(words[days], days == unit.work_days, "units.week", unit.id, days) for days in words)
    return Screen(render("units/work_days", place.language, unit=unit), (choices, _back(place, unit)))


def predicates(place: Place, unit: Unit) -> Screen:
    """The predicates to choose from; one with its year next."""
    _ = translator(place.language)
    given = tuple(
        _mark_present(name, name == unit.predicate, "units.years", unit.id, name) for name in rules.PREDICATES
    )
    none = _mark_present(_("Tanpa predikat"), not unit.predicate, "units.unpredicate", unit.id)
    return Screen(render("units/predicate", place.language, unit=unit, chosen=""), (given, (none,), _back(place, unit)))


def years(place: Place, unit: Unit, predicate: str) -> Screen:
    """The years in which the predicate may have been given, the last first."""
    last = place.now.astimezone(place.tz).year
    buttons = [
        _mark_present(str(year), (predicate, year) == (unit.predicate, unit.predicate_year),
                      "units.predicate", unit.id, predicate, year)
        for year in range(last, max(last - YEARS, rules.FIRST_YEAR - 1), -1)
    ]  # fmt: skip
    rows = [tuple(buttons[at : at + YEARS_A_ROW]) for at in range(0, len(buttons), YEARS_A_ROW)]
    text = render("units/predicate", place.language, unit=unit, chosen=predicate)
    return Screen(text, (*rows, _back(place, unit)))


def merge_preview(place: Place, away: Unit, into: Unit, found: MergePreview) -> Screen:
    """What a merge would take along, to be confirmed."""
    _ = translator(place.language)
    text = render("units/merge", place.language, away=away, into=into, found=found)
    confirm = Button(_("Gabungkan"), encode("units.merge", away.id, into.id), style="danger")
    return Screen(text, ((confirm,), _back(place, away)))


def confirm_close(place: Place, unit: Unit) -> Screen:
    """Asks whether the empty unit is to be closed."""
    _ = translator(place.language)
    confirm = Button(_("Tutup unit"), encode("units.closed", unit.id), style="danger")
    return Screen(render("units/close", place.language, unit=unit), ((confirm,), _back(place, unit)))


def ask_file(place: Place) -> Screen:
    """Asks for a file of units."""
    _ = translator(place.language)
    return Screen(render("units/file", place.language), ((Button(_("Batal"), encode("units.drop")),),))


def file_preview(place: Place, upload_id: int, name: str, plan: UnitPlan) -> Screen:
    """What a file would change, with everything that is wrong with it; nothing is stored yet."""
    _ = translator(place.language)
    drop = Button(_("Batal"), encode("units.drop"))
    rows: list[tuple[Button, ...]] = [(drop,)]
    if plan.changes_something and plan.problems:
        rows = [(Button(_("Simpan tanpa baris keliru"), encode("units.apply", upload_id, "skip")),), (drop,)]
    elif plan.changes_something:
        rows = [(Button(_("Simpan"), encode("units.apply", upload_id, "all"), style="success"), drop)]
    text = render(
        "units/preview", place.language, file=shortened(name), plan=plan, listed=LISTED,
        new=[_named(unit.name, unit.code) for unit in plan.new[:LISTED]],
        changed=[_change(change, place.language) for change in plan.changed[:LISTED]],
        bad=len(_bad_lines(plan)), ignored=[shortened(title, 40) for title in plan.ignored[:LISTED]],
        problems=[_problem(one, place.language) for one in plan.problems[:LISTED_PROBLEMS]],
    )  # fmt: skip
    return Screen(text, tuple(rows))


def bad_rows(place: Place, plan: UnitPlan, workbook: bytes) -> Screen:
    """The rows that are wrong as a workbook, each with the reason."""
    _ = translator(place.language)
    text = render("units/bad_rows", place.language, count=len(_bad_lines(plan)))
    return Screen(text, document=Attachment(_("unit-perlu-diperbaiki.xlsx"), workbook, WORKBOOK))


def bad_row_reasons(plan: UnitPlan, language: str) -> dict[int, str]:
    """By line of the file: what is wrong with it, in words."""
    found: dict[int, list[str]] = {}
    for one in plan.problems:
        found.setdefault(one.line, []).append(f"{one.column}: {reason(one, language)}")
    return {line: " ".join(words) for line, words in found.items()}


def reason_title(language: str) -> str:
    """The title of the column with the reasons."""
    _ = translator(language)
    return _("Alasan")


def imported(place: Place, plan: UnitPlan) -> Screen:
    """What came of an import."""
    _ = translator(place.language)
    text = render("units/imported", place.language, plan=plan, bad=len(_bad_lines(plan)))
    return Screen(text, ((Button(_("Lihat unit"), encode("units.anew", Purpose.SEE, 0)),),))


def exported(place: Place, count: int, workbook: bytes) -> Screen:
    """All units as a workbook."""
    _ = translator(place.language)
    text = render("units/exported", place.language, count=count, now=place.now, tz=place.tz)
    return Screen(text, document=Attachment(_("unit-kerja.xlsx"), workbook, WORKBOOK))


def dropped(place: Place) -> Screen:
    """Nothing of the file was stored."""
    _ = translator(place.language)
    text = render("units/dropped", place.language)
    return Screen(text, ((Button(_("Lihat unit"), encode("units.anew", Purpose.SEE, 0)),),))


def change_words(name: str, before: object, after: object, language: str) -> str:
    """One changed field in words: "Zona waktu: WIB menjadi WIT"."""
    _ = translator(language)
    shown = _SHOWN.get(name, str)
    return _("{field}: {before} menjadi {after}").format(
        field=_(FIELDS[name]), before=shown(before) or "–", after=shown(after) or "–"
    )


_SHOWN: Final[Mapping[str, Callable[[object], str]]] = MappingProxyType(
    {
        "name": lambda value: shortened(str(value)),
        "timezone": lambda value: rules.zone_word(str(value)),
        "predicate_year": lambda value: str(value) if value else "",
        "head": lambda value: masked(str(value)) if value else "",
    }
)


def _event(event: UnitEvent, language: str) -> str:
    _ = translator(language)
    words = EVENTS.get(event.kind)
    if words is not None:
        return _(words).format_map(dict(event.after))
    changed = [name for name in FIELDS if name in event.after]
    return ", ".join(change_words(name, event.before.get(name), event.after[name], language) for name in changed)


def _change(change: UnitChange, language: str) -> Mapping[str, object]:
    words = [change_words(name, before, after, language) for name, (before, after) in change.fields.items()]
    return {"unit": _named(change.unit.name, change.unit.code), "words": words}


def _problem(problem: Problem, language: str) -> Mapping[str, object]:
    return {
        "line": problem.line,
        "column": shortened(problem.column, 40),
        "value": shortened(problem.value, 40),
        "reason": reason(problem, language),
    }


def _bad_lines(plan: UnitPlan) -> set[int]:
    return {problem.line for problem in plan.problems}


def _named(name: str, code: str) -> str:
    return f"{shortened(name)} ({code})"


def _label(unit: Unit) -> str:
    return shortened(unit.name, LONGEST_LABEL)


def _mark_present(words: str, present: bool, verb: str, *parts: str | int) -> Button:  # noqa: FBT001
    return Button(f"✓ {words}" if present else words, encode(verb, *parts))


def _back(place: Place, unit: Unit) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Kembali"), encode("units.show", unit.id)),)
