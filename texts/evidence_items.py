"""Evidence of a question in the chat: what there is, one item, adding, using again, and the address for assessors."""

from datetime import datetime, timedelta
from typing import Final

from domain import evidence as rules
from domain.evidence_desk import Added, Choices, Desk, ItemCard, ShareDesk
from domain.folding import shortened
from domain.instrument_model import Question
from domain.zone import EvidenceItem
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import decimal, number
from texts.place import Place
from texts.screen import MAX_COPY, Attachment, Button, Screen

LONGEST_LABEL: Final = 200
LONGEST_BUTTON: Final = 40
PAGE: Final = 8
KILOBYTE: Final = 1000
WHOLE_UNIT: Final = "all"


def size_words(size: int, language: str) -> str:
    """A size in bytes as people read it: "820 KB", "1,4 MB"; "" for 0."""
    if not size:
        return ""
    if size < rules.MEGABYTE:
        return f"{number(max(1, round(size / KILOBYTE)), language)} KB"
    return f"{decimal(size / rules.MEGABYTE, 1, language)} MB"


def last_moment(ends_at: datetime) -> datetime:
    """A moment of the last day before an address ends: what ends at midnight lasts to the evening before."""
    return ends_at - timedelta(seconds=1)


def desk(place: Place, found: Desk, megabytes: int) -> Screen:
    """A page of the evidence of a question, each item a button; what can be done with it."""
    _ = translator(place.language)
    unit_id, code = found.unit.id, found.question.code
    rows = [_item_row(one, "evidence.show", one.id) for one in found.items]
    rows += _turns(place, found.page, found.pages, "evidence.page", unit_id, code)
    if found.may_change:
        rows.append((Button(_("Pakai bukti yang sudah ada"), encode("evidence.pick", unit_id, code, 0)),))
    if found.may_share:
        rows.append((Button(_("Tautan untuk penilai"), encode("evidence.share", unit_id, code)),))
    rows.append((Button(_("Kembali ke pertanyaan"), encode("lke.show", unit_id, code)),))
    text = render(
        "evidence_items/desk", place.language, code=code, label=_label(found.question, place.language),
        unit=found.unit.name, items=_lines(found.items, found.page, place.language), page=found.page + 1,
        pages=found.pages, may_change=found.may_change, megabytes=megabytes, total=found.totals,
        total_size=size_words(found.totals.size, place.language) or "0 KB", tz=place.tz,
    )  # fmt: skip
    return Screen(text, tuple(rows))


def added(place: Place, given: Added) -> Screen:
    """A file or link has come in."""
    _ = translator(place.language)
    unit_id, code = given.unit.id, given.question.code
    text = render(
        "evidence_items/added", place.language, is_new=given.is_new, name=given.item.name, code=code,
        size=size_words(given.item.size, place.language), unit=given.unit.name, count=given.count,
        needs_opening=given.needs_opening,
    )  # fmt: skip
    return Screen(
        text,
        (
            (Button(_("Lihat bukti"), encode("evidence.open", unit_id, code)),),
            (Button(_("Kembali ke pertanyaan"), encode("lke.show", unit_id, code)),),
        ),
    )


def item(place: Place, card: ItemCard) -> Screen:
    """One item: a file to be sent here, or a link to be opened."""
    _ = translator(place.language)
    one = card.item
    if one.link:
        rows: list[tuple[Button, ...]] = [(Button(_("Buka tautan"), url=one.link),)]
    else:
        rows = [(Button(_("Kirim ke saya"), encode("evidence.send", one.id)),)]
    if card.may_change:
        rows.append((Button(_("Hapus"), encode("evidence.drop", one.id)),))
    rows.append((Button(_("Kembali"), encode("evidence.open", one.unit_id, one.question)),))
    text = render(
        "evidence_items/item", place.language, name=one.name, code=one.question,
        label=_label(card.question, place.language), unit=card.unit.name,
        size=size_words(one.size, place.language), type=type_word(one), link=one.link, at=one.at,
        needs_opening=bool(one.link) and rules.needs_opening(one.link), tz=place.tz,
    )  # fmt: skip
    return Screen(text, tuple(rows))


def sent(place: Place, card: ItemCard, content: bytes) -> Screen:
    """The file itself, under the question that it belongs to."""
    one = card.item
    text = render("evidence_items/sent", place.language, code=one.question, unit=card.unit.name)
    return Screen(text, document=Attachment(one.name, content, one.media_type))


