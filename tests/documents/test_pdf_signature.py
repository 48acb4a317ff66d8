import random
import re
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents import pades
from documents.pdf_signature import LARGEST, Inspection, PdfSigner, State, inspect, load_or_make, self_made
from documents.pledge_pdf import render
from domain import receipt
from tests.documents.reading import facts, fonts, qr_codes, signatures
from tests.documents.samples import PLEDGE

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
AGENCY = "Pemerintah Kabupaten Contoh"
CODE = receipt.make(b"contoh")
YEAR = timedelta(days=365)


@cache
def agency() -> PdfSigner:
    return PdfSigner.of(self_made(AGENCY, NOW), "", NOW)


@cache
def unsigned() -> bytes:
    return render(PLEDGE)


def sign(signer: PdfSigner, reason: str = f"Pakta integritas {receipt.shown(CODE)}") -> bytes:
    return signer.sign(unsigned(), reason=reason, location="Kota Contoh", signed_at=NOW)


@cache
def signed() -> bytes:
    return sign(agency())


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def given_by_an_agency(
    key: CertificateIssuerPrivateKeyTypes,
    password: str = "rahasia",
    until: datetime = NOW + YEAR,
    since: datetime = NOW - YEAR,
    usage: x509.KeyUsage | None = None,
) -> bytes:
    """A PKCS#12 file as a certificate authority hands it out, with the authority's own certificate in it."""
    authority = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Otoritas Rekaan")])
    builder = x509.CertificateBuilder().issuer_name(issuer).not_valid_before(since).not_valid_after(until)
    own = builder.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AGENCY)])).serial_number(7)
    if usage is not None:
        own = own.add_extension(usage, critical=True)
    certificate = own.public_key(key.public_key()).sign(authority, hashes.SHA256())
    above = builder.subject_name(issuer).serial_number(1).public_key(authority.public_key())
    secrecy = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    chain = [above.sign(authority, hashes.SHA256())]
    return pkcs12.serialize_key_and_certificates(b"instansi", key, certificate, chain, secrecy)


def test_an_independent_reader_finds_the_signature_valid() -> None:
    told = signatures(signed())

    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "Signature Type: ETSI.CAdES.detached" in told
    assert "Signing Hash Algorithm: SHA-256" in told
    assert f"Signer Certificate Common Name: {AGENCY}" in told
    assert "Signature #2" not in told


def test_the_signing_library_finds_it_intact_and_trusts_the_certificate() -> None:
    (embedded,) = PdfFileReader(BytesIO(signed())).embedded_signatures
    root = embedded.signer_cert
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=NOW)

    status = validate_pdf_signature(embedded, context)

    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert embedded.sig_object["/Reason"] == f"Pakta integritas {receipt.shown(CODE)}"
    assert embedded.sig_object["/Location"] == "Kota Contoh"


def test_the_document_itself_stays_as_it_was() -> None:
    pdf = signed()

    assert pdf.startswith(unsigned())
    assert qr_codes(pdf, page=1) == [PLEDGE.verify_payload]
    assert facts(pdf).items() >= {key: value for key, value in facts(unsigned()).items() if "Date" in key}.items()
    assert all(font.embedded for font in fonts(pdf))


def test_what_is_added_keeps_to_pdf_a_2() -> None:
    """ISO 19005-2, 6.3 and 6.4: a field without an area that is printed, and no script, no call for appearances."""
    (embedded,) = PdfFileReader(BytesIO(signed())).embedded_signatures
    added = signed()[len(unsigned()) :]

    assert [int(number) for number in embedded.sig_field["/Rect"]] == [0, 0, 0, 0]
    assert int(embedded.sig_field["/F"]) & 0b111 == 0b100
    for banned in (b"/NeedAppearances", b"/AA", b"/JS", b"/XFA", b"/Cert "):
        assert banned not in added


def test_the_agencys_own_file_is_intact_and_tells_its_code() -> None:
    assert inspect(signed(), agency()) == Inspection(State.INTACT, CODE)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (f"Pakta integritas {CODE}", CODE),
        (f"Pakta „Integritas“ – {receipt.shown(CODE)}", CODE),
        ("Pakta integritas (tanpa kode)", None),
        (f"Pakta integritas {CODE[:-1]}{'0' if CODE[-1] != '0' else '1'}", None),
        ("", None),
    ],
)
def test_only_a_whole_code_is_found_in_the_reason(reason: str, code: str | None) -> None:
    assert inspect(sign(agency(), reason), agency()) == Inspection(State.INTACT, code)


def test_a_change_of_any_byte_is_found() -> None:
    chance = random.Random(4)
    pdf = signed()
    start = len(unsigned())
    places = [*chance.sample(range(1024, start), 30), *chance.sample(range(start, len(pdf)), 30)]
    # Where a value that says its own length might swallow the zeros after it.
    places += range(pdf.index(b"<30", start), pdf.index(b"<30", start) + 30)

    for place in places:
        changed = bytearray(pdf)
        changed[place] ^= 1 << chance.randrange(8)

        assert inspect(bytes(changed), agency()).state is State.ALTERED, place


