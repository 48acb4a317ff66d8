"""Papers that show that a task is done: sending them, and who may see them opening them."""

from typing import Final

from domain.deadline_views import Paper, PaperDesk, PaperList, PaperReceived
from domain.folding import shortened
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.evidence_items import size_words
from texts.place import Place
from texts.screen import Attachment, Button, Screen

LONGEST_BUTTON: Final = 30
PAGE: Final = 8


def desk(place: Place, found: PaperDesk, megabytes: int) -> Screen:
    """Waits for a photo or a document; `megabytes` is the largest file."""
    _ = translator(place.language)
    text = render(
        "done_papers/desk", place.language, deadline=found.deadline, given=found.given, megabytes=megabytes,
        tz=place.tz, now=place.now,
    )  # fmt: skip
    return Screen(text, ((Button(_("Kembali"), encode("deadlines.show", found.deadline.id)),),))


def received(place: Place, given: PaperReceived) -> Screen:
    """A paper has come in, and with it the task is done; an answer to this message counts as a paper, too."""
    _ = translator(place.language)
    text = render(
        "done_papers/received", place.language, title=given.deadline.title, name=given.name, is_new=given.is_new,
        count=given.count, was_done=given.was_done,
    )  # fmt: skip
    rows = (
        (Button(_("Kirim bukti lain"), encode("paper.open", given.deadline.id)),),
        (Button(_("Buka tenggat"), encode("deadlines.show", given.deadline.id)),),
    )
    return Screen(text, rows)


def listing(place: Place, found: PaperList) -> Screen:
    """A page of the papers of a deadline, each a button that sends it."""
    _ = translator(place.language)
    number = found.deadline.id
    rows = [_paper_row(one, found.page * PAGE + at) for at, one in enumerate(found.papers, start=1)]
    turns = ((_("‹ Sebelumnya"), found.page - 1), (_("Berikutnya ›"), found.page + 1))
    turn = tuple(Button(words, encode("paper.list", number, to)) for words, to in turns if 0 <= to < found.pages)
    rows += [turn] if turn else []
    rows.append((Button(_("Kembali"), encode("deadlines.show", number)),))
    lines = [
        {
            "number": found.page * PAGE + at, "name": shortened(one.name, 80), "by": one.employee, "at": one.at,
            "size": size_words(one.size, place.language),
        }
        for at, one in enumerate(found.papers, start=1)
    ]  # fmt: skip
    text = render(
        "done_papers/list", place.language, title=found.deadline.title, papers=lines, count=found.count,
        page=found.page + 1, pages=found.pages, tz=place.tz,
    )  # fmt: skip
    return Screen(text, tuple(rows))


def sent(place: Place, paper: Paper, title: str, content: bytes) -> Screen:
    """The paper itself, with who gave it for which deadline."""
    text = render("done_papers/sent", place.language, title=title, by=paper.employee, at=paper.at, tz=place.tz)
    return Screen(text, document=Attachment(paper.name, content, paper.media_type))


def _paper_row(one: Paper, number: int) -> tuple[Button, ...]:
    return (Button(f"📄 {number}. {shortened(one.name, LONGEST_BUTTON - 6)}", encode("paper.send", one.id)),)
