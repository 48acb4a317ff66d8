"""Files of evidence on disk, under the SHA-256 of what they hold: the same content is kept once, and never changed.

A file is written under a name of its own, made durable, and only then renamed to `ab/cd/abcd…`: a crash leaves a whole
file or none. Nothing here is ever opened for what it means.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LARGEST_MB: Final = 20
STALE_SECONDS: Final = 24 * 60 * 60
_UNFINISHED: Final = ".unfinished-"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EvidenceStore:
    """The folder, made at the first file, and the largest file in millions of bytes."""

    folder: Path
    largest_mb: int = LARGEST_MB

    async def keep(self, content: bytes) -> str:
        """Keep content durably; returns its SHA-256 in hex. OSError when the disk can't take it."""
        return await asyncio.to_thread(self.keep_now, content)

    async def read(self, sha256: str) -> bytes:
        """The content; FileNotFoundError without it, OSError for one that is no longer what was kept."""
        return await asyncio.to_thread(self.read_now, sha256)

    def path(self, sha256: str) -> Path:
        """Where content lies or would lie; ValueError for what is no SHA-256 in lower-case hex."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("a file of evidence is named by 64 hex digits")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def keep_now(self, content: bytes) -> str:
        """As `keep`, in the calling thread."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if not _holds(target, sha256):
            self._write(target, content)
        return sha256

    def read_now(self, sha256: str) -> bytes:
        """As `read`, in the calling thread."""
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            message = f"evidence {sha256} has been changed on disk"
            raise OSError(message)
        return content

    def sweep(self) -> int:
        """Delete what was left half written more than a day ago; returns how many files."""
        limit = time.time() - STALE_SECONDS
        stale = [one for one in self.folder.glob(f"{_UNFINISHED}*") if one.stat().st_mtime < limit]
        for one in stale:
            one.unlink(missing_ok=True)
        return len(stale)

    def _write(self, target: Path, content: bytes) -> None:
        for folder in (self.folder, target.parent.parent, target.parent):  # `mode` counts for the last of a path only
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
        for folder in (target.parent, target.parent.parent, self.folder):
            _settle(folder)


def _holds(path: Path, sha256: str) -> bool:
    """Whether the file is there and whole: one that a failing disk has spoiled is written anew."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    """Make the names in a folder durable, so that the database never refers to a file that a power cut takes away."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
