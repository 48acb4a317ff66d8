"""The body of an entry: every byte of a value stands in it, and no value can pass for another line."""

import hashlib

import pytest

from domain import seal

FACTS = {"name": "Siti", "shown": "Baris 1\nBaris 2\n\nakhir", "reason": ""}
BODY = (
    "form: zibot ledger 1\nsequence: 2\nprevious: ab\nkey: 0123456789abcdef\nkind: signature\n"
    "name: Siti\nshown: Baris 1\n\tBaris 2\n\t\n\takhir\nreason: \n"
)
HEAD = {"form": seal.FORM, "sequence": "2", "previous": "ab", "key": "0123456789abcdef", "kind": "signature"}


def test_a_body_is_these_bytes() -> None:
    assert seal.body(2, "ab", "0123456789abcdef", "signature", FACTS) == BODY
    assert BODY.startswith(seal.head(2, "ab"))


def test_a_body_gives_back_its_facts() -> None:
    assert seal.facts_of(BODY) == HEAD | FACTS


@pytest.mark.parametrize(
    ("one", "other"),
    [("a\nb", "a\rb"), ("a\r\nb", "a\nb"), ("é", "e\u0301"), ("a\u0340", "a\u0300"), ("a", "a "), ("a\n\tb", "a\nb")],
)
def test_values_that_only_look_alike_make_different_bodies(one: str, other: str) -> None:
    first, second = (seal.lines({"reason": value}) for value in (one, other))
    assert first != second
    assert [seal.facts_of(text)["reason"] for text in (first, second)] == [one, other]


def test_a_value_cannot_pass_for_another_line() -> None:
    assert seal.facts_of(seal.lines({"name": "x\nkind: text", "kind": "decline"})) == {
        "name": "x\nkind: text", "kind": "decline"
    }  # fmt: skip


def test_the_link_is_the_digest_of_body_and_seal() -> None:
    given = bytes(range(64))
    assert seal.link(BODY, given) == hashlib.sha256(BODY.encode() + given).hexdigest()
    assert seal.FIRST_LINK == "0" * 64


@pytest.mark.parametrize("text", ["", "no key", "\tgoes on", "a: 1\nno key\n"])
def test_what_is_no_body_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        seal.facts_of(text)


def test_the_canonical_text_of_a_pledge_forgives_what_only_looks_different() -> None:
    assert seal.one_value("e\u0301\r\nb\rc") == "é\n\tb\n\tc"
