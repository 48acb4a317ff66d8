"""Samples of the pledge beyond reading and signing: reading at once, proving who signs, declining, the PIN."""

from collections.abc import Callable

from domain.pledge_request import RequestReason
from tests.texts.cast import BUDI, CAMPAIGN, LONG_UNIT, NOW, SITI, filled, place
from texts import account, pledge
from texts.screen import Screen

POINTS = len(filled("id").points)
LONGEST_REASON = "Saya belum memahami butir <tiga> & " + "sangat " * 37 + "ragu."


def _asked(reason: RequestReason) -> Callable[[str], Screen]:
    return lambda language: pledge.desk(place(language), CAMPAIGN, filled(language), None, reason=reason)


def _read_by_who_declined(language: str) -> Screen:
    text = filled(language, BUDI, LONG_UNIT)
    return pledge.desk(place(language), CAMPAIGN, text, POINTS, declined=True)


PLEDGE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    **{f"pledge: desk, {reason.value}": _asked(reason) for reason in RequestReason},
    "pledge: desk read at once": lambda language: pledge.desk(
        place(language), CAMPAIGN, filled(language), 0, whole=True
    ),
    "pledge: desk after declining": _read_by_who_declined,
    "pledge: several wait": lambda language: pledge.waiting(place(language), (CAMPAIGN, CAMPAIGN)),
    "pledge: name": lambda language: pledge.type_name(place(language), CAMPAIGN, SITI.name),
    "pledge: PIN": lambda language: pledge.type_pin(place(language), CAMPAIGN, known=True),
    "pledge: first PIN": lambda language: pledge.type_pin(place(language), CAMPAIGN, known=False),
    "pledge: present PIN first": lambda language: pledge.change_pin(place(language), known=True),
    "pledge: new PIN": lambda language: pledge.change_pin(place(language), known=False),
    "pledge: PIN kept": lambda language: pledge.pin_kept(place(language)),
    "pledge: PIN as it was": lambda language: pledge.pin_dropped(place(language)),
    "pledge: why not": lambda language: pledge.ask_reason(place(language), CAMPAIGN, 3, 300),
    "pledge: sure to decline": lambda language: pledge.confirm_decline(place(language), CAMPAIGN, LONGEST_REASON),
    "pledge: declined": lambda language: pledge.declined(place(language), CAMPAIGN),
    "pledge: told of a decline": lambda language: pledge.told_of_decline(
        place(language), BUDI.name, LONG_UNIT.name, LONGEST_REASON, NOW
    ),
    "me, with a PIN": lambda language: account.me(place(language), SITI, LONG_UNIT, (), pin=True),
}
