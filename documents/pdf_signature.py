"""The agency's signature on a PDF: made with its key, and found intact, altered, foreign or missing in a file.

All of it is synchronous and bound to the processor (call it through `asyncio.to_thread`), safe to call from many
threads at once, and without any network: no time stamp, no list of revocations.
"""

import binascii
import hashlib
import os
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from domain import receipt

if TYPE_CHECKING:
    from documents.pades import Credential

LARGEST = 5_000_000
SMALLEST_RSA = 2048
YEARS = 10
# RFC 5280, appendix A: ub-common-name.
LONGEST_NAME = 64

# What is looked at of a signature: its value up to this size, and so much before and after it.
_LARGEST_SEAL = 100_000
_AROUND = 4096
_HEADER_WITHIN = 1024
_END_WITHIN = 1024

_BYTE_RANGE = re.compile(rb"/ByteRange\s{0,20}\[" + rb"\s{0,20}(\d{1,10})" * 4 + rb"\s{0,80}\]")
_SEAL = re.compile(rb"<((?:[0-9A-F]{2})+)>")
_CODE = re.compile(rf"\b[{receipt.ALPHABET}]{{5}}-?[{receipt.ALPHABET}]{{5}}\b")


@dataclass(frozen=True, slots=True)
class PdfSigner:
    """A key of an agency with its certificate, ready to sign. `chain` holds the certificates above it, if any."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    credential: "Credential" = field(repr=False)

    @classmethod
    def of(cls, content: bytes, password: str, now: datetime) -> "PdfSigner":
        """From PKCS#12 bytes with a P-256 or an RSA key (from 2048 bits); ValueError says what is wrong with it."""
        from documents.pades import Credential

        key, certificate, chain = _opened(content, password)
        _check(key, certificate, now)
        return cls(
            certificate,
            chain,
            Credential(
                key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
                certificate.public_bytes(Encoding.DER),
                tuple(one.public_bytes(Encoding.DER) for one in chain),
            ),
        )

    def sign(self, pdf: bytes, *, reason: str, location: str, signed_at: datetime) -> bytes:
        """The PDF with a PAdES B-B signature appended; `signed_at` (aware) is the moment of this very signature.

        ValueError for a moment without a zone. Not for a thread in which an event loop runs.
        """
        from documents import pades

        if signed_at.tzinfo is None:
            raise ValueError("the moment of signing needs a zone")
        return pades.sign(pdf, self.credential, reason, location, signed_at)


_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _opened(content: bytes, password: str) -> tuple[_Key, x509.Certificate, tuple[x509.Certificate, ...]]:
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except ValueError as error:
        raise ValueError("the file is no PKCS#12 file, or the password is wrong") from error
    if key is None or certificate is None:
        raise ValueError("the PKCS#12 file holds no private key with its certificate")
    if not isinstance(key, _Key):
        raise ValueError(  # noqa: TRY004 - it is the file that is wrong, not a type in the program
            "the key is neither of the kind P-256 nor RSA; other kinds are not accepted"
        )
    return key, certificate, tuple(chain)


def _check(key: _Key, certificate: x509.Certificate, now: datetime) -> None:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if certificate.public_key().public_bytes(*form) != key.public_key().public_bytes(*form):
        raise ValueError("the certificate belongs to another key")
    problem = _weakness(key) or _unfitness(certificate, now)
    if problem:
        raise ValueError(problem)


def _weakness(key: _Key) -> str:
    """Why this kind of key is not accepted, "" if it is."""
    if isinstance(key, rsa.RSAPrivateKey):
        few = key.key_size < SMALLEST_RSA
        return f"the RSA key has {key.key_size} bits; at least {SMALLEST_RSA} are needed" if few else ""
    if isinstance(key.curve, ec.SECP256R1):
        return ""
    return f"the key is on the curve {key.curve.name}; P-256 is the only one accepted"


def _unfitness(certificate: x509.Certificate, now: datetime) -> str:
    """Why validators would not take the certificate for a signature made now, "" if they would."""
    if now >= certificate.not_valid_after_utc:
        return f"the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
    if now < certificate.not_valid_before_utc:
        return f"the certificate is valid only from {certificate.not_valid_before_utc:%Y-%m-%d}"
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return ""
    meant = usage.content_commitment or usage.digital_signature
    return "" if meant else "the certificate is not meant for signatures: its key usage names no kind of them"


