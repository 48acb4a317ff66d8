"""PAdES signatures as pyHanko writes and reads them: the one place that knows that library.

Import it inside a function: loading it takes most of a second. Nothing here opens a connection.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, core, keys, x509
from pyhanko.pdf_utils.generic import read_hex_string_from_stream, read_string_from_stream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "TandaTanganInstansi"
DIGEST = "sha256"
# Room for the signed attributes and the signature of a key of 4096 bits, besides the certificates.
ROOM = 3072


@dataclass(frozen=True, slots=True)
class Credential:
    """A private key (PKCS#8) with its certificate and the certificates above it, all of them DER."""

    key: bytes
    certificate: bytes
    chain: tuple[bytes, ...]


class _Update(IncrementalPdfFileWriter):
    """Appends the signature and nothing else.

    The library would also date the file anew by the machine's clock, in the information dictionary and in the XMP
    metadata; PDF/A wants both to agree, and they do as long as neither is touched.
    """

    def _update_meta(self) -> None:
        pass


def sign(pdf: bytes, credential: Credential, reason: str, location: str, signed_at: datetime) -> bytes:
    """The PDF with a PAdES B-B signature (ETSI EN 319 142-1) in an invisible field, appended as an update.

    Synchronous, for a thread without an event loop; the given bytes stay unchanged at the start of the result.
    """
    embedder = PdfCMSEmbedder(SigFieldSpec(FIELD)).write_cms(FIELD, _Update(BytesIO(pdf)))
    next(embedder)
    placeholder = SignatureObject(
        timestamp=signed_at, subfilter=SigSeedSubFilter.PADES, reason=reason, location=location,
        bytes_reserved=2 * (ROOM + len(credential.certificate) + sum(map(len, credential.chain))),
    )  # fmt: skip
    embedder.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, output = embedder.send(SigIOSetup(md_algorithm=DIGEST))
    embedder.send(asyncio.run(_signer(credential).async_sign(prepared.document_digest, DIGEST, use_pades=True)))
    signed: bytes = output.getvalue()
    return signed


def _signer(credential: Credential) -> SimpleSigner:
    above = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    above.register_multiple([x509.Certificate.load(one) for one in credential.chain])
    return SimpleSigner(
        signing_cert=x509.Certificate.load(credential.certificate),
        signing_key=keys.PrivateKeyInfo.load(credential.key),
        cert_registry=above,
    )


class Seal:
    """A signature value (CMS SignedData) with the zeros after it; all here may raise anything for a hostile one."""

    def __init__(self, padded: bytes) -> None:
        self._envelope = cms.ContentInfo.load(padded)
        self._padding = padded[len(self._envelope.dump()) :]

    def holds(self, credential: Credential, digest: bytes) -> bool:
        """Whether it is the certificate's signature for the SHA-256 of a file, with nothing changed or added in it.

        The fields that the signature itself does not cover are compared with what `sign` writes.
        """
        signed = self._envelope["content"]
        own = x509.Certificate.load(credential.certificate)
        (info,) = signed["signer_infos"]
        if not (self._is_plain(signed, info) and _same_signer(info, own)):
            return False
        certificates = _certificates(signed)
        if certificates.count(credential.certificate) != 1:
            return False
        if not set(certificates) <= {credential.certificate, *credential.chain}:
            return False
        intact, valid = validate_sig_integrity(info, own, "data", digest)
        return bool(intact and valid)

    def _is_plain(self, signed: cms.SignedData, info: cms.SignerInfo) -> bool:
        (algorithm,) = signed["digest_algorithms"]
        kind = self._envelope["content_type"]
        return (
            not any(self._padding)
            # Its length must not reach into the padding.
            and self._envelope.contents == kind.dump() + self._envelope["content"].dump()
            and kind.native == "signed_data"
            and signed["version"].native == info["version"].native == "v1"
            and algorithm["algorithm"].native == DIGEST
            and algorithm.dump() == info["digest_algorithm"].dump()
            and signed["encap_content_info"].native == {"content_type": "data", "content": None}
            and signed["crls"] is core.VOID
            and info["unsigned_attrs"] is core.VOID
        )


def _certificates(signed: cms.SignedData) -> list[bytes]:
    return [choice.chosen.dump() for choice in signed["certificates"]]


def _same_signer(info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    named = info["sid"]
    if named.name != "issuer_and_serial_number":
        return False
    serial = named.chosen["serial_number"].native
    return bool(serial == certificate.serial_number and named.chosen["issuer"].dump() == certificate.issuer.dump())


def reason(dictionary: bytes) -> str:
    """The reason in the bytes of a signature dictionary, "" without one; raises for a hostile one."""
    entry = re.search(rb"/Reason\s*(?=[(<])", dictionary)
    if entry is None:
        return ""
    value = dictionary[entry.end() :]
    read = read_string_from_stream if value.startswith(b"(") else read_hex_string_from_stream
    return str(read(BytesIO(value)))
