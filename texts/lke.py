"""The worksheet (LKE) of a unit in the chat: overview, sections, one question, its history."""

from collections.abc import Sequence

from domain import worksheet
from domain.folding import shortened
from domain.instrument import bundled
from domain.instrument_model import CHOICES, AnswerType
from domain.people import Unit
from domain.worksheet_views import Desk, HistoryPage, Line, QuestionView, SectionPage, Shown
from domain.zone import Layer
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.errors import sentence
from texts.joining import turning
from texts.labels import stage_label
from texts.lke_words import answer_label, choice_label, help_lines, part_label, raw_label, section_label
from texts.place import Place
from texts.screen import Button, Screen

LABEL, QUOTE, FINDINGS_SHOWN = 44, 200, 3
LAYERS = {Layer.TPI: mark("Penilai internal (TPI)"), Layer.TPN: mark("Penilai nasional (TPN)")}


def desk(place: Place, found: Desk) -> Screen:
    """How far the worksheet is, by section, with the way to the next open question."""
    _ = translator(place.language)
    sheet, rules = found.sheet, bundled()
    text = render(
        "lke/desk", place.language, unit=sheet.unit.name, cycle=sheet.cycle.title, card=found.card,
        stage=stage_label(sheet.stage, place.language) if sheet.stage else "", target=sheet.target,
        all=len(rules.questions), progress=found.progress, window=sheet.window,
        labels={one.section: section_label(one.section, place.language) for one in found.progress},
        refusal=sentence(sheet.refusal, place.language) if sheet.refusal else "", today=place.now.astimezone(place.tz),
    )  # fmt: skip
    rows: list[tuple[Button, ...]] = []
    if found.next_code is not None and sheet.refusal is None and sheet.fills:
        rows.append((Button(_("Isi pertanyaan berikutnya"), encode("lke.next", sheet.unit.id), style="primary"),))
    sections = [
        Button(
            shortened(section_label(one.section, place.language), LABEL),
            encode("lke.section", sheet.unit.id, one.section, 0),
        )
        for one in found.progress
    ]  # fmt: skip
    rows += [tuple(sections[at : at + 2]) for at in range(0, len(sections), 2)]
    if found.owned:
        rows.append((Button(_("Tugas saya"), encode("lke.mine")),))
    if sheet.sees:
        rows.append((Button(_("Buku kerja"), encode("lkebook.open", sheet.unit.id)),))
    last = [Button(_("Beranda"), encode("home.open"))]
    if found.several:
        last.insert(0, Button(_("Unit lain"), encode("lke.pick", 0)))
    return Screen(text, (*rows, tuple(last)))


def picker(place: Place, units: Sequence[Unit], page: int, pages: int) -> Screen:
    """The units whose worksheet may be read; `page` counts from 0."""
    rows = [(Button(shortened(unit.name), encode("lke.open", unit.id)),) for unit in units]
    text = render("lke/pick", place.language, found=bool(units), page=page + 1, pages=pages)
    return Screen(text, (*rows, *turning(place, page, pages, "lke.pick")))


def section(place: Place, found: SectionPage) -> Screen:
    """A page of the questions of a section, each a button with its marks."""
    _ = translator(place.language)
    unit, code = found.sheet.unit.id, found.progress.section
    text = render(
        "lke/section", place.language, unit=found.sheet.unit.name, label=section_label(code, place.language),
        progress=found.progress, page=found.page + 1, pages=found.pages,
    )  # fmt: skip
    rows = [
        (Button(_line(one, place.language), encode("lke.show", unit, one.question.code)),) for one in found.lines
    ]  # fmt: skip
    turn = turning(place, found.page, found.pages, "lke.section", unit, code)
    last = [_back(place, unit, sees=found.sheet.sees)]
    if found.sheet.assigns:
        last.insert(0, Button(_("Penanggung jawab area"), encode("owner.open", unit, code)))
    return Screen(text, (*rows, *turn, tuple(last)))


def question(place: Place, shown: Shown) -> Screen:
    """One question with its buttons; what was kept just now, or why nothing was, stands on top."""
    view = shown.view
    language, asked = place.language, view.question
    layers = [
        {"label": translator(language)(LAYERS[layer]), "answer": answer_label(asked, given, language),
         "note": shortened(note, QUOTE)}
        for layer, (given, note) in view.assessed.items()
    ]  # fmt: skip
    text = render(
        "lke/question", language, shown=shown, view=view, all=len(bundled().questions),
        section=section_label(worksheet.section(asked), language), part=part_label(asked, language),
        label=asked.labels[language], given=answer_label(asked, view.answer, language), layers=layers,
        findings=[shortened(one.note, QUOTE) for one in view.findings[:FINDINGS_SHOWN]],
        help=help_lines(asked, language),
        refusal=sentence(view.sheet.refusal, language) if view.sheet.refusal else "", typed=_typed(shown, language),
        awaits=shown.awaits.labels[language] if shown.awaits else "", tz=place.tz,
        order="; ".join(one.labels[language] for one in asked.inputs) if not shown.known else "",
    )  # fmt: skip
    return Screen(text, _note_buttons(place, view) if shown.noting else _question_buttons(place, shown))


