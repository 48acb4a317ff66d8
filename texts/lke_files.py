"""Worksheets as files in the chat: the workbook out and in with its preview, the recap of units, the report (LHE)."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, get_args

from domain.errors import DomainError
from domain.folding import shortened
from domain.instrument import bundled
from domain.lke_import import FileDesk, Imported, Item, Preview, State
from domain.lke_reading import Problem
from domain.people import Unit
from domain.zone import Layer
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.errors import sentence
from texts.exports import MIME
from texts.lke_words import raw_label
from texts.place import Place
from texts.screen import Attachment, Button, Screen

Kind = Literal["pdf", "docx"]

SHOWN_LINES: Final = 12
SHOWN_PROBLEMS: Final = 12
CUT: Final = 60
LAYERS: Final = {
    Layer.UNIT: mark("jawaban unit"),
    Layer.TPI: mark("penilaian TPI"),
    Layer.TPN: mark("penilaian TPN"),
}
KIND_MIME: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def kind_of(word: str) -> Kind:
    """The kind of report that a button names. Raises `callback.malformed`."""
    for kind in get_args(Kind):
        if kind == word:
            found: Kind = kind
            return found
    raise DomainError("callback.malformed")


def layer_of(word: str) -> Layer:
    """The layer that a button names. Raises `callback.malformed`."""
    if word not in set(Layer):
        raise DomainError("callback.malformed")
    return Layer(word)


def layer_label(layer: Layer, language: str) -> str:
    """Whose answers they are."""
    return translator(language)(LAYERS[layer])


def desk(place: Place, found: FileDesk) -> Screen:
    """What can be done with files of a unit."""
    _ = translator(place.language)
    unit = found.unit.id
    rows: list[tuple[Button, ...]] = [(Button(_("Unduh XLSX"), encode("lkebook.get", unit), style="primary"),)]
    rows += [
        (Button(_("Muat {layer}").format(layer=layer_label(one, place.language)), encode("lkebook.ask", unit, one)),)
        for one in found.layers
    ]
    if found.reports:
        rows.append(
            (Button(_("LHE: PDF"), encode("lkebook.lhe", unit, "pdf")),
             Button(_("LHE: DOCX"), encode("lkebook.lhe", unit, "docx")))
        )  # fmt: skip
        rows.append((Button(_("Rekap unit"), encode("lkebook.recap")),))
    text = render("lke_files/desk", place.language, unit=found.unit.name, layers=found.layers)
    return Screen(text, (*rows, (Button(_("Lembar kerja"), encode("lke.open", unit)),)))


def ask(place: Place, unit: Unit, layer: Layer) -> Screen:
    """Which file?"""
    _ = translator(place.language)
    text = render("lke_files/ask", place.language, unit=unit.name, layer=layer_label(layer, place.language))
    return Screen(text, ((Button(_("Batal"), encode("lkebook.drop")),),))


def preview(place: Place, upload_id: int, file: str, found: Preview) -> Screen:
    """What the file would change, and what can't be used."""
    _ = translator(place.language)
    language = place.language
    lines = change_lines(found, language)
    problems = problem_lines(found.problems, language)
    conflicts = [one.code for one in found.items if one.state is State.CONFLICT]
    text = render(
        "lke_files/preview", language, found=found, unit=found.unit.name, layer=layer_label(found.layer, language),
        file=shortened(file), new=found.count(State.NEW), changed=found.count(State.CHANGED),
        same=found.count(State.SAME), links=sum(len(one.links) for one in found.changes), conflict=len(conflicts),
        conflicts=_codes(conflicts), other_unit=found.other_unit, own_columns=found.own_columns or not found.items
        or found.layer is Layer.UNIT, difference=found.difference, claimed=found.claimed, ours=found.ours,
        lines=lines[:SHOWN_LINES], more_lines=max(0, len(lines) - SHOWN_LINES),
        problems=problems[:SHOWN_PROBLEMS], more_problems=max(0, len(problems) - SHOWN_PROBLEMS),
    )  # fmt: skip
    rows = []
    if found.changes:
        rows.append((Button(_("Simpan {count} pertanyaan").format(count=len(found.changes)),
                            encode("lkebook.apply", upload_id), style="success"),))  # fmt: skip
    return Screen(text, (*rows, (Button(_("Batal"), encode("lkebook.drop")),)))


def change_lines(found: Preview, language: str) -> list[str]:
    """Each change: the question, what stood there, what will stand there."""
    return [_change(one, language) for one in found.changes]


def problem_lines(problems: Iterable[Problem], language: str) -> list[str]:
    """Each problem with its row."""
    _ = translator(language)
    return [
        _("Baris {row}: {reason}").format(row=one.row, reason=sentence(one.error, language))
        if one.row else sentence(one.error, language)
        for one in problems
    ]  # fmt: skip


def applied(place: Place, done: Imported) -> Screen:
    """What was kept."""
    _ = translator(place.language)
    text = render(
        "lke_files/applied", place.language, unit=done.unit.name, layer=layer_label(done.layer, place.language),
        done=done, stale=_codes(done.stale),
    )  # fmt: skip
    return Screen(text, ((Button(_("Lembar kerja"), encode("lke.open", done.unit.id)),),))


def dropped(place: Place) -> Screen:
    """Nothing was changed."""
    return Screen(render("lke_files/dropped", place.language))


def workbook(place: Place, unit: Unit, year: int, data: bytes) -> Screen:
    """The worksheet as a file."""
    _ = translator(place.language)
    note = _("Isi kolom Jawaban dan catatan, lalu kirim kembali lewat Buku kerja di /lke.")
    return _file(place, _("Buku kerja LKE"), unit.name, note, Attachment(book_name(unit, year), data, MIME["xlsx"]))


def recap(place: Place, title: str, count: int, data: bytes) -> Screen:
    """The recap of units as a file."""
    _ = translator(place.language)
    about = _("{cycle}: {count} unit").format(cycle=title, count=count)
    return _file(place, _("Rekap LKE"), about, "", Attachment("rekap-lke.xlsx", data, MIME["xlsx"]))


def report(place: Place, unit: Unit, name: str, kind: Kind, data: bytes) -> Screen:
    """The report as a file."""
    _ = translator(place.language)
    note = _("Ini draf: mohon lengkapi nomor, tanggal, dan tanda tangannya.")
    return _file(place, _("Laporan hasil evaluasi (LHE)"), unit.name, note, Attachment(name, data, KIND_MIME[kind]))


def book_name(unit: Unit, year: int) -> str:
    """What the workbook of a unit is called."""
    return f"lke-{unit.code}-{year}.xlsx"


def _file(place: Place, title: str, about: str, note: str, document: Attachment) -> Screen:
    text = render(
        "lke_files/file", place.language, title=title, about=about, note=note, now=place.now, tz=place.tz
    )  # fmt: skip
    return Screen(text, document=document)


def _change(one: Item, language: str) -> str:
    _ = translator(language)
    question = bundled().question(one.code)
    before = raw_label(question, one.before.value if one.before else None, language)
    after = raw_label(question, one.value, language)
    extra = []
    if one.note != (one.before.note if one.before else ""):
        extra.append(_("catatan"))
    if one.links:
        extra.append(_("tautan {count}").format(count=len(one.links)))
    words = f"{one.code}: {shortened(before, CUT)} → {shortened(after, CUT)}" if before != after else f"{one.code}:"
    return f"{words} ({', '.join(extra)})" if extra and before != after else f"{words} {', '.join(extra)}".strip()


def _codes(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:SHOWN_LINES])
    return f"{shown}, …" if len(codes) > SHOWN_LINES else shown
