r"""The ledger's entries: what is sealed, byte for byte, and how each holds on to the one before.

An entry's body is UTF-8 text of `key: value` lines in a fixed order: form, sequence, previous, key, kind, then the
facts of the record. A value stands there exactly as it is stored; only a line feed inside it is followed by one tab, so
that no value can pass for another line. The seal is an Ed25519 signature (RFC 8032) of the body. `previous` is the
SHA-256 of the body before followed by its 64 bytes of seal, so one seal vouches for every entry up to it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Final

FORM: Final = "zibot ledger 1"
FIRST_LINK: Final = "0" * 64


def body(sequence: int, previous: str, key_id: str, kind: str, facts: Mapping[str, str]) -> str:
    """The text of an entry; `sequence` counts from 1, `previous` is a link in hex (FIRST_LINK for the first)."""
    return head(sequence, previous) + f"{key_id}\nkind: {kind}\n" + lines(facts)


def head(sequence: int, previous: str) -> str:
    """The start of a body, up to where the id of its key begins."""
    return f"form: {FORM}\nsequence: {sequence}\nprevious: {previous}\nkey: "


def lines(facts: Mapping[str, str]) -> str:
    r"""The lines of the facts, in their order. The form of a value is not changed: another byte is another body."""
    return "".join([f"{key}: {indented(value)}\n" for key, value in facts.items()])


def indented(value: str) -> str:
    """A value as it stands behind its key: each line feed followed by a tab."""
    return value.replace("\n", "\n\t") if "\n" in value else value


def link(text: str, seal: bytes) -> str:
    """What the next entry calls `previous`: SHA-256 in hex of the body followed by its seal."""
    return hashlib.sha256(text.encode() + seal).hexdigest()


def facts_of(text: str) -> dict[str, str]:
    """The lines of a body by their key, as they stand; ValueError for what is no body."""
    found: dict[str, str] = {}
    key = ""
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("\t") and key:
            found[key] += f"\n{line[1:]}"
            continue
        key, colon, value = line.partition(": ")
        if not colon:
            raise ValueError("a line of an entry has no key")
        found[key] = value
    return found


def one_value(value: str) -> str:
    """A value in the canonical text of a pledge: NFC, each line break (CR LF and CR too) a line feed and a tab."""
    breaks = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", breaks).replace("\n", "\n\t")
