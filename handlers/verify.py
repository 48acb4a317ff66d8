"""Checking a pledge, for anybody: by its receipt code, or by the PDF."""

from __future__ import annotations

import asyncio

from documents import pdf_signature
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import verification
from texts import verify as texts
from texts.screen import Screen


async def verify(office: Office, said: Inbound) -> Reply:
    """/periksa CODE; what is no code at all is answered by how to give one or the document."""
    typed = "".join(said.words)
    if typed:
        return show(await _proof(office, said, typed))
    await office.db.write(verification.await_document, said.actor, said.place.now)
    return show(texts.ask_code(said.place))


async def arrive(office: Office, said: Inbound) -> Reply:
    """/start v_CODE, from the QR of a document."""
    return show(await _proof(office, said, said.words[0].partition("_")[2]))


async def receive(office: Office, said: Inbound) -> Reply:
    """A document came: is it the agency's, and what does it prove?"""
    assert said.file is not None
    if office.pdf_signer is None:
        raise DomainError("verify.no_documents")
    if said.file.size > pdf_signature.LARGEST:
        raise DomainError("verify.too_large", megabytes=pdf_signature.LARGEST // 1_000_000)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(said.file.file_id)
    found = await asyncio.to_thread(pdf_signature.inspect, content, office.pdf_signer)
    if found.state is not pdf_signature.State.INTACT or found.code is None:
        return show(texts.not_proved(said.place, _unproved(found.state)))
    return show(await _proof(office, said, found.code, document=True))


def _unproved(state: pdf_signature.State) -> str:
    """An intact document without a code is the agency's, but no receipt."""
    return "foreign" if state is pdf_signature.State.INTACT else state.value


async def _proof(office: Office, said: Inbound, code: str, *, document: bool = False) -> Screen:
    proof = await office.db.read(verification.look_up, code, said.place.now, office.sealer)
    return texts.checked(said.place, proof, document=document)
