"""The pledge: reading, ticking, signing, the receipt, and checking a code."""

from domain import receipt
from domain.ledger import Campaign, Signature, masked_name
from domain.pledge import FilledPledge
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Attachment, Button, Screen


def desk(place: Place, campaign: Campaign, filled: FilledPledge, ticked: int | None) -> Screen:
    """The whole text, with the button to begin or to go on reading."""
    _ = translator(place.language)
    text = render(
        "pledge/desk", place.language, title=filled.title, agency=place.agency, campaign=campaign.title,
        preamble=filled.preamble, points=filled.points, closing=filled.closing, ticked=ticked or 0,
    )  # fmt: skip
    if ticked == len(filled.points):
        label = _("Lanjut ke tanda tangan")
    else:
        label = _("Mulai membaca") if ticked is None else _("Lanjutkan membaca")
    begin = Button(label, encode("pledge.begin", campaign.id), style="primary")
    return Screen(text, ((begin,), (_home(place),)))


def point(place: Place, campaign: Campaign, filled: FilledPledge, ticked: int) -> Screen:
    """The next point to be ticked."""
    _ = translator(place.language)
    text = render(
        "pledge/point", place.language, title=filled.title, number=ticked + 1, count=len(filled.points), ticked=ticked,
        point=filled.points[ticked],
    )  # fmt: skip
    tick = Button(_("☐ Saya berjanji"), encode("pledge.tick", campaign.id, ticked + 1), style="primary")
    return Screen(text, ((tick,), (Button(_("Baca semua"), encode("pledge.open")), _home(place))))


def ready(place: Place, campaign: Campaign, filled: FilledPledge, signer: tuple[str, str, str, str]) -> Screen:
    """All ticked: the one tap that signs. `signer` is name, staff number, position, unit."""
    _ = translator(place.language)
    name, staff_number, position, unit = signer
    text = render(
        "pledge/ready", place.language, title=filled.title, count=len(filled.points), closing=filled.closing,
        name=name, staff_number=staff_number, position=position, unit=unit,
    )  # fmt: skip
    sign = Button(_("Tanda tangani"), encode("pledge.sign", campaign.id), style="success")
    return Screen(text, ((sign,), (Button(_("Baca semua"), encode("pledge.open")), _home(place))))


def signed(place: Place, campaign: Campaign, signature: Signature) -> Screen:
    """The signed state, with the code to copy and the document to have again."""
    _ = translator(place.language)
    code = receipt.shown(signature.code)
    text = render(
        "pledge/signed", place.language, campaign=campaign.title, name=signature.name, position=signature.position,
        unit=signature.unit_name, signed_at=signature.signed_at, code=code, valid_until=campaign.valid_until,
        tz=place.tz,
    )  # fmt: skip
    copy = Button(_("Salin kode"), copy=code)
    again = Button(_("Kirim PDF"), encode("pledge.document"))
    return Screen(text, ((copy, again), (_home(place),)))


def receipt_document(place: Place, signature: Signature, pdf: bytes) -> Screen:
    """The receipt that a person keeps: the PDF with its code."""
    _ = translator(place.language)
    code = receipt.shown(signature.code)
    text = render(
        "pledge/receipt", place.language, name=signature.name, unit=signature.unit_name, code=code,
        signed_at=signature.signed_at, tz=place.tz,
    )  # fmt: skip
    file = Attachment(f"pakta-integritas-{signature.code}.pdf", pdf, "application/pdf")
    return Screen(text, ((Button(_("Salin kode"), copy=code),),), document=file)


def checked(place: Place, signature: Signature, campaign: Campaign) -> Screen:
    """What anybody learns from a receipt code: the name stays masked."""
    text = render(
        "verify/valid", place.language, valid=place.now < campaign.valid_until, name=masked_name(signature.name),
        unit=signature.unit_name, campaign=campaign.title, version=signature.text_version,
        signed_at=signature.signed_at, valid_until=campaign.valid_until, fingerprint=signature.fingerprint, tz=place.tz,
    )  # fmt: skip
    return Screen(text)


def saved(place: Place) -> str:
    """The note at the button that signed."""
    _ = translator(place.language)
    return _("Tersimpan. Terima kasih.")


def document_coming(place: Place) -> str:
    """The note at the button that asked for the document once more."""
    _ = translator(place.language)
    return _("PDF sedang dikirim.")


def ask_code(place: Place) -> Screen:
    """How to give a code."""
    return Screen(render("verify/ask", place.language))


def _home(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Beranda"), encode("home.open"))
