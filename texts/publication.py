"""Words for what is published: for whom, in which phase, how far a change goes, and a difference with its marks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.audience import Audience, AudienceKind
from domain.pledge_diff import Change, Difference, LanguageDifference, Part, Piece, Size
from domain.publication import Phase
from domain.rights import Role
from texts.catalogue import mark, translator
from texts.labels import role_label
from texts.pledge import for_whom_label

PHASES: Final[Mapping[Phase, str]] = MappingProxyType(
    {Phase.OPEN: mark("dibuka"), Phase.COMING: mark("akan dibuka"), Phase.OVER: mark("selesai")}
)
SIZES: Final[Mapping[Size, str]] = MappingProxyType(
    {Size.MINOR: mark("perubahan kecil"), Size.MAJOR: mark("perubahan besar")}
)
PARTS: Final[Mapping[Part, str]] = MappingProxyType(
    {
        Part.TITLE: mark("Judul"),
        Part.PREAMBLE: mark("Pembuka"),
        Part.POINT: mark("Butir {number}"),
        Part.CLOSING: mark("Penutup"),
    }
)
CHANGES: Final[Mapping[Change, str]] = MappingProxyType(
    {Change.CHANGED: mark("berubah"), Change.ADDED: mark("baru"), Change.REMOVED: mark("dihapus")}
)
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"id": "Bahasa Indonesia", "en": "English"})


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of a difference to be shown: its heading, and its runs as (what became of them, text)."""

    heading: str
    runs: tuple[tuple[str, str], ...]


def phase_label(phase: Phase, language: str) -> str:
    """The phase in words."""
    return translator(language)(PHASES[phase])


def size_label(size: Size, language: str) -> str:
    """How far a change goes, in words."""
    return translator(language)(SIZES[size])


def audience_label(audience: Audience, unit_name: str, language: str) -> str:
    """For whom a campaign is, in words."""
    _ = translator(language)
    match audience.kind:
        case AudienceKind.ALL:
            return _("seluruh pegawai")
        case AudienceKind.UNIT:
            return _("{unit} dan unit di bawahnya").format(unit=unit_name)
        case AudienceKind.ROLE:
            roles = ", ".join(role_label(Role(one), language) for one in audience.values)
            return _("pemegang peran {roles}").format(roles=roles)
        case AudienceKind.KIND:
            return _("unit berjenis {kinds}").format(kinds=", ".join(audience.values))
        case AudienceKind.LIST:
            return _("daftar {count} orang").format(count=len(audience.values))


def difference_rows(difference: Difference, language: str) -> Iterator[Row]:
    """What changed, language by language; what stayed is left out."""
    _ = translator(language)
    if difference.for_whom is not None:
        before, after = (for_whom_label(one, language) or _("semua orang") for one in difference.for_whom)
        yield Row(
            _("Peruntukan"), ((Change.REMOVED.value, before), (Change.SAME.value, " "), (Change.ADDED.value, after))
        )
    several = len(difference.languages) > 1
    for one in difference.languages:
        yield from (_row(piece, one, several=several, language=language) for piece in _changed(one))


def _changed(one: LanguageDifference) -> Iterator[Piece]:
    return (piece for piece in one.pieces if piece.change is not Change.SAME)


def _row(piece: Piece, of: LanguageDifference, *, several: bool, language: str) -> Row:
    _ = translator(language)
    number = piece.after or piece.before
    heading = f"{_(PARTS[piece.part]).format(number=number)} · {_(CHANGES[piece.change])}"
    if piece.before and piece.after and piece.before != piece.after:
        heading = _("{heading}, dahulu butir {number}").format(heading=heading, number=piece.before)
    if several:
        heading = f"{LANGUAGES.get(of.language, of.language)} · {heading}"
    return Row(heading, tuple((run.change.value, run.text) for run in piece.runs))
