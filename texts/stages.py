"""The stage of a unit in the chat: where it stands, what is missing for each move, its history, and declaring units."""

from __future__ import annotations

from domain.folding import shortened
from domain.instrument import bundled
from domain.people import Unit
from domain.stage_views import Asked, Declared, DeclareDesk, StageDesk, StageHistory, StageNews, can_be_affirmed
from domain.stages import Move, Need
from domain.zone import Cycle
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import number
from texts.joining import turning
from texts.labels import stage_label
from texts.place import Place
from texts.screen import Button, Screen, Style
from texts.stage_words import missing_lines, move_label, mover_label

SHOWN_NAMES = 8


def desk(place: Place, found: StageDesk) -> Screen:
    """Where the unit stands, what comes next, and the moves that the reader may make now."""
    language = place.language
    text = render(
        "stages/desk", language, unit=found.unit.name, cycle=found.cycle.title if found.cycle else "",
        change=found.change, stage=stage_label(found.change.stage, language) if found.change else "",
        days=(place.now - found.change.changed_at).days if found.change else 0,
        own=[_move(place, found, one) for one in found.own],
        others=[_move(place, found, one) for one in found.others], declares=found.may_declare, tz=place.tz,
    )  # fmt: skip
    return Screen(text, (*_moves(place, found), *_declares(place, found), *_more(place, found)))


def history(place: Place, found: StageHistory) -> Screen:
    """Every change of the unit in the cycle, the last first; without names."""
    _ = translator(place.language)
    rows = [
        {"stage": stage_label(one.stage, place.language), "at": one.changed_at, "note": one.note,
         "target": one.target, "mover": mover_label(move, place.language) if move else ""}
        for one, move in found.changes
    ]  # fmt: skip
    text = render(
        "stages/history", place.language, unit=found.unit.name, cycle=found.cycle.title, rows=rows,
        page=found.page + 1, pages=found.pages, tz=place.tz,
    )  # fmt: skip
    turn = turning(place, found.page, found.pages, "stages.history", found.unit.id)
    return Screen(text, (*turn, (Button(_("Kembali"), encode("stages.open", found.unit.id)),)))


def ask(place: Place, found: Asked) -> Screen:
    """Asks to confirm a move, with the letter or the note that may be typed."""
    _ = translator(place.language)
    move, unit = found.transition, found.unit
    text = render(
        "stages/ask", place.language, unit=unit.name, before=stage_label(move.source, place.language),
        after=stage_label(move.target, place.language), label=move_label(move, place.language),
        target=found.change.target, note=found.note, letter=found.needs_letter, affirmed=found.affirmed,
    )  # fmt: skip
    yes = Button(_("Ya, lanjutkan"), encode("stages.move", unit.id, move.target, found.change.id), style="success")
    no = Button(_("Batal"), encode("stages.drop", unit.id))
    return Screen(text, ((yes,), (no,)) if found.complete else ((no,),))


def moved(place: Place, found: StageDesk) -> str:
    """The note at the button after a move."""
    stage = stage_label(found.change.stage, place.language) if found.change else ""
    _ = translator(place.language)
    return _("Tahap sekarang: {stage}.").format(stage=stage)


def ask_declare(place: Place, unit: Unit, cycle: Cycle, target: str) -> Screen:
    """Asks to confirm that one unit takes part."""
    _ = translator(place.language)
    prior = bundled().targets[target].prior_predicate
    lacks = prior if prior and unit.predicate not in bundled().targets else ""
    text = render("stages/ask_declare", place.language, cycle=cycle.title, target=target, names=[unit.name], count=1,
                  lacks=lacks)  # fmt: skip
    yes = Button(_("Ya, canangkan"), encode("stages.declared", unit.id, target), style="success")
    return Screen(text, ((yes,), (Button(_("Batal"), encode("stages.open", unit.id)),)))


def declaring(place: Place, found: DeclareDesk) -> Screen:
    """The units that take no part yet, to be ticked."""
    _ = translator(place.language)
    text = render(
        "stages/declaring", place.language, cycle=found.cycle.title, total=found.total, chosen=len(found.chosen),
        target=found.target, page=found.page + 1, pages=found.pages, words=found.words, found=bool(found.units),
    )  # fmt: skip
    rows = [
        (Button(f"{'☑️' if one.id in found.chosen else '▫️'} {shortened(one.name, 50)}",
                encode("declare.toggle", found.page, one.id)),)
        for one in found.units
    ]  # fmt: skip
    turn = turning(place, found.page, found.pages, "declare.open")
    aims = tuple(
        Button(f"✓ {name}" if name == found.target else name, encode("declare.aim", found.page, name))
        for name in bundled().targets
    )
    label = _("Canangkan {count} unit").format(count=number(len(found.chosen), place.language))
    go = ((Button(label, encode("declare.sure"), style="primary"),),) if found.chosen else ()
    back = [Button(_("Menu pengelola"), encode("admin.open"))]
    if found.words:
        back.insert(0, Button(_("Semua unit"), encode("declare.anew")))
    return Screen(text, (*rows, *turn, *((aims,) if found.total else ()), *go, tuple(back)))


