"""Commands: names that Telegram takes, menus per language, and texts that name commands in the reader's language."""

import re
from collections import Counter

import pytest

from domain.rights import Action
from texts import catalogue
from texts.catalogue import LANGUAGES
from texts.commands import COMMANDS, descriptions, menu
from texts.errors import SENTENCES

NAME = re.compile(r"[a-z0-9_]{1,32}")
MENTION = re.compile(r"(?<![\w/<])/([a-z_]+)")
KEY_BY_NAME = {name: command.key for command in COMMANDS for name in command.names}
EVERYBODY: frozenset[Action] = frozenset()


def mentioned(text: str) -> list[str]:
    return MENTION.findall(text)


def sources() -> list[tuple[str, str, str]]:
    """(language, source, translation) of every message without a plural, the source also as its own translation."""
    rows = []
    for language in LANGUAGES:
        if language == catalogue.SOURCE:
            continue
        for message in catalogue.read(catalogue.source_of(language).read_bytes(), language):
            if isinstance(message.id, str) and isinstance(message.string, str):
                rows += [(catalogue.SOURCE, message.id, message.id), (language, message.id, message.string)]
    return [row for row in rows if mentioned(row[1]) or mentioned(row[2])]


@pytest.mark.parametrize("name", sorted(KEY_BY_NAME))
def test_telegram_takes_the_name_of_a_command(name: str) -> None:
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", [False, True])
def test_names_are_unique_in_a_menu(language: str, group: bool) -> None:
    names = Counter(name for name, _ in menu(language, group=group, everything=True))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_name_stands_for_two_commands() -> None:
    owners = Counter(name for command in COMMANDS for name in set(command.names))
    assert [name for name, count in owners.items() if count > 1] == []


def test_every_command_has_a_place_and_its_own_key() -> None:
    assert all(command.private or command.group for command in COMMANDS)
    assert len({command.key for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", [False, True])
def test_descriptions_have_a_length_that_telegram_takes(language: str, group: bool) -> None:
    described = menu(language, group=group, everything=True)
    assert len(described) <= 100
    assert [name for name, about in described if not 1 <= len(about) <= 256] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_what_the_bot_says_of_itself(language: str) -> None:
    long, short = descriptions(language)
    assert 1 <= len(long) <= 512
    assert 1 <= len(short) <= 120


@pytest.mark.parametrize(
    ("language", "group", "expected"),
    [
        ("id", False, "start pakta status tenggat periksa saya bahasa privasi bantuan batal"),
        ("en", False, "start pledge status deadlines verify me language privacy help cancel"),
        ("id", True, "status tenggat bantuan"),
        ("en", True, "status deadlines help"),
    ],
)
def test_the_menu_of_everybody(language: str, group: bool, expected: str) -> None:
    assert [name for name, _ in menu(language, group=group)] == expected.split()


@pytest.mark.parametrize(
    ("group", "right", "added"),
    [
        (False, Action.ANNOUNCE, {"umumkan"}),
        (False, Action.LINK_GROUP, set()),
        (True, Action.LINK_GROUP, {"hubungkan", "lepaskan", "deklarasi"}),
        (True, Action.ANNOUNCE, set()),
    ],
)
def test_a_right_adds_its_commands_where_they_work(group: bool, right: Action, added: set[str]) -> None:
    before = {name for name, _ in menu("id", group=group, allowed=EVERYBODY)}
    after = {name for name, _ in menu("id", group=group, allowed=frozenset({right}))}
    assert after - before == added


@pytest.mark.parametrize(("language", "source", "translation"), sources())
def test_a_text_names_commands_in_the_language_of_its_reader(language: str, source: str, translation: str) -> None:
    names = mentioned(translation)
    assert [KEY_BY_NAME.get(name, name) for name in names] == [
        KEY_BY_NAME.get(name, name) for name in mentioned(source)
    ]
    right = {command.name(language) for command in COMMANDS}
    assert [name for name in names if name not in right] == []


def test_commands_are_found_in_texts() -> None:
    assert mentioned("Kirim /start, <code>/periksa {code}</code>: /batal. </b> Bapak/Ibu WBK/WBBM 90/2021") == [
        "start",
        "periksa",
        "batal",
    ]
    assert len(sources()) > 2 * sum(bool(mentioned(text)) for text in SENTENCES.values())
