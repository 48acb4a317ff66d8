"""What a reader's own programs find inside a PDF: the attached files, and the place of each word."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

TIMEOUT = 30
NAMESPACE = {"x": "http://www.w3.org/1999/xhtml"}


def _run(program: str, *arguments: str, content: bytes = b"") -> bytes:
    path = shutil.which(program)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing (Debian: poppler-utils)")
        pytest.skip(f"{program} is not installed (Debian: poppler-utils)")
    done = subprocess.run([path, *arguments], input=content, capture_output=True, timeout=TIMEOUT, check=True)
    return done.stdout


def attachments(pdf: bytes, folder: Path) -> dict[str, bytes]:
    """The attached files by name, as pdfdetach saves them; `folder` is an empty one to work in."""
    source, target = folder / "whole.pdf", folder / "attached"
    source.write_bytes(pdf)
    target.mkdir()
    _run("pdfdetach", "-saveall", "-o", str(target), str(source))
    return {path.name: path.read_bytes() for path in target.iterdir()}


@dataclass(frozen=True)
class Word:
    """A word and the box around it, in points from the upper left corner of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@lru_cache(maxsize=4)
def words(pdf: bytes, page: int) -> tuple[Word, ...]:
    """The words of one page in the order of reading."""
    number = str(page)
    found = ET.fromstring(_run("pdftotext", "-bbox", "-f", number, "-l", number, "-", "-", content=pdf))
    return tuple(
        Word(word.text or "", *(float(word.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax")))
        for word in found.iterfind(".//x:word", NAMESPACE)
    )