def remove(place: Place, card: ItemCard) -> Screen:
    """Asks once more before an item is taken back."""
    _ = translator(place.language)
    one = card.item
    text = render(
        "evidence_items/remove", place.language, name=one.name, code=one.question,
        label=_label(card.question, place.language),
    )  # fmt: skip
    yes = Button(_("Ya, hapus"), encode("evidence.drop_yes", one.id), style="danger")
    return Screen(text, ((yes, Button(_("Batal"), encode("evidence.show", one.id))),))


def removed(place: Place) -> str:
    """Says that an item was taken back."""
    _ = translator(place.language)
    return _("Bukti sudah dihapus")


def pick(place: Place, found: Choices) -> Screen:
    """A page of the unit's other evidence, each a button that gives it for this question too."""
    _ = translator(place.language)
    unit_id, code = found.unit.id, found.question.code
    rows = [_item_row(one, "evidence.use", unit_id, code, one.id) for one in found.items]
    rows += _turns(place, found.page, found.pages, "evidence.pick", unit_id, code)
    rows.append((Button(_("Kembali"), encode("evidence.open", unit_id, code)),))
    text = render(
        "evidence_items/pick", place.language, code=code, label=_label(found.question, place.language),
        items=_lines(found.items, found.page, place.language), page=found.page + 1, pages=found.pages,
    )  # fmt: skip
    return Screen(text, tuple(rows))


def share(place: Place, found: ShareDesk, address: str, *, public: bool) -> Screen:
    """The address for assessors, to be copied or closed, or made where there is none."""
    _ = translator(place.language)
    code = found.question.code if found.question else WHOLE_UNIT
    rows: list[tuple[Button, ...]] = []
    if address and found.share is not None:
        if len(address) <= MAX_COPY:
            rows.append((Button(_("Salin tautan"), copy=address),))
        rows.append((Button(_("Tutup tautan"), encode("evidence.revoke", found.share.id)),))
    elif public:
        rows.append((Button(_("Buat tautan"), encode("evidence.make", found.unit.id, code)),))
    if found.question is not None:
        rows.append((Button(_("Seluruh bukti unit"), encode("evidence.share", found.unit.id, WHOLE_UNIT)),))
        rows.append((Button(_("Kembali"), encode("evidence.open", found.unit.id, code)),))
    else:
        rows.append((Button(_("Lembar kerja"), encode("lke.open", found.unit.id)),))
    text = render(
        "evidence_items/share", place.language, unit=found.unit.name, address=address, public=public,
        year=found.cycle.year, tz=place.tz,
        question=found.question.code if found.question else "",
        ends_at=last_moment(found.share.expires_at if found.share else found.ends_at),
        label=_label(found.question, place.language) if found.question else "",
    )  # fmt: skip
    return Screen(text, tuple(rows))


def revoke(place: Place, found: ShareDesk, share_id: int) -> Screen:
    """Asks once more before an address is closed."""
    _ = translator(place.language)
    code = found.question.code if found.question else ""
    text = render(
        "evidence_items/revoke", place.language, unit=found.unit.name, question=code, year=found.cycle.year
    )  # fmt: skip
    yes = Button(_("Ya, tutup"), encode("evidence.revoke_yes", share_id), style="danger")
    return Screen(text, ((yes, Button(_("Batal"), encode("evidence.share", found.unit.id, code or WHOLE_UNIT))),))


def revoked(place: Place) -> str:
    """Says that an address was closed."""
    _ = translator(place.language)
    return _("Tautan sudah ditutup")


def type_word(one: EvidenceItem) -> str:
    """The type of a file as people call it: the end of its name."""
    return one.name.rpartition(".")[2].upper()


def _item_row(one: EvidenceItem, verb: str, *parts: str | int) -> tuple[Button, ...]:
    symbol = "🔗" if one.link else "📄"
    return (Button(f"{symbol} {shortened(one.name, LONGEST_BUTTON)}", encode(verb, *parts)),)


def _turns(place: Place, page: int, pages: int, verb: str, *parts: str | int) -> list[tuple[Button, ...]]:
    _ = translator(place.language)
    turn = [
        Button(words, encode(verb, *parts, number))
        for words, number, shown in (
            (_("‹ Sebelumnya"), page - 1, page > 0),
            (_("Berikutnya ›"), page + 1, page + 1 < pages),
        )
        if shown
    ]
    return [tuple(turn)] if turn else []


def _lines(found: tuple[EvidenceItem, ...], page: int, language: str) -> list[dict[str, object]]:
    return [
        {
            "number": page * PAGE + place,
            "name": shortened(one.name, LONGEST_LABEL),
            "size": size_words(one.size, language),
            "at": one.at,
            "question": one.question,
        }
        for place, one in enumerate(found, start=1)
    ]


def _label(question: Question, language: str) -> str:
    return shortened(question.labels.get(language) or question.labels["id"], LONGEST_LABEL)
