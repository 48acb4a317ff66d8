"""Samples of the messages about the evidence of a question."""

from collections.abc import Callable
from dataclasses import replace

from domain.evidence_desk import Added, Choices, Desk, ItemCard, Share, ShareDesk, Totals
from domain.instrument import bundled
from domain.zone import Cycle, EvidenceItem
from tests.texts.cast import LONG_UNIT, NOW, UNIT, place
from texts import evidence_items as texts
from texts.screen import Screen

QUESTION = max(bundled().questions, key=lambda one: len(one.labels["id"]))
CYCLE = Cycle(1, 2026, "Siklus ZI 2026")
FILE = EvidenceItem(
    7, 1, LONG_UNIT.id, QUESTION.code, f"SK <Tim> & {'Notulen ' * 13}.pdf", "", 3, "0" * 64, 19_940_000,
    "application/pdf", "account:1", NOW,
)  # fmt: skip
SMALL = replace(FILE, id=8, name="foto.jpg", size=512, media_type="image/jpeg")
LINK = replace(
    FILE, id=9, file_id=None, sha256="", size=0, name="drive.google.com/drive/folders/1a",
    link="https://drive.google.com/drive/folders/1a#gid=0&x=<y>",
)  # fmt: skip
ITEMS = (FILE, SMALL, LINK, FILE, FILE, FILE, FILE, LINK)
TOTALS = Totals(1204, 987, 1_834_000_000)
FULL = Desk(LONG_UNIT, CYCLE, QUESTION, ITEMS, 20, 1, 3, may_change=True, may_share=True, totals=TOTALS)
EMPTY = replace(FULL, unit=UNIT, items=(), count=0, page=0, pages=1, totals=Totals(0, 0, 0), may_share=False)
SHARE = Share(3, 1, LONG_UNIT.id, QUESTION.code, "account:1", NOW, NOW, None)
NONE = ShareDesk(LONG_UNIT, CYCLE, QUESTION, None, NOW)
OPEN = replace(NONE, share=SHARE)
WHOLE = replace(NONE, question=None, share=replace(SHARE, question=None))
ADDRESS = f"https://zi.contoh.go.id/bot/e/3-{'A' * 43}"


def _card(item: EvidenceItem, *, may_change: bool) -> Callable[[str], Screen]:
    return lambda language: texts.item(place(language), ItemCard(LONG_UNIT, QUESTION, item, may_change))


def _added(item: EvidenceItem, *, is_new: bool, count: int) -> Callable[[str], Screen]:
    given = Added(LONG_UNIT, QUESTION, item, is_new, count, bool(item.link))
    return lambda language: texts.added(place(language), given)


EVIDENCE_ITEM_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "evidence: a page of many": lambda language: texts.desk(place(language), FULL, 20),
    "evidence: none yet": lambda language: texts.desk(place(language), EMPTY, 20),
    "evidence: only read": lambda language: texts.desk(place(language), replace(FULL, may_change=False), 20),
    "evidence: a file came": _added(FILE, is_new=True, count=1),
    "evidence: it was there": _added(SMALL, is_new=False, count=2),
    "evidence: a shared folder": _added(LINK, is_new=True, count=20),
    "evidence: a file": _card(FILE, may_change=True),
    "evidence: a link": _card(LINK, may_change=False),
    "evidence: the file itself": lambda language: texts.sent(
        place(language), ItemCard(LONG_UNIT, QUESTION, FILE, may_change=True), b"%PDF-1.7"
    ),
    "evidence: remove?": lambda language: texts.remove(
        place(language), ItemCard(LONG_UNIT, QUESTION, FILE, may_change=True)
    ),
    "evidence: removed": lambda language: texts.removed(place(language)),
    "evidence: use again": lambda language: texts.pick(place(language), Choices(LONG_UNIT, QUESTION, ITEMS, 0, 2)),
    "evidence: nothing to use again": lambda language: texts.pick(
        place(language), Choices(LONG_UNIT, QUESTION, (), 0, 1)
    ),
    "evidence: an address": lambda language: texts.share(place(language), OPEN, ADDRESS, public=True),
    "evidence: a long address": lambda language: texts.share(place(language), OPEN, ADDRESS + "x" * 300, public=True),
    "evidence: the address of a unit": lambda language: texts.share(place(language), WHOLE, ADDRESS, public=True),
    "evidence: no address yet": lambda language: texts.share(place(language), NONE, "", public=True),
    "evidence: no web server": lambda language: texts.share(place(language), NONE, "", public=False),
    "evidence: close the address?": lambda language: texts.revoke(place(language), OPEN, 3),
    "evidence: close that of a unit?": lambda language: texts.revoke(place(language), WHOLE, 3),
    "evidence: closed": lambda language: texts.revoked(place(language)),
}
