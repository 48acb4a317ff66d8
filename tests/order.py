"""The slowest files are handed out first: a run on several workers ends when the last of its files ends."""

import pytest

SLOWEST = (
    "tests/test_house.py",
    "tests/bot/test_kill.py",
    "tests/bot/test_cli.py",
    "tests/bot/test_cli_codes.py",
    "tests/services/test_roster_import.py",
    "tests/sandbox/test_page.py",
    "tests/sandbox/test_page_places.py",
    "tests/sandbox/test_page_access.py",
    "tests/documents/test_pledge_pdf.py",
    "tests/handlers/test_privacy.py",
    "tests/handlers/test_group_care.py",
    "tests/handlers/test_roster.py",
    "tests/test_packaging.py",
    "tests/test_story.py",
    "tests/handlers/test_group_requests.py",
    "tests/bot/test_sender.py",
    "tests/services/test_pledges.py",
    "tests/services/test_ledger_check.py",
    "tests/handlers/test_units.py",
    "tests/handlers/test_groups.py",
    "tests/bot/test_app.py",
    "tests/documents/test_code_sheet.py",
)
"""From the slowest on; all others follow in their own order."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every worker comes to the same order, as it has to."""
    place = {name: number for number, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
