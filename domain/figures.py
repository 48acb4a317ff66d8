"""Figures of the whole agency by year, such as the reform index: what they are called and what they may hold.

The names are those of the conditions on the agency in the instrument.
"""

import re
from dataclasses import dataclass
from typing import Final

from domain.cycles import checked_year
from domain.errors import DomainError
from domain.instrument_model import Instrument
from domain.typed_numbers import parse_number

WORD = re.compile(r"[A-Z]{1,12}", re.ASCII)
LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the agency; `value` is a decimal with a dot, or a word such as "WTP"."""

    name: str
    year: int
    value: str


def checked_figure(rules: Instrument, name: str, year: int, typed: str) -> Figure:
    """The figure as it is kept.

    DomainError `figure.unknown` (`value`, `known`), `figure.not_a_number`, `figure.not_a_word` (`value`), `cycle.year`.
    """
    condition = next((one for one in rules.preconditions if one.code == name), None)
    if condition is None:
        known = ", ".join(one.code for one in rules.preconditions)
        raise DomainError("figure.unknown", value=name, known=known)
    checked_year(year)
    if all(isinstance(one, str) for one in condition.values.values()):
        word = typed.strip().upper()
        if not WORD.fullmatch(word):
            raise DomainError("figure.not_a_word", value=typed)
        return Figure(name, year, word)
    number = parse_number(typed)
    if number is None or number.percent or not 0 <= number.value <= LARGEST:
        raise DomainError("figure.not_a_number", value=typed)
    whole, rest = divmod(number.value, 1)
    digits = f"{int(rest * 10**6):06d}".rstrip("0")
    return Figure(name, year, f"{whole}.{digits}" if digits else f"{whole}")