def history(place: Place, found: HistoryPage) -> Screen:
    """Who changed the answer, from what to what."""
    language, asked = place.language, found.question
    rows = [
        {"number": one.number, "author": one.author, "at": one.at,
         "before": raw_label(asked, one.before, language), "after": raw_label(asked, one.after, language),
         "changed": one.before != one.after or one.note_before == one.note,
         "noted": one.note_before != one.note, "note": shortened(one.note, QUOTE)}
        for one in found.versions
    ]  # fmt: skip
    text = render(
        "lke/history", language, code=asked.code, label=asked.labels[language], rows=rows, page=found.page + 1,
        pages=found.pages, tz=place.tz,
    )  # fmt: skip
    turn = turning(place, found.page, found.pages, "lke.history", found.unit.id, asked.code)
    _ = translator(language)
    back = Button(_("Kembali"), encode("lke.show", found.unit.id, asked.code))
    return Screen(text, (*turn, (back,)))


def kept(place: Place, shown: Shown) -> str:
    """The note at the button after an answer: that it is kept, that somebody was first, "" for neither."""
    _ = translator(place.language)
    if shown.meanwhile:
        return _("Belum disimpan: jawaban ini baru saja diubah orang lain.")
    return _("{code} tersimpan.").format(code=shown.kept) if shown.kept else ""


def all_answered(place: Place) -> str:
    """The note when no question is open any more."""
    _ = translator(place.language)
    return _("Semua pertanyaan sudah dijawab. Terima kasih.")


def _line(one: Line, language: str) -> str:
    marks = ["✅" if one.answered else "▫️"]
    if one.findings:
        marks.append("⚠️")
    if one.evidence:
        marks.append(f"📎{one.evidence}")
    return f"{''.join(marks)} {one.question.code} · {shortened(one.question.labels[language], LABEL)}"


def _typed(shown: Shown, language: str) -> list[tuple[str, int]]:
    labels = {one.key: one.labels[language] for one in shown.view.question.inputs}
    return [(labels[key], value) for key, value in shown.known.items() if key in labels]


def _question_buttons(place: Place, shown: Shown) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    view = shown.view
    unit, code = view.sheet.unit.id, view.question.code
    rows = [*_answers(place, shown)]
    second = [Button(_("Bukti"), encode("evidence.open", unit, code))]
    if view.open:
        second.insert(0, Button(_("Catatan"), encode("lke.note", unit, code)))
    if view.record is not None:
        second.append(Button(_("Riwayat"), encode("lke.history", unit, code, 0)))
    rows += [tuple(second), *_ways(place, shown)]
    more = []
    if view.sheet.assigns:
        more.append(Button(_("Penanggung jawab"), encode("owner.open", unit, code)))
    if view.open and view.answer is not None:
        more.append(Button(_("Kosongkan"), encode("lke.clear", unit, code, view.version)))
    rows += [tuple(more)] if more else []
    back = Button(_("Daftar"), encode("lke.section", unit, worksheet.section(view.question), 0))
    last = (back, _back(place, unit, sees=True)) if view.sheet.sees else (_back(place, unit, sees=False),)
    return (*rows, last)


def _answers(place: Place, shown: Shown) -> list[tuple[Button, ...]]:
    """The choices in one row; for numbers the way around one that carries no score."""
    _ = translator(place.language)
    view = shown.view
    unit, asked = view.sheet.unit.id, view.question
    if not view.open:
        return []
    if asked.type in CHOICES:
        chosen = view.record.value if view.record else None
        return [tuple(
            Button(
                f"✓ {choice_label(one, place.language)}" if one == chosen else choice_label(one, place.language),
                encode("lke.answer", unit, asked.code, view.version, one),
            )
            for one in CHOICES[asked.type]
        )]  # fmt: skip
    if asked.type is AnswerType.PERCENT and shown.awaits is not None and shown.awaits.role == "info":
        return [(Button(_("Lewati"), encode("lke.skip", unit, asked.code)),)]
    return []


def _ways(place: Place, shown: Shown) -> tuple[tuple[Button, ...], ...]:
    """Back to what was answered just now or the question before, and on to the next open one."""
    _ = translator(place.language)
    view = shown.view
    unit, code = view.sheet.unit.id, view.question.code
    whole = view.sheet.sees
    before = shown.kept if shown.kept not in {"", code} else worksheet.neighbour(bundled(), code, -1)
    ways = []
    if whole or shown.kept not in {"", code}:
        label = _("‹ Kembali ke {code}") if shown.kept not in {"", code} else "‹ {code}"
        ways.append(Button(label.format(code=before), encode("lke.show", unit, before)))
    if whole:
        after = worksheet.neighbour(bundled(), code, 1)
        ways.append(Button(f"{after} ›", encode("lke.show", unit, after)))
    rows = [tuple(ways)] if ways else []
    if view.next_code not in {None, code} and view.open:
        rows.append((Button(_("Belum dijawab »"), encode("lke.next", unit, code), style="primary"),))
    return tuple(rows) or ((Button(_("Tugas saya"), encode("lke.mine")),),)


def _note_buttons(place: Place, view: QuestionView) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    unit, code = view.sheet.unit.id, view.question.code
    rows = [(Button(_("Kembali"), encode("lke.show", unit, code)),)]
    if view.note:
        rows.insert(0, (Button(_("Hapus catatan"), encode("lke.note_drop", unit, code, view.version)),))
    return tuple(rows)


def _back(place: Place, unit: int, *, sees: bool) -> Button:
    _ = translator(place.language)
    return Button(_("Ringkasan"), encode("lke.open", unit)) if sees else Button(_("Tugas saya"), encode("lke.mine"))
