"""Deadlines from a file, in the chat: asking for it, what it would add, and what came of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.deadline import Deadline
from domain.deadline_columns import TITLES, Column
from domain.deadline_file import FilePlan, Planned
from domain.folding import shortened
from domain.roster import Problem
from domain.staff_number import masked
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.deadline_words import moment, whom
from texts.engine import render
from texts.place import Place
from texts.roster import reason
from texts.screen import Attachment, Button, Screen
from texts.series import frequency_label

LISTED: Final = 8
LISTED_PROBLEMS: Final = 8
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


GUIDE: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.TITLE: mark("Wajib. Nama tugasnya, misalnya Unggah bukti dukung."),
        Column.DAY: mark("Wajib. Hari terakhirnya, misalnya 12 Juni 2027; untuk yang berulang hari pertamanya."),
        Column.TIME: mark("Misalnya 16.00. Kosong berarti 16.00. Tanpa WIB, WITA, atau WIT berlaku zona tiap unit."),
        Column.UNIT: mark("Kode atau nama unit, termasuk unit di bawahnya. Kosong berarti seluruh instansi."),
        Column.FOR: mark(
            "Kosong atau semua: semua pegawai. peran:tim_zi, jenis:puskesmas, atau NIP dan nama penanggung jawab, "
            "dipisah titik koma."
        ),
        Column.EVIDENCE: mark("ya bila selesai harus disertai foto atau dokumen; kosong berarti tidak."),
        Column.EVERY: mark("bulanan, triwulanan, atau tahunan; kosong berarti sekali saja."),
        Column.UNTIL: mark("Hari terakhir pengulangan; kosong berarti terus."),
        Column.REMINDERS: mark("Misalnya H-30, H-7, hari-H, H+3; kosong berarti seperti biasanya."),
    }
)


def ask(place: Place) -> Screen:
    """Asks for a file of deadlines."""
    _ = translator(place.language)
    text = render("deadline_files/ask", place.language, columns=", ".join(TITLES.values()))
    example = Button(_("Contoh berkas"), encode("duefile.template"))
    return Screen(text, ((example,), (Button(_("Batal"), encode("duefile.drop")),)))


def preview(place: Place, upload_id: int, name: str, plan: FilePlan) -> Screen:
    """What a file would add, with everything that is wrong with it; nothing is stored yet."""
    _ = translator(place.language)
    text = render(
        "deadline_files/preview", place.language, file=shortened(name), plan=plan, listed=LISTED,
        new=[_row(one, place.language) for one in plan.new[:LISTED]],
        problems=[_problem(one, place.language) for one in plan.problems[:LISTED_PROBLEMS]],
        ignored=[shortened(title, 40) for title in plan.ignored[:LISTED]],
    )  # fmt: skip
    drop = Button(_("Batal"), encode("duefile.drop"))
    if plan.new and not plan.problems:
        return Screen(text, ((Button(_("Simpan"), encode("duefile.apply", upload_id), style="success"), drop),))
    return Screen(text, ((drop,),))


def bad_rows(place: Place, plan: FilePlan, workbook: bytes) -> Screen:
    """The rows that are wrong as a workbook, each with the reason."""
    _ = translator(place.language)
    text = render("deadline_files/bad_rows", place.language, count=plan.bad)
    return Screen(text, document=Attachment(_("tenggat-perlu-diperbaiki.xlsx"), workbook, WORKBOOK))


def template(place: Place, workbook: bytes) -> Screen:
    """An example of a file, to be filled in."""
    _ = translator(place.language)
    text = render("deadline_files/template", place.language)
    return Screen(text, document=Attachment(_("contoh-tenggat.xlsx"), workbook, WORKBOOK))


def imported(place: Place, plan: FilePlan) -> Screen:
    """What came of an import."""
    return Screen(render("deadline_files/imported", place.language, plan=plan), (_menu(place),))


def dropped(place: Place) -> Screen:
    """Nothing of the file was stored."""
    return Screen(render("deadline_files/dropped", place.language), (_menu(place),))


def row_words(one: Planned, language: str) -> str:
    """A deadline that a file would add, on one line."""
    row = _row(one, language)
    return "; ".join(str(row[name]) for name in ("title", "due", "every", "whom") if row[name])


def reasons(plan: FilePlan, language: str) -> dict[int, str]:
    """By line of the file: what is wrong with it, in words."""
    found: dict[int, list[str]] = {}
    for one in plan.problems:
        found.setdefault(one.line, []).append(f"{one.column}: {reason(one, language)}")
    return {line: " ".join(words) for line, words in found.items()}


def reason_title(language: str) -> str:
    """The title of the column with the reasons."""
    _ = translator(language)
    return _("Alasan")


def sheet_titles(language: str) -> tuple[str, str]:
    """The names of the sheet with deadlines and of the one that explains the columns."""
    _ = translator(language)
    return _("Tenggat"), _("Petunjuk")


def guide(language: str) -> tuple[tuple[str, str], tuple[tuple[str, str], ...]]:
    """What goes into each column: the titles of the two columns of the guide, and its rows."""
    _ = translator(language)
    return (_("Kolom"), _("Isi")), tuple((TITLES[column], _(words)) for column, words in GUIDE.items())


def _person(words: str) -> str:
    digits = words.replace(" ", "")
    return masked(digits) if digits.isdecimal() else shortened(words, 40)


def _row(one: Planned, language: str) -> dict[str, str]:
    details = one.details
    unit = shortened(one.unit.name) if one.unit is not None else ""
    example = Deadline(0, one.title, one.due_at, details.unit_id, details.rule, details.timezone, details.each_zone)
    return {
        "title": shortened(one.title, 80), "due": moment(example, language),
        "whom": whom(details.audience, unit, "", [_person(words) for words in one.people], language),
        "every": frequency_label(one.every, language) if one.every is not None else "",
    }  # fmt: skip


def _problem(problem: Problem, language: str) -> Mapping[str, object]:
    return {
        "line": problem.line, "column": shortened(problem.column, 40), "value": shortened(problem.value, 40),
        "reason": reason(problem, language),
    }  # fmt: skip


def _menu(place: Place) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Tenggat"), encode("deadline.list", 0)),)
