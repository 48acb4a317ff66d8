"""'Mengetahui': a head takes note of the signatures of the unit."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import witnessing
from services.witnessing import WitnessCase
from texts import witness as texts


def _serves(office: Office, said: Inbound) -> None:
    """Nobody else may read along, and the agency may do without witnesses."""
    if not said.private:
        raise DomainError("access.private_only")
    if not office.witnessing:
        raise DomainError("witness.off")


async def listing(office: Office, said: Inbound) -> Reply:
    """The signatures of a unit that wait, a page at a time; what was shown is remembered."""
    _serves(office, said)
    unit_id, page = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(witnessing.listing, said.actor, unit_id, page, said.place.now)
    counts = (found.waiting, found.read)
    return show(texts.listing(said.place, found.unit, found.signatures, found.page, found.pages, counts))


async def card(office: Office, said: Inbound) -> Reply:
    """One signature by name; the look is logged."""
    _serves(office, said)
    found = await office.db.write(witnessing.case, said.actor, said.callback.integer(0), said.place.now)
    return _card(said, found)


async def attest(office: Office, said: Inbound) -> Reply:
    """'Saya mengetahui' for one signature."""
    _serves(office, said)
    signature_id = said.callback.integer(0)
    found = await office.db.write(witnessing.attest, said.actor, signature_id, said.place.now, office.sealer)
    office.ring()
    return _card(said, found)


async def attest_all(office: Office, said: Inbound) -> Reply:
    """The same for all that was shown."""
    _serves(office, said)
    unit_id = said.callback.integer(0)
    found = await office.db.write(witnessing.attest_all, said.actor, unit_id, said.place.now, office.sealer)
    office.ring()
    return show(texts.attested_all(said.place, found.unit, found.count, found.left))


def _card(said: Inbound, found: WitnessCase) -> Reply:
    unit_id, page = said.callback.integer(1), max(0, said.callback.integer(2))
    return show(texts.card(said.place, found.signature, found.campaign, found.mark, unit_id, page))
