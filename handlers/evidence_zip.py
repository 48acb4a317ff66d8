"""The signed documents of a unit as one file: asked for here, made by the sender."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply
from services import evidence_export
from texts import evidence as texts


async def ask(office: Office, said: Inbound) -> Reply:
    """Have it made; never in a group, since it holds names."""
    if not said.private:
        raise DomainError("access.private_only")
    unit_id, campaign_id = said.callback.integer(0), said.callback.integer(1) or None
    now = said.place.now
    await office.db.write(evidence_export.ask, said.actor, said.update_id, unit_id, campaign_id, now)
    office.ring()
    return Reply(toast=texts.asked(said.place))
