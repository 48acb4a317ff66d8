"""Importing the roster: the file, the columns that are not certain, the preview, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import DomainError
from domain.folding import shortened
from domain.roster import Problem
from domain.roster_columns import Column
from domain.roster_numbers import Applied, Numbers
from domain.roster_questions import Doubt, Question
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.errors import sentence
from texts.format import number
from texts.place import Place
from texts.screen import Attachment, Button, Screen

ROWS_SHOWN: Final = 5
PEOPLE_SHOWN: Final = 10
MOST_BUTTONS: Final = 40
LONGEST_LABEL: Final = 40
LONGEST_VALUE: Final = 30
# In place of a column, in a button: none of those offered.
NONE: Final = "none"
NO_INDEX: Final = -1
SECRET_DIGITS: Final = 8
FIRST_SHOWN, LAST_SHOWN = 4, 2
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

COLUMNS: Final = {
    Column.NAME: mark("Nama"),
    Column.STAFF_NUMBER: mark("NIP/NI PPPK"),
    Column.POSITION: mark("Jabatan"),
    Column.UNIT: mark("Unit kerja"),
    Column.RANK: mark("Golongan"),
    Column.STATUS: mark("Status kepegawaian"),
    Column.PHONE: mark("Nomor HP"),
    Column.EMAIL: mark("Surel"),
}


@dataclass(frozen=True, slots=True)
class Overview:
    """What a preview shows. `sheet` is "" where a file has one only; `problems` come by row; `partial`: hardly all."""

    upload_id: int
    file: str
    sheet: str
    numbers: Numbers
    problems: tuple[Problem, ...]
    partial: bool


def ask(place: Place, megabytes: int) -> Screen:
    """Asks for the file."""
    _ = translator(place.language)
    columns = ", ".join(_(label) for label in COLUMNS.values())
    text = render("roster/ask", place.language, columns=columns, megabytes=megabytes)
    return Screen(text, ((Button(_("Unduh data sekarang"), encode("roster.export")),), (_drop(place),)))


def sheet(place: Place, upload_id: int, file: str, sheets: Sequence[str]) -> Screen:
    """Asks which sheet to read."""
    text = render("roster/sheet", place.language, file=file)
    shown = enumerate(sheets[:MOST_BUTTONS])
    rows = [(Button(_label(name), encode("roster.sheet", upload_id, index)),) for index, name in shown]
    return Screen(text, (*rows, (_drop(place),)))


def column(
    place: Place, upload_id: int, file: str, question: Question, titles: Sequence[str], samples: Sequence[str]
) -> Screen:
    """Asks about a column; `titles` are all titles of the table, `samples` some values of an unknown column."""
    _ = translator(place.language)
    text = render(
        "roster/column", place.language, file=file, doubt=question.doubt.value,
        column=_(COLUMNS[question.column]) if question.column else "",
        title=shortened(titles[question.indexes[0]]),
        samples=[_hidden(sample) for sample in samples],
    )  # fmt: skip
    if question.doubt is Doubt.UNKNOWN:
        rows = _meanings(place, upload_id, question)
    else:
        assert question.column is not None
        rows = [
            (Button(_label(f"{letters(index)} · {titles[index]}"), _answer(upload_id, index, question.column.value)),)
            for index in question.indexes[:MOST_BUTTONS]
        ]
        if question.doubt is Doubt.MISSING:
            absent = _answer(upload_id, NO_INDEX, question.column.value)
            rows.append((Button(_("Tidak ada di berkas ini"), absent),))
    return Screen(text, (*rows, (_drop(place),)))


def _meanings(place: Place, upload_id: int, question: Question) -> list[tuple[Button, ...]]:
    _ = translator(place.language)
    index = question.indexes[0]
    buttons = [Button(_(COLUMNS[one]), _answer(upload_id, index, one.value)) for one in question.meanings]
    rows: list[tuple[Button, ...]] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows.append((Button(_("Tidak diperlukan"), _answer(upload_id, index, NONE)),))
    rows.append((Button(_("Abaikan semua kolom lain"), encode("roster.rest", upload_id)),))
    return rows


def _answer(upload_id: int, index: int, name: str) -> str:
    return encode("roster.column", upload_id, index, name)


def preview(place: Place, seen: Overview) -> Screen:
    """What the import would do, and the buttons that make sense for it."""
    rows = problem_lines(place.language, seen.problems)
    text = render(
        "roster/preview", place.language, file=seen.file, sheet=seen.sheet, n=seen.numbers, rows=rows[:ROWS_SHOWN],
        more=max(0, len(rows) - ROWS_SHOWN), partial=seen.partial,
    )  # fmt: skip
    return Screen(text, tuple(_choices(place, seen)))


def _choices(place: Place, seen: Overview) -> list[tuple[Button, ...]]:
    _ = translator(place.language)
    n, which = seen.numbers, seen.upload_id
    rows: list[tuple[Button, ...]] = []
    if n.joined or n.changed:
        rows.append((Button(_("Terapkan"), encode("roster.apply", which), style="success"),))
    if n.missing and not seen.partial:
        label = _("Terapkan dan tandai keluar {count} orang").format(count=number(n.missing, place.language))
        rows.append((Button(label, encode("roster.leavers", which)),))
    if n.joined and n.changed:
        rows.append((Button(_("Tambah pegawai baru saja"), encode("roster.add", which)),))
    if n.bad:
        rows.append((Button(_("Unduh baris bermasalah"), encode("roster.bad", which)),))
    return [*rows, (_drop(place),)]


def leavers(place: Place, upload_id: int, file: str, people: Sequence[tuple[str, str]]) -> Screen:
    """Asks once more before people, given as (name, unit), are marked as gone."""
    _ = translator(place.language)
    text = render(
        "roster/leavers", place.language, file=file, count=len(people), people=people[:PEOPLE_SHOWN],
        more=max(0, len(people) - PEOPLE_SHOWN),
    )  # fmt: skip
    label = _("Ya, tandai keluar {count} orang").format(count=number(len(people), place.language))
    return Screen(
        text,
        (
            (Button(label, encode("roster.leave", upload_id, len(people)), style="danger"),),
            (Button(_("Unduh daftarnya"), encode("roster.missing", upload_id)),),
            (Button(_("‹ Kembali"), encode("roster.preview", upload_id)),),
        ),
    )


def applied(place: Place, file: str) -> Screen:
    """Stands where the preview stood."""
    return Screen(render("roster/applied", place.language, file=file))


def result(place: Place, file: str, done: Applied) -> Screen:
    """What was done."""
    _ = translator(place.language)
    text = render(
        "roster/result", place.language, file=file, n=done.numbers, left=done.left, accounts=done.accounts,
        roles=done.roles, role_holders=done.role_holders,
    )  # fmt: skip
    return Screen(text, ((Button(_("Menu pengelola"), encode("admin.open")),),))


def dropped(place: Place) -> Screen:
    """The file is forgotten."""
    return Screen(render("roster/dropped", place.language))


def bad_rows(place: Place, file: str, count: int, data: bytes) -> Screen:
    """The workbook of the bad rows."""
    _ = translator(place.language)
    text = render("roster/bad_rows", place.language, file=file, count=count)
    return Screen(text, document=Attachment(_("baris-bermasalah.xlsx"), data, XLSX))


def missing(place: Place, file: str, count: int, data: bytes) -> Screen:
    """The workbook of those who are not in the list."""
    _ = translator(place.language)
    text = render("roster/missing", place.language, file=file, count=count)
    return Screen(text, document=Attachment(_("tidak-ada-di-daftar.xlsx"), data, XLSX))


def exported(place: Place, count: int, data: bytes) -> Screen:
    """The roster as a workbook."""
    _ = translator(place.language)
    text = render("roster/exported", place.language, count=count)
    return Screen(text, document=Attachment(_("data-pegawai.xlsx"), data, XLSX))


def changed_meanwhile(place: Place) -> str:
    """The note at a button whose preview is out of date."""
    _ = translator(place.language)
    return _("Data pegawai berubah sejak pratinjau tadi. Mohon periksa pratinjau yang baru ini.")


def problem_lines(language: str, problems: Sequence[Problem]) -> list[str]:
    """A line in words for each bad row: its number, then column, value and reason of each of its problems."""
    _ = translator(language)
    by_line: dict[int, list[str]] = {}
    for problem in problems:
        value = _hidden(shortened(problem.value, LONGEST_VALUE))
        where = f'{problem.column} "{value}"' if value else problem.column
        by_line.setdefault(problem.line, []).append(f"{where}: {reason(problem, language)}")
    return [_("Baris {line}").format(line=line) + ", " + " ".join(words) for line, words in by_line.items()]


def reason(problem: Problem, language: str) -> str:
    """Why a row is bad."""
    return sentence(DomainError(problem.key, **problem.params), language)


def workbook_words(language: str) -> dict[str, str]:
    """The words of the workbooks: titles of sheets and of columns of our own."""
    _ = translator(language)
    return {
        "bad_rows": _("Baris bermasalah"),
        "missing": _("Tidak ada di daftar"),
        "line": _("Baris"),
        "reason": _("Alasan"),
        "people": _("Pegawai"),
    }


def column_labels(language: str, columns: Sequence[Column]) -> list[str]:
    """What columns are called."""
    _ = translator(language)
    return [_(COLUMNS[column]) for column in columns]


def letters(index: int) -> str:
    """The letters by which a workbook calls a column, from the index 0: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _label(text: str) -> str:
    return shortened(text, LONGEST_LABEL) or "?"


def _hidden(value: str) -> str:
    """A value with the middle of its digits hidden when they are as many as in a phone, a birth date or a NIP."""
    places = [at for at, sign in enumerate(value) if sign.isdigit()]
    if len(places) < SECRET_DIGITS:
        return value
    hidden = set(places[FIRST_SHOWN:-LAST_SHOWN])
    return "".join("•" if at in hidden else sign for at, sign in enumerate(value))


def _drop(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Batal"), encode("roster.drop"))
