"""Checks an export of zibot's ledger without zibot: Python 3.11 or newer, and the package `cryptography`.

    zibot export ledger ledger.jsonl
    python verify_ledger.py ledger.jsonl [--key public.pem ...] [--anchor NUMBER:LINK ...]

The first line of the file holds the public keys of the installation; whoever made the file could have put others there.
So name the keys that the agency published by `--key`; then only these count. Without it the ids of the keys are
printed: compare them with the published ones. An anchor is what an earlier check printed and somebody wrote down
elsewhere. Exit code 0: all is as it was sealed; 1: the first fault is printed; 2: the file is no export, or the words
of the command are wrong.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

FORM: Final = "zibot ledger 1"
FIRST_LINK: Final = "0" * 64
HEAD: Final = ("form", "sequence", "previous", "key", "kind")
# The line of a body that says which record an entry is about.
SUBJECTS: Final = {"text": "version", "signature": "code", "witness": "id", "decline": "id", "withdrawal": "id"}


class Fault(ValueError):  # noqa: N818 - a finding, not an error of this program
    """The first thing that is wrong."""


class NoExport(Exception):  # noqa: N818 - the caller's mistake
    """The file or the command can't be understood."""


def key_id(public: Ed25519PublicKey) -> str:
    """The first 16 hex digits of the SHA-256 of the raw key."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def facts_of(body: str) -> Iterator[tuple[str, str]]:
    """The lines of a body in their order; a line that begins with a tab goes on with the value before."""
    if not body.endswith("\n"):
        raise Fault("the body does not end with a line feed")
    key, value = "", ""
    for line in body[:-1].split("\n"):
        if line.startswith("\t") and key:
            value += f"\n{line[1:]}"
            continue
        if key:
            yield key, value
        key, colon, value = line.partition(": ")
        if not colon:
            raise Fault("a line of the body has no key")
    yield key, value


def keys_of(first: str, named: Iterable[Path]) -> dict[str, Ed25519PublicKey]:
    """The keys that count, by their id: those of the files, or else those of the first line. Raises NoExport."""
    try:
        start = json.loads(first)
        form, listed = start["form"], start["keys"]
        public = [Ed25519PublicKey.from_public_bytes(base64.b64decode(raw, validate=True)) for raw in listed.values()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoExport("the first line does not hold the form and the keys of a ledger") from error
    if form != FORM:
        message = f"this script checks '{FORM}', the file is '{form}'"
        raise NoExport(message)
    files = [_public(path) for path in named]
    return {key_id(one): one for one in files or public}


def _public(path: Path) -> Ed25519PublicKey:
    try:
        found = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{path} holds no public key in PEM form"
        raise NoExport(message) from error
    if not isinstance(found, Ed25519PublicKey):
        message = f"{path} holds no Ed25519 key"
        raise NoExport(message)
    return found


def check_entry(entry: Mapping[str, Any], sequence: int, previous: str, keys: Mapping[str, Ed25519PublicKey]) -> str:
    """Check one entry against the one before; returns its link. Raises Fault."""
    try:
        number, kind, subject, body = entry["sequence"], entry["kind"], entry["subject_id"], entry["body"]
        seal = base64.b64decode(entry["seal"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise Fault("the line is no entry") from error
    if number != sequence:
        message = f"here stands {number}; entries are missing, doubled or out of order"
        raise Fault(message)
    lines = list(facts_of(body))
    facts = dict(lines)
    if tuple(key for key, _ in lines[: len(HEAD)]) != HEAD or len(facts) != len(lines):
        raise Fault("the lines of the body are not those of an entry")
    if facts["previous"] != previous:
        raise Fault("it does not hold on to the entry before")
    if (facts["form"], facts["sequence"], facts["kind"]) != (FORM, str(sequence), kind):
        raise Fault("the body is that of another entry")
    if facts.get(SUBJECTS.get(kind, "")) != subject:
        raise Fault("the body is about another record")
    if kind == "signature" and hashlib.sha256(facts.get("shown", "").encode()).hexdigest() != facts.get("fingerprint"):
        raise Fault("the text that was shown does not have the fingerprint")
    _check_seal(keys.get(facts["key"]), seal, body.encode())
    return hashlib.sha256(body.encode() + seal).hexdigest()


def _check_seal(key: Ed25519PublicKey | None, seal: bytes, body: bytes) -> None:
    if key is None:
        raise Fault("the key that sealed it is none of those that count")
    try:
        key.verify(seal, body)
    except InvalidSignature as error:
        raise Fault("the seal is wrong") from error


def check(lines: Iterable[str], named: Iterable[Path] = (), anchors: Mapping[int, str] | None = None) -> str:
    """Check a whole export; returns the sentence that says it is whole, with the anchor. Raises Fault, NoExport."""
    rows = iter(lines)
    keys = keys_of(next(rows, ""), named)
    sequence, link, wanted = 0, FIRST_LINK, dict(anchors or {})
    for row in rows:
        sequence += 1
        try:
            link = check_entry(json.loads(row), sequence, link, keys)
        except ValueError as error:
            message = f"entry {sequence}: {error}"
            raise Fault(message) from error
        if wanted.pop(sequence, link) != link:
            message = f"entry {sequence}: it is not the one that the anchor was written down for"
            raise Fault(message)
    if wanted:
        message = f"the ledger ends at entry {sequence}, before the anchor of entry {min(wanted)}"
        raise Fault(message)
    return f"{sequence} entries are as they were sealed.\nKeys: {', '.join(keys)}\nAnchor: {sequence}:{link}"


def _anchor(words: str) -> tuple[int, str]:
    number, colon, link = words.partition(":")
    if not colon or not number.isdecimal() or len(link) != len(FIRST_LINK):
        raise argparse.ArgumentTypeError("an anchor is NUMBER:LINK, as an earlier check printed it")
    return int(number), link.lower()


def main(words: list[str]) -> int:
    """Check the file of the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Checks an export of zibot's ledger.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", type=Path, action="append", default=[], help="a public key in PEM form that counts")
    parser.add_argument("--anchor", type=_anchor, action="append", default=[], help="NUMBER:LINK of an earlier check")
    given = parser.parse_args(words)
    try:
        with given.file.open(encoding="utf-8", newline="\n") as lines:
            print(check(lines, given.key, dict(given.anchor)))  # noqa: T201 - this is what it is for
    except Fault as found:
        print(f"FAULT: {found}", file=sys.stderr)  # noqa: T201
        return 1
    except (NoExport, OSError, UnicodeDecodeError) as error:
        print(f"can't check: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
