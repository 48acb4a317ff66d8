"""The picture of a unit's integrity-zone status for a phone: score, layers, areas, parts, trend, pledge coverage."""

from dataclasses import asdict, dataclass

from documents import typesetting

MOST_NAMES, MOST_VALUES = 6, 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold on a scale of 0 to 100: `label` names it ("WBK"), `text` is its value in words ("75")."""

    label: str
    text: str
    percent: float

    def __post_init__(self) -> None:
        _check_percent(self.percent)


@dataclass(frozen=True, slots=True)
class Bar:
    """One measured thing: its score in words ("6,40 / 8") and in percent of what it can reach, unrounded.

    `floors` are the thresholds it is held against, lowest first; the level of a bar is how many of them it reaches.
    """

    label: str
    score_text: str
    percent: float
    floors: tuple[Mark, ...]

    def __post_init__(self) -> None:
        _check_percent(self.percent)

    @property
    def level(self) -> int:
        """How many floors are reached, compared without rounding."""
        return sum(self.percent >= floor.percent for floor in self.floors)


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the scores side by side: whose it is, the score in words, a note ("belum dinilai", "sementara")."""

    label: str
    score_text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time: `label` stands below it, `text` above; a `past` one belongs to an earlier cycle."""

    label: str
    text: str
    value: float
    past: bool = False

    def __post_init__(self) -> None:
        _check_percent(self.value)


@dataclass(frozen=True, slots=True)
class Line:
    """Values over time, oldest first, on a scale from `low` to `high`; `floors` are drawn across."""

    title: str
    points: tuple[Point, ...]
    floors: tuple[Mark, ...] = ()
    low: float = 0.0
    high: float = 100.0

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high <= 100:
            raise ValueError("a scale rises between 0 and 100", self.low, self.high)


@dataclass(frozen=True, slots=True)
class StatusLabels:
    """The fixed words of the picture, in its language."""

    areas: str
    parts: str
    coverage: str
    # What the levels 0, 1 and 2 of a bar mean: below WBK, WBK reached, WBBM reached.
    levels: tuple[str, str, str]
    layers: str = ""


@dataclass(frozen=True, slots=True)
class StatusPicture:
    """All that the picture shows, already in words.

    `total` is the score (0 to 100) with the targets WBK and WBBM as its floors, None where only lines are shown;
    `target_notes` say for each of them how far it is ("kurang 3,43 poin"). `provisional` marks a score so far and is
    empty for a final one. `coverage` tells how many have signed, its label in words under the heading, and is None
    where no pledge is asked for. `lines` show the total, or a figure of the agency, over time.
    """

    unit: str
    subtitle: str
    total: Bar | None
    target_notes: tuple[str, ...]
    areas: tuple[Bar, ...]
    parts: tuple[Bar, ...]
    coverage: Bar | None
    provisional: str
    footer: str
    language: str
    labels: StatusLabels
    layers: tuple[Layer, ...] = ()
    lines: tuple[Line, ...] = ()
    dark: bool = False


# Contrast of each colour with the ground it stands on is held by a test; `levels` colour the bars from low to high.
LIGHT: dict[str, str | list[str]] = {
    "page": "#eef2f7",
    "card": "#ffffff",
    "edge": "#d9e0ea",
    "ink": "#111827",
    "muted": "#4b5768",
    "track": "#e3e8ef",
    "mark": "#111827",
    "head": "#17335c",
    "on_head": "#ffffff",
    "head_muted": "#c9d8ee",
    "levels": ["#c2410c", "#1d63c4", "#0b7a55"],
}
DARK: dict[str, str | list[str]] = {
    "page": "#0c121c",
    "card": "#161f2e",
    "edge": "#2a3750",
    "ink": "#f1f5fb",
    "muted": "#aab8cc",
    "track": "#2b384d",
    "mark": "#f1f5fb",
    "head": "#1b3155",
    "on_head": "#ffffff",
    "head_muted": "#c3d3ea",
    "levels": ["#fb8a4c", "#6ea8ff", "#3ecf9a"],
}


def render(picture: StatusPicture) -> bytes:
    """A PNG 1080 pixels wide and as high as its content needs, the same bytes for the same picture."""
    return typesetting.png("status", template_data(picture))


def template_data(picture: StatusPicture) -> dict[str, object]:
    """What the template `status` is given: the picture, the level of each bar, and the colours."""
    return asdict(picture) | {
        "palette": DARK if picture.dark else LIGHT,
        "total": _measured(picture.total) if picture.total else None,
        "areas": [_measured(bar) for bar in picture.areas],
        "parts": [_measured(bar) for bar in picture.parts],
        "coverage": _measured(picture.coverage) if picture.coverage else None,
        "lines": [_drawn(line) for line in picture.lines if line.points],
    }


def _drawn(line: Line) -> dict[str, object]:
    """The line with places from 0 to 1 (left to right, top to bottom), and which labels have room."""
    count = len(line.points)
    points = [
        asdict(point)
        | {
            "x": place / (count - 1) if count > 1 else 0.5,
            "y": _height(line, point.value),
            "named": (count - 1 - place) % _step(count, MOST_NAMES) == 0 or (point.past and count <= MOST_VALUES),
            "valued": (count - 1 - place) % _step(count, MOST_VALUES) == 0,
        }
        for place, point in enumerate(line.points)
    ]
    floors = [asdict(floor) | {"y": _height(line, floor.percent)} for floor in line.floors]
    return {"title": line.title, "points": points, "floors": floors}


def _height(line: Line, value: float) -> float:
    """How far below the top of the scale."""
    return 1 - min(max((value - line.low) / (line.high - line.low), 0.0), 1.0)


def _step(count: int, most: int) -> int:
    """Every so many points may have a label, counted back from the last one."""
    return -(-count // most)


def _measured(bar: Bar) -> dict[str, object]:
    return asdict(bar) | {"level": bar.level}


def _check_percent(percent: float) -> None:
    # Written so that NaN fails as well.
    if not 0 <= percent <= 100:
        raise ValueError("a percentage is 0 to 100", percent)
