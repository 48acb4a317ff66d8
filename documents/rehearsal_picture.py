"""The picture of a rehearsal for a phone: months as a grid, with days off, days of reminders, and the due days."""

from dataclasses import asdict, dataclass
from typing import Final

from documents import typesetting
from documents.status_picture import DARK, LIGHT

# So that a page stays within 1,280 by 1,600 pixels.
MOST_MONTHS: Final = 2
DAYS: Final = 7
WEEKS: Final = 6
LIGHT_DAYS: Final[dict[str, str | list[str]]] = {
    "closed": "#e3e6eb", "on_closed": "#4b5768", "plan": "#1d63c4", "on_plan": "#ffffff", "after": "#8a4b08",
    "on_after": "#ffffff", "due": "#b3261e", "on_due": "#ffffff",
}  # fmt: skip
DARK_DAYS: Final[dict[str, str | list[str]]] = {
    "closed": "#273247", "on_closed": "#aab8cc", "plan": "#9cc7ff", "on_plan": "#06254d", "after": "#ffc98a",
    "on_after": "#3a1d00", "due": "#ffb4ab", "on_due": "#4a0905",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayMark:
    """A reminder on its day ("H-7"): `after` the due day, `moved` from another day or time."""

    text: str
    after: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of a month; at most two of `marks` and `wished` have room.

    `name` says why it is closed, `count` how much is sent ("1.043 pesan"), `number` the same short.

    `wished` are reminders that should have come here and moved away; a due day is `framed`, and says so in `due` where
    no mark does.
    """

    day: int
    closed: bool = False
    name: str = ""
    marks: tuple[DayMark, ...] = ()
    wished: tuple[str, ...] = ()
    count: str = ""
    number: str = ""
    due: str = ""
    framed: bool = False


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """A month: weeks of seven days from Monday on, None outside of the month."""

    title: str
    weeks: tuple[tuple[DayCell | None, ...], ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.weeks) <= WEEKS or any(len(week) != DAYS for week in self.weeks):
            raise ValueError("a month has up to six weeks of seven days")


@dataclass(frozen=True, slots=True)
class RehearsalLegend:
    """What the signs mean: closed day, reminder, follow-up, moved here, moved away, due day."""

    closed: str
    plan: str
    after: str
    moved: str
    wished: str
    due: str


@dataclass(frozen=True, slots=True)
class RehearsalPicture:
    """All that a page shows, already in words: one or two months."""

    title: str
    note: str
    weekdays: tuple[str, ...]
    months: tuple[MonthGrid, ...]
    legend: RehearsalLegend
    footer: str
    language: str
    dark: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.months) <= MOST_MONTHS:
            raise ValueError("a page holds one or two months", len(self.months))
        if len(self.weekdays) != DAYS:
            raise ValueError("a week has seven days")


def render(picture: RehearsalPicture) -> bytes:
    """A PNG 1278 pixels wide and at most 1,600 high, the same bytes for the same picture."""
    return typesetting.png("rehearsal", template_data(picture))


def template_data(picture: RehearsalPicture) -> dict[str, object]:
    """What the template `rehearsal` is given: the picture and the colours."""
    return asdict(picture) | {"palette": (DARK | DARK_DAYS) if picture.dark else (LIGHT | LIGHT_DAYS)}
