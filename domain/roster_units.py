"""Units as a roster names them: by code or by name, in any case and punctuation."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.errors import DomainError
from domain.folding import folded, shortened

CLOSE: Final = 0.75
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """Codes by folded code or name; `names` as they are written, by folded name; `shared` names fit several units."""

    codes: Mapping[str, str]
    names: Mapping[str, str]
    shared: frozenset[str]

    def code_of(self, text: str, *, suggest: bool = True) -> str:
        """The code of the unit that `text` names; raises `roster.unit_empty`, `unit_ambiguous`, `unit_unknown`.

        `roster.unit_unknown_near` with the `suggestion` of a name that is much alike, unless `suggest` is False.
        """
        words = folded(text)
        if not words:
            raise DomainError("roster.unit_empty")
        if words in self.shared:
            raise DomainError("roster.unit_ambiguous", value=shortened(text))
        if words in self.codes:
            return self.codes[words]
        # The comparison is quadratic in the length of the text.
        near = difflib.get_close_matches(words[:LONGEST], self.names, 1, CLOSE) if suggest else []
        if near:
            suggestion = shortened(self.names[near[0]])
            raise DomainError("roster.unit_unknown_near", value=shortened(text), suggestion=suggestion)
        raise DomainError("roster.unit_unknown", value=shortened(text))


def unit_index(units: Iterable[tuple[str, str]]) -> UnitIndex:
    """The index of units given as (code, name)."""
    owners: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for code, name in units:
        names[folded(name)] = name
        for words in {folded(code), folded(name)} - {""}:
            owners.setdefault(words, set()).add(code)
    names.pop("", None)
    codes = {words: min(codes) for words, codes in owners.items() if len(codes) == 1}
    return UnitIndex(codes, names, frozenset(owners) - codes.keys())
