"""The picture of the agency's coverage: its size, its words, and bars at their limits."""

from dataclasses import replace

import pytest

from documents import coverage_picture, typesetting
from documents.coverage_picture import MOST_ROWS, CoverageBar, CoveragePicture, render
from tests.documents.reading import flowing, png_size, raw_text
from tests.documents.samples import LONG_UNIT, PLEDGE

LARGEST_SIDES = 10_000
DONE = CoverageBar("Dinas Selesai", "100%", "43/43", 100.0)
PICTURE = CoveragePicture(
    title="Pakta Integritas Tahun 2026",
    agency="Pemerintah Kabupaten Contoh",
    total=CoverageBar("Seluruh instansi", "57%", "5.712 dari 10.021 pegawai", 57.0),
    heading="Cakupan terendah lebih dahulu",
    rows=(CoverageBar("Dinas Rekaan", "0%", "1/1.210", 0.08), DONE),
    note="Unit 1–25 dari 95",
    whole_mark="Garis di ujung: 100%",
    footer="Keadaan per Senin, 12 Januari 2026 pukul 16.00 WIB",
    language="id",
)


def words_of(picture: CoveragePicture) -> str:
    data = coverage_picture.template_data(picture)
    return flowing(raw_text(typesetting.pdf("coverage", data, PLEDGE.signed_at)))


def test_everything_given_can_be_read() -> None:
    text = words_of(PICTURE)

    for words in (
        PICTURE.title, PICTURE.agency, "Seluruh instansi", "5.712 dari 10.021 pegawai", "57%", PICTURE.heading,
        PICTURE.note, PICTURE.whole_mark, "Dinas Rekaan 1/1.210 0%", "Dinas Selesai", "43/43 100%", PICTURE.footer,
    ):  # fmt: skip
        assert words in text


def test_a_full_picture_of_long_names_is_still_a_photo() -> None:
    rows = (CoverageBar(LONG_UNIT, "99%", "122.345/123.456", 99.1),) * MOST_ROWS

    width, height = png_size(render(replace(PICTURE, rows=rows, dark=True)))

    assert width == 1080
    assert 1080 < height < LARGEST_SIDES - width
    assert words_of(replace(PICTURE, rows=rows)).count("122.345/123.456") == MOST_ROWS


@pytest.mark.parametrize("name", ["#panic(1) $x$ *a* _b_", '<l> @r \\ [i] "q" & {k} // --'])
def test_a_unit_name_is_printed_as_it_is(name: str) -> None:
    assert name in words_of(replace(PICTURE, rows=(replace(DONE, label=name),)))


def test_without_rows_and_remarks_the_picture_is_shorter() -> None:
    bare = replace(PICTURE, rows=(), note="", footer="")

    assert png_size(render(bare))[1] < png_size(render(PICTURE))[1]
    assert PICTURE.heading not in words_of(bare)


@pytest.mark.parametrize("percent", [-0.01, 100.01, float("nan")])
def test_a_percentage_outside_0_to_100_is_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        CoverageBar("A", "", "", percent)


def test_more_rows_than_a_phone_can_show_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 25"):
        replace(PICTURE, rows=(DONE,) * (MOST_ROWS + 1))


def test_only_a_whole_bar_is_drawn_as_done() -> None:
    rows = coverage_picture.template_data(PICTURE)["rows"]
    assert isinstance(rows, list)
    assert [row["done"] for row in rows] == [False, True]
