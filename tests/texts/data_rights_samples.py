"""Examples of the messages about personal data."""

from collections.abc import Callable
from datetime import timedelta

from domain.data_rights import Correction, Look, RequestState, Seen, Standing
from domain.retention import Retention
from tests.texts.cast import BUDI, LONG_UNIT, NOW, SITI, UNIT, place
from texts import corrections, privacy
from texts.screen import Screen

WISH = "Jabatan saya seharusnya Analis Kebijakan Ahli Madya sejak 1 Januari 2026, sesuai SK <terlampir> & pelantikan."
LONGEST = "Mohon diperbaiki. " * 55 + "Terima ka"
OPEN = Correction(7, SITI.id, WISH, RequestState.OPEN, NOW, NOW + timedelta(hours=72), None, "")
LONG = Correction(123456, BUDI.id, LONGEST, RequestState.OPEN, NOW, NOW + timedelta(hours=72), None, "")
DONE = Correction(7, SITI.id, WISH, RequestState.DONE, NOW, NOW + timedelta(hours=72), NOW, "Sudah <sesuai> SK.")
REFUSED = Correction(7, SITI.id, LONGEST, RequestState.REFUSED, NOW, NOW + timedelta(hours=72), NOW, LONGEST)
LOOKS = (
    Look(NOW, Seen.PERSON, "Dewi <Contoh>, S.H.", "admin", LONG_UNIT.name),
    Look(NOW, Seen.PLEDGE, "", "", ""),
    *(Look(NOW, Seen.PLEDGE, "Bapak dengan Nama Sangat Panjang, S.E., M.M., Ak.", "assessor", LONG_UNIT.name),) * 6,
)
KEPT = Retention()

DATA_RIGHTS_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "privacy: linked": lambda language: privacy.notice(
        place(language), Standing("2026-1", NOW, None, linked=True, open_requests=(OPEN,) * 3), KEPT
    ),
    "privacy: linked to nobody": lambda language: privacy.notice(
        place(language), Standing("2026-1", NOW, None, linked=False, open_requests=()), Retention(drafts=0)
    ),
    "privacy: withdrawn": lambda language: privacy.notice(
        place(language), Standing("", None, NOW, linked=False, open_requests=()), KEPT
    ),
    "privacy: never consented": lambda language: privacy.notice(
        place(language), Standing("", None, None, linked=False, open_requests=()), KEPT
    ),
    "privacy: the file": lambda language: privacy.data_file(place(language), SITI.name, b"%PDF"),
    "privacy: the file of nobody": lambda language: privacy.data_file(place(language), "", b"%PDF"),
    "privacy: asked for the wish": lambda language: privacy.ask_wish(place(language), SITI, UNIT),
    "privacy: asked for the wish, without staff number": lambda language: privacy.ask_wish(
        place(language), BUDI, LONG_UNIT
    ),
    "privacy: wish kept": lambda language: privacy.asked(place(language), OPEN),
    "privacy: longest wish kept": lambda language: privacy.asked(place(language), LONG),
    "privacy: corrected": lambda language: privacy.answer(place(language), DONE),
    "privacy: refused": lambda language: privacy.answer(place(language), REFUSED),
    "privacy: nobody looked": lambda language: privacy.looks(place(language), (), 0, 1),
    "privacy: who looked": lambda language: privacy.looks(place(language), LOOKS, 1, 3),
    "privacy: unlink": lambda language: privacy.ask_unlink(place(language)),
    "privacy: unlinked": lambda language: privacy.unlinked(place(language)),
    "privacy: withdraw": lambda language: privacy.ask_withdrawal(place(language)),
    "privacy: consent withdrawn": lambda language: privacy.withdrawn(place(language)),
    "corrections: none": lambda language: corrections.listing(place(language), (), 0, 1),
    "corrections: some": lambda language: corrections.listing(
        place(language, days_later=2), ((OPEN, UNIT.name), (LONG, LONG_UNIT.name)), 1, 3
    ),
    "corrections: overdue": lambda language: corrections.listing(
        place(language, days_later=4), ((OPEN, UNIT.name),), 0, 1
    ),
    "corrections: one": lambda language: corrections.case(place(language), OPEN, SITI, UNIT),
    "corrections: the longest, overdue": lambda language: corrections.case(
        place(language, days_later=9), LONG, BUDI, LONG_UNIT
    ),
    "corrections: one that was answered": lambda language: corrections.case(place(language), REFUSED, SITI, UNIT),
    "corrections: asked for the answer": lambda language: corrections.ask_answer(
        place(language), SITI.name, RequestState.DONE, 1000
    ),
    "corrections: asked for the reason": lambda language: corrections.ask_answer(
        place(language), BUDI.name, RequestState.REFUSED, 1000
    ),
    "corrections: answered": lambda language: corrections.answered(place(language), DONE, is_mine=True, told=True),
    "corrections: answered, nobody to tell": lambda language: corrections.answered(
        place(language), DONE, is_mine=True, told=False
    ),
    "corrections: somebody was quicker": lambda language: corrections.answered(
        place(language), DONE, is_mine=False, told=False
    ),
    "corrections: post": lambda language: corrections.post(place(language), OPEN, UNIT.name),
    "corrections: post, overdue": lambda language: corrections.post(
        place(language, days_later=4), OPEN, LONG_UNIT.name
    ),
}
