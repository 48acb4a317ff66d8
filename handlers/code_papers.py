"""Issued codes as a sheet to be cut up, or as rows of a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from documents.code_sheet import CodeCard, CodeSheet, CodeSheetLabels
from documents.workbooks import Sheet
from domain import activation
from domain.staff_number import masked
from services.activation import IssuedCode
from texts import unit as words
from texts.place import Place


def code_sheet(place: Place, codes: Sequence[IssuedCode]) -> CodeSheet:
    """Cards in the order of the codes."""
    return CodeSheet(
        title=words.sheet_title(place.language),
        agency=place.agency,
        steps=words.sheet_steps(place),
        cards=tuple(_card(place, one) for one in codes),
        made_at=place.now.astimezone(place.tz),
        language=place.language,
        labels=CodeSheetLabels(**words.sheet_labels(place.language)),
    )


def code_workbook(place: Place, codes: Sequence[IssuedCode]) -> Sheet:
    """The same as a table."""
    cards = [_card(place, one) for one in codes]
    rows = [(card.name, card.staff_number, card.unit, card.code, card.link, card.expires) for card in cards]
    return Sheet(words.sheet_title(place.language), words.workbook_header(place.language), rows)


def _card(place: Place, issued: IssuedCode) -> CodeCard:
    number = issued.employee.staff_number
    return CodeCard(
        name=issued.employee.name,
        staff_number=masked(number) if number else "",
        unit=issued.unit_name,
        code=activation.shown(issued.code),
        link=place.deep_link(activation.payload(issued.code)),
        expires=words.expiry(place, issued.expires_at),
    )
