"""The heat table of units and the lines over time: their words, their size, their limits."""

from dataclasses import replace

import pytest

from documents import heat_picture, typesetting
from documents.heat_picture import (
    DARK_HEAT,
    LIGHT_HEAT,
    MOST_ROWS,
    HeatCell,
    HeatPicture,
    HeatRow,
    Line,
    Point,
    render,
)
from tests.documents.reading import flowing, png_size, raw_text
from tests.documents.samples import LONG_UNIT, PLEDGE
from tests.documents.test_status_picture import contrast

LARGEST_SIDES = 10_000
COLUMNS = ("A1", "A2", "Hasil", "Total")
CELLS = (HeatCell("57", 0, missed=True), HeatCell("64", 1, missed=False), HeatCell("88", 2, missed=False))
ROW = HeatRow("Dinas Rekaan", "WBK", (*CELLS, HeatCell("–", None, missed=False)))
LINE = Line(
    "Rata-rata nilai", "Sekarang 46", (Point("5 Jan", "", 0), Point("", "", 20), Point("2 Mar", "46", 46)), "0", "100"
)
PICTURE = HeatPicture(
    title="Zona Integritas 2026",
    agency="Pemerintah Kabupaten Contoh",
    heading="Nilai tertinggi lebih dahulu",
    note="Unit 1–25 dari 95",
    columns=COLUMNS,
    rows=(ROW,),
    keys=("A1 Perubahan", "semua dalam persen"),
    legend=("Di bawah syarat WBK", "Memenuhi WBK", "Memenuhi WBBM"),
    missed="Segitiga: di bawah syarat",
    lines=(LINE,),
    footer="Keadaan per Senin",
    language="id",
)


def words_of(picture: HeatPicture) -> str:
    return flowing(raw_text(typesetting.pdf("heat", heat_picture.template_data(picture), PLEDGE.signed_at)))


def test_everything_given_can_be_read() -> None:
    text = words_of(PICTURE)

    for words in (
        PICTURE.title, PICTURE.agency, PICTURE.heading, PICTURE.note, "A1 A2 Hasil Total",
        "Dinas Rekaan WBK 57 64 88 –",
        *PICTURE.legend, PICTURE.missed, "A1 Perubahan · semua dalam persen", LINE.title, LINE.note, "5 Jan", "2 Mar",
        PICTURE.footer,
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("dark", [False, True])
def test_a_full_picture_of_long_names_is_still_a_photo(dark: bool) -> None:
    rows = (replace(ROW, label=LONG_UNIT),) * MOST_ROWS
    width, height = png_size(render(replace(PICTURE, rows=rows, dark=dark)))

    assert width == 1080
    assert 1080 < height < LARGEST_SIDES - width


@pytest.mark.parametrize("name", ["#panic(1) $x$ *a* _b_", '<l> @r \\ [i] "q" & {k} // --'])
def test_a_unit_name_is_printed_as_it_is(name: str) -> None:
    assert name in words_of(replace(PICTURE, rows=(replace(ROW, label=name, remark=""),)))


def test_lines_stand_alone_and_a_single_point_is_enough() -> None:
    alone = replace(
        PICTURE, rows=(), columns=(), lines=(replace(LINE, points=LINE.points[-1:]), replace(LINE, points=()))
    )
    assert PICTURE.heading not in words_of(alone)
    assert png_size(render(alone))[0] == 1080
    assert png_size(render(replace(alone, lines=(), footer="")))[0] == 1080


def test_a_whole_year_of_weeks_is_drawn() -> None:
    weeks = tuple(Point("x" if number in {0, 52} else "", "", number) for number in range(53))
    assert png_size(render(replace(PICTURE, rows=(), lines=(replace(LINE, points=weeks),))))[0] == 1080


@pytest.mark.parametrize("colours", [LIGHT_HEAT, DARK_HEAT])
def test_numbers_stand_out_from_their_cell(colours: dict[str, str | list[str]]) -> None:
    grounds, inks = colours["grounds"], colours["inks"]
    assert len(grounds) == len(inks) == 3
    for ground, ink in zip(grounds, inks, strict=True):
        assert contrast(ink, ground) >= 4.5


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 25"):
        replace(PICTURE, rows=(ROW,) * (MOST_ROWS + 1))
    with pytest.raises(ValueError, match="each column"):
        replace(PICTURE, rows=(replace(ROW, cells=CELLS),))
    with pytest.raises(ValueError, match="0 to 2 floors"):
        HeatCell("1", 3, missed=False)


@pytest.mark.parametrize("percent", [-0.01, 100.01, float("nan")])
def test_a_point_outside_the_scale_is_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        Point("", "", percent)
