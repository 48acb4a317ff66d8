"""What people read when a deadline that they were reminded of was moved, edited or cancelled."""

from dataclasses import replace

from domain.deadline_change import ChangeNews, Told
from texts import deadline_words as words
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen


def changed(place: Place, news: ChangeNews) -> Screen:
    """What the person knew and what holds now, each difference with both; the way to it while it is theirs."""
    _ = translator(place.language)
    before, after = news.before.state, news.after.state
    gone = after.cancelled or not news.mine
    text = render(
        "deadline_changes/changed", place.language, kind=_kind(news), title=(before if gone else after).title,
        before=before, after=after,
        whom_before=_whom(news.before, place.language), whom=_whom(news.after, place.language),
        rule_before=words.rule(before.rule, place.language), rule=words.rule(after.rule, place.language),
        mine=news.mine, tz=place.tz, now=place.now,
    )  # fmt: skip
    if gone:
        return Screen(text)
    opens = encode("deadlines.show", news.deadline_id, 0)
    return Screen(text, ((Button(_("Lihat tenggat"), opens, style="primary"),),))


def _kind(news: ChangeNews) -> str:
    before, after = news.before.state, news.after.state
    if after.cancelled:
        return "cancelled"
    if not news.mine:
        return "edited"
    return "edited" if after.tells_more_than(replace(before, due_at=after.due_at)) else "moved"


def _whom(told: Told, language: str) -> str:
    return words.whom(told.state.audience, told.unit, told.other, told.in_charge, language)
