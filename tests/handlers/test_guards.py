"""What stands before every handler: floods, bots, channels."""

from typing import Any

from handlers.guards import Pace
from sandbox.state import Json
from tests.handlers.dialogue import House, says, writes

LIMIT = 60


def answers_to(house: House, chat: int) -> list[str]:
    return [one.text for one in house.box.messages(chat) if one.sender.is_bot]


async def test_a_flood_of_one_person_is_slowed_and_stops_nobody_else(own_house: House) -> None:
    flooder, siti = await own_house.colleague(), await own_house.colleague()
    for _ in range(150):
        own_house.box.people.text(flooder.id, flooder.id, "halo")
    await own_house.talk(siti, (writes("/saya"), says(siti.employee.name)))
    await own_house.settled()
    assert len(answers_to(own_house, flooder.id)) == LIMIT


async def test_bots_channels_and_chats_of_unknown_kinds_are_ignored(own_house: House) -> None:
    person: Json = {"id": 900_001, "is_bot": False, "first_name": "Orang"}
    robot: Json = {"id": 900_002, "is_bot": True, "first_name": "Robot"}
    private: Json = {"id": 900_001, "type": "private", "first_name": "Orang"}
    channel: Json = {"id": -1009002, "type": "channel", "title": "Kanal"}
    supergroup: Json = {"id": -1009003, "type": "supergroup", "title": "Grup"}
    strange = [
        message(channel, sender_chat=channel),
        message({**private, "id": 900_002}, **{"from": robot}),
        message(supergroup, **{"from": robot, "sender_chat": channel}),
        message({"id": 5, "type": "planet"}, **{"from": person}),
        message(supergroup, sender_chat=supergroup),
    ]
    number = [own_house.box.updates.add("message", one["chat"]["id"], one) for one in strange]
    assert None not in number
    before = len(own_house.box.log)
    await own_house.settled()
    sent = [call.method for call in own_house.box.log[before:] if call.method.startswith(("send", "edit", "answer"))]
    assert sent == []
    assert own_house.rows("select count(*) from inbox") == [(0,)]
    assert own_house.rows("select count(*) from accounts where telegram_id in (900001, 900002, 5)") == [(0,)]


def message(chat: Json, **more: Any) -> Json:
    entity: Json = {"type": "bot_command", "offset": 0, "length": 6}
    return {"message_id": 1, "date": 1_800_000_000, "chat": chat, "text": "/start", "entities": [entity], **more}


def test_an_account_that_goes_too_fast_is_held_back_alone() -> None:
    pace = Pace(limit=3, seconds=1000.0)
    assert [pace.allows(1) for _ in range(5)] == [True, True, True, False, False]
    assert pace.allows(2)


def test_after_the_span_an_account_may_go_on() -> None:
    pace = Pace(limit=1, seconds=-1.0)
    assert [pace.allows(1) for _ in range(3)] == [True, True, True]


def test_the_accounts_seen_longest_ago_are_forgotten_first() -> None:
    pace = Pace(limit=1, seconds=1000.0, remembered=2)
    assert [pace.allows(one) for one in (1, 2, 3)] == [True, True, True]
    assert (pace.allows(3), pace.allows(2), pace.allows(1)) == (False, False, True)