@pytest.mark.parametrize("added", [b"\n", b"%\n", b"\x00" * 100, b"\n%%EOF\n", b"/ByteRange [0 1 2 3]"])
def test_anything_appended_is_found(added: bytes) -> None:
    assert inspect(signed() + added, agency()).state is State.ALTERED


def test_a_real_update_is_found() -> None:
    update = IncrementalPdfFileWriter(BytesIO(signed()))
    update.root["/Lang"] = update.root["/Lang"]
    update.update_root()  # type: ignore[no-untyped-call]
    output = BytesIO()
    update.write(output)  # type: ignore[no-untyped-call]

    assert inspect(output.getvalue(), agency()) == Inspection(State.ALTERED, CODE)


def test_a_second_signature_by_another_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pades, "FIELD", "Lain")
    other = PdfSigner.of(self_made(AGENCY, NOW), "", NOW)

    twice = other.sign(signed(), reason="", location="", signed_at=NOW)

    assert inspect(twice, agency()).state is State.ALTERED


def test_a_file_saved_anew_is_found() -> None:
    output = BytesIO()
    copy_into_new_writer(PdfFileReader(BytesIO(signed()))).write(output)  # type: ignore[no-untyped-call]

    assert inspect(output.getvalue(), agency()).state is State.ALTERED


def test_the_signed_bytes_cannot_be_divided_in_another_way() -> None:
    pdf = signed()
    gap = re.search(rb"<[0-9A-F]{1000,}>", pdf)
    assert gap is not None
    elsewhere = pdf[: gap.start() - 20] + gap[0] + pdf[gap.start() - 20 : gap.start()] + pdf[gap.end() :]

    assert inspect(elsewhere, agency()).state is State.ALTERED


def test_the_same_name_does_not_make_the_same_agency() -> None:
    other = PdfSigner.of(self_made(AGENCY, NOW), "", NOW)

    assert inspect(sign(other), agency()) == Inspection(State.FOREIGN, CODE)


def test_a_file_without_a_signature_is_told_apart() -> None:
    assert inspect(unsigned(), agency()) == Inspection(State.UNSIGNED)


def test_it_stays_intact_when_the_certificate_has_expired() -> None:
    brief = PdfSigner.of(given_by_an_agency(ec.generate_private_key(ec.SECP256R1()), until=NOW + YEAR), "rahasia", NOW)
    later = NOW + 2 * YEAR

    late = brief.sign(unsigned(), reason="", location="", signed_at=later)

    assert inspect(late, brief).state is State.INTACT


@pytest.mark.parametrize("key", [lambda: rsa_key(2048), lambda: ec.generate_private_key(ec.SECP256R1())])
def test_the_key_of_an_agency_signs_with_its_chain(key: Callable[[], CertificateIssuerPrivateKeyTypes]) -> None:
    signer = PdfSigner.of(given_by_an_agency(key()), "rahasia", NOW)
    pdf = sign(signer)

    (embedded,) = PdfFileReader(BytesIO(pdf)).embedded_signatures

    assert "Signature is Valid." in signatures(pdf)
    assert inspect(pdf, signer) == Inspection(State.INTACT, CODE)
    assert [one.subject.native["common_name"] for one in embedded.other_embedded_certs] == ["Otoritas Rekaan"]


def without_key() -> bytes:
    certificate = agency().certificate
    return pkcs12.serialize_key_and_certificates(b"x", None, None, [certificate], BestAvailableEncryption(b"rahasia"))


def for_encryption_only() -> bytes:
    names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"
    usage = dict.fromkeys([*names.split(), "crl_sign", "encipher_only", "decipher_only"], False)
    return given_by_an_agency(p256(), usage=x509.KeyUsage(**usage | {"key_encipherment": True}))


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"not a key file", "no PKCS#12 file, or the password is wrong"),
        (lambda: given_by_an_agency(p256(), password="lain"), "the password is wrong"),
        (without_key, "no private key"),
        (lambda: given_by_an_agency(ec.generate_private_key(ec.SECP384R1())), "curve secp384r1"),
        (lambda: given_by_an_agency(rsa_key(1024)), "has 1024 bits; at least 2048"),
        (lambda: given_by_an_agency(p256(), until=NOW), "expired on 2026-01-12"),
        (lambda: given_by_an_agency(p256(), since=NOW + timedelta(days=1)), "valid only from 2026-01-13"),
        (for_encryption_only, "not meant for signatures"),
    ],
)
def test_a_file_that_cannot_sign_is_refused_with_a_reason(content: Callable[[], bytes], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        PdfSigner.of(content(), "rahasia", NOW)


def test_a_certificate_of_another_key_is_refused() -> None:
    key = p256()
    other = given_by_an_agency(p256(), password="")
    _, certificate, _ = pkcs12.load_key_and_certificates(other, None)
    try:
        mixed = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, NoEncryption())
    except ValueError:
        return  # the library refuses to make such a file in the first place

    with pytest.raises(ValueError, match=r"belongs to another key|no PKCS#12"):
        PdfSigner.of(mixed, "", NOW)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        agency().sign(unsigned(), reason="", location="", signed_at=NOW.replace(tzinfo=None))


