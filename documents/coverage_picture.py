"""The picture of the agency's pledge coverage for a phone: a bar for each unit, held against the mark of 100 %."""

from dataclasses import asdict, dataclass
from typing import Final

from documents import typesetting
from documents.status_picture import DARK, LIGHT

# Telegram makes a photo at most 2,560 pixels high: more rows would come out too small to read.
MOST_ROWS: Final = 25


@dataclass(frozen=True, slots=True)
class CoverageBar:
    """One unit, or the whole: its share in words ("57%"), as counts ("123/215"), and in percent, unrounded."""

    label: str
    percent_text: str
    counts: str
    percent: float

    def __post_init__(self) -> None:
        # Written so that NaN fails as well.
        if not 0 <= self.percent <= 100:
            raise ValueError("a percentage is 0 to 100", self.percent)

    @property
    def done(self) -> bool:
        """Whether everybody has signed."""
        return self.percent == 100


@dataclass(frozen=True, slots=True)
class CoveragePicture:
    """All that the picture shows, already in words: at most 25 `rows`, in their order.

    `heading` stands over the rows and tells their order, `note` which of all units they are ("" for all), `whole_mark`
    names the end of the scale ("100%").
    """

    title: str
    agency: str
    total: CoverageBar
    heading: str
    rows: tuple[CoverageBar, ...]
    note: str
    whole_mark: str
    footer: str
    language: str
    dark: bool = False

    def __post_init__(self) -> None:
        if len(self.rows) > MOST_ROWS:
            raise ValueError("a picture holds at most 25 rows", len(self.rows))


def render(picture: CoveragePicture) -> bytes:
    """A PNG 1080 pixels wide and as high as its content needs, the same bytes for the same picture."""
    return typesetting.png("coverage", template_data(picture))


def template_data(picture: CoveragePicture) -> dict[str, object]:
    """What the template `coverage` is given: the picture, which bars are full, and the colours."""
    return asdict(picture) | {
        "palette": DARK if picture.dark else LIGHT,
        "total": _drawn(picture.total),
        "rows": [_drawn(row) for row in picture.rows],
    }


def _drawn(bar: CoverageBar) -> dict[str, object]:
    return asdict(bar) | {"done": bar.done}
