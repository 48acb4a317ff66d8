"""The pledge: reading, proving who signs, signing, declining, and the receipt."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from domain import receipt
from domain.ledger import Campaign, Signature
from domain.pledge import EVERYBODY, HEADS, PROVIDERS, FilledPledge
from domain.pledge import mark as mark_of
from domain.pledge_request import RequestReason
from domain.second_factor import PIN_LENGTH
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.place import Place
from texts.screen import Attachment, Button, Screen

# Why somebody is asked who was not simply among those that the campaign began with.
REASONS: Mapping[RequestReason, str] = MappingProxyType(
    {
        RequestReason.JOINED: mark("Bapak/Ibu diminta menandatangani karena baru bergabung."),
        RequestReason.MOVED: mark("Bapak/Ibu diminta menandatangani lagi karena berpindah unit atau jabatan."),
        RequestReason.PROMOTED: mark("Bapak/Ibu diminta menandatangani lagi karena dilantik sebagai kepala unit."),
        RequestReason.RETURNED: mark("Bapak/Ibu diminta menandatangani karena bertugas kembali."),
        RequestReason.NEW_TEXT: mark("Bapak/Ibu diminta menandatangani lagi karena naskahnya diperbarui."),
        RequestReason.CORRECTED: mark("Bapak/Ibu diminta menandatangani lagi karena ada perbaikan data."),
    }
)

FOR_WHOM: Mapping[str, str] = MappingProxyType(
    {HEADS: mark("kepala unit dan pejabat"), PROVIDERS: mark("penyedia barang dan jasa")}
)


def desk(
    place: Place,
    campaign: Campaign,
    filled: FilledPledge,
    ticked: int | None,
    *,
    reason: RequestReason = RequestReason.CAMPAIGN,
    whole: bool = False,
    declined: bool = False,
    for_whom: str = EVERYBODY,
) -> Screen:
    """The whole text, with the buttons to read it point by point or at once, and to decline.

    `whole` while the person reads at once; `declined` once they have declined; `for_whom` as the text says.
    """
    _ = translator(place.language)
    read = ticked == len(filled.points)
    text = render(
        "pledge/desk", place.language, title=filled.title, agency=place.agency, campaign=campaign.title,
        preamble=filled.preamble, points=filled.points, closing=filled.closing, read=read, whole=whole,
        reason=_(REASONS[reason]) if reason in REASONS else "", declined=declined,
        for_whom=for_whom_label(for_whom, place.language),
    )  # fmt: skip
    last = [_home(place)] if declined else [_decline(place, campaign), _home(place)]
    return Screen(text, (*_reading(place, campaign, read=read, whole=whole, begun=ticked is not None), tuple(last)))


def for_whom_label(for_whom: str, language: str) -> str:
    """Whom a text is meant for, in words; empty when it is for everybody."""
    _ = translator(language)
    return "" if for_whom == EVERYBODY else _(FOR_WHOM[for_whom]) if for_whom in FOR_WHOM else for_whom


def _reading(
    place: Place, campaign: Campaign, *, read: bool, whole: bool, begun: bool
) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    text = mark_of(campaign.text_version)
    points = encode("pledge.begin", campaign.id, text)
    if read:
        return ((Button(_("Lanjut ke tanda tangan"), points, style="primary"),),)
    if whole:
        confirm = Button(_("Saya sudah membaca semuanya"), encode("pledge.whole", campaign.id, text), style="primary")
        return ((confirm,), (Button(_("Baca butir demi butir"), points),))
    label = _("Lanjutkan membaca") if begun else _("Mulai membaca")
    at_once = Button(_("Baca sekaligus"), encode("pledge.all", campaign.id, text))
    return ((Button(label, points, style="primary"),), (at_once,))


def waiting(place: Place, campaigns: Sequence[Campaign]) -> Screen:
    """Several campaigns wait for an answer: which one to open."""
    text = render("pledge/waiting", place.language, count=len(campaigns))
    rows = tuple((Button(one.title, encode("pledge.open", one.id)),) for one in campaigns)
    return Screen(text, (*rows, (_home(place),)))


def point(place: Place, campaign: Campaign, filled: FilledPledge, ticked: int) -> Screen:
    """The next point to be ticked."""
    _ = translator(place.language)
    text = render(
        "pledge/point", place.language, title=filled.title, number=ticked + 1, count=len(filled.points), ticked=ticked,
        point=filled.points[ticked],
    )  # fmt: skip
    text_mark = mark_of(campaign.text_version)
    tick = Button(
        _("☐ Saya berjanji"),
        encode("pledge.tick", campaign.id, ticked + 1, text_mark),
        style="primary",
    )
    return Screen(text, ((tick,), (_whole_text(place, campaign), _home(place))))


def ready(place: Place, campaign: Campaign, filled: FilledPledge, signer: tuple[str, str, str, str]) -> Screen:
    """All ticked: the one tap that signs. `signer` is name, staff number, position, unit."""
    _ = translator(place.language)
    name, staff_number, position, unit = signer
    text = render(
        "pledge/ready", place.language, title=filled.title, count=len(filled.points), closing=filled.closing,
        name=name, staff_number=staff_number, position=position, unit=unit,
    )  # fmt: skip
    sign = Button(
        _("Tanda tangani"), encode("pledge.sign", campaign.id, mark_of(campaign.text_version)), style="success"
    )
    return Screen(text, ((sign,), (_whole_text(place, campaign), _home(place))))


def type_name(place: Place, campaign: Campaign, name: str) -> Screen:
    """All is read: the full name is typed as a sign that it is meant."""
    text = render("pledge/name", place.language, name=name)
    return Screen(text, ((_whole_text(place, campaign), _home(place)),))


def type_pin(place: Place, campaign: Campaign, *, known: bool) -> Screen:
    """All is read: the PIN is typed, or a first one chosen."""
    text = render("pledge/pin", place.language, known=known, length=PIN_LENGTH)
    return Screen(text, ((_whole_text(place, campaign), _home(place)),))


def change_pin(place: Place, *, known: bool) -> Screen:
    """From /saya: the present PIN first (`known`), then the new one."""
    _ = translator(place.language)
    text = render("pledge/change_pin", place.language, known=known, length=PIN_LENGTH)
    return Screen(text, ((Button(_("Batal"), encode("pin.drop")),),))


def pin_dropped(place: Place) -> Screen:
    """The PIN stays as it was."""
    return Screen(render("pledge/pin_dropped", place.language), ((_home(place),),))


def pin_kept(place: Place) -> Screen:
    """The new PIN counts from now on."""
    return Screen(render("pledge/pin_kept", place.language), ((_home(place),),))


def ask_reason(place: Place, campaign: Campaign, shortest: int, longest: int) -> Screen:
    """Who declines is asked why."""
    text = render(
        "pledge/reason", place.language, campaign=campaign.title, shortest=shortest, longest=longest
    )  # fmt: skip
    return Screen(text, ((_stay(place, campaign),),))


def confirm_decline(place: Place, campaign: Campaign, reason: str) -> Screen:
    """The reason as it will be recorded, and the tap that declines."""
    _ = translator(place.language)
    text = render("pledge/decline", place.language, campaign=campaign.title, reason=reason)
    yes = Button(_("Ya, saya tidak bersedia"), encode("pledge.decline_yes", campaign.id), style="danger")
    return Screen(text, ((yes,), (_stay(place, campaign),)))


def declined(place: Place, campaign: Campaign) -> Screen:
    """The decline is on record."""
    text = render("pledge/declined", place.language, campaign=campaign.title)
    return Screen(text, ((_whole_text(place, campaign), _home(place)),))


def told_of_decline(place: Place, name: str, unit: str, reason: str, at: datetime) -> Screen:
    """The message to the one person who is to hear of a decline."""
    text = render("pledge/told_of_decline", place.language, name=name, unit=unit, reason=reason, at=at, tz=place.tz)
    return Screen(text)


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
    again = Button(_("Kirim PDF"), encode("pledge.document", campaign.id))
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


def saved(place: Place) -> str:
    """The note at the button that signed."""
    _ = translator(place.language)
    return _("Tersimpan. Terima kasih.")


def document_coming(place: Place) -> str:
    """The note at the button that asked for the document once more."""
    _ = translator(place.language)
    return _("PDF sedang dikirim.")


def _whole_text(place: Place, campaign: Campaign) -> Button:
    _ = translator(place.language)
    return Button(_("Baca semua"), encode("pledge.open", campaign.id))


def _decline(place: Place, campaign: Campaign) -> Button:
    _ = translator(place.language)
    return Button(_("Tidak bersedia"), encode("pledge.decline", campaign.id))


def _stay(place: Place, campaign: Campaign) -> Button:
    _ = translator(place.language)
    return Button(_("Batal"), encode("pledge.decline_no", campaign.id))


def _home(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Beranda"), encode("home.open"))