def test_the_key_is_not_shown_with_the_signer() -> None:
    assert "credential" not in repr(agency())


def test_the_self_made_certificate_says_what_it_is_for() -> None:
    certificate = agency().certificate

    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert certificate.subject.rfc4514_string() == f"CN={AGENCY}"
    assert certificate.not_valid_after_utc.year == NOW.year + 10


def test_a_long_name_of_an_agency_is_shortened_between_words() -> None:
    long = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"

    name = PdfSigner.of(self_made(long, NOW), "", NOW).certificate.subject.rfc4514_string()

    assert name == "CN=Dinas Pemberdayaan Perempuan\\, Perlindungan Anak\\, Pengendalian…"


def test_a_certificate_needs_a_name() -> None:
    with pytest.raises(ValueError, match="name of the agency"):
        self_made(" ", NOW)


@pytest.mark.parametrize("password", ["", "rahasia"])
def test_a_missing_file_is_made_once_and_for_its_owner_only(tmp_path: Path, password: str) -> None:
    path = tmp_path / "instansi.p12"

    made = load_or_make(path, password, AGENCY, NOW)
    again = load_or_make(path, password, "Nama Lain", NOW)

    assert made.certificate == again.certificate
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_of_many_at_once_all_get_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "instansi.p12"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load_or_make(path, "", AGENCY, NOW), range(16), timeout=30))

    assert len({one.certificate for one in made}) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_wrong_password_names_the_file_and_leaves_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "instansi.p12"
    load_or_make(path, "rahasia", AGENCY, NOW)
    before = path.read_bytes()

    with pytest.raises(ValueError, match=r"instansi\.p12: .*password is wrong"):
        load_or_make(path, "salah", AGENCY, NOW)

    assert path.read_bytes() == before


def test_many_threads_sign_at_once() -> None:
    codes = [receipt.make(number.to_bytes(6)) for number in range(8)]

    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda code: sign(agency(), f"Pakta {code}"), codes, timeout=30))

    assert [inspect(file, agency()) for file in files] == [Inspection(State.INTACT, code) for code in codes]


HOSTILE = {
    "empty": b"",
    "text": b"Pakta integritas",
    "too large": b"%PDF-1.7\n" + b"0" * LARGEST + b"\n%%EOF",
    "cut off": b"%PDF-1.7\n1 0 obj\n<<",
    "encrypted": b"%PDF-1.7\ntrailer <</Encrypt 5 0 R /Root 1 0 R>>\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_whole_open_pdf_is_unreadable(content: bytes) -> None:
    assert inspect(content, agency()) == Inspection(State.UNREADABLE)


NASTY = {
    "huge table": b"xref\n0 9999999999\n" + b"0000000000 65535 f \n" * 50_000,
    "nested": b"1 0 obj\n" + b"[" * 1_000_000,
    "nested reason": b"/Reason " + b"(" * 1_000_000 + b"/ByteRange [0 9 9 9]",
    "many marks": b"/ByteRange [0 1 2 3]" * 100_000,
    "marks never closed": b"/ByteRange [" * 200_000 + b" " * 100_000,
    "numbers": b"/ByteRange [" + b"1 " * 1_000_000,
    "beyond the end": b"/ByteRange [0 9999999999 9999999999 9999999999]",
    "gap turned round": b"/ByteRange [0 60 20 9]" + b" " * 60,
    "nested value": b"/ByteRange [0 65 40000 68]".ljust(65 - 9) + b"<" + b"3080" * 9_983 + b"30>" + b"/Reason (x",
}


@pytest.mark.parametrize("content", NASTY.values(), ids=NASTY.keys())
def test_no_file_stops_the_inspection(content: bytes) -> None:
    found = inspect(b"%PDF-1.7\n" + content + b"\n%%EOF", agency())

    assert found.state is not State.INTACT


def test_no_mutilated_file_stops_the_inspection() -> None:
    chance = random.Random(7)
    pdf = signed()
    for _ in range(150):
        changed = bytearray(pdf[: chance.randrange(len(pdf))])
        for place in [chance.randrange(len(changed) or 1) for _ in range(chance.randrange(4))]:
            changed[place : place + chance.randrange(9)] = chance.randbytes(chance.randrange(9))

        assert inspect(bytes(changed), agency()).state is not State.INTACT
