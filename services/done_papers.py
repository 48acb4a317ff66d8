"""Papers that show that a task is done: a photo or document, sent as an answer, marks the own task done with it.

Files lie in `storage.evidence_store` before their paper is written here. Who gave a paper may open it, and so may the
heads and teams of their unit and who manages the deadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.data_rights import Seen
from domain.deadline import MARKED, Deadline, DoneRule
from domain.deadline_views import Paper, PaperDesk, PaperList, PaperReceived
from domain.errors import DomainError
from domain.evidence import Candidate
from domain.people import Actor
from domain.rights import ROLE_ACTIONS, Action, may
from services.access import note_look, require, require_person
from services.deadlines import mark_done
from storage import audit, deadline_lists, deadlines, done_papers, drafts, evidence, people
from storage.deadline_audience import concerns
from storage.engine import Transaction

DRAFT: Final = "done_paper"
FRESH: Final = timedelta(hours=12)
MOST: Final = 20
PAGE: Final = 8


def prepare(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> Deadline:
    """Refuse before a file is fetched what `add` would refuse.

    Raises `access.*`, `deadline.unknown`, `deadline.no_paper` for what a paper does not fulfil, `deadline.papers_full`.
    """
    del now
    employee, _ = require_person(actor)
    require(tx, actor, Action.FINISH_OWN_TASK, employee.unit_id)
    deadline = deadlines.deadline(tx, deadline_id)
    if deadline is None or not concerns(tx, deadline, employee.id):
        raise DomainError("deadline.unknown")
    if deadline.rule not in MARKED:
        raise DomainError("deadline.no_paper")
    if done_papers.count(tx, deadline_id, employee.id) >= MOST:
        raise DomainError("deadline.papers_full", most=MOST)
    return deadline


def begin(tx: Transaction, actor: Actor, deadline_id: int, now: datetime) -> PaperDesk:
    """What is sent next shows that this task is done. Raises as `prepare`."""
    deadline = prepare(tx, actor, deadline_id, now)
    drafts.save(tx, actor.telegram_id, DRAFT, "document", {"deadline": deadline_id}, now)
    employee, unit = require_person(actor)
    return PaperDesk(deadline.seen_in(unit.timezone), done_papers.count(tx, deadline_id, employee.id))


def waits(tx: Transaction, actor: Actor, now: datetime) -> bool:
    """Whether the last thing that the person asked for was to send a paper, not long ago. Raises `access.*`."""
    require_person(actor)
    last = drafts.latest(tx, actor.telegram_id)
    return last is not None and last.kind == DRAFT and last.updated_at >= now - FRESH


def waits_for(tx: Transaction, actor: Actor, now: datetime) -> int:
    """The deadline that the next file is for. Raises `access.not_linked`, `deadline.which_paper`."""
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None or draft.updated_at < now - FRESH:
        raise DomainError("deadline.which_paper")
    return int(str(draft.data["deadline"]))


def add(tx: Transaction, actor: Actor, deadline_id: int, file: Candidate, now: datetime) -> PaperReceived:
    """Keep a file that the store has and mark the task done with it; the same file twice counts once.

    Raises as `prepare`.
    """
    deadline = prepare(tx, actor, deadline_id, now)
    employee, _ = require_person(actor)
    file_id = evidence.keep_file(tx, file.sha256, file.size, file.media_type, now)
    known = done_papers.same(tx, deadline_id, employee.id, file_id)
    if known is None:
        paper_id = done_papers.add(tx, deadline_id, employee.id, file_id, file.name, now)
        _note(tx, actor, "give_done_paper", deadline_id, now, paper=paper_id)
    was_done = _is_done(tx, deadline, employee.id)
    mark_done(tx, actor, deadline_id, now)
    drafts.save(tx, actor.telegram_id, DRAFT, "document", {"deadline": deadline_id}, now)
    return PaperReceived(deadline, file.name, known is None, done_papers.count(tx, deadline_id, employee.id), was_done)


def listing(tx: Transaction, actor: Actor, deadline_id: int, page: int, now: datetime) -> PaperList:
    """The papers of a deadline that the actor may open. Raises `access.not_linked`, `deadline.unknown`."""
    employee, _ = require_person(actor)
    deadline = deadlines.any_deadline(tx, deadline_id)
    if deadline is None:
        raise DomainError("deadline.unknown")
    scopes = _scopes(tx, actor, deadline)
    if not scopes and not concerns(tx, deadline, employee.id):
        raise DomainError("deadline.unknown")
    _, count = done_papers.given(tx, deadline_id, scopes, employee.id, 1)
    pages = max(1, -(-count // PAGE))
    shown = min(max(page, 0), pages - 1)
    found, _ = done_papers.given(tx, deadline_id, scopes, employee.id, PAGE, shown * PAGE)
    for giver in {one.employee_id for one in found}:
        note_look(tx, actor, giver, Seen.LIST, now)
    return PaperList(deadline, found, count, shown, pages)


def one(tx: Transaction, actor: Actor, paper_id: int, now: datetime) -> tuple[Paper, Deadline]:
    """A paper to be opened, with its deadline. Raises `access.not_linked`, `deadline.paper_gone`."""
    employee, _ = require_person(actor)
    paper = done_papers.paper(tx, paper_id)
    deadline = deadlines.any_deadline(tx, paper.deadline_id) if paper is not None else None
    if paper is None or deadline is None:
        raise DomainError("deadline.paper_gone")
    if paper.employee_id != employee.id:
        scopes = set(_scopes(tx, actor, deadline))
        if None not in scopes and scopes.isdisjoint(people.unit_path(tx, paper.unit_id)):
            raise DomainError("deadline.paper_gone")
        note_look(tx, actor, paper.employee_id, Seen.LIST, now)
        _note(tx, actor, "open_done_paper", deadline.id, now, paper=paper.id)
    return paper, deadline


def readable(tx: Transaction, actor: Actor, deadline: Deadline) -> int:
    """How many papers of a deadline the actor may open. Raises `access.not_linked`."""
    employee, _ = require_person(actor)
    return done_papers.given(tx, deadline.id, _scopes(tx, actor, deadline), employee.id, 1)[1]


def _scopes(tx: Transaction, actor: Actor, deadline: Deadline) -> Sequence[int | None]:
    """The units whose papers the actor may open; None among them: all."""
    path = people.unit_path(tx, deadline.unit_id) if deadline.unit_id is not None else ()
    if may(actor.grants, Action.MANAGE_DEADLINES, path):
        return [None]
    return [grant.scope for grant in actor.grants if Action.FINISH_DEADLINE in ROLE_ACTIONS[grant.role]]


def _is_done(tx: Transaction, deadline: Deadline, employee_id: int) -> bool:
    whose = None if deadline.rule is DoneRule.SHARED else employee_id
    return deadline_lists.mark_of(tx, deadline.id, whose) is not None


def _note(tx: Transaction, actor: Actor, action: str, deadline_id: int, now: datetime, **detail: int) -> None:
    audit.note(tx, now, f"account:{actor.telegram_id}", action, f"deadline:{deadline_id}", **detail)
