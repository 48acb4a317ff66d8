"""Pictures of the agency's ZI cycle for a phone: a heat table of units by change area, and lines over time."""

from dataclasses import asdict, dataclass
from typing import Final

from documents import typesetting
from documents.status_picture import DARK, LIGHT

# Telegram makes a photo at most 2,560 pixels high: more rows would come out too small to read.
MOST_ROWS: Final = 25
# Light to dark, so that they differ without their hue too; the text on each has the contrast that a test holds.
LIGHT_HEAT: Final[dict[str, str | list[str]]] = {
    "grounds": ["#ffe3cc", "#cfe3fa", "#1d5fb8"],
    "inks": ["#7a2e06", "#0d3b73", "#ffffff"],
}
DARK_HEAT: Final[dict[str, str | list[str]]] = {
    "grounds": ["#6b2f0c", "#1f4a80", "#9cc7ff"],
    "inks": ["#ffe3cc", "#dcebff", "#06254d"],
}


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One measure of a unit: its words ("57"), how many floors it reaches (0 to 2), whether its own floor is missed.

    `level` None is a cell without colour: nothing has been answered.
    """

    text: str
    level: int | None
    missed: bool

    def __post_init__(self) -> None:
        if self.level not in {None, 0, 1, 2}:
            raise ValueError("a cell reaches 0 to 2 floors", self.level)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One unit: its name, a remark ("WBK"), and a cell for each column."""

    label: str
    remark: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line, from 0 to 100 % of the scale; `label` stands at the axis, "" for none."""

    label: str
    text: str
    percent: float

    def __post_init__(self) -> None:
        # Written so that NaN fails as well.
        if not 0 <= self.percent <= 100:
            raise ValueError("a percentage is 0 to 100", self.percent)


@dataclass(frozen=True, slots=True)
class Line:
    """A line over time: its name, what it says at the end, the points, and the words of the scale's two ends."""

    title: str
    note: str
    points: tuple[Point, ...]
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class HeatPicture:
    """All that the picture shows, already in words: at most 25 `rows`, or lines, or both.

    `legend` explains the three colours, lowest first, and `missed` the mark of a missed floor; `columns` are the heads
    of the cells and `keys` say what they mean.
    """

    title: str
    agency: str
    heading: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    keys: tuple[str, ...]
    legend: tuple[str, ...]
    missed: str
    lines: tuple[Line, ...]
    footer: str
    language: str
    dark: bool = False

    def __post_init__(self) -> None:
        if len(self.rows) > MOST_ROWS:
            raise ValueError("a picture holds at most 25 rows", len(self.rows))
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("a row has a cell for each column")


def render(picture: HeatPicture) -> bytes:
    """A PNG 1080 pixels wide and as high as its content needs, the same bytes for the same picture."""
    return typesetting.png("heat", template_data(picture))


def template_data(picture: HeatPicture) -> dict[str, object]:
    """What the template `heat` is given: the picture and the colours."""
    palette = (DARK | DARK_HEAT) if picture.dark else (LIGHT | LIGHT_HEAT)
    return asdict(picture) | {"palette": palette}
