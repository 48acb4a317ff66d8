"""The PDF of a receipt: set, signed with the agency's certificate, and kept for whoever asks for it again."""

from __future__ import annotations

from handlers.office import Office
from handlers.papers import pledge_document
from services import witnessing
from services.pledges import Receipt
from texts.place import Place
from texts.verify import sealing_reason


async def receipt_paper(office: Office, place: Place, receipt: Receipt) -> bytes:
    """The document as a PDF; the same bytes while it is kept, with the present moment as that of the signature."""
    besides = await office.db.read(witnessing.on_paper, receipt.signature)
    document = pledge_document(office, place, receipt, besides)
    # Who took note of the pledge, and the reader's zone, change what stands on the paper.
    key = (receipt.signature.code, document.record, document.witness_name, document.witness_note, place.tz.key)
    kept = office.papers.get(key)
    if kept is None:
        reason = sealing_reason(receipt.signature.language, receipt.signature.code)
        credential = office.pdf_signer.credential if office.pdf_signer else None
        kept = await office.press.make(document, credential, reason, office.clock.now())
        office.papers.put(key, kept)
    return kept
