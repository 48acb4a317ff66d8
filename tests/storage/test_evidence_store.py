"""Files on disk: kept once under their SHA-256, whole or not at all, and told when a disk has changed them."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from storage.evidence_store import STALE_SECONDS, EvidenceStore
from tests.files import PDF

DIGEST = hashlib.sha256(PDF).hexdigest()


def every_file(folder: Path) -> list[str]:
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "bukti")


async def test_the_same_content_is_kept_once_and_read_back(store: EvidenceStore) -> None:
    assert [await store.keep(PDF), await store.keep(PDF)] == [DIGEST, DIGEST]
    assert every_file(store.folder) == [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]
    assert await store.read(DIGEST) == PDF


async def test_nobody_else_on_the_machine_reads_it(store: EvidenceStore) -> None:
    path = store.path(await store.keep(PDF))
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent, store.folder)] == [0o600, 0o700, 0o700]


@pytest.mark.parametrize("fails", ["os.fsync", "pathlib.Path.replace"])
async def test_a_crash_before_the_rename_leaves_nothing_half(
    store: EvidenceStore, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def crash(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(fails, crash)
        with pytest.raises(OSError, match="no space left"):
            await store.keep(PDF)
    assert every_file(store.folder) == []
    assert await store.keep(PDF) == DIGEST


async def test_a_file_is_durable_before_it_has_its_name(store: EvidenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, Path.replace

    def noted_sync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def noted_rename(self: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_rename)
    store.keep_now(PDF)
    assert steps == ["file", "rename", "folder", "folder", "folder"]


async def test_what_a_killed_process_left_is_swept_after_a_day(store: EvidenceStore) -> None:
    await store.keep(PDF)
    old, new = store.folder / ".unfinished-a", store.folder / ".unfinished-b"
    for one in (old, new):
        one.write_bytes(b"half")
    before = new.stat().st_mtime - STALE_SECONDS - 60
    os.utime(old, (before, before))
    assert store.sweep() == 1
    assert every_file(store.folder) == [".unfinished-b", f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]


def test_sweeping_needs_no_folder(store: EvidenceStore) -> None:
    assert store.sweep() == 0


async def test_a_spoiled_file_is_refused_and_mended_by_the_same_content(store: EvidenceStore) -> None:
    path = store.path(await store.keep(PDF))
    path.write_bytes(PDF[:-1])
    with pytest.raises(OSError, match="has been changed"):
        await store.read(DIGEST)
    await store.keep(PDF)
    assert await store.read(DIGEST) == PDF


@pytest.mark.parametrize("name", ["", "../x", DIGEST.upper(), DIGEST[:-1], f"{DIGEST}\n", f"{DIGEST[:-3]}/.."])
def test_only_a_digest_names_a_file(store: EvidenceStore, name: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        store.path(name)


async def test_a_file_that_is_not_there_is_told(store: EvidenceStore) -> None:
    with pytest.raises(FileNotFoundError):
        await store.read(DIGEST)
