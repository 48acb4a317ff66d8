"""A screen that Telegram would refuse cannot be made."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pytest

from texts.screen import REMOVE_KEYBOARD, Attachment, Button, Keyboard, ReplyButton, Screen

YES = Button("Ya", action="yes")
FILE = Attachment("pakta.pdf", b"%PDF", "application/pdf")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Button("Ya"), "exactly one of"),
        (lambda: Button("Ya", action="a", url="https://example.go.id"), "exactly one of"),
        (lambda: Button("Ya", action="a", copy="b"), "exactly one of"),
        (lambda: Button(" ", action="a"), "needs a text"),
        (lambda: Button("Ya", action=""), "1 to 64 bytes"),
        (lambda: Button("Ya", action="x" * 65), "1 to 64 bytes"),
        (lambda: Button("Ya", action="é" * 33), "1 to 64 bytes"),
        (lambda: Button("Ya", copy=""), "copies 1 to 256"),
        (lambda: Button("Ya", copy="x" * 257), "copies 1 to 256"),
        (lambda: Button("Ya", url="javascript:alert(1)"), "does not open"),
        (lambda: Button("Ya", action="a", style="green"), "unknown style"),  # type: ignore[arg-type]
        (lambda: Screen(" "), "needs a text or a file"),
        (lambda: Screen("Halo", ((),)), "rows of 1 to 8"),
        (lambda: Screen("Halo", ((YES,) * 9,)), "rows of 1 to 8"),
        (lambda: Screen("Halo", ((YES,) * 8,) * 13), "at most 100"),
        (lambda: Screen("Halo", photo=b"png", document=FILE), "not both"),
        (lambda: Screen("Halo", ((YES,),), keyboard=REMOVE_KEYBOARD), "not both"),
        (lambda: Attachment("", b"x", "text/plain"), "needs a name and content"),
        (lambda: Attachment("a.txt", b"", "text/plain"), "needs a name and content"),
        (lambda: ReplyButton(""), "needs a text"),
        (lambda: Keyboard(()), "needs rows"),
        (lambda: Keyboard(((),)), "needs rows"),
        (lambda: Keyboard(((ReplyButton("Ya"),),), placeholder="x" * 65), "hint of 1 to 64"),
    ],
)
def test_what_telegram_refuses_is_refused_at_once(make: Callable[[], object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Button("Ya", action="x" * 64, style="success"),
        lambda: Button("Salin", copy="x" * 256),
        lambda: Button("Buka", url="tg://user?id=1"),
        lambda: Screen("Halo", (((YES,) * 8,) * 12) + ((YES,) * 4,)),
        lambda: Screen("", document=FILE),
        lambda: Screen("", photo=b"png", buttons=((YES,),), protect=True),
        lambda: Screen("Halo", keyboard=Keyboard(((ReplyButton("Kirim nomor", contact=True),),), "Tekan tombol")),
        lambda: Screen("Halo", keyboard=REMOVE_KEYBOARD),
    ],
)
def test_what_telegram_takes_can_be_made(make: Callable[[], object]) -> None:
    assert make() == make()


def test_a_screen_cannot_be_changed() -> None:
    screen = Screen("Halo")
    with pytest.raises(FrozenInstanceError):
        screen.text = "x"  # type: ignore[misc]


def test_the_content_of_files_stays_out_of_logs() -> None:
    assert "secret" not in repr(Screen("Halo", document=Attachment("a.pdf", b"secret", "application/pdf")))
    assert "secret" not in repr(Screen("Halo", photo=b"secret"))
