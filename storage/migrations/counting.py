"""Triggers that keep `pledge_counts` true to the current requests, whatever statement changes those."""

from __future__ import annotations

from typing import Final

from alembic import op

ADD: Final = (
    "INSERT INTO pledge_counts (campaign_id, unit_id, state, people) "
    "VALUES (NEW.campaign_id, NEW.unit_id, NEW.state, 1) "
    "ON CONFLICT (campaign_id, unit_id, state) DO UPDATE SET people = pledge_counts.people + 1"
)
TAKE: Final = (
    "UPDATE pledge_counts SET people = people - 1 "
    "WHERE campaign_id = OLD.campaign_id AND unit_id = OLD.unit_id AND state = OLD.state"
)


def count_requests() -> None:
    """Create the triggers on `pledge_requests`."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION count_pledge_request() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' AND OLD.current THEN {TAKE}; END IF; "
            f"IF TG_OP <> 'DELETE' AND NEW.current THEN {ADD}; END IF; "
            "RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER pledge_requests_count AFTER INSERT OR DELETE OR UPDATE OF unit_id, state, current "
            "ON pledge_requests FOR EACH ROW EXECUTE FUNCTION count_pledge_request()"
        )
        return
    for name, event, row, statement in (
        ("added", "INSERT", "NEW", ADD),
        ("left", "UPDATE OF unit_id, state, current", "OLD", TAKE),
        ("came", "UPDATE OF unit_id, state, current", "NEW", ADD),
        ("gone", "DELETE", "OLD", TAKE),
    ):
        op.execute(
            f"CREATE TRIGGER pledge_requests_{name} AFTER {event} ON pledge_requests WHEN {row}.current "
            f"BEGIN {statement}; END"
        )
