"""The deadlines that the windows of a ZI cycle would give, to be chosen and made."""

from collections.abc import Collection
from typing import Final

from domain.cycle_deadlines import Offer, Offered
from domain.worksheet import Doing
from texts.callback import encode
from texts.catalogue import translator
from texts.cycles import doing_label
from texts.engine import render
from texts.labels import role_label
from texts.place import Place
from texts.screen import Button, Screen

BITS: Final = {doing: 1 << place for place, doing in enumerate(Doing)}


def bits(chosen: Collection[Doing]) -> int:
    """A choice of windows as a number for a button."""
    return sum(BITS[doing] for doing in set(chosen))


def from_bits(number: int) -> frozenset[Doing]:
    """The choice that `bits` wrote; what stands for no window is left out."""
    return frozenset(doing for doing, bit in BITS.items() if number & bit)


def offer(place: Place, found: Offer, chosen: Collection[Doing]) -> Screen:
    """Each window with the deadline that it has or would have; those that can be made are ticked on and off."""
    _ = translator(place.language)
    wanted = [doing for doing in found.makeable if doing in chosen]
    cycle = found.cycle
    text = render(
        "cycles/deadlines", place.language, title=cycle.title, windows=[_window(place, one) for one in found.windows],
        some=bool(found.makeable), tz=place.tz,
    )  # fmt: skip
    rows = [(_tick(place, cycle.id, doing, wanted),) for doing in found.makeable]
    if wanted:
        words = _("Buat {count} tenggat").format(count=len(wanted))
        rows.append((Button(words, encode("cycles.make", cycle.id, bits(wanted)), style="success"),))
    return Screen(text, (*rows, (Button(_("Kembali"), encode("cycles.show", cycle.id)),)))


def made(place: Place, count: int) -> str:
    """The note at the button that made deadlines."""
    _ = translator(place.language)
    return _("{count} tenggat dibuat.").format(count=count)


def _window(place: Place, one: Offered) -> dict[str, object]:
    return {
        "name": doing_label(one.doing, place.language), "last": one.last, "whom": role_label(one.role, place.language),
        "deadline": one.deadline, "can_be_made": one.can_be_made,
    }  # fmt: skip


def _tick(place: Place, cycle_id: int, doing: Doing, wanted: Collection[Doing]) -> Button:
    mark = "☑" if doing in wanted else "☐"
    return Button(
        f"{mark} {doing_label(doing, place.language)}", encode("cycles.due", cycle_id, bits({*wanted} ^ {doing}))
    )
