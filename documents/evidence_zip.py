"""Many documents and their list in one ZIP file, written to the disk one by one: memory holds a single one."""

from __future__ import annotations

import os
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from types import TracebackType
from typing import Final, Self

from documents.delimited import write_delimited

LONGEST_NAME: Final = 60
_OTHERS: Final = re.compile(r"[^A-Za-z0-9]+")


def file_name(name: str, code: str) -> str:
    """A name of letters, digits and hyphens that every system can store; the code makes it unique."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{_OTHERS.sub('-', letters).strip('-')[:LONGEST_NAME].rstrip('-') or 'pegawai'}_{code}.pdf"


class EvidenceZip:
    """A ZIP file that is there as a whole, or not at all: `with` renames it into place, an error takes it away.

    `moment` is the date of all files in it; only the owner of the file can read it. Raises OSError.
    """

    def __init__(self, path: Path, moment: datetime) -> None:
        self._path, self._moment = path, moment
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        self._part = Path(name)
        self._file = os.fdopen(handle, "wb")
        # Documents are packed already: packing them again costs time and saves nothing.
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_STORED)

    def __enter__(self) -> Self:
        return self

    def add(self, name: str, content: bytes) -> None:
        """Put a file behind the others. Raises ValueError when one has this name already."""
        if name in self._zip.NameToInfo:
            message = f"two files named {name}"
            raise ValueError(message)
        entry = zipfile.ZipInfo(name, self._moment.timetuple()[:6])
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, content)

    def add_list(self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Put a table beside the documents."""
        self.add(name, write_delimited(header, rows))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._give_up()
            return
        try:
            self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
        except BaseException:
            self._give_up()
            raise

    def _give_up(self) -> None:
        with suppress(OSError, ValueError):
            self._zip.close()  # otherwise it tries again when it is collected
        with suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)
