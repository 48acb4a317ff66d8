"""The integrity pledge: texts with placeholders, filling them for one person, and the exact form that is fingerprinted.

Substances: PermenPANRB 49/2011. The canonical form serves PP 71/2019, article 59(3): later changes to signature and
document must be detectable.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

from domain.errors import DomainError
from domain.seal import one_value

PLACEHOLDERS = ("name", "nip", "position", "unit")
MAIN_LANGUAGE = "id"
PLACEHOLDER = re.compile(r"\{(name|nip|position|unit)\}")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2}")
HEAD_KEYS = {"version", "substances", "placeholders", "for_whom"}
WORDING_KEYS = {"title", "preamble", "points", "closing"}
FORM = "zibot pledge 1"
EVERYBODY, HEADS, PROVIDERS = "everybody", "heads", "providers"
MARK_LENGTH = 8
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Wording:
    """The pledge in one language, with placeholders."""

    title: str
    preamble: str
    points: tuple[str, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class PledgeText:
    """One version of the pledge in every language it has; Indonesian always.

    `for_whom` is "everybody", "heads", "providers", or a short label in the words of the agency.
    """

    version: str
    substances: str
    languages: Mapping[str, Wording] = field(hash=False)
    for_whom: str = EVERYBODY

    def language_for(self, preferred: str) -> str:
        """`preferred` where this version has it, Indonesian otherwise."""
        return preferred if preferred in self.languages else MAIN_LANGUAGE

    def asks_for_staff_number(self, language: str) -> bool:
        """Whether the wording names the signer's staff number, so that people without one can't sign it."""
        return any("{nip}" in text for text in _texts(self.languages[language]))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs; `staff_number` is given in the form to be shown (masked or grouped), empty when there is none."""

    name: str
    staff_number: str
    position: str
    unit: str


@dataclass(frozen=True, slots=True)
class FilledPledge:
    """The pledge as one person reads it."""

    title: str
    preamble: str
    points: tuple[str, ...]
    closing: str


def load(toml_text: str) -> PledgeText:
    """A pledge text from TOML; ValueError lists every problem: keys, unknown placeholders, stray braces."""
    raw = tomllib.loads(toml_text)
    languages = {key: value for key, value in raw.items() if isinstance(value, dict)}
    problems = [*_head_problems(raw), *(found for key in languages for found in _problems(key, languages[key]))]
    if problems:
        raise ValueError("pledge text: " + "; ".join(problems))
    wordings = {
        key: Wording(value["title"], value["preamble"], tuple(value["points"]), value["closing"])
        for key, value in languages.items()
    }
    for_whom = raw.get("for_whom", EVERYBODY).strip()
    return PledgeText(raw["version"], raw.get("substances", ""), MappingProxyType(wordings), for_whom)


@cache
def bundled() -> PledgeText:
    """The default text that comes with the package, read once."""
    return load(resources.files("domain").joinpath("data", "pledge_default.toml").read_text("utf-8"))


def fill(text: PledgeText, language: str, signer: Signer) -> FilledPledge:
    """The wording in `language` with the signer's fields put in; KeyError for a language that the text lacks.

    DomainError `pledge.staff_number_needed` when the wording names a staff number and the signer has none.
    """
    wording = text.languages[language]
    if not signer.staff_number and text.asks_for_staff_number(language):
        raise DomainError("pledge.staff_number_needed", version=text.version)
    values = {"name": signer.name, "nip": signer.staff_number, "position": signer.position, "unit": signer.unit}

    # One pass over the template only: a name that looks like a placeholder stays a name.
    def put(template: str) -> str:
        return PLACEHOLDER.sub(lambda found: values[found[1]], template)

    points = tuple(put(point) for point in wording.points)
    return FilledPledge(put(wording.title), put(wording.preamble), points, put(wording.closing))


def canonical(filled: FilledPledge, version: str, language: str) -> bytes:
    r"""The bytes that are fingerprinted, the same for the same text on every machine.

    UTF-8 in NFC, every line ended by LF, `key: value` lines in the order form, version, language, title, preamble,
    points from 1, closing. CR LF and CR count as LF; a line break inside a value is followed by one tab, so no value
    can pass for another line.
    """
    rows = [
        ("form", FORM),
        ("version", version),
        ("language", language),
        ("title", filled.title),
        ("preamble", filled.preamble),
        *((f"point {number}", point) for number, point in enumerate(filled.points, 1)),
        ("closing", filled.closing),
    ]
    return "".join(f"{key}: {one_value(value)}\n" for key, value in rows).encode()


def fingerprint(filled: FilledPledge, version: str, language: str) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(filled, version, language)).hexdigest()


def mark(version: str) -> str:
    """Eight hex digits that stand for a text version where its name is too long, such as in a button."""
    return hashlib.sha256(version.encode()).hexdigest()[:MARK_LENGTH]


def _texts(wording: Wording) -> tuple[str, ...]:
    return (wording.title, wording.preamble, *wording.points, wording.closing)


def _head_problems(raw: Mapping[str, object]) -> Iterator[str]:
    version = raw.get("version")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        yield "version must be 1 to 40 letters, digits, dots, hyphens or underscores"
    if not isinstance(raw.get("substances", ""), str):
        yield "substances must be a text"
    for_whom = raw.get("for_whom", EVERYBODY)
    if not isinstance(for_whom, str) or not 1 <= len(for_whom.strip()) <= LONGEST_LABEL or not for_whom.isprintable():
        yield f"for_whom must be {EVERYBODY}, {HEADS}, {PROVIDERS} or a label of at most {LONGEST_LABEL} characters"
    if raw.get("placeholders", list(PLACEHOLDERS)) != list(PLACEHOLDERS):
        yield f"placeholders must be {list(PLACEHOLDERS)}"
    if not isinstance(raw.get(MAIN_LANGUAGE), dict):
        yield f"the language {MAIN_LANGUAGE} is missing"
    for key, value in raw.items():
        if key not in HEAD_KEYS and not isinstance(value, dict):
            yield f"unknown key {key}"


def _problems(language: str, raw: Mapping[str, object]) -> Iterator[str]:
    if not LANGUAGE.fullmatch(language):
        yield f"{language} is not a language of two letters"
    for key in sorted(raw.keys() - WORDING_KEYS):
        yield f"{language}: unknown key {key}"
    texts: list[str] = []
    for key in ("title", "preamble", "closing"):
        yield from _text_problems(f"{language}.{key}", raw.get(key), texts)
    points = raw.get("points")
    if not isinstance(points, list) or not points:
        yield f"{language}.points must be a list of at least one text"
    else:
        for number, point in enumerate(points, 1):
            yield from _text_problems(f"{language}.points {number}", point, texts)
    if not any("{name}" in text for text in texts):
        yield f"{language} never says {{name}}"


def _text_problems(place: str, text: object, seen: list[str]) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{place} must be a text"
        return
    seen.append(text)
    for found in re.findall(r"\{[^{}]*\}", text):
        if not PLACEHOLDER.fullmatch(found):
            yield f"{place} has the unknown placeholder {found}"
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", text)):
        yield f"{place} has a brace without its partner"
