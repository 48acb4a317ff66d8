from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from documents import status_picture, typesetting
from documents.status_picture import DARK, LIGHT, Bar, Layer, Line, Mark, Point, StatusPicture, render
from tests.documents.reading import flowing, png_size, raw_text
from tests.documents.samples import AREA_FLOORS, LONG_UNIT, PICTURE, PLEDGE

# What Telegram takes as a photo: width and height of at most 10,000 together, 10 MB.
LARGEST_SIDES = 10_000
LARGEST_FILE = 10_000_000


assert PICTURE.total is not None
TOTAL = PICTURE.total


def words_of(picture: StatusPicture) -> str:
    """The words of a picture, read from the same template typeset as a PDF."""
    return flowing(raw_text(typesetting.pdf("status", status_picture.template_data(picture), PLEDGE.signed_at)))


def test_it_is_1080_pixels_wide_and_upright() -> None:
    width, height = png_size(render(PICTURE))

    assert width == 1080
    assert 1080 < height < 2 * 1080


def test_six_areas_with_a_long_unit_are_still_a_photo_that_a_phone_shows_whole() -> None:
    areas = tuple(Bar("Peningkatan Kualitas Pelayanan Publik", "11,90 / 15", 79.3, AREA_FLOORS) for _ in range(6))

    png = render(replace(PICTURE, unit=LONG_UNIT, areas=areas))

    width, height = png_size(png)
    assert height <= 2.1 * width
    assert width + height < LARGEST_SIDES
    assert len(png) < LARGEST_FILE


def test_everything_given_can_be_read() -> None:
    text = words_of(PICTURE)

    for words in (
        "Dinas Rekaan Periode 2026 · Evaluasi TPI",
        "Nilai total",
        "Nilai sementara",
        "79,38",
        "WBK 75 tercapai",
        "WBBM 85 kurang 5,62 poin",
        "Manajemen Perubahan 6,40 / 8",
        "Penataan Sistem Manajemen SDM Aparatur 5,80 / 10",
        "WBK 60%",
        "WBBM 75%",
        "di bawah batas",
        "Pengungkit 44,25 / 60 WBK 40 · WBBM 48",
        "Hasil 35,13 / 40 WBK 32,20",
        "48 dari 52 pegawai sudah menandatangani",
        "92%",
        PICTURE.footer,
    ):
        assert words in text


@pytest.mark.parametrize("unit", ["#panic(1) $x$ *a* _b_", '<l> @r \\ [i] "q" & {k} // --', "Kecamatan Ñ Ḍ Łódź ʿAli"])
def test_a_unit_name_is_printed_as_it_is(unit: str) -> None:
    assert words_of(replace(PICTURE, unit=unit)).startswith(unit + " ")


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        (0.0, 0),
        (59.99, 0),
        (60.0, 1),
        (float(Fraction(60, 100) * 100), 1),
        (74.999, 1),
        (75.0, 2),
        (float(Fraction(225, 3)), 2),
        (100.0, 2),
    ],
)
def test_the_level_is_how_many_floors_are_reached_without_rounding(percent: float, level: int) -> None:
    assert Bar("Area", "", percent, AREA_FLOORS).level == level


@pytest.mark.parametrize("percent", [-0.01, 100.01, float("nan"), float("inf")])
def test_a_percentage_outside_0_to_100_is_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        Bar("Area", "", percent, ())
    with pytest.raises(ValueError, match="0 to 100"):
        Mark("WBK", "", percent)


@pytest.mark.parametrize("percent", [0.0, 0.1, 60.0, 99.9, 100.0])
@pytest.mark.parametrize("floors", [(), AREA_FLOORS[:1], AREA_FLOORS, (Mark("A", "0", 0.0), Mark("B", "100", 100.0))])
def test_bars_at_their_limits_are_drawn(percent: float, floors: tuple[Mark, ...]) -> None:
    bar = Bar("Area", "1", percent, floors)

    assert png_size(render(replace(PICTURE, total=bar, areas=(bar,), parts=(bar,), coverage=bar)))[0] == 1080


def test_cards_without_content_are_left_out() -> None:
    bare = replace(PICTURE, areas=(), parts=(), coverage=None, target_notes=(), subtitle="", footer="", provisional="")

    text = words_of(bare)

    assert png_size(render(bare))[1] < png_size(render(PICTURE))[1]
    assert "Area perubahan" not in text
    assert "Pakta integritas" not in text
    assert "sementara" not in text


