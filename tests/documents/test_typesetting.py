from dataclasses import replace

import typst

from documents import glyphs, typesetting
from documents.pledge_pdf import render
from tests.documents.samples import PLEDGE

LARGEST_FONTS = 3_000_000
FONTS = typesetting._package() / "fonts"


def test_only_the_shipped_fonts_are_used() -> None:
    assert set(typesetting._fonts().families()) == {"Inter", "TeX Gyre Bonum"}


def test_the_fonts_are_small_and_come_with_their_licences() -> None:
    files = {path.name: path.stat().st_size for path in FONTS.iterdir()}

    assert sum(files.values()) < LARGEST_FONTS
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    assert "GUST Font License" in (FONTS / "GUST-FONT-LICENSE.txt").read_text()
    assert "TeXGyreBonum-Regular" in (FONTS / "MANIFEST-TeX-Gyre-Bonum.txt").read_text()
    readme = (FONTS / "README.md").read_text()
    assert all(name.split("-")[0] in readme for name in files if name.endswith(".otf"))


def test_every_character_said_to_be_covered_has_a_glyph() -> None:
    covered = [chr(point) for point in range(0x20, 0x30000) if glyphs.is_covered(chr(point))]

    # PDF/A refuses a character without a glyph, so that a gap in a font fails here.
    assert len(covered) > 2000
    rows = tuple("".join(covered[start : start + 40]) for start in range(0, len(covered), 40))
    assert b"pdfaid" in render(replace(PLEDGE, points=rows, name=" ".join(rows)))


def test_a_compiler_is_used_again() -> None:
    press = typesetting._press("pledge")
    render(PLEDGE)
    before = list(press._idle)

    render(PLEDGE)

    assert list(press._idle) == before
    assert all(isinstance(compiler, typst.Compiler) for compiler in before)
