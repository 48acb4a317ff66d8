"""Triggers that keep running counts true, whatever statement changes what is counted."""

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
ADD_STAFF: Final = (
    "INSERT INTO staff_counts (unit_id, people) VALUES (NEW.unit_id, 1) "
    "ON CONFLICT (unit_id) DO UPDATE SET people = staff_counts.people + 1"
)
TAKE_STAFF: Final = "UPDATE staff_counts SET people = people - 1 WHERE unit_id = OLD.unit_id"


def count_requests() -> None:
    """Create the triggers on `pledge_requests`."""
    _count("pledge_requests", "count_pledge_request", "unit_id, state, current", "current", ADD, TAKE)


def _count(table: str, function: str, columns: str, flag: str, add: str, take: str) -> None:
    """Run `add` for each row that begins to have the flag, `take` for each that ends to, or moves."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' AND OLD.{flag} THEN {take}; END IF; "
            f"IF TG_OP <> 'DELETE' AND NEW.{flag} THEN {add}; END IF; "
            "RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_count AFTER INSERT OR DELETE OR UPDATE OF {columns} "
            f"ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        return
    for name, event, row, statement in (
        ("added", "INSERT", "NEW", add),
        ("left", f"UPDATE OF {columns}", "OLD", take),
        ("came", f"UPDATE OF {columns}", "NEW", add),
        ("gone", "DELETE", "OLD", take),
    ):
        op.execute(f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} WHEN {row}.{flag} BEGIN {statement}; END")


def count_staff() -> None:
    """Create the triggers on `employees` that count who serves in each unit."""
    _count("employees", "staff_counted", "unit_id, active", "active", ADD_STAFF, TAKE_STAFF)
