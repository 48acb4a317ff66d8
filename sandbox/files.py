"""Uploaded files on disk, with the ids under which the Bot API knows them."""

import mimetypes
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from sandbox.errors import bad_request

MEGABYTE: Final = 1 << 20
MAX_UPLOAD: Final = 50 * MEGABYTE
MAX_PHOTO: Final = 10 * MEGABYTE
MAX_DOWNLOAD: Final = 20 * MEGABYTE
FOLDERS: Final = {"photo": "photos", "document": "documents"}
PICTURES: Final = {b"\x89PNG": "image/png", b"GIF8": "image/gif", b"\xff\xd8": "image/jpeg", b"RIFF": "image/webp"}
JPEG_SIZES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the server keeps; width and height in pixels, 0 for documents."""

    id: str
    unique_id: str
    kind: Literal["photo", "document"]
    name: str
    mime: str
    size: int
    file_path: str
    on_disk: Path
    width: int = 0
    height: int = 0


class FileStore:
    """Files in a folder: the given one, or a temporary one that `close` removes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._files: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: Literal["photo", "document"], name: str, mime: str, data: bytes) -> StoredFile:
        """Keep a file; a 400 when it is empty, too big, or no picture where one is wanted."""
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > MAX_UPLOAD:
            raise bad_request("file is too big")
        width, height = _checked_size(data) if kind == "photo" else (0, 0)
        number = len(self._by_path) + 1
        if kind == "photo":
            mime = next(kind_of for magic, kind_of in PICTURES.items() if data.startswith(magic))
        suffix = mimetypes.guess_extension(mime) if kind == "photo" else Path(name).suffix[:16]
        file_path = f"{FOLDERS[kind]}/file_{number}{suffix}"
        on_disk = self._root() / str(number)
        on_disk.write_bytes(data)
        stored = StoredFile(
            id=f"{'AgACAgUAAx' if kind == 'photo' else 'BQACAgUAAx'}{number:08d}",
            unique_id=f"AQAD{number:08d}",
            kind=kind,
            name=Path(name).name or f"file_{number}",
            mime=mime or mimetypes.guess_type(name)[0] or "application/octet-stream",
            size=len(data),
            file_path=file_path,
            on_disk=on_disk,
            width=width,
            height=height,
        )
        self._files[stored.id] = self._files[stored.unique_id] = stored
        self._by_path[file_path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this file_id or file_unique_id."""
        return self._files.get(file_id)

    def at(self, file_path: str) -> StoredFile | None:
        """The file that getFile announced under this path."""
        return self._by_path.get(file_path)

    def close(self) -> None:
        """Remove the temporary folder, if there is one."""
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def _root(self) -> Path:
        if self._folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-")
            self._folder = Path(self._temporary.name)
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder


def _checked_size(data: bytes) -> tuple[int, int]:
    if len(data) > MAX_PHOTO:
        reason = f"file of size {len(data)} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        raise bad_request(reason)
    size = picture_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, JPEG or WebP; None for anything else."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", data[16:24])
        if data.startswith((b"GIF87a", b"GIF89a")):
            return struct.unpack("<HH", data[6:10])
        if data.startswith(b"\xff\xd8"):
            return _jpeg_size(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_size(data)
    except (struct.error, IndexError):
        return None
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while data[position] == 0xFF:
        marker, length = struct.unpack(">BH", data[position + 1 : position + 4])
        if marker in JPEG_SIZES:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
