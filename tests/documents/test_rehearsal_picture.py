"""The months of a rehearsal: their words, their size, their limits."""

from dataclasses import replace

import pytest

from documents import rehearsal_picture, typesetting
from documents.rehearsal_picture import (
    DARK_DAYS,
    LIGHT_DAYS,
    WEEKS,
    DayCell,
    DayMark,
    MonthGrid,
    RehearsalLegend,
    RehearsalPicture,
    render,
)
from documents.status_picture import DARK, LIGHT
from tests.documents.reading import flowing, png_size, raw_text
from tests.documents.samples import LONG_UNIT, PLEDGE
from tests.documents.test_status_picture import contrast

WEEKDAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
FULL = DayCell(
    28, closed=True, name="Cuti Bersama Hari Raya Idul Fitri", marks=(DayMark("H-14", moved=True), DayMark("+12")),
    count="10.250 pesan", number="10.250", framed=True,
)  # fmt: skip
AWAY = DayCell(17, closed=True, name="Hari Suci Nyepi", wished=("H-7",))
DUE = DayCell(12, due="Tenggat", framed=True)
SENT = DayCell(13, marks=(DayMark("H+3", after=True),), count="22 pesan", number="22")
MARCH = MonthGrid("Maret 2026", ((AWAY, DUE, SENT, FULL, DayCell(1), None, None),))
PICTURE = RehearsalPicture(
    title="LHE triwulan I", note="Paling lambat Selasa · 176 pesan", weekdays=WEEKDAYS, months=(MARCH,),
    legend=RehearsalLegend("libur", "pengingat", "susulan", "pindahan", "dipindah", "hari tenggat"),
    footer="Uji coba", language="id",
)  # fmt: skip


def words_of(picture: RehearsalPicture) -> str:
    return flowing(raw_text(typesetting.pdf("rehearsal", rehearsal_picture.template_data(picture), PLEDGE.signed_at)))


def test_everything_given_can_be_read() -> None:
    text = words_of(PICTURE)
    for words in (
        PICTURE.title, PICTURE.note, *WEEKDAYS, "Maret 2026", "Hari Suci Nyepi", "H-7 →", "Tenggat", "H+3", "22 pesan",
        "→ H-14", "+12", "10.250", "libur", "pengingat", "susulan", "pindahan", "dipindah", "hari tenggat", "Uji coba",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("months", [1, 2])
@pytest.mark.parametrize("weeks", [1, WEEKS])
def test_full_months_of_long_names_stay_within_the_size_of_a_page(months: int, weeks: int, dark: bool) -> None:
    month = MonthGrid("September 2026", ((FULL,) * 7,) * weeks)
    title = f"{LONG_UNIT} {LONG_UNIT}"
    picture = replace(PICTURE, title=title, note=title, months=(month,) * months, footer=title, dark=dark)
    width, height = png_size(render(picture))
    assert width == 1278
    assert 300 < height <= 1600


@pytest.mark.parametrize("title", ["#panic(1) $x$ *a* _b_", '<l> @r [i] "q" & {k}'])
def test_a_title_is_printed_as_it_is(title: str) -> None:
    assert title in words_of(replace(PICTURE, title=title))


@pytest.mark.parametrize("colours", [LIGHT | LIGHT_DAYS, DARK | DARK_DAYS])
def test_words_stand_out_from_their_ground(colours: dict[str, str | list[str]]) -> None:
    for ink, ground in (("on_closed", "closed"), ("on_closed", "page"), ("ink", "card"), ("ink", "closed"),
                        ("on_plan", "plan"), ("on_after", "after"), ("on_due", "due")):  # fmt: skip
        assert contrast(str(colours[ink]), str(colours[ground])) >= 4.5, (ink, ground)


def test_what_has_no_room_is_refused() -> None:
    for months in ((), (MARCH,) * 3):
        with pytest.raises(ValueError, match="one or two months"):
            replace(PICTURE, months=months)
    with pytest.raises(ValueError, match="seven days"):
        MonthGrid("Maret", ((DUE,),))
    with pytest.raises(ValueError, match="seven days"):
        replace(PICTURE, weekdays=("Sen",))
