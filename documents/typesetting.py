"""Turns a template of this package and plain data into PDF/A or PNG bytes: the one place that knows the typesetter.

Everything here is synchronous and bound to the processor (call it through `asyncio.to_thread`) and safe to call from
many threads at once; the typesetter works without the interpreter lock, so threads run side by side.
"""

import json
import warnings
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import typst

from documents.glyphs import printable

POINTS_PER_INCH = 72


def pdf(template: str, data: Mapping[str, object], created: datetime, attachment: str | None = None) -> bytes:
    """A PDF/A-2u of `templates/<template>.typ`, dated `created` (aware): the same bytes for the same input.

    A template that attaches a file is given its text unchanged in the input `attachment`; PDF/A-2 allows no such
    attachment, so that its document is a PDF/A-3u.
    """
    if created.tzinfo is None:
        raise ValueError("the creation date needs a zone")
    timestamp = int(created.timestamp())
    if attachment is None:
        return _press(template).pdf(_inputs(data), timestamp, "a-2u")
    return _press(template).pdf({**_inputs(data), "attachment": attachment}, timestamp, "a-3u")


def png(template: str, data: Mapping[str, object], pixels_per_point: float = 3.0) -> bytes:
    """A PNG of the one-page `templates/<template>.typ`, the same bytes for the same input."""
    return _press(template).png(_inputs(data), pixels_per_point * POINTS_PER_INCH)


class _Press:
    """The idle compilers of one template: a compiler serves one call at a time and refuses a second one."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._idle: deque[typst.Compiler] = deque()

    def pdf(self, inputs: dict[str, str], timestamp: int, standard: Literal["a-2u", "a-3u"]) -> bytes:
        with self._compiler() as compiler:
            return _whole(
                compiler.compile_with_warnings(
                    format="pdf", sys_inputs=inputs, pdf_standards=[standard], timestamp=timestamp
                )
            )

    def png(self, inputs: dict[str, str], ppi: float) -> bytes:
        with self._compiler() as compiler:
            return _whole(compiler.compile_with_warnings(format="png", sys_inputs=inputs, ppi=ppi))

    @contextmanager
    def _compiler(self) -> Iterator[typst.Compiler]:
        try:
            compiler = self._idle.pop()
        except IndexError:
            compiler = typst.Compiler(
                self._template, root=_package(), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={}
            )
        try:
            yield compiler
        finally:
            self._idle.append(compiler)


@cache
def _press(template: str) -> _Press:
    return _Press(_package() / "templates" / f"{template}.typ")


@cache
def _fonts() -> typst.Fonts:
    """Only what this package ships: the look must not depend on the machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_package() / "fonts"])


@cache
def _package() -> Path:
    """The folder of this package, on the disk: the typesetter cannot read from a zip file."""
    return Path(str(resources.files("documents")))


def _inputs(data: Mapping[str, object]) -> dict[str, str]:
    """The data as one JSON value, which the template decodes: text stays text and is never read as markup."""
    return {"data": json.dumps(_printable(data), ensure_ascii=False, allow_nan=False)}


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_printable(item) for item in value]
    return value


def _whole(result: tuple[bytes | list[bytes] | None, list[typst.TypstWarning]]) -> bytes:
    """The one file of a result; what the typesetter warns of is passed on as Python warnings."""
    content, found = result
    for warning in found:
        warnings.warn(warning, stacklevel=2)
    if not isinstance(content, bytes):
        raise TypeError("the template gave more than one page where one file was asked for")
    return content
