"""'Mengetahui': a head takes note of the signatures of the unit."""

from collections.abc import Sequence

from domain import receipt
from domain.folding import shortened
from domain.ledger import Campaign, Signature, WitnessMark
from domain.people import Unit
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import moment_long
from texts.joining import turning
from texts.place import Place
from texts.screen import Button, Screen


def listing(
    place: Place, unit: Unit, rows: Sequence[Signature], page: int, pages: int, counts: tuple[int, int]
) -> Screen:  # fmt: skip
    """What waits, a button each; `page` counts from 0, `counts` are all that wait and those of them that were shown."""
    _ = translator(place.language)
    waiting, read = counts
    all_read = waiting > 0 and read == waiting
    text = render(
        "witness/listing", place.language, unit=unit.name, rows=rows, waiting=waiting, read=read, all_read=all_read,
        page=page + 1, pages=pages, tz=place.tz,
    )  # fmt: skip
    opens = [(Button(shortened(one.name), encode("witness.show", one.id, unit.id, page)),) for one in rows]
    attest = (Button(_("Ketahui semua yang sudah dibaca"), encode("witness.all", unit.id), style="success"),)
    back = (Button(_("Kembali"), encode("unit.open", unit.id)),)
    turns = turning(place, page, pages, "witness.open", unit.id)
    return Screen(text, (*opens, *turns, *((attest,) if all_read else ()), back))


def card(
    place: Place, signature: Signature, campaign: Campaign, mark: WitnessMark | None, unit_id: int, page: int
) -> Screen:  # fmt: skip
    """What was signed, by whom and when; with the button that attests it, or who has done so."""
    _ = translator(place.language)
    text = render(
        "witness/card", place.language, signature=signature, campaign=campaign.title, mark=mark,
        code=receipt.shown(signature.code), tz=place.tz,
    )  # fmt: skip
    action = encode("witness.attest", signature.id, unit_id, page)
    attest = (Button(_("Saya mengetahui"), action, style="success"),)
    back = (Button(_("Kembali ke daftar"), encode("witness.open", unit_id, page)),)
    return Screen(text, (back,) if mark else (attest, back))


def attested_all(place: Place, unit: Unit, count: int, left: int) -> Screen:
    """How many were attested at once, and how many still wait."""
    _ = translator(place.language)
    text = render("witness/attested_all", place.language, unit=unit.name, count=count, left=left)
    rows = [Button(_("Kembali"), encode("unit.open", unit.id))]
    if left:
        rows.insert(0, Button(_("Lihat yang menunggu"), encode("witness.open", unit.id, 0)))
    return Screen(text, (tuple(rows),))


def post(place: Place, campaign: Campaign, mark: WitnessMark) -> Screen:
    """Tells the signer, who needs to do nothing."""
    _ = translator(place.language)
    text = render("witness/post", place.language, campaign=campaign.title, mark=mark, tz=place.tz)
    return Screen(text, ((Button(_("Kirim PDF"), encode("pledge.document", campaign.id)),),))


def paper_note(place: Place, mark: WitnessMark, language: str) -> str:
    """When and how the pledge was attested, as its receipt says in the language of the signature."""
    _ = translator(language)
    return _("Diketahui secara elektronik, {moment}").format(moment=moment_long(mark.at, place.tz, language))
