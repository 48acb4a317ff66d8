"""Samples of reminders of the pledge, and of what heads and admins hear when those did not help."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.texts.cast import CAMPAIGN, LONG_UNIT, NOW, place
from texts import pledge_reminders
from texts.screen import Screen

SOON = replace(CAMPAIGN, id=4, title=f"Pakta <khusus> & {'panjang ' * 12}lagi", closes_at=NOW + timedelta(hours=30))
MANY = tuple((number, f"{LONG_UNIT.name} {number}", 12_345 - number) for number in range(1, 40))

PLEDGE_REMINDER_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "pledge reminder: the first": lambda language: pledge_reminders.person(place(language), [CAMPAIGN], 1),
    "pledge reminder: a later one": lambda language: pledge_reminders.person(place(language), [CAMPAIGN], 3),
    "pledge reminder: the last, of two campaigns": lambda language: pledge_reminders.person(
        place(language), [SOON, CAMPAIGN], 5
    ),
    "pledge reminder: to a head": lambda language: pledge_reminders.head(place(language), SOON, LONG_UNIT, 1_234),
    "pledge reminder: to an admin, one unit": lambda language: pledge_reminders.agency(
        place(language), CAMPAIGN, MANY[:1]
    ),
    "pledge reminder: to an admin, many units": lambda language: pledge_reminders.agency(place(language), SOON, MANY),
}
