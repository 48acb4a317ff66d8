"""What the sandbox knows: people, chats, messages, and the pieces they are made of."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sandbox.entities import Entity
from sandbox.files import StoredFile

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

RIGHTS: Final = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)
PERMISSIONS: Final = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
PRESENT: Final = frozenset({"creator", "administrator", "member", "restricted"})
ADMINS: Final = frozenset({"creator", "administrator"})


@dataclass(slots=True)
class User:
    """A person or the bot; `started` and `blocked` speak of the private chat with the bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str | None = None
    language_code: str = "id"
    phone: str | None = None
    label: str = ""
    is_bot: bool = False
    privacy_mode: bool = True
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's standing in a group; `rights` only for administrators."""

    user_id: int
    status: Status
    rights: frozenset[str] = frozenset()


@dataclass(slots=True)
class Topic:
    """A forum topic, named by the id of the message that created it."""

    id: int
    name: str
    closed: bool = False
    icon_color: int = 7322096


@dataclass(frozen=True, slots=True)
class Media:
    """A picture (with its size in pixels) or a document in a message."""

    kind: Literal["photo", "document"]
    file: StoredFile


@dataclass(slots=True, eq=False)
class Message:
    """A message as stored; `text` is the caption where there is media; `inline` are rows of button objects."""

    id: int
    chat: "Chat"
    sender: User
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    media: Media | None = None
    contact: Json | None = None
    service: Json | None = None
    topic: int | None = None
    reply_to: int | None = None
    inline: list[list[Json]] | None = None
    had_keyboard: bool = False
    album: str | None = None
    edited: int | None = None
    reactions: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat (its id is the person's) or a group with its members, topics and messages."""

    id: int
    kind: ChatKind
    title: str
    person: User | None = None
    forum: bool = False
    description: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: Json | None = None
    read: dict[int, int] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0

    def member(self, user_id: int) -> Member:
        """Somebody's standing, `left` for who never was here."""
        return self.members.get(user_id) or Member(user_id, "left")

    def has(self, user_id: int) -> bool:
        """Whether somebody takes part now."""
        return self.member(user_id).status in PRESENT

    def is_admin(self, user_id: int) -> bool:
        """Whether somebody is the owner or an administrator."""
        return self.member(user_id).status in ADMINS

    def may(self, user_id: int, right: str) -> bool:
        """Whether somebody has an administrator's right here; the owner has all."""
        member = self.member(user_id)
        return member.status == "creator" or (member.status == "administrator" and right in member.rights)

    def present(self) -> list[int]:
        """Ids of all who take part."""
        return [user_id for user_id, member in self.members.items() if member.status in PRESENT]


@dataclass(frozen=True, slots=True)
class Answer:
    """How the bot answered a callback query."""

    text: str
    alert: bool
    url: str


@dataclass(slots=True, eq=False)
class Query:
    """A press of an inline button that waits for the bot's answer."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    born: float
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One API call as it came and how it ended; `time` in Unix seconds of the sandbox's clock."""

    method: str
    chat_id: int | None
    accepted: bool
    message_id: int | None
    time: float
    code: int = 200
    description: str = ""
    params: Json = field(default_factory=dict)
