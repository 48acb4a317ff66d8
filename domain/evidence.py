"""What counts as evidence for a question: names, types of files and links, told without opening what was sent.

A file is known by its first bytes and by the end of its name, which must agree; a document of an office suite is a ZIP
archive whose table of contents alone is read. Files are never unpacked, shown or run here, and taken to be free of
viruses: whoever downloads one checks it as any file that came by mail.
"""

import hashlib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from io import BytesIO
from ipaddress import ip_address
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from domain.errors import DomainError
from domain.folding import tidy
from domain.proposal import check_link

MEGABYTE: Final = 1_000_000
LONGEST_NAME: Final = 120
LONGEST_LINK: Final = 1000
LONGEST_CAPTION: Final = 80
UNNAMED: Final = "bukti"
DAYS_AFTER_CYCLE: Final = 90
MOST_MEMBERS: Final = 20_000
# What file systems and browsers give a meaning of their own.
_FORBIDDEN = frozenset('<>:"/\\|?*')
# Where people keep shared folders; a link there opens for assessors only if its owner lets everybody in.
_SHARED_DRIVES: Final = (
    "drive.google.com", "docs.google.com", "sharepoint.com", "onedrive.live.com", "1drv.ms", "dropbox.com",
    "s.id", "bit.ly", "linktr.ee",
)  # fmt: skip
_LOCAL_NAMES: Final = ("localhost", "local", "internal", "lan", "home", "intranet", "arpa", "test", "invalid")


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of file: its media type, and whether content is of it."""

    media_type: str
    holds: Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may become evidence: a clean name, its type, its size in bytes, the SHA-256 in hex."""

    name: str
    media_type: str
    size: int
    sha256: str


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(beginnings)


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _box(*brands: bytes) -> Callable[[bytes], bool]:
    """A file of the ISO base media format with one of these brands."""
    return lambda content: content[4:8] == b"ftyp" and content[8:12] in brands


def _archive(member: str) -> Callable[[bytes], bool]:
    """An office document: a ZIP with this member in its table of contents, and without macros."""

    def holds(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError, OverflowError):
            return False
        return len(names) <= MOST_MEMBERS and member in names and not any("vbaproject" in one.lower() for one in names)

    return holds


_JPEG = Kind("image/jpeg", _starts(b"\xff\xd8\xff"))
_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "pdf": Kind("application/pdf", _starts(b"%PDF-")),
        "jpg": _JPEG,
        "jpeg": _JPEG,
        "png": Kind("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
        "webp": Kind("image/webp", _webp),
        "heic": Kind("image/heic", _box(b"heic", b"heix", b"mif1", b"msf1")),
        "mp4": Kind("video/mp4", _box(b"isom", b"iso2", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ")),
        "docx": Kind(f"{_OFFICE}.wordprocessingml.document", _archive("word/document.xml")),
        "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", _archive("xl/workbook.xml")),
        "pptx": Kind(f"{_OFFICE}.presentationml.presentation", _archive("ppt/presentation.xml")),
    }
)
PHOTO_ENDINGS: Final = ("jpg", "png", "webp")
TYPES: Final = "PDF, JPEG, PNG, WEBP, HEIC, MP4, DOCX, XLSX, PPTX"


def check_size(name: str, size: int, largest_mb: int) -> None:
    """DomainError `evidence.too_large` for more bytes than that, `evidence.empty` for a file without content."""
    if size <= 0:
        raise DomainError("evidence.empty", file=clean_name(name))
    if size > largest_mb * MEGABYTE:
        raise DomainError("evidence.too_large", file=clean_name(name), megabytes=largest_mb)


def checked_file(name: str, content: bytes, largest_mb: int) -> Candidate:
    """The file as it may be kept; `evidence.*` for one that is too large, of no known type, or not what it says."""
    check_size(name, len(content), largest_mb)
    neat = clean_name(name)
    stem, _, ending = neat.rpartition(".")
    kind = KINDS.get(ending.lower()) if stem else None
    if kind is None:
        raise DomainError("evidence.type_unknown", file=neat, types=TYPES)
    if not kind.holds(content):
        raise DomainError("evidence.not_what_it_says", file=neat, type=ending.upper())
    return Candidate(neat, kind.media_type, len(content), hashlib.sha256(content).hexdigest())


def clean_name(name: str) -> str:
    """A file name without folders, control or direction characters, at most 120 characters with its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    # `isprintable` is false for control, format (also those that turn the direction of writing) and private characters.
    neat = tidy("".join(mark for mark in last if mark.isprintable() and mark not in _FORBIDDEN)).strip(". ")
    stem, dot, ending = neat.rpartition(".")
    if not dot or len(ending) > 5:
        return neat[:LONGEST_NAME].strip(". ") or UNNAMED
    kept = stem[: LONGEST_NAME - len(ending) - 1].strip(". ") or UNNAMED
    return f"{kept}.{ending}"


def photo_name(caption: str, content: bytes, moment: datetime, zone: tzinfo) -> str:
    """The name of a photo, which has none of its own: its caption, or when it came; JPEG as a rule."""
    ending = next((one for one in PHOTO_ENDINGS if KINDS[one].holds(content)), PHOTO_ENDINGS[0])
    words = clean_name(caption.replace("/", "-").replace(".", " ")) if caption.strip() else ""
    stem = words[:LONGEST_CAPTION].strip() or f"foto {moment.astimezone(zone):%Y-%m-%d %H.%M.%S}"
    return f"{stem}.{ending}"


def checked_link(text: str) -> str:
    """The address as it may be kept.

    DomainError `evidence.link_incomplete` unless it is a whole https address, `evidence.link_private` for one that
    opens only inside some network, `evidence.link_login` for one with a user name or password in it.
    """
    try:
        address = check_link(text)
        parts = urlsplit(address)
        port = parts.port
    except (DomainError, ValueError) as error:
        raise DomainError("evidence.link_incomplete") from error
    if parts.scheme != "https" or port == 0 or len(address) > LONGEST_LINK or not address.isprintable():
        raise DomainError("evidence.link_incomplete")
    if parts.username is not None or parts.password is not None:
        raise DomainError("evidence.link_login")
    if _is_private(parts.hostname or ""):
        raise DomainError("evidence.link_private")
    return address


def looks_like_link(text: str) -> bool:
    """Whether somebody means an address by this."""
    return text.strip().lower().startswith(("http:", "https:", "www."))


def needs_opening(link: str) -> bool:
    """Whether the link leads where a folder is closed to others unless its owner opens it."""
    host = (urlsplit(link).hostname or "").rstrip(".")
    return any(host == one or host.endswith(f".{one}") for one in _SHARED_DRIVES)


def link_name(link: str) -> str:
    """What people read of a link: host and path, shortened."""
    parts = urlsplit(link)
    name = f"{parts.hostname}{parts.path}".rstrip("/")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def share_ends(year: int, zone: tzinfo) -> datetime:
    """When the address of a cycle's evidence closes: 90 days after its year, in UTC."""
    return (datetime(year + 1, 1, 1, tzinfo=zone) + timedelta(days=DAYS_AFTER_CYCLE)).astimezone(UTC)


def _is_private(host: str) -> bool:
    name = host.rstrip(".")
    try:
        return not ip_address(name).is_global
    except ValueError:
        last = name.rpartition(".")[2]
        # A number at the end is an IPv4 address written in another way (0x7f.1, 127.1).
        return last in _LOCAL_NAMES or last[:1].isdigit()