def _first_area(**changes: Any) -> tuple[Bar, ...]:
    first, *others = PICTURE.areas
    return (replace(first, **changes), *others)


@pytest.mark.parametrize(
    "changes",
    [
        {"dark": True},
        {"provisional": ""},
        {"areas": _first_area(percent=81.0)},
        {"areas": _first_area(floors=(Mark("WBK", "60%", 61.0), Mark("WBBM", "75%", 75.0)))},
        {"coverage": replace(PICTURE.coverage or TOTAL, percent=50.0)},
        {"total": replace(TOTAL, percent=79.0)},
        {"labels": replace(PICTURE.labels, levels=("a", "b", "c"))},
    ],
)
def test_what_is_drawn_follows_the_data(changes: dict[str, Any]) -> None:
    assert render(replace(PICTURE, **changes)) != render(PICTURE)


def test_the_same_picture_gives_the_same_bytes_in_every_thread() -> None:
    pictures = [replace(PICTURE, unit=f"Unit {number % 4}", dark=number % 2 == 0) for number in range(12)]
    alone = [render(picture) for picture in pictures]

    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(render, pictures, timeout=60))

    assert together == alone
    assert len(set(together)) == 4


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("front", "ground"),
    [("ink", "card"), ("muted", "card"), ("muted", "page"), ("on_head", "head"), ("head_muted", "head")],
)
def test_words_stand_out_from_their_ground(palette: dict[str, str | list[str]], front: str, ground: str) -> None:
    assert contrast(str(palette[front]), str(palette[ground])) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_bars_and_signs_stand_out_from_track_and_card(palette: dict[str, str | list[str]]) -> None:
    levels = palette["levels"]
    assert len(levels) == 3
    for colour in (*levels, str(palette["mark"])):
        assert contrast(colour, str(palette["track"])) >= 3
        assert contrast(colour, str(palette["card"])) >= 3


TREND = Line(
    "Nilai ZI dari waktu ke waktu",
    (Point("2025", "79,0", 79.0, past=True), Point("Jan 2026", "5,8", 5.8), Point("Mar 2026", "38,9", 38.9)),
    (Mark("WBK", "75", 75.0), Mark("WBBM", "85", 85.0)),
)
LAYERS = (Layer("Unit", "38,91", "sementara, 105/113"), Layer("TPI", "78,97"), Layer("TPN", "", "belum dinilai"))
OVER_TIME = replace(PICTURE, total=None, target_notes=(), areas=(), parts=(), layers=LAYERS, lines=(TREND,))


def test_layers_and_lines_can_be_read() -> None:
    text = words_of(replace(OVER_TIME, labels=replace(PICTURE.labels, layers="Tiga penilaian")))

    for words in ("Tiga penilaian", "38,91", "sementara, 105/113", "belum dinilai", TREND.title, "79,0", "Mar 2026"):
        assert words in text
    assert "Area perubahan" not in text


@pytest.mark.parametrize("count", [1, 2, 3, 12, 15])
def test_lines_of_few_and_many_points_fit_a_phone(count: int) -> None:
    points = tuple(Point(f"Des {2000 + n}", "100,0", n * 100 / 15, past=n < 3) for n in range(count))

    width, height = png_size(render(replace(OVER_TIME, unit=LONG_UNIT, lines=(replace(TREND, points=points),) * 2)))

    assert width == 1080
    assert height <= 2.1 * width


def test_labels_leave_room_for_each_other_and_the_last_point_has_one() -> None:
    points = tuple(Point(str(n), str(n), 50.0) for n in range(15))
    lines: Any = status_picture.template_data(replace(OVER_TIME, lines=(replace(TREND, points=points),)))["lines"]
    line = lines[0]

    named = [int(one["label"]) for one in line["points"] if one["named"]]
    assert (named, len(named) <= status_picture.MOST_NAMES) == ([2, 5, 8, 11, 14], True)
    assert [one["x"] for one in line["points"]][:: len(points) - 1] == [0, 1]


@pytest.mark.parametrize(("low", "high"), [(50.0, 50.0), (60.0, 50.0), (-1.0, 10.0), (0.0, 101.0)])
def test_a_scale_that_does_not_rise_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="rises"):
        replace(TREND, low=low, high=high)


def test_a_line_without_points_is_left_out() -> None:
    assert status_picture.template_data(replace(OVER_TIME, lines=(replace(TREND, points=()),)))["lines"] == []
