"""What a reader's own programs make of the files: text, facts, fonts and QR codes of a PDF, the size of a PNG."""

import os
import re
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

TIMEOUT = 30


def _run(program: str, *arguments: str, content: bytes = b"") -> bytes:
    path = shutil.which(program)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing (Debian: poppler-utils, zbar-tools)")
        pytest.skip(f"{program} is not installed (Debian: poppler-utils, zbar-tools)")
    done = subprocess.run([path, *arguments], input=content, capture_output=True, timeout=TIMEOUT, check=True)
    return done.stdout


def raw_text(pdf: bytes) -> str:
    """The text as a reader would copy it, pages separated by form feeds."""
    return _run("pdftotext", "-raw", "-", "-", content=pdf).decode()


def flowing(text: str) -> str:
    """Text with broken words joined and every run of spaces and line ends as one space."""
    return " ".join(re.sub("\u00ad+\\s*", "", text).split())


def pages(pdf: bytes) -> list[str]:
    """The flowing text of each page."""
    return [flowing(page) for page in raw_text(pdf).removesuffix("\f").split("\f")]


def facts(pdf: bytes) -> dict[str, str]:
    """What pdfinfo tells about a file."""
    lines = _run("pdfinfo", "-isodates", "-", content=pdf).decode().splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def signatures(pdf: bytes) -> str:
    """What pdfsig tells about the signatures of a file, without asking who trusts the certificate."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signed.pdf"
        path.write_bytes(pdf)
        return _run("pdfsig", "-nocert", str(path)).decode()


@dataclass(frozen=True)
class Font:
    name: str
    embedded: bool
    unicode: bool


def fonts(pdf: bytes) -> list[Font]:
    """The fonts of a file as pdffonts lists them."""
    rows = _run("pdffonts", "-", content=pdf).decode().splitlines()[2:]
    # The last columns are: emb sub uni object generation.
    return [Font(row.split()[0], row.split()[-5] == "yes", row.split()[-3] == "yes") for row in rows]


def all_qr_codes(pdf: bytes) -> set[str]:
    """The payloads of the QR codes on all pages, looked at twice as a phone does: zbar overlooks one in hundreds."""
    numbers = range(1, len(pages(pdf)) + 1)
    return {code for page in numbers for dpi in (200, 300) for code in qr_codes(pdf, page, dpi)}


def qr_codes(pdf: bytes, page: int, dpi: int = 200) -> list[str]:
    """The payloads of the QR codes on one page, read from a rendering at 200 dpi as from a print."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.pgm"  # a PNG takes ten times as long, for packing it
        number = str(page)
        picture.write_bytes(_run("pdftoppm", "-r", str(dpi), "-gray", "-f", number, "-l", number, "-", content=pdf))
        # Other kinds of barcode are found in plain text now and then.
        only_qr = ("-Sdisable", "-Sqrcode.enable")
        return _run("zbarimg", "-q", "--raw", *only_qr, str(picture)).decode().splitlines()


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height
