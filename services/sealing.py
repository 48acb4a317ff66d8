"""The installation's seal: the Ed25519 key that vouches for each entry of the ledger, and adding an entry."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from domain import seal
from domain.errors import DomainError
from domain.ledger import Entry, record_facts, text_facts
from storage import ledger
from storage.engine import Transaction

KEY_ID_LENGTH = 16
TEXT, SIGNATURE = "text", "signature"
_END = b"-----END "


class Sealer:
    """Seals with one private key, and knows the public keys of before; the id of a key starts its SHA-256 in hex."""

    def __init__(self, private: Ed25519PrivateKey, *earlier: Ed25519PublicKey) -> None:
        self._private = private
        public = private.public_key()
        self._public = {key_id(one): one for one in (public, *earlier)}
        self.key_id = key_id(public)
        self.public_pem = _pem(public)

    def seal(self, body: str) -> bytes:
        """The 64 bytes that vouch for a body."""
        return self._private.sign(body.encode())

    def mac(self, purpose: str, data: bytes) -> bytes:
        """The HMAC-SHA256 of data, 32 bytes, by a key for this purpose alone.

        That key is the HKDF-SHA256 of the private key without salt, `zibot PURPOSE` as its info: it tells nothing of
        the private key, nor of the key for another purpose, and changes with the private key.
        """
        raw = self._private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        key = HKDF(hashes.SHA256(), 32, salt=None, info=f"zibot {purpose}".encode()).derive(raw)
        return hmac.digest(key, data, "sha256")

    @property
    def public_keys(self) -> dict[str, str]:
        """The 32 bytes of every known public key in base64, by the id of the key."""
        return {known: base64.b64encode(_raw(one)).decode() for known, one in self._public.items()}

    def pem_of(self, key: str) -> str:
        """The public key with this id in PEM, also one of before; "" for an unknown one."""
        public = self._public.get(key)
        return _pem(public) if public else ""

    def knows(self, key: str) -> bool:
        """Whether this installation has, or had, the key with this id."""
        return key in self._public

    def vouches(self, key: str, body: str, given: bytes) -> bool:
        """Whether the seal was made by the key with this id for exactly this body; False for an unknown key."""
        public = self._public.get(key)
        if public is None:
            return False
        try:
            public.verify(given, body.encode())
        except InvalidSignature:
            return False
        return True


def key_id(public: Ed25519PublicKey) -> str:
    """The first 16 hex digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(_raw(public)).hexdigest()[:KEY_ID_LENGTH]


def _pem(public: Ed25519PublicKey) -> str:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def new_sealer() -> Sealer:
    """A sealer with a key of its own that nobody keeps, for demos and tests."""
    return Sealer(Ed25519PrivateKey.generate())


def load_or_make(path: Path) -> Sealer:
    """The sealer of a PEM file: its first key seals, further ones are known from before; made (0600) where missing.

    Raises ValueError for a file that holds no Ed25519 private key first, OSError when it can't be read or written.
    """
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
    return load(path)


def load(path: Path) -> Sealer:
    """The sealer of a PEM file; raises ValueError for one without an Ed25519 private key first, OSError without one."""
    first, *others = _pem_blocks(path.read_bytes())
    private = load_pem_private_key(first, None)
    if not isinstance(private, Ed25519PrivateKey):
        message = f"{path} must begin with an Ed25519 private key"
        raise ValueError(message)  # noqa: TRY004 - the file's value is wrong
    return Sealer(private, *map(_public, others))


def open_seal(tx: Transaction, path: Path) -> Sealer:
    """The sealer that belongs to this ledger. A new key is made for an empty one only; what was there before is sealed.

    Raises `seal.key_missing` where the ledger has entries and the file is not there, `seal.key_foreign` where none of
    the file's keys made the last seal; ValueError and OSError as `load_or_make`.
    """
    last, _ = ledger.head(tx)
    if last:
        return key_of(tx, path)
    sealer = load_or_make(path)
    adopt(tx, sealer)
    return sealer


def key_of(tx: Transaction, path: Path) -> Sealer:
    """The sealer of the file, which must belong to the ledger; refusals as `open_seal`, and nothing is made."""
    if not path.exists():
        raise DomainError("seal.key_missing", file=str(path))
    sealer = load(path)
    if not belongs(tx, sealer):
        raise DomainError("seal.key_foreign", file=str(path))
    return sealer


def check_key(tx: Transaction, path: Path) -> None:
    """Refuse as `open_seal` would, changing nothing; an empty ledger goes with a missing file."""
    last, _ = ledger.head(tx)
    if last or path.exists():
        key_of(tx, path)


def belongs(tx: Transaction, sealer: Sealer) -> bool:
    """Whether the sealer made, or knows who made, the last seal of the ledger; True for an empty one."""
    last = ledger.last(tx)
    if last is None:
        return True
    start = last.body.find("\nkey: ") + len("\nkey: ")
    return sealer.vouches(last.body[start : start + KEY_ID_LENGTH], last.body, last.seal)


def adopt(tx: Transaction, sealer: Sealer) -> int:
    """Seal texts and signatures from before there was a ledger, as they are now; returns how many.

    Only for a ledger without entries: later, a row without an entry is one that somebody has put in.
    """
    texts, signed = ledger.texts(tx), ledger.signatures_before(tx)
    for version, source, published_at in texts:
        append(tx, sealer, TEXT, version, text_facts(version, source, published_at))
    for one in signed:
        append(tx, sealer, SIGNATURE, one.code, record_facts(one))
    return len(texts) + len(signed)


def append(tx: Transaction, sealer: Sealer, kind: str, subject_id: str, facts: Mapping[str, str]) -> Entry:
    """Seal a record at the end of the ledger; the head stays locked until the transaction ends."""
    last, previous = ledger.lock_head(tx)
    body = seal.body(last + 1, previous, sealer.key_id, kind, facts)
    entry = Entry(last + 1, kind, subject_id, body, sealer.seal(body))
    ledger.add(tx, entry, seal.link(entry.body, entry.seal))
    return entry


def _pem_blocks(content: bytes) -> list[bytes]:
    blocks: list[bytes] = []
    lines: list[bytes] = []
    for line in content.splitlines(keepends=True):
        lines.append(line)
        if line.startswith(_END):
            blocks.append(b"".join(lines))
            lines = []
    if not blocks:
        raise ValueError("a seal file holds at least one key in PEM form")
    return blocks


def _public(block: bytes) -> Ed25519PublicKey:
    if b"PRIVATE KEY" in block:
        private = load_pem_private_key(block, None)
        if isinstance(private, Ed25519PrivateKey):
            return private.public_key()
    else:
        public = load_pem_public_key(block)
        if isinstance(public, Ed25519PublicKey):
            return public
    raise ValueError("a seal file holds only Ed25519 keys")