def self_made(agency: str, now: datetime, password: str = "") -> bytes:
    """A PKCS#12 file with a new P-256 key and its own certificate for ten years; encrypted if there is a password.

    The certificate's name is the agency's, shortened to the 64 characters that a certificate allows.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _common_name(agency))])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day's grace for readers whose clock is slow.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365.25 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(key, hashes.SHA256())
    )
    secrecy: KeySerializationEncryption = NoEncryption()
    if password:
        secrecy = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(agency.encode(), key, certificate, None, secrecy)


def _common_name(agency: str) -> str:
    words = " ".join(agency.split())
    if not words:
        raise ValueError("a certificate needs the name of the agency")
    if len(words) <= LONGEST_NAME:
        return words
    whole = words[: LONGEST_NAME - 1].rsplit(" ", 1)[0]
    return f"{whole.rstrip(' ,')}…"


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def load_or_make(path: Path, password: str, agency: str, now: datetime) -> PdfSigner:
    """The signer of a PKCS#12 file, which is made when it is missing (mode 0600) and never overwritten.

    ValueError says, with the path, why a file can't be used; OSError when it can't be read or made.
    """
    if not path.exists():
        _put(path, self_made(agency, now, password))
    try:
        return PdfSigner.of(path.read_bytes(), password, now)
    except ValueError as error:
        message = f"{path}: {error}"
        raise ValueError(message) from error


def _put(path: Path, content: bytes) -> None:
    """Make the file as a whole; of two processes that do so at once the first one wins."""
    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable for the owner only
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(name)  # unlike a renaming it fails when the path exists
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class State(StrEnum):
    """What an uploaded file turned out to be; only `INTACT` proves anything."""

    INTACT = "intact"
    ALTERED = "altered"
    FOREIGN = "foreign"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Inspection:
    """The state of a file, and the receipt code named in its signature: to be trusted only when it is intact."""

    state: State
    code: str | None = None


def inspect(pdf: bytes, signer: PdfSigner) -> Inspection:
    """What a file is; never raises, whatever the bytes are, and takes little longer than hashing them.

    The file is not parsed as a PDF: the agency's signature covers every byte of it but its own value, so that a file
    is intact exactly if that holds, and no reader can show in it anything but what was signed. Nothing is unpacked.
    The certificate is compared, not judged: whether it has expired since plays no role, because the file only claims
    when it was signed, and the agency's record of the receipt is what tells that.
    """
    if len(pdf) > LARGEST or b"%PDF-" not in pdf[:_HEADER_WITHIN]:
        return Inspection(State.UNREADABLE)
    # Covering the file to its end, the agency's signature can only be the last one.
    last = next(iter(deque(_BYTE_RANGE.finditer(pdf), maxlen=1)), None)
    code = _code(pdf, last) if last else None
    if last and _covers(pdf, last, signer):
        return Inspection(State.INTACT, code)
    if _holds_certificate(pdf, signer):
        return Inspection(State.ALTERED, code)
    if last:
        return Inspection(State.FOREIGN, code)
    whole = b"%%EOF" in pdf[-_END_WITHIN:] and b"/Encrypt" not in pdf
    return Inspection(State.UNSIGNED if whole else State.UNREADABLE)


def _gap(mark: "re.Match[bytes]") -> tuple[int, int]:
    """Where the value of a signature stands, which is left out of its digest."""
    first, length, second, _ = (int(number) for number in mark.groups())
    return first + length, second


def _covers(pdf: bytes, mark: "re.Match[bytes]", signer: PdfSigner) -> bool:
    """Whether the agency signed exactly this file, from its first byte to its last."""
    from documents.pades import Seal

    start, stop = _gap(mark)
    covered = int(mark[1]) == 0 and stop + int(mark[4]) == len(pdf)
    outside = mark.end() <= start or mark.start() >= stop
    value = _SEAL.fullmatch(pdf, start, stop) if 0 < stop - start <= _LARGEST_SEAL else None
    if not (covered and outside and value):
        return False
    digest = hashlib.sha256(pdf[:start])
    digest.update(pdf[stop:])
    try:
        return Seal(binascii.unhexlify(value[1])).holds(signer.credential, digest.digest())
    except Exception:  # noqa: BLE001 - a hostile value may fail in any way, and then it does not hold
        return False


def _holds_certificate(pdf: bytes, signer: PdfSigner) -> bool:
    """Whether the agency's certificate stands in the file, or one half of it: the other may be what was changed."""
    written = binascii.hexlify(signer.credential.certificate).upper()
    half = len(written) // 2
    capitals = pdf.upper()  # programs that save a file anew may write it in small letters
    return written[:half] in capitals or written[half:] in capitals


def _code(pdf: bytes, mark: "re.Match[bytes]") -> str | None:
    """The receipt code in the reason of a signature: in the words of the dictionary before and after its value."""
    from documents import pades

    start, stop = _gap(mark)
    before = pdf[max(0, start - _AROUND) : start].rpartition(b" obj")[2]
    after = pdf[stop : stop + _AROUND].partition(b"endobj")[0]
    try:
        words = pades.reason(before + after)
    except Exception:  # noqa: BLE001 - as above: no words, no code
        return None
    return next((receipt.parse(found) for found in _CODE.findall(words) if receipt.is_code(found)), None)
