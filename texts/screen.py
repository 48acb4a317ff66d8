"""What is shown to a person, as plain values: text, buttons and files, without a word about how Telegram is called.

Limits of the Bot API are checked where a value is made, so that a wrong screen fails in a test and not in a chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

Style = Literal["primary", "success", "danger"]

MAX_ACTION_BYTES: Final = 64
MAX_COPY: Final = 256
MAX_ROW: Final = 8
MAX_BUTTONS: Final = 100
MAX_PLACEHOLDER: Final = 64
_SCHEMES: Final = ("https://", "http://", "tg://")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: `action` is callback data, `url` opens a page, `copy` fills the clipboard.

    Raises:
        ValueError: not exactly one of the three is given, or one is out of the limits of the Bot API.
    """

    text: str
    action: str | None = None
    url: str | None = None
    copy: str | None = None
    style: Style | None = None

    def __post_init__(self) -> None:
        _check(
            f"button {self.text!r}",
            (bool(self.text.strip()), "needs a text"),
            (
                sum(target is not None for target in (self.action, self.url, self.copy)) == 1,
                "needs exactly one of action, url and copy",
            ),
            (self.action is None or 1 <= len(self.action.encode()) <= MAX_ACTION_BYTES, "has 1 to 64 bytes of action"),
            (self.copy is None or 1 <= len(self.copy) <= MAX_COPY, "copies 1 to 256 characters"),
            (self.url is None or self.url.startswith(_SCHEMES), "has an address that Telegram does not open"),
            (self.style is None or self.style in get_args(Style), "has an unknown style"),
        )


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is sent with a message: its name, content and media type."""

    name: str
    data: bytes = field(repr=False)
    mime: str

    def __post_init__(self) -> None:
        _check(f"file {self.name!r}", (bool(self.name and self.data), "needs a name and content"))


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button in place of the letter keyboard: sends its text, or the person's own contact."""

    text: str
    contact: bool = False

    def __post_init__(self) -> None:
        _check(f"button {self.text!r}", (bool(self.text.strip()), "needs a text"))


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Buttons in place of the letter keyboard, with a hint for the input field."""

    rows: tuple[tuple[ReplyButton, ...], ...]
    placeholder: str | None = None

    def __post_init__(self) -> None:
        _check(
            "keyboard",
            (bool(self.rows) and all(self.rows), "needs rows with buttons"),
            (
                self.placeholder is None or 1 <= len(self.placeholder) <= MAX_PLACEHOLDER,
                "has a hint of 1 to 64 characters",
            ),
        )


@dataclass(frozen=True, slots=True)
class RemoveKeyboard:
    """The wish to give the letter keyboard back."""


REMOVE_KEYBOARD: Final = RemoveKeyboard()


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: HTML text (the caption when there is a photo or a document) and the buttons below it.

    `protect` forbids forwarding and saving, `silent` sends without a sound, `preview` lets Telegram show a linked page.
    With `entities`, dicts of the Bot API, the text is no HTML but what people see, formatted by them; such a text is
    sent whole. `photo_id` and `document_id` are files that Telegram holds already.

    Raises:
        ValueError: the parts do not fit together or pass the limits of the Bot API.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    photo: bytes | None = field(default=None, repr=False)
    document: Attachment | None = None
    keyboard: Keyboard | RemoveKeyboard | None = None
    protect: bool = False
    silent: bool = False
    preview: bool = False
    entities: tuple[Mapping[str, Any], ...] | None = None
    photo_id: str = ""
    document_id: str = ""

    @property
    def has_file(self) -> bool:
        """Whether the text is the caption of a photo or a document."""
        return any((self.photo, self.document, self.photo_id, self.document_id))

    def __post_init__(self) -> None:
        files = sum(map(bool, (self.photo, self.document, self.photo_id, self.document_id)))
        _check(
            "message",
            (files <= 1, "carries a photo or a document, not both"),
            (files == 1 or bool(self.text.strip()), "needs a text or a file"),
            (not self.buttons or self.keyboard is None, "has buttons below it or changes the keyboard, not both"),
            (all(1 <= len(row) <= MAX_ROW for row in self.buttons), "has rows of 1 to 8 buttons"),
            (sum(len(row) for row in self.buttons) <= MAX_BUTTONS, "has at most 100 buttons"),
        )


def _check(subject: str, *rules: tuple[bool, str]) -> None:
    """Raises ValueError with the first rule that does not hold."""
    for holds, rule in rules:
        if not holds:
            message = f"{subject} {rule}"
            raise ValueError(message)
