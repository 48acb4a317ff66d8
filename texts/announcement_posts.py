"""An announcement as people get it, and what its admins hear of it: asked to approve, decided, the live report."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.announcement import Announcement, Body, Move, Progress, Reach
from texts.announcement_words import excerpt, reason, state, title
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import bar, percent
from texts.place import Place
from texts.screen import Button, Screen

EXCERPT = 300

_ACTS: Mapping[Move, tuple[str, str]] = MappingProxyType(
    {
        Move.PAUSE: ("announce.pause", mark("Jeda")),
        Move.RESUME: ("announce.resume_sending", mark("Lanjutkan")),
        Move.CANCEL: ("announce.cancel", mark("Batalkan")),
        Move.EDIT: ("announce.edit", mark("Ubah")),
        Move.CORRECT: ("announce.correct", mark("Perbaiki")),
        Move.WITHDRAW: ("announce.withdraw", mark("Tarik kembali")),
    }
)


def post(place: Place, number: int, body: Body, *, ask_read: bool) -> Screen:
    """The announcement exactly as it was written, with its file, and a button to say that it was read."""
    _ = translator(place.language)
    read = Button(_("✅ Sudah dibaca"), encode("announce.read", number))
    kind, file = body.file.get("kind"), body.file.get("id", "")
    return Screen(
        body.text,
        ((read,),) if ask_read else (),
        entities=tuple(body.entities),
        photo_id=file if kind == "photo" else "",
        document_id=file if kind == "document" else "",
    )


def withdrawn(place: Place) -> Screen:
    """Stands in place of an announcement that was taken back."""
    return Screen(render("announcement/withdrawn", place.language))


def approval(place: Place, one: Announcement, reach: Reach) -> Screen:
    """To another admin: somebody wants to announce something, or to correct it; the way to see and to decide."""
    _ = translator(place.language)
    body = one.proposed_body or one.body
    text = render(
        "announcement/approval", place.language, author=one.author, correction=one.proposed is not None,
        excerpt=excerpt(body.text, EXCERPT), file=body.file.get("kind", ""), recipients=reach.recipients,
        send_at=one.send_at, now=place.now, tz=place.tz,
    )  # fmt: skip
    opens = encode("announce.look", one.id)
    return Screen(text, ((Button(_("Lihat dan putuskan"), opens, style="primary"),),))


def decided(place: Place, one: Announcement, by: str, *, approved: bool, correction: bool) -> Screen:
    """To the author: what the other admin has decided."""
    _ = translator(place.language)
    text = render(
        "announcement/decided", place.language, title=title(one), by=by, approved=approved, correction=correction
    )
    return Screen(text, ((Button(_("Buka pengumuman"), encode("announce.open", one.id)),),))


def report(place: Place, one: Announcement, progress: Progress) -> Screen:
    """How far it is, in numbers that add up to its recipients, with what can be done with it now."""
    _ = translator(place.language)
    lost = sum(progress.unreachable.values())
    text = render(
        "announcement/report", place.language, title=title(one), state=state(place, one.state), one=one,
        bar=bar(progress.share), share=percent(progress.share, 0, place.language), progress=progress,
        failed=_reasons(place, progress.failed), unreachable=_reasons(place, progress.unreachable),
        count_failed=sum(progress.failed.values()), count_unreachable=lost, tz=place.tz,
    )  # fmt: skip
    acts = [Button(_(label), encode(verb, one.id)) for move, (verb, label) in _ACTS.items() if move in one.moves]
    rows = [tuple(acts[at : at + 2]) for at in range(0, len(acts), 2)]
    if lost or progress.failed:
        rows.append((Button(_("Daftar yang tidak terjangkau"), encode("announce.missed", one.id)),))
    look = _("Lihat dan putuskan") if Move.APPROVE in one.moves else _("Lihat isinya")
    rows.append((Button(look, encode("announce.look", one.id)),))
    again, board = encode("announce.open", one.id), encode("announce.list", 0, one.id)
    rows.append((Button(_("Segarkan"), again), Button(_("Semua"), board)))
    return Screen(text, tuple(rows))


def _reasons(place: Place, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """(reason in words, how many), the most frequent first."""
    words: dict[str, int] = {}
    for key, count in counts.items():
        words[reason(place, key)] = words.get(reason(place, key), 0) + count
    return sorted(words.items(), key=lambda one: (-one[1], one[0]))
