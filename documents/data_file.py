"""What is held about one person, as a PDF/A-3u to read with the same content inside as JSON (UU 27/2022: a copy).

PDF/A-2 allows no such attachment, so this is the one document of the house in PDF/A-3.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime

from documents import typesetting

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of data: a title, pairs of label and value in words, a note (what it is for, how long it is kept)."""

    title: str
    rows: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataFileLabels:
    """The fixed words of the document, in its language."""

    # Says under the name that the same content is attached, and describes the attachment to a reader program.
    attachment: str
    # At the foot of each page; `{page}` and `{pages}` are filled in.
    page: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """All that the document shows, already in words, and the same content as JSON (UTF-8), attached as it is given.

    `person` heads the file, `footer` ends each page, `made_at` (aware) is its date. ValueError when `json` is none, or
    when `json_name` is no plain file name of up to 64 characters.
    """

    title: str
    agency: str
    person: str
    sections: tuple[Section, ...]
    footer: str
    made_at: datetime
    json: bytes
    language: str
    labels: DataFileLabels
    json_name: str = "data.json"

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.json_name):
            msg = f"{self.json_name!r} is no plain file name"
            raise ValueError(msg)
        json.loads(self.json.decode("utf-8"))


def render(file: DataFile) -> bytes:
    """The PDF/A-3u, the same bytes for the same file; sections flow over as many pages as they need."""
    data = asdict(file)
    del data["made_at"], data["json"]
    return typesetting.pdf("data_file", data, file.made_at, attachment=file.json.decode("utf-8"))
