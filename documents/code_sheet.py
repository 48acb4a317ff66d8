"""Activation codes to be cut out and handed over: a PDF/A-2u on A4, eight cards a page, each with a QR code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from documents import qr, typesetting

CARDS_PER_PAGE = 8
# More steps leave no room for the code in its large letters.
MOST_STEPS = 3
# The typesetter holds the whole file in memory, about 0.4 MB a card.
MOST_CARDS = 2000


@dataclass(frozen=True, slots=True)
class CodeCard:
    """One person's card, already in words: `staff_number` masked, `code` grouped, `expires` a whole sentence.

    `link` is what the QR code holds. `staff_number` and `unit` are left out when empty.
    """

    name: str
    staff_number: str
    unit: str
    code: str
    link: str
    expires: str


@dataclass(frozen=True, slots=True)
class CodeSheetLabels:
    """The fixed words of the sheet, in its language."""

    staff_number: str
    code: str
    # On each card: the code is secret and for this person only.
    secret: str
    # Read out in place of a QR code; `{name}` is filled in.
    qr_alternative: str
    # At the head of each page; `{page}` and `{pages}` are filled in.
    page: str


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """Cards in the order of printing, what stands on each of them, and when the sheet was made (aware).

    `steps` say how to use a code, three at most and a line each; `language` is a two-letter code. ValueError for no
    card, for more than 2,000 (make a sheet for each unit), and for a fourth step.
    """

    title: str
    agency: str
    steps: tuple[str, ...]
    cards: tuple[CodeCard, ...]
    made_at: datetime
    language: str
    labels: CodeSheetLabels

    def __post_init__(self) -> None:
        if not 1 <= len(self.cards) <= MOST_CARDS:
            msg = f"a code sheet has 1 to {MOST_CARDS} cards, not {len(self.cards)}"
            raise ValueError(msg)
        if len(self.steps) > MOST_STEPS:
            msg = f"a card has room for {MOST_STEPS} steps, not {len(self.steps)}"
            raise ValueError(msg)


def render(sheet: CodeSheet) -> bytes:
    """The PDF/A-2u, the same bytes for the same sheet; long names, units and steps shrink and are then cut short."""
    data = asdict(sheet)
    del data["made_at"]
    data["cards"] = [_with_qr(card) for card in data["cards"]]
    return typesetting.pdf("codes", data, sheet.made_at)


def _with_qr(card: Mapping[str, str]) -> dict[str, str]:
    return {**card, "qr": qr.svg(card["link"])}
