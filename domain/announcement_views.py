"""What the screens of announcements show: where the writing stands, what can be chosen, the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.announcement import Announcement, Audience, Body, Progress, Reach


class Mode(StrEnum):
    """What the writing is for: a new announcement, one that has not begun to go out, or one that has."""

    NEW = "new"
    EDIT = "edit"
    CORRECT = "correct"


class Ask(StrEnum):
    """What is on the screen: the wait for the body, the preview with all choices, or one of the choices."""

    BODY = "body"
    DESK = "desk"
    WHOM = "whom"
    UNIT = "unit"
    ROLE = "role"
    KIND = "kind"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: what the button says back, its label ("" where the screen has one), its mark."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """An announcement as written so far.

    `key` names this state of it, `units` are names of chosen units, `send_at` None is at once, `needs_approval` tells
    that another admin must approve it, `album` that more files came along than can be sent. `number` is that of the
    announcement which is changed, 0 for a new one.
    """

    key: str
    mode: Mode
    number: int
    body: Body
    audience: Audience
    units: tuple[str, ...]
    reach: Reach
    send_at: datetime | None
    ask_read: bool
    needs_approval: bool
    album: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown next. `desk` is None while there is no body; `again` shows the body anew above.

    `options` are those of page `page` of `pages`, from 0; `words` were looked for.
    """

    ask: Ask
    mode: Mode
    desk: Desk | None = None
    options: Sequence[Option] = ()
    page: int = 0
    pages: int = 1
    words: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An announcement of the board; `progress` only while it is going out."""

    announcement: Announcement
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Board:
    """One page (from 0) of all announcements, the newest first; `unsent` tells that one is being written."""

    rows: tuple[BoardRow, ...]
    page: int
    pages: int
    unsent: bool
    may_announce: bool


@dataclass(frozen=True, slots=True)
class Review:
    """What an announcement says exactly, or would say once a correction is approved, and whom it is for.

    `version` is the number of what is shown, `decides` tells that the reader may approve or refuse it.
    """

    announcement: Announcement
    body: Body
    version: int
    units: tuple[str, ...]
    reach: Reach
    decides: bool
