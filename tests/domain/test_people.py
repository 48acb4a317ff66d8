"""An actor answers for its account."""

from domain.people import Account, Actor


def test_an_actor_speaks_through_its_account() -> None:
    actor = Actor(Account(telegram_id=7, language="en", consent_version="", reachable=True))
    assert (actor.telegram_id, actor.language, actor.grants, actor.unit_path) == (7, "en", (), ())
