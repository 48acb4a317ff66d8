"""The PDF of a receipt: set, signed with the agency's certificate, and kept for whoever asks for it again."""

from __future__ import annotations

import asyncio
from datetime import datetime

from documents import pledge_pdf
from documents.pdf_signature import PdfSigner
from documents.pledge_pdf import PledgeDocument
from handlers.office import Office
from handlers.papers import pledge_document
from services.pledges import Receipt
from texts.place import Place
from texts.verify import sealing_reason


async def receipt_paper(office: Office, place: Place, receipt: Receipt) -> bytes:
    """The document as a PDF; the same bytes while it is kept, with the present moment as that of the signature."""
    document = pledge_document(office, place, receipt)
    # Who took note of the pledge, and the reader's zone, change what stands on the paper.
    key = (receipt.signature.code, document.witness_name, document.witness_note, place.tz.key)
    kept = office.papers.get(key)
    if kept is None:
        reason = sealing_reason(receipt.signature.language, receipt.signature.code)
        kept = await asyncio.to_thread(_made, document, office.pdf_signer, reason, office.clock.now())
        office.papers.put(key, kept)
    return kept


def _made(document: PledgeDocument, signer: PdfSigner | None, reason: str, now: datetime) -> bytes:
    pdf = pledge_pdf.render(document)
    if signer is None:
        return pdf
    return signer.sign(pdf, reason=reason, location=document.place, signed_at=now)
