"""Walking the ledger: every link, every body against its record, and the seals; what is changed, gone or put in."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final

from domain import seal
from domain.ledger import Decline, Signature, Withdrawal, WitnessMark
from domain.messages import Post
from domain.rights import Role
from services.sealing import KEY_ID_LENGTH, Sealer
from storage import audit, data_rights, ledger_rows, messages, retention
from storage.engine import Transaction
from storage.ledger_rows import UnreadableError

BATCH: Final = 1000
MOST_FAULTS: Final = 20
SAMPLE: Final = 1000
"""Besides the last one of each key, every thousandth seal is checked."""

RUNS_AT: Final = time(3)
SUBJECT: Final = "ledger"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `sequence` is 0 where no entry is meant, `record` is `kind subject` or ""."""

    key: str
    sequence: int = 0
    record: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk found: how many entries, where they end, and the first faults. `head_link` is the anchor to keep."""

    entries: int
    head_sequence: int
    head_link: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    sequence: int
    key: str
    body: str
    seal: bytes


def _seen(sequence: int, body: str, given: bytes) -> _Seen:
    start = body.find("\nkey: ") + len("\nkey: ")
    return _Seen(sequence, body[start : start + KEY_ID_LENGTH], body, given)


def _lines_of(record: type[Signature | WitnessMark | Decline | Withdrawal]) -> str:
    return "".join(f"{one.name.replace('_', ' ')}: %s\n" for one in fields(record))


LINES: Final[Mapping[str, str]] = {
    "text": "version: %s\nsource sha-256: %s\npublished at: %s\n",
    "signature": _lines_of(Signature),
    "witness": _lines_of(WitnessMark),
    "decline": _lines_of(Decline),
    "withdrawal": _lines_of(Withdrawal),
}
_SHOWN, _FINGERPRINT = ([one.name for one in fields(Signature)].index(name) for name in ("shown", "fingerprint"))
_TEXT: Final = "text"
_SIGNATURE: Final = "signature"


class _EnoughError(Exception):
    """So many faults are found that more would tell nothing new."""


def verify(
    tx: Transaction, sealer: Sealer, *, every_seal: bool = False, anchors: Mapping[int, str] | None = None
) -> Verdict:
    """Walk the whole ledger on one snapshot; `anchors` are links by sequence that were written down before.

    Ends after the first 20 faults, which are in the order they were found.
    """
    walk = _Walk(tx, sealer, 1 if every_seal else SAMPLE, anchors or {})
    try:
        walk.entries()
        walk.ends()
        walk.records()
    except _EnoughError:
        pass
    return Verdict(walk.count, walk.sequence, walk.link or "", tuple(walk.faults))


class _Walk:
    """Where a walk is: the last entry seen, its link (None where it can't be known), and what was found so far."""

    def __init__(self, tx: Transaction, sealer: Sealer, sample: int, anchors: Mapping[int, str]) -> None:
        self._tx, self._sealer, self._sample, self._anchors = tx, sealer, sample, anchors
        self.count = self.sequence = 0
        self.link: str | None = seal.FIRST_LINK
        self.faults: list[Fault] = []
        self._previous: _Seen | None = None
        self._last_of_key: dict[str, _Seen] = {}
        self._matched: Counter[str] = Counter()
        self._bad_seals: set[int] = set()

    def fault(self, key: str, sequence: int = 0, record: str = "") -> None:
        self.faults.append(Fault(key, sequence, record))
        if len(self.faults) >= MOST_FAULTS:
            raise _EnoughError

    def entries(self) -> None:
        """Walk all entries, a batch at a time; one that can't be read is passed over."""
        after: int | None = None
        while batch := self._batch(after):
            for row, record in batch:
                self._entry(row, record)
            after = batch[-1][0][0]

    def _batch(self, after: int | None) -> list[tuple[Sequence[Any], tuple[str, ...] | None]]:
        try:
            rows: Sequence[Sequence[Any]] = ledger_rows.entries(self._tx, after, BATCH)
        except UnreadableError:
            rows = self._one_by_one(after)
        subjects: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            kind, subject = row[1], row[2]
            if kind in LINES and isinstance(subject, str):
                subjects[kind].append(subject)
        found = {kind: self._words(kind, wanted) for kind, wanted in subjects.items()}
        return [(row, found[row[1]].get(row[2]) if row[1] in found else None) for row in rows]

    def _one_by_one(self, after: int | None) -> Sequence[Sequence[Any]]:
        """The next entry after those that can't be read, each of which is a fault."""
        while True:
            try:
                sequence = ledger_rows.next_sequence(self._tx, after)
            except UnreadableError:
                self.fault("ledger.unreadable", self.sequence + 1)
                return []
            if sequence is None:
                return []
            try:
                return ledger_rows.entries(self._tx, after, 1)
            except UnreadableError:
                self._pass_over(sequence)
                after = sequence

    def _pass_over(self, sequence: int) -> None:
        self._dense(sequence)
        self.fault("ledger.unreadable", sequence)
        self.count, self.sequence, self.link, self._previous = self.count + 1, sequence, None, None

    def _words(self, kind: str, subjects: list[str]) -> dict[str, tuple[str, ...]]:
        try:
            return ledger_rows.words(self._tx, kind, subjects)
        except UnreadableError:
            return {key: one for subject in subjects for key, one in self._word(kind, subject).items()}

    def _word(self, kind: str, subject: str) -> dict[str, tuple[str, ...]]:
        try:
            return ledger_rows.words(self._tx, kind, [subject])
        except UnreadableError:
            self.fault("ledger.record_unreadable", record=f"{kind} {subject}")
            return {}

    def _entry(self, row: Sequence[Any], record: tuple[str, ...] | None) -> None:
        sequence, kind, subject, body, given = row
        self._dense(sequence)
        self.count, self.sequence = self.count + 1, sequence
        if not (type(body) is str and type(given) is bytes and kind in LINES and type(subject) is str):
            self.fault("ledger.entry_malformed", sequence)
            self.link = self._previous = None
            return
        if record is None:
            self.fault("ledger.record_missing", sequence, f"{kind} {subject}")
        else:
            self._matched[kind] += 1
            self._body(sequence, kind, subject, body, record)
        self._sealed(sequence, body, given)

    def _dense(self, sequence: int) -> None:
        if sequence != self.sequence + 1:
            self.fault("ledger.gap", self.sequence + 1)

    def _body(self, sequence: int, kind: str, subject: str, body: str, record: tuple[str, ...]) -> None:
        start = seal.head(sequence, self._known_link(body))
        key = body[len(start) : len(start) + KEY_ID_LENGTH]
        if kind == _TEXT:
            version, source, published = record
            record = (version, hashlib.sha256(source.encode()).hexdigest(), published)
        tail = f"{key}\nkind: {kind}\n{LINES[kind] % tuple(map(seal.indented, record))}"
        if body != start + tail:
            self._tell(sequence, f"{kind} {subject}", sound=body.endswith(tail))
        elif kind == _SIGNATURE and hashlib.sha256(record[_SHOWN].encode()).hexdigest() != record[_FINGERPRINT]:
            self.fault("ledger.shown_differs", sequence, f"{kind} {subject}")

    def _known_link(self, body: str) -> str:
        """The link of the entry before; where it could not be read, what this entry says of it."""
        if self.link is not None:
            return self.link
        said = body.split("\n", 3)[2:3]
        return said[0].removeprefix("previous: ") if said else ""

    def _tell(self, sequence: int, record: str, *, sound: bool) -> None:
        """Name the entry before instead where it is its seal that breaks the link."""
        before = self._previous
        if not sound:
            self.fault("ledger.body_differs", sequence, record)
        elif before and not self._vouched(before):
            self._bad_seal(before)
        else:
            self.fault("ledger.link_broken", sequence, record)

    def _sealed(self, sequence: int, body: str, given: bytes) -> None:
        seen = _seen(sequence, body, given)
        self.link = seal.link(body, given)
        self._previous = self._last_of_key[seen.key] = seen
        if sequence % self._sample == 0 and not self._vouched(seen):
            self._first_bad_seal(seen)
        anchor = self._anchors.get(sequence)
        if anchor is not None and anchor != self.link:
            self.fault("ledger.anchor_differs", sequence)

    def _vouched(self, seen: _Seen) -> bool:
        return self._sealer.vouches(seen.key, seen.body, seen.seal)

    def _bad_seal(self, seen: _Seen) -> None:
        if seen.sequence not in self._bad_seals:
            self._bad_seals.add(seen.sequence)
            self.fault("ledger.seal_wrong" if self._sealer.knows(seen.key) else "ledger.key_unknown", seen.sequence)

    def _first_bad_seal(self, found: _Seen) -> None:
        """Name the first entry since the sample before whose seal is wrong; `found` is one at the latest."""
        after = (found.sequence - 1) // self._sample * self._sample
        rows: Sequence[Sequence[Any]]
        try:
            rows = ledger_rows.entries(self._tx, after, found.sequence - after)
        except UnreadableError:
            rows = []
        sound = (_seen(row[0], row[3], row[4]) for row in rows if type(row[3]) is str and type(row[4]) is bytes)
        self._bad_seal(next((one for one in sound if not self._vouched(one)), found))

    def ends(self) -> None:
        """Check the last seal of each key, the head, and that no anchor lies behind the end."""
        for seen in sorted(self._last_of_key.values(), key=lambda one: one.sequence):
            if not self._vouched(seen):
                self._first_bad_seal(seen)
        for sequence in sorted(self._anchors):
            if not 0 < sequence <= self.sequence:
                self.fault("ledger.anchor_missing", sequence)
        try:
            head = ledger_rows.head(self._tx)
        except UnreadableError:
            head = ()
        if head != (self.sequence, self.link) and not (head is None and self.count == 0):
            self.fault("ledger.head_differs", self.sequence)

    def records(self) -> None:
        """Find the records that no entry vouches for; counting tells whether there are any."""
        for kind in LINES:
            self._guarded(self._unsealed, kind)

    def _guarded(self, check: Callable[[str], None], kind: str) -> None:
        try:
            check(kind)
        except UnreadableError:
            self.fault("ledger.record_unreadable", record=kind)

    def _unsealed(self, kind: str) -> None:
        if ledger_rows.count(self._tx, kind) == self._matched[kind]:
            return
        found = ledger_rows.without_entry(self._tx, kind, MOST_FAULTS)
        for subject in found:
            self.fault("ledger.record_unsealed", record=f"{kind} {subject}")
        if not found and not self.faults:
            self.fault("ledger.record_doubled", record=kind)


def is_due(tx: Transaction, tz: tzinfo, now: datetime) -> bool:
    """Whether the ledger was not checked since the last 03.00 of the agency's clock; a missed day is made up for."""
    local = now.astimezone(tz)
    morning = datetime.combine(local.date(), RUNS_AT, tz)
    if local < morning:
        morning -= timedelta(days=1)
    last = retention.last_run(tx, SUBJECT)
    return last is None or last < morning


def note(tx: Transaction, by: str, verdict: Verdict, now: datetime) -> int:
    """Write the check into the log with its anchor, and tell the agency's admins of a fault, each once a day.

    Returns how many messages are new.
    """
    anchor = {"entries": verdict.entries, "sequence": verdict.head_sequence, "link": verdict.head_link}
    audit.note(tx, now, by, "verify", SUBJECT, **anchor, faults=[one.key for one in verdict.faults])
    if not verdict.faults:
        return 0
    first = verdict.faults[0]
    params: dict[str, Any] = {
        "count": len(verdict.faults), "key": first.key, "sequence": first.sequence, "record": first.record,
    }  # fmt: skip
    accounts: Iterable[int] = data_rights.holders(tx, [Role.ADMIN], ())
    day = f"{now:%Y-%m-%d}"
    return messages.enqueue(tx, [Post(f"ledger:{day}:{one}", "ledger_alarm", one, params) for one in accounts], now)
