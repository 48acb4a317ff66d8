"""The judge of the fault run: knows only the sandbox's log, what was broken on purpose, and the rows of the outbox."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """`delivered` counts accepted messages by chat; `expected` is why a chat can't be reached; `moved` new chat ids.

    `broken_after` counts lines that broke after acceptance, `in_hand` messages in a sender's hands at a kill.
    `rows` are (chat, status, reason) of the outbox; `sent` and `failed` (by reason) is what the report says.
    """

    people: Sequence[int]
    groups: Sequence[int]
    moved: Mapping[int, int]
    expected: Mapping[int, str]
    delivered: Counter[int]
    broken_after: Counter[int]
    in_hand: Counter[int]
    rows: Sequence[tuple[int, str, str]]
    reachable: AbstractSet[int]
    sent: int
    failed: Mapping[str, int]


def check(facts: Facts) -> list[str]:
    """Sentences about what holds; AssertionError with the first rule that is broken."""
    chats = [*facts.people, *facts.groups]
    to = {chat: facts.moved.get(chat, chat) for chat in chats}
    lost = [chat for chat in chats if chat not in facts.expected and not facts.delivered[to[chat]]]
    assert not lost, f"{len(lost)} lost: {lost[:10]}"
    intruders = [chat for chat in facts.expected if facts.delivered[to[chat]]]
    assert not intruders, f"delivered to who can't be reached: {intruders[:10]}"
    twice = {chat: facts.delivered[to[chat]] - 1 for chat in chats if facts.delivered[to[chat]] > 1}
    allowed = {chat: facts.broken_after[to[chat]] + facts.broken_after[chat] * (to[chat] != chat) for chat in twice}
    unexplained = {
        chat: more for chat, more in twice.items()
        if more > allowed[chat] + facts.in_hand[chat] + facts.in_hand[to[chat]] * (to[chat] != chat)
    }  # fmt: skip
    assert not unexplained, f"sent twice without a reason: {unexplained}"
    reasons = {chat: reason for chat, status, reason in facts.rows if status == "failed"}
    wrong = {chat: reasons.get(chat) for chat, reason in facts.expected.items() if reasons.get(chat) != reason}
    assert not wrong, f"wrong reasons: {dict(list(wrong.items())[:5])}"
    assert reasons.keys() == facts.expected.keys(), "somebody was given up who could be reached"
    marked = {chat for chat in facts.expected if chat > 0 and chat in facts.reachable}
    assert not marked, f"still marked reachable: {list(marked)[:5]}"
    assert facts.sent == len(chats) - len(facts.expected), (facts.sent, len(chats), len(facts.expected))
    assert facts.failed == Counter(facts.expected.values()), facts.failed
    more = sum(twice.values())
    at_kill = sum(max(0, one - allowed[chat]) for chat, one in twice.items())
    reasons_told = ", ".join(f"{why} {count}" for why, count in sorted(facts.failed.items()))
    return [
        f"lost: 0 of {len(chats) - len(facts.expected)}",
        f"sent more than once: {more}; {more - at_kill} by lines broken after acceptance, {at_kill} in hand at a kill",
        f"permanent failures, each with its reason: {reasons_told}",
        f"the report says {facts.sent} sent; the log of the sandbox says the same",
    ]
