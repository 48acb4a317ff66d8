"""What differs between two texts, word by word, and whether that looks like a minor change."""

import pytest

from domain import pledge, pledge_diff
from domain.pledge import PledgeText
from domain.pledge_diff import Change, Part, Piece, Size

OPENING = "Saya, {name}, pada {unit}, berjanji:"
POINTS = ("Saya bekerja jujur setiap hari.", "Saya tidak menerima suap dalam bentuk apa pun.", "Saya melayani 24 jam.")
CLOSING = "Janji ini saya buat tanpa paksaan dari siapa pun."


def text(
    version: str = "1", points: tuple[str, ...] = POINTS, *, preamble: str = OPENING, closing: str = CLOSING,
    more: str = "", head: str = "",
) -> PledgeText:  # fmt: skip
    listed = ", ".join(f'"{one}"' for one in points)
    return pledge.load(
        f'version = "{version}"\n{head}\n[id]\ntitle = "Pakta"\npreamble = "{preamble}"\npoints = [{listed}]\n'
        f'closing = "{closing}"\n{more}'
    )


ENGLISH = '[en]\ntitle = "Pledge"\npreamble = "I, {name}, promise:"\npoints = ["I work honestly."]\nclosing = "So."\n'


def pieces(before: PledgeText, after: PledgeText) -> list[Piece]:
    return [one for one in pledge_diff.compare(before, after).languages[0].pieces if one.change is not Change.SAME]


def marked(piece: Piece) -> str:
    marks = {Change.SAME: "{}", Change.ADDED: "+{}+", Change.REMOVED: "-{}-"}
    return "".join(marks[run.change].format(run.text) for run in piece.runs)


def test_the_same_words_differ_in_nothing_whatever_the_version() -> None:
    found = pledge_diff.compare(text("1"), text("2"))
    assert (found.is_none, found.proposal, found.before, found.after) == (True, Size.MINOR, "1", "2")
    assert [one.part for one in found.languages[0].pieces] == [
        Part.TITLE, Part.PREAMBLE, Part.POINT, Part.POINT, Part.POINT, Part.CLOSING
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Saya bekerja jujur.", "Saya bekerja dengan jujur.", "Saya bekerja +dengan +jujur."),
        ("Saya mau bekerja jujur.", "Saya bekerja jujur.", "Saya- mau- bekerja jujur."),
        ("tanpa paksaan, kini", "dengan rela, kini", "-tanpa paksaan,-+dengan rela,+ kini"),
        ("a b c d", "a x c d", "a -b-+x+ c d"),
        ("a b", "b a", "+b +a- b-"),
    ],
)
def test_words_that_came_and_went_are_marked(before: str, after: str, shown: str) -> None:
    (piece,) = pieces(text(closing=before), text(closing=after))
    assert (piece.part, piece.change, marked(piece)) == (Part.CLOSING, Change.CHANGED, shown)
    kept = [run.text for run in piece.runs if run.change is not Change.REMOVED]
    assert "".join(kept) == after


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ((*POINTS, "Baru."), [(Change.ADDED, None, 4)]),
        (("Baru.", *POINTS), [(Change.ADDED, None, 1)]),
        (POINTS[1:], [(Change.REMOVED, 1, None)]),
        ((POINTS[0], POINTS[2]), [(Change.REMOVED, 2, None)]),
        (("Lain sama sekali sekarang.", *POINTS[1:]), [(Change.REMOVED, 1, None), (Change.ADDED, None, 1)]),
        (("Baru.", "Saya bekerja jujur tiap hari.", *POINTS[1:]), [(Change.ADDED, None, 1), (Change.CHANGED, 1, 2)]),
        ((POINTS[1], POINTS[0], POINTS[2]), [(Change.ADDED, None, 1), (Change.REMOVED, 2, None)]),
    ],
)
def test_points_keep_together_what_belongs_together(
    after: tuple[str, ...], found: list[tuple[Change, int | None, int | None]]
) -> None:
    assert [(one.change, one.before, one.after) for one in pieces(text(), text("2", after))] == found
    assert pledge_diff.compare(text(), text("2", after)).proposal is Size.MAJOR


SLIGHT = "Saya tidak menerima suap dalam wujud apa pun."


@pytest.mark.parametrize(
    ("before", "after", "size"),
    [
        (text(), text(points=(POINTS[0], SLIGHT, POINTS[2])), Size.MINOR),
        (text(), text(points=(POINTS[0], POINTS[1].replace("tidak ", ""), POINTS[2])), Size.MAJOR),
        (text(), text(points=(*POINTS[:2], POINTS[2].replace("24", "12"))), Size.MAJOR),
        (text(), text(preamble=OPENING.replace("pada {unit}", "selaku {position}")), Size.MAJOR),
        (text(), text(closing=CLOSING.replace("tanpa", "dengan")), Size.MAJOR),
        (text(), text(closing="Demikian janji saya tanpa syarat."), Size.MAJOR),
        (text(), text(more=ENGLISH), Size.MINOR),
        (text(more=ENGLISH), text(), Size.MAJOR),
        (text(more=ENGLISH), text(more=ENGLISH.replace("I work", "I do not work")), Size.MAJOR),
        (text(), text(head='for_whom = "heads"'), Size.MAJOR),
    ],
)
def test_what_may_change_the_promise_is_proposed_as_major(before: PledgeText, after: PledgeText, size: Size) -> None:
    found = pledge_diff.compare(before, after)
    assert (found.proposal, found.is_none) == (size, False)


def test_a_language_that_came_or_went_is_shown_whole() -> None:
    came = pledge_diff.compare(text(), text(more=ENGLISH))
    assert [(one.language, one.change) for one in came.languages] == [("id", Change.SAME), ("en", Change.ADDED)]
    assert [marked(one) for one in came.languages[1].pieces][2] == "+I work honestly.+"
    went = pledge_diff.compare(text(more=ENGLISH), text())
    assert [(one.language, one.change) for one in went.languages] == [("id", Change.SAME), ("en", Change.REMOVED)]
    assert went.languages[1].pieces[2].before == 1


def test_another_purpose_is_told() -> None:
    assert pledge_diff.compare(text(), text(head='for_whom = "heads"')).for_whom == ("everybody", "heads")
