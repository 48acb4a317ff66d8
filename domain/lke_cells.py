"""What stands in the cells of a worksheet file: open ones, numbers, links among words, counts in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Final

from domain.errors import DomainError
from domain.folding import folded
from domain.instrument_model import Input, Question
from domain.lke_layout import in_field_order, summed_role

OPEN_WORDS: Final = frozenset({"", "blm diisi", "belum diisi", "blm di isi", "belum di isi"})
CELL_ERROR: Final = re.compile(r"#(DIV/0!|N/A|VALUE!|REF!|NAME\?|NUM!|NULL!)", re.IGNORECASE)
BETWEEN_LINKS: Final = re.compile(r"[\s,;|]+")
HOST: Final = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}(:[0-9]+)?([/?#]\S*)?", re.IGNORECASE)
# How many more words must fit before the counts are taken to stand in another order than usual.
CLEARLY: Final = 2


def as_text(cell: object) -> str:
    """A cell as text: a whole number without its point, "" for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def is_open(cell: object) -> bool:
    """Whether nothing was filled in: blank, a dash, `Blm Diisi`, or an error that a formula gives for lack of it."""
    if isinstance(cell, bool | int | float):
        return False
    text = as_text(cell).strip()
    return folded(text) in OPEN_WORDS or CELL_ERROR.fullmatch(text) is not None


def as_number(cell: object) -> float | None:
    """The number in a cell, also one typed with a comma; None when there is none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    try:
        return float(as_text(cell).strip().replace(",", "."))
    except ValueError:
        return None


def links_in(cells: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """The web addresses in some cells, each once, with `https://` where no scheme stands; then the words without one.

    Words beside an address only introduce it and are left out.
    """
    links: dict[str, None] = {}
    words: list[str] = []
    for cell in cells:
        found = [part for part in BETWEEN_LINKS.split(cell.strip()) if HOST.fullmatch(part)]
        for part in found:
            links[part if "://" in part else f"https://{part}"] = None
        if not found and cell.strip():
            words.append(cell.strip())
    return tuple(links), "\n".join(words)


def counts_of(question: Question, helpers: Sequence[tuple[str, object]]) -> Mapping[str, object] | None:
    """The counts in the rows below a question (text and cell each); None while all are open.

    A sum of several kinds may stand first; it counts only where the kinds are open. Raises `lke_file.counts_number`
    when there are more or fewer rows than the question has numbers, `lke_file.sum_differs`.
    """
    inputs, role = in_field_order(question), summed_role(question)
    rest, total = list(helpers), None
    if role is not None and len(rest) in (2, len(inputs) + 1):
        total = rest.pop(0)[1]
    if len(rest) == len(inputs):
        keys = _in_their_order(inputs, [text for text, _ in rest]) if role is None else [one.key for one in inputs]
    elif role is not None and len(rest) == 1:
        keys = [inputs[-1].key]
    elif not rest or all(is_open(cell) for _, cell in rest):
        return None
    else:
        raise DomainError("lke_file.counts_number", question=question.code, actual=len(helpers), expected=len(inputs))
    given = {key: cell for key, (_, cell) in zip(keys, rest, strict=True) if not is_open(cell)}
    if role is not None and total is not None and not is_open(total):
        _with_sum(question, role, total, given)
    return given or None


def _with_sum(question: Question, role: str, total: object, given: dict[str, object]) -> None:
    kinds = [one.key for one in question.inputs if one.role == role]
    known = [as_number(given[key]) for key in kinds if key in given]
    if not known:
        # A formula over open cells gives 0, which nobody has said.
        if as_number(total) != 0 or given:
            given[role] = total
        return
    if len(known) == len(kinds) and None not in known and sum(filter(None, known)) != as_number(total):
        raise DomainError("lke_file.sum_differs", question=question.code, value=as_text(total))


def _in_their_order(inputs: Sequence[Input], texts: Sequence[str]) -> list[str]:
    """The keys of the inputs in the order of the rows: the usual one, unless the texts clearly tell another."""
    words = [set(folded(text).split()) for text in texts]
    labels = {one.key: set(folded(one.labels["id"]).split()) for one in inputs}

    def fit(order: Sequence[Input]) -> int:
        return sum(len(labels[one.key] & found) for one, found in zip(order, words, strict=True))

    best = max(permutations(inputs), key=fit)
    return [one.key for one in (best if fit(best) >= fit(inputs) + CLEARLY else inputs)]
