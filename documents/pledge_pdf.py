"""The signed integrity pledge as a PDF/A-2u on A4, with a QR code by which anybody can check it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from documents import qr, typesetting
from documents.hyphenation import breakable


@dataclass(frozen=True, slots=True)
class PledgeLabels:
    """The fixed words of the document, in its language."""

    staff_number: str
    signed_electronically: str
    verification: str
    receipt_code: str
    signed_at: str
    account: str
    campaign: str
    valid_until: str
    record: str
    witness: str
    text_version: str
    fingerprint: str
    qr_alternative: str
    # Shown on each page of a document of several pages; `{page}` and `{pages}` are filled in.
    page: str


@dataclass(frozen=True, slots=True)
class PledgeDocument:
    """All that the document shows, already in words; what is optional is left out when empty.

    `preamble` and the other texts of the pledge come with their placeholders filled in. `staff_number` is shown as
    given. `date_text` and `time_text` say in words when it was signed, `signed_at` (aware) is the creation date of the
    file. `fingerprint` is the SHA-256 of the signed text in hexadecimal; `verify_payload` (a web or t.me address) is
    what the QR code holds, `verify_text` tells a reader how to check by hand. `language` is a two-letter code.
    `record` is the number of the signature in the ledger. Without `witness_name` nobody has taken note of the pledge;
    `witness_note` says when and how they did.
    """

    agency: str
    region: str
    title: str
    preamble: str
    points: tuple[str, ...]
    closing: str
    name: str
    staff_number: str
    position: str
    unit: str
    place: str
    date_text: str
    time_text: str
    signed_at: datetime
    account_note: str
    text_version: str
    language: str
    fingerprint: str
    receipt_code: str
    verify_payload: str
    verify_text: str
    signature_note: str
    campaign: str
    valid_until_text: str
    record: str
    witness_name: str
    witness_position: str
    witness_note: str
    labels: PledgeLabels


def render(document: PledgeDocument) -> bytes:
    """The PDF/A-2u, the same bytes for the same document.

    The letters shrink from 12 to 9.6 points to keep it on one page; what is longer flows on to further pages.
    """
    data = asdict(document)
    del data["signed_at"]
    # Raised here and not in the template, so that a capital without a glyph is caught as well.
    data |= {"agency": document.agency.upper(), "region": document.region.upper(), "heading": document.title.upper()}
    data["qr"] = qr.svg(document.verify_payload)
    if document.language == "id":
        data["points"] = [breakable(point) for point in document.points]
        data |= {"preamble": breakable(document.preamble), "closing": breakable(document.closing)}
    return typesetting.pdf("pledge", data, document.signed_at)
