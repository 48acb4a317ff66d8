"""How the worksheet looks as a workbook: fonts, grounds, widths, frozen titles."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Final

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.lke_layout import Kind

WIDTHS: Final = {
    "A": 5, "B": 4, "C": 4, "D": 4, "E": 5, "F": 5, "G": 52, "H": 8, "I": 12, "J": 14, "K": 12, "L": 9, "M": 9, "N": 2,
    "O": 48, "P": 28, "Q": 36, "R": 12, "S": 9, "T": 40, "U": 12, "V": 9, "W": 40,
}  # fmt: skip
LAST_COLUMN: Final = 23
_THIN: Final = Side(style="thin", color="C6CEDB")
_EDGES: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a cell; "" leaves the ground or the number format as it is."""

    bold: bool = False
    italic: bool = False
    size: int = 11
    colour: str = "14181F"
    ground: str = ""
    number: str = ""
    wraps: bool = False
    framed: bool = True


PLAIN: Final = Look(framed=False)
TITLE: Final = Look(bold=True, size=14, framed=False)
HEADER: Final = Look(bold=True, colour="FFFFFF", ground="17335C", wraps=True)
POINTS: Final = Look(number="0.00")
SHARE: Final = Look(number="0.00%")
COUNTED: Final = Look(number="#,##0")
ANSWER: Final = Look(bold=True)
_LEVEL: Final = {
    Kind.COMPONENT: Look(bold=True, ground="C9D8EE"),
    Kind.PART: Look(bold=True, ground="DCE6F4"),
    Kind.AREA: Look(bold=True, ground="E9F0F9"),
    Kind.INDICATOR: Look(bold=True, ground="F4F7FB"),
    Kind.TOTAL: Look(bold=True, ground="C9D8EE"),
    Kind.QUESTION: Look(wraps=True),
    Kind.COUNT: Look(italic=True),
    Kind.SUM: Look(italic=True),
}
_TOP: Final = Alignment(vertical="top")
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)


def of(kind: Kind) -> Look:
    """The look of a line."""
    return _LEVEL[kind]


class Wardrobe:
    """Gives cells of one workbook their looks; each is put together once, since the library is slow at it."""

    def __init__(self) -> None:
        self._worn: dict[tuple[Look, str], StyleArray] = {}

    def dress(self, cell: Cell, look: Look, ground: str = "") -> None:
        """Give a cell a look; `ground` is that of its line where the look has none."""
        key = (look, look.ground or ground)
        if key in self._worn:
            # Its public parts would be put together anew for every cell.
            cell._style = copy(self._worn[key])  # type: ignore[attr-defined]  # noqa: SLF001
            return
        cell.font = Font(bold=look.bold, italic=look.italic, size=look.size, color=look.colour)
        cell.alignment = _WRAPPED if look.wraps else _TOP
        if key[1]:
            cell.fill = PatternFill("solid", start_color=key[1])
        if look.number:
            cell.number_format = look.number
        if look.framed:
            cell.border = _EDGES
        self._worn[key] = copy(cell._style)  # type: ignore[attr-defined]  # noqa: SLF001


def set_page(page: Worksheet, first_row: int) -> None:
    """Widths, frozen titles, and a landscape page as wide as the table."""
    for letter, width in WIDTHS.items():
        page.column_dimensions[letter].width = width
    page.freeze_panes = f"H{first_row}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"1:{first_row - 1}"