def sure_declaring(place: Place, found: DeclareDesk) -> Screen:
    """Asks to confirm that the ticked units take part."""
    _ = translator(place.language)
    text = render("stages/ask_declare", place.language, cycle=found.cycle.title, target=found.target, names=[],
                  count=len(found.chosen), lacks="")  # fmt: skip
    yes = Button(_("Ya, canangkan"), encode("declare.confirm"), style="success")
    return Screen(text, ((yes,), (Button(_("Kembali"), encode("declare.open", found.page)),)))


def declared(place: Place, made: Declared) -> Screen:
    """Which units take part now."""
    _ = translator(place.language)
    names = [one.name for one in made.units]
    text = render(
        "stages/declared", place.language, cycle=made.cycle.title, target=made.target, names=names[:SHOWN_NAMES],
        more=max(0, len(names) - SHOWN_NAMES), already=made.already,
    )  # fmt: skip
    rows = [(Button(_("Menu pengelola"), encode("admin.open")),)]
    if len(made.units) == 1:
        rows.insert(0, (Button(_("Tahap unit"), encode("stages.open", made.units[0].id)),))
    return Screen(text, tuple(rows))


def post(place: Place, news: StageNews) -> Screen:
    """Tells one person of the unit's new stage."""
    _ = translator(place.language)
    unit = news.unit.id
    see = (_("Lihat tahap"), encode("stages.open", unit)) if news.opens else (_("Lihat status"), encode("status.own"))
    return Screen(_news(place, news), ((Button(*see),),))


def group_post(place: Place, news: StageNews) -> Screen:
    """Tells a group of it, without names and buttons."""
    return Screen(_news(place, news))


def _news(place: Place, news: StageNews) -> str:
    change = news.change
    return render(
        "stages/post", place.language, unit=news.unit.name, stage=stage_label(change.stage, place.language),
        target=change.target, note=change.note if news.opens else "", awarded=change.stage == "awarded",
        at=change.changed_at, tz=place.tz,
    )  # fmt: skip


def _move(place: Place, found: StageDesk, move: Move) -> dict[str, object]:
    assert found.gathered is not None
    today = place.now.astimezone(place.tz).date()
    lines = [line for need in move.missing for line in missing_lines(need, found.gathered, today, place.language)]
    one = move.transition
    return {
        "label": move_label(one, place.language), "mover": mover_label(one, place.language), "missing": lines,
        "target": stage_label(one.target, place.language),
    }  # fmt: skip


def _moves(place: Place, found: StageDesk) -> list[tuple[Button, ...]]:
    """A button for each move that may be made now; the usual one stands out."""
    _ = translator(place.language)
    rows: list[tuple[Button, ...]] = []
    for move in found.own:
        assert found.change is not None
        label, parts = move_label(move.transition, place.language), (found.unit.id, move.transition.target)
        if move.ready:
            rows.append((Button(label, encode("stages.ask", *parts, found.change.id), style=_style(found, move)),))
        elif can_be_affirmed(move, found.change.target):
            affirmed = _("{label} (unit afirmasi)").format(label=label)
            rows.append((Button(affirmed, encode("stages.ask", *parts, found.change.id, 1)),))
    return rows


def _style(found: StageDesk, move: Move) -> Style | None:
    return "primary" if move == found.own[0] else None


def _declares(place: Place, found: StageDesk) -> list[tuple[Button, ...]]:
    if not found.may_declare:
        return []
    _ = translator(place.language)
    label = _("Canangkan menuju {target}")
    return [
        (Button(label.format(target=name), encode("stages.declare", found.unit.id, name)),)
        for name in bundled().targets
    ]  # fmt: skip


def _more(place: Place, found: StageDesk) -> list[tuple[Button, ...]]:
    _ = translator(place.language)
    rows: list[tuple[Button, ...]] = []
    unit = found.unit.id
    if found.gathered is not None:
        count = found.gathered.standing.open_findings
        ways = [Button(_("Riwayat tahap"), encode("stages.history", unit, 0))]
        if count:
            label = _("Temuan ({count})").format(count=number(count, place.language))
            ways.append(Button(label, encode("findings.open", unit, 0)))
        rows.append(tuple(ways))
    if any(Need.PROPOSAL_COMPLETE in one.missing for one in found.moves):
        rows.append((Button(_("Kelengkapan usulan"), encode("proposal.open", unit)),))
    rows.append((Button(_("Status unit"), encode("status.unit", unit)), Button(_("Beranda"), encode("home.open"))))
    return rows
