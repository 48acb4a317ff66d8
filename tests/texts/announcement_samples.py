"""Samples of announcements: writing one, the message itself, its report, the board, and what admins hear of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.announcement import Announcement, Audience, Body, Miss, Move, Progress, Reach, State
from domain.announcement_views import Ask, Board, BoardRow, Desk, Mode, Option, Review, Step
from domain.delivery import Reason
from domain.groups import DEMOTED
from domain.rights import Role
from tests.texts.cast import LONG_UNIT, NOW, SITI, UNIT, place
from texts import announcement_board as board
from texts import announcement_posts as posts
from texts import announcements as texts
from texts.screen import Screen

Sample = Callable[[str], Screen | str]

BOLD: tuple[Mapping[str, Any], ...] = ({"type": "bold", "offset": 0, "length": 12},)
BODY = Body("Apel bersama Senin pukul 07.30 di halaman kantor.\n\nMohon hadir <tepat waktu> & berpakaian rapi.", BOLD)
LONG = Body("Mohon hadir. " * 310)
PHOTO = Body("", (), {"kind": "photo", "id": "AgACAgUAAx", "name": ""})
PAPER = Body(
    "Surat edaran <baru>", (), {"kind": "document", "id": "BQACAgUAAx", "name": "Surat <Edaran> & Lampiran.pdf"}
)
NAMES = (UNIT.name, LONG_UNIT.name)
REACH = Reach(10_250, 1_043, 87, 24, 3)
WIDE = Audience(groups=True, people=True)
NARROW = Audience(
    groups=True, people=True, units=(4, 9), roles=(Role.UNIT_HEAD, Role.ZI_TEAM), kinds=("puskesmas", "opd")
)  # fmt: skip
PEOPLE = Audience(groups=False, people=True)
DESK = Desk(
    "5000000001-1767574800000-12", Mode.NEW, 0, BODY, Audience(), (), Reach(groups=24), None,
    ask_read=False, needs_approval=False,
)  # fmt: skip
RICH = replace(
    DESK, body=PHOTO, audience=NARROW, units=NAMES, reach=REACH, send_at=NOW + timedelta(days=2), ask_read=True,
    needs_approval=True, album=True,
)  # fmt: skip
MANY = replace(RICH, audience=replace(PEOPLE, units=tuple(range(9))), units=tuple(f"Unit {one}" for one in range(9)))
CORRECTION = replace(DESK, mode=Mode.CORRECT, number=12, reach=Reach(), needs_approval=True)
ONE = Announcement(
    12, State.SENDING, BODY, 1, WIDE, NOW, ask_read=True, author_id=SITI.id, author=SITI.name, created_at=NOW,
    started_at=NOW,
)  # fmt: skip
LATER = replace(ONE, state=State.SCHEDULED, send_at=NOW + timedelta(days=2), started_at=None)
WAITS = replace(LATER, state=State.WAITING)
FROM_CLI = replace(WAITS, author="", author_id=None, audience=NARROW, send_at=NOW, body=PAPER)
DONE = replace(ONE, state=State.DONE, expanded_at=NOW, finished_at=NOW + timedelta(minutes=7))
CORRECTED = replace(DONE, proposed=2, proposed_body=LONG)
PROGRESS = Progress(
    queued=4_920, sent=5_300,
    failed={Reason.BLOCKED: 17, Reason.NO_RIGHTS: 1, Miss.CANCELLED: 2, "unheard_of": 1, Reason.NETWORK: 3},
    unreachable={Miss.NEVER_STARTED: 1_043, Miss.UNREACHABLE: 87, DEMOTED: 3}, reads=2_111, expanded=False,
)  # fmt: skip
FEW = Progress(sent=1)


def _step(
    ask: Ask, desk: Desk, options: Sequence[Option] = (), page: int = 0, pages: int = 1, words: str = ""
) -> Sample:
    made = Step(ask, desk.mode, desk, options, page, pages, words, again=True)
    return lambda language: texts.step(place(language), made)[-1]


def _report(one: Announcement, progress: Progress) -> Sample:
    return lambda language: posts.report(place(language), one, progress)


def _post(body: Body, *, ask_read: bool) -> Sample:
    return lambda language: posts.post(place(language), 12, body, ask_read=ask_read)


def _decided(*, approved: bool, correction: bool) -> Sample:
    return lambda language: posts.decided(
        place(language), DONE, "Budi <Misalnya>", approved=approved, correction=correction
    )  # fmt: skip


def _review(found: Review) -> Sample:
    return lambda language: board.review(place(language), found)


def _board(
    rows: Sequence[BoardRow], page: int = 0, pages: int = 1, *, unsent: bool = False, may: bool = True
) -> Sample:
    return lambda language: board.board(place(language), Board(tuple(rows), page, pages, unsent, may))


UNITS = (Option("4", UNIT.name, chosen=True), Option("9", LONG_UNIT.name, chosen=False))
ROWS = [BoardRow(ONE, PROGRESS)] + [
    BoardRow(replace(ONE, id=number, state=state, body=body, started_at=None), None)
    for number, (state, body) in enumerate(zip(State, (BODY, PAPER, PHOTO, LONG, BODY, BODY, BODY), strict=True))
]

ANNOUNCEMENT_SAMPLES: dict[str, Sample] = {
    "announce: asked for the body": lambda language: texts.ask(place(language)),
    "announce: asked for the corrected body": lambda language: texts.ask(place(language), correction=True),
    "announce: preview of the body": lambda language: texts.preview(place(language), RICH),
    "announce: preview": _step(Ask.DESK, DESK),
    "announce: preview with everything": _step(Ask.DESK, RICH),
    "announce: preview, nobody to reach": _step(Ask.DESK, replace(DESK, reach=Reach(lame_groups=1))),
    "announce: preview, nobody at all": _step(Ask.DESK, replace(DESK, reach=Reach())),
    "announce: preview of an edit": _step(Ask.DESK, replace(MANY, mode=Mode.EDIT, number=12)),
    "announce: preview of a correction": _step(Ask.DESK, CORRECTION),
    "announce: desk": lambda language: texts.desk(place(language), DESK),
    "announce: for whom": _step(Ask.WHOM, DESK),
    "announce: for whom, narrowed": lambda language: texts.whom_screen(place(language), MANY),
    "announce: for whom, nobody": _step(Ask.WHOM, replace(DESK, reach=Reach())),
    "announce: for both": _step(Ask.WHOM, RICH),
    "announce: choose units": _step(Ask.UNIT, RICH, UNITS, 1, 3),
    "announce: units found": _step(Ask.UNIT, DESK, UNITS, words="<dinas>"),
    "announce: no units found": _step(Ask.UNIT, DESK, words="<dinas>"),
    "announce: choose roles": _step(Ask.ROLE, RICH, [Option(one, "", one in NARROW.roles) for one in Role]),
    "announce: choose kinds": lambda language: texts.choices(
        place(language), Step(Ask.KIND, Mode.NEW, RICH, (Option("0a1b2c3d", "puskesmas", chosen=True),)), RICH
    ),
    "announce: asked for the time": _step(Ask.TIME, DESK),
    "announce: asked for another time": lambda language: texts.time_screen(place(language), RICH),
    "announce: post": _post(BODY, ask_read=False),
    "announce: post to be read": _post(BODY, ask_read=True),
    "announce: photo": _post(PHOTO, ask_read=True),
    "announce: document": _post(PAPER, ask_read=False),
    "announce: withdrawn": lambda language: posts.withdrawn(place(language)),
    "announce: to be approved": lambda language: posts.approval(place(language), WAITS, REACH),
    "announce: correction to be approved": lambda language: posts.approval(place(language), CORRECTED, REACH),
    "announce: from the command line, to be approved": lambda language: posts.approval(
        place(language), FROM_CLI, REACH
    ),
    "announce: photo to be approved": lambda language: posts.approval(
        place(language), replace(WAITS, body=PHOTO), REACH
    ),
    "announce: approved": _decided(approved=True, correction=False),
    "announce: refused": _decided(approved=False, correction=False),
    "announce: correction approved": _decided(approved=True, correction=True),
    "announce: correction refused": _decided(approved=False, correction=True),
    "announce: report while sending": _report(ONE, PROGRESS),
    "announce: report while paused": _report(replace(ONE, state=State.PAUSED), PROGRESS),
    "announce: report of what waits": _report(WAITS, Progress()),
    "announce: report of what is scheduled": _report(LATER, Progress()),
    "announce: report of what is done": _report(replace(DONE, ask_read=False, body=PHOTO), FEW),
    "announce: report with a correction that waits": _report(CORRECTED, replace(PROGRESS, queued=0, expanded=True)),
    "announce: report of what was withdrawn": _report(replace(DONE, state=State.WITHDRAWN), FEW),
    "announce: board": _board(ROWS, 1, 3, unsent=True),
    "announce: board of an auditor": _board(ROWS, may=False),
    "announce: empty board": _board(()),
    "announce: sure to cancel": lambda language: board.sure(place(language), ONE, PROGRESS, Move.CANCEL),
    "announce: sure to withdraw": lambda language: board.sure(place(language), DONE, PROGRESS, Move.WITHDRAW),
    "announce: to be decided": _review(Review(WAITS, WAITS.body, 1, (), REACH, decides=True)),
    "announce: correction to be decided": _review(Review(CORRECTED, LONG, 2, (), REACH, decides=True)),
    "announce: from the command line, a look": _review(Review(FROM_CLI, PAPER, 1, NAMES, Reach(), decides=False)),
    "announce: list of who missed it": lambda language: board.missed(place(language), DONE, 1_130, b"PK"),
}
