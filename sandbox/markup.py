"""Reply markup: what the server accepts and how it words a refusal."""

from dataclasses import dataclass
from typing import Any, Final

from sandbox.entities import valid_url
from sandbox.errors import bad_request, cant_parse
from sandbox.params import Params
from sandbox.state import Chat, Json

MAX_BUTTONS: Final = 100
MAX_BUTTONS_A_ROW: Final = 8
MAX_CALLBACK_DATA: Final = 64
MAX_COPY_TEXT: Final = 256
PRIVATE_ONLY: Final = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
}
STYLES: Final = frozenset({"danger", "success", "primary", "link"})
ACTIONS: Final = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


@dataclass(frozen=True, slots=True)
class Markup:
    """What came as reply_markup: inline rows, or a reply keyboard that is set, removed or a forced reply."""

    inline: list[list[Json]] | None = None
    keyboard: Json | None = None
    remove: bool = False
    force_reply: bool = False

    @property
    def is_inline(self) -> bool:
        """Whether it belongs to the message itself (or there is none)."""
        return self.keyboard is None and not self.remove and not self.force_reply


def read_markup(params: Params, chat: Chat) -> Markup:
    """The markup of a call; a 400 for what Telegram refuses."""
    value = params.json("reply_markup")
    if value is None:
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        return Markup(inline=_inline(value["inline_keyboard"]) or None)
    if "keyboard" in value:
        rows = _rows(value["keyboard"], "keyboard")
        return Markup(keyboard={**value, "keyboard": [[_key(key, chat) for key in row] for row in rows]})
    return Markup(remove=bool(value.get("remove_keyboard")), force_reply=bool(value.get("force_reply")))


def _rows(value: Any, name: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise cant_parse("reply markup", name + " must be an Array of Arrays")
    rows = [row for row in value if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def _inline(value: Any) -> list[list[Json]]:
    return [[_button(button) for button in row] for row in _rows(value, "inline_keyboard")]


def _button(button: Any) -> Json:
    wrong = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(wrong + "expected an Object")
    _check_text(button, wrong)
    actions = [name for name in ACTIONS if name in button]
    if not actions:
        raise bad_request(wrong + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(wrong + "exactly one action must be specified")
    if actions == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["copy_text"]:
        _check_copy(button["copy_text"], wrong)
    if actions == ["url"]:
        if (url := valid_url(str(button["url"]))) is None:
            reason = f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
            raise bad_request(reason)
        return {**button, "url": url}
    return button


def _check_text(button: Json, wrong: str) -> None:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(wrong + 'Can\'t find field "text"')
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if button.get("style") is not None and button["style"] not in STYLES:
        raise bad_request(wrong + "unsupported style")


def _check_copy(copied: Any, wrong: str) -> None:
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= MAX_COPY_TEXT:
        raise bad_request(wrong + "copied text must be 1-256 characters long")


def _key(key: Any, chat: Chat) -> Json:
    if isinstance(key, str):
        key = {"text": key}
    wrong = "can't parse keyboard button: "
    if not isinstance(key, dict):
        raise bad_request(wrong + "expected an Object")
    _check_text(key, wrong)
    if chat.person is None:
        for field, refusal in PRIVATE_ONLY.items():
            if key.get(field):
                raise bad_request(refusal)
    return key
