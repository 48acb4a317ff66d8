"""Correcting an error in the signatures: the dialog of an admin, and what the person is told."""

from domain import receipt
from domain.ledger import Campaign, Signature, Withdrawal
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen


def ask(place: Place) -> Screen:
    """Asks for the code of the receipt."""
    return Screen(render("withdrawal/ask", place.language), (_leave(place),))


def ask_reason(place: Place, signature: Signature, campaign: Campaign, shortest: int, longest: int) -> Screen:
    """Whose signature it is; asks for the reason."""
    text = render(
        "withdrawal/ask_reason", place.language, signature=signature, campaign=campaign.title,
        code=receipt.shown(signature.code), shortest=shortest, longest=longest, tz=place.tz,
    )  # fmt: skip
    return Screen(text, (_leave(place),))


def confirm(place: Place, signature: Signature, campaign: Campaign, reason: str, *, sure: bool) -> Screen:
    """What is about to be recorded, to be confirmed twice; `sure` after the first time."""
    _ = translator(place.language)
    text = render(
        "withdrawal/confirm", place.language, signature=signature, campaign=campaign.title,
        code=receipt.shown(signature.code), reason=reason, sure=sure, tz=place.tz,
    )  # fmt: skip
    if sure:
        go_on = Button(_("Ya, nyatakan tidak berlaku"), encode("withdrawal.confirm", signature.id), style="danger")
    else:
        go_on = Button(_("Lanjutkan"), encode("withdrawal.sure", signature.id), style="primary")
    return Screen(text, ((go_on,), _leave(place)))


def done(
    place: Place, signature: Signature, withdrawal: Withdrawal, *, asked_again: bool, told: bool
) -> Screen:  # fmt: skip
    """That the signature is withdrawn now, and what follows for its person."""
    text = render(
        "withdrawal/done", place.language, name=signature.name, code=receipt.shown(signature.code), at=withdrawal.at,
        reason=withdrawal.reason, asked_again=asked_again, told=told, tz=place.tz,
    )  # fmt: skip
    return Screen(text, (_menu(place),))


def post(place: Place, signature: Signature, campaign: Campaign, reason: str, *, asked_again: bool) -> Screen:
    """Tells the person why, and whether they are asked to sign anew."""
    _ = translator(place.language)
    text = render(
        "withdrawal/post", place.language, campaign=campaign.title, signed_at=signature.signed_at,
        code=receipt.shown(signature.code), reason=reason, asked_again=asked_again, tz=place.tz,
    )  # fmt: skip
    if not asked_again:
        return Screen(text)
    return Screen(text, ((Button(_("Buka pakta"), encode("pledge.open", campaign.id), style="primary"),),))


def dropped(place: Place) -> Screen:
    """Says that nothing was changed."""
    return Screen(render("withdrawal/dropped", place.language), (_menu(place),))


def _menu(place: Place) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Menu pengelola"), encode("admin.open")),)


def _leave(place: Place) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Batal"), encode("withdrawal.drop")),)
