"""Time and memory of reading, checking and comparing a roster of 10,000 rows, as XLSX and as CSV.

Run `python -m benchmarks.roster_import`; it takes a few seconds. Memory is the growth of the process's peak while the
files are read and compared; making the roster is not measured.
"""

import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from benchmarks import roster_data
from documents.workbooks import read_tables
from domain.roster import read_rows
from domain.roster_columns import find_header
from domain.roster_compare import KnownEmployee, RosterPlan, compare
from domain.roster_units import unit_index

PEOPLE: Final = 10_000
UNITS: Final = unit_index(roster_data.UNITS)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    started = time.perf_counter()
    yield
    print(f"  {what:<28}{(time.perf_counter() - started) * 1000:8.0f} ms")


def preview(name: str, data: bytes, known: Sequence[KnownEmployee]) -> RosterPlan:
    """Do all that a preview does, step by step."""
    print(f"{name}, {len(data) / 1024:.0f} KiB, compared with {len(known)} people")
    with timed("read the file"):
        (table,) = read_tables(data, name)
    with timed("find the header"):
        header = find_header(table.rows)
    with timed("check every row"):
        reading = read_rows(table.rows, header, UNITS, roster_data.TODAY)
    with timed("compare"):
        plan = compare(known, reading.rows, full=True, mentioned=reading.mentioned)
    print(
        f"  {len(plan.joiners)} join, {len(plan.changes)} change, {len(plan.leavers)} leave, "
        f"{plan.unchanged} stay as they are, {len(reading.problems)} problems"
    )
    return plan


def main() -> None:
    """Print the figures."""
    people = roster_data.entries(PEOPLE)
    faulty = roster_data.rows(roster_data.dirty(people).entries)
    later = roster_data.rows(roster_data.a_month_later(people).entries)
    as_text, as_workbook, a_month_later = (
        roster_data.csv_bytes(faulty),
        roster_data.xlsx(faulty),
        roster_data.xlsx(later),
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    preview("roster.csv", as_text, ())
    plan = preview("roster.xlsx", as_workbook, ())
    known = [roster_data.employee(number, row) for number, row in enumerate(plan.joiners, 1)]
    preview("a-month-later.xlsx", a_month_later, known)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"Peak memory grew by {grown / 1024:.0f} MiB.")


if __name__ == "__main__":
    main()
