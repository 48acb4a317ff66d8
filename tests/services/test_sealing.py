"""The seal: its file, its keys, what it vouches for, and that it goes with one ledger only."""

import base64
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from domain import seal
from domain.errors import DomainError
from services import sealing
from services.ledger_check import verify
from storage import ledger, pledges
from storage.engine import Database
from tests import builders
from tests.builders import NOW

BODY = seal.body(1, seal.FIRST_LINK, "0" * 16, "text", {"version": "1"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "zibot-seal.pem"


def is_there(path: Path) -> bool:
    return path.exists()


def know(path: Path, public: str) -> None:
    """Add a key of before to the file."""
    path.write_text(path.read_text() + public)


def test_a_key_is_made_once_for_its_owner_only_and_stays(path: Path) -> None:
    made = sealing.load_or_make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = sealing.load_or_make(path)
    assert again.key_id == made.key_id
    assert again.vouches(made.key_id, BODY, made.seal(BODY))
    assert sealing.load(path).public_pem == made.public_pem


def test_a_seal_is_for_one_body_by_one_key() -> None:
    one, other = sealing.new_sealer(), sealing.new_sealer()
    given = one.seal(BODY)
    assert len(given) == 64
    assert one.vouches(one.key_id, BODY, given)
    assert not one.vouches(one.key_id, BODY + "x", given)
    assert not one.vouches(one.key_id, BODY, given[:-1])
    assert not one.vouches(other.key_id, BODY, given)
    assert (one.knows(one.key_id), one.knows(other.key_id)) == (True, False)
    assert not other.vouches(other.key_id, BODY, given)


def test_public_keys_are_told_by_their_ids() -> None:
    one = sealing.new_sealer()
    ((known, raw),) = one.public_keys.items()
    assert known == one.key_id == sealing.key_id(Ed25519PublicKey.from_public_bytes(base64.b64decode(raw)))


def test_the_first_key_of_the_file_seals_and_the_others_still_vouch(path: Path, tmp_path: Path) -> None:
    old, oldest = sealing.load_or_make(path), sealing.load_or_make(tmp_path / "oldest.pem")
    new = sealing.load_or_make(tmp_path / "new.pem")
    both = tmp_path / "both.pem"
    both.write_text((tmp_path / "new.pem").read_text() + old.public_pem + (tmp_path / "oldest.pem").read_text())
    sealer = sealing.load(both)
    assert sealer.key_id == new.key_id
    assert set(sealer.public_keys) == {new.key_id, old.key_id, oldest.key_id}
    assert all(sealer.vouches(one.key_id, BODY, one.seal(BODY)) for one in (old, oldest, new))
    assert all(sealer.pem_of(one.key_id) == one.public_pem for one in (old, oldest, new))
    assert sealer.pem_of("0" * 16) == ""


def test_a_file_that_holds_something_else_is_refused(path: Path, tmp_path: Path) -> None:
    good = sealing.load_or_make(tmp_path / "good.pem")
    other = generate_private_key(SECP256R1())
    foreign = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    private = (tmp_path / "good.pem").read_text()
    for content in ("", "nothing", foreign, private + foreign, good.public_pem):
        path.write_text(content)
        with pytest.raises(ValueError, match=r"seal file holds|Ed25519|private key|key data|PEM"):
            sealing.load_or_make(path)


async def test_an_entry_holds_on_to_the_one_before_and_is_sealed(db: Database) -> None:
    sealer = sealing.new_sealer()
    first = await db.write(sealing.append, sealer, "text", "1", {"version": "1"})
    second = await db.write(sealing.append, sealer, "text", "2", {"version": "2"})
    assert seal.facts_of(first.body)["previous"] == seal.FIRST_LINK
    assert seal.facts_of(second.body)["previous"] == seal.link(first.body, first.seal)
    assert sealer.vouches(sealer.key_id, second.body, second.seal)
    assert await db.read(ledger.head) == (2, seal.link(second.body, second.seal))
    assert await db.read(ledger.last) == second
    assert await db.read(ledger.entry_of, "text", "1") == first


async def test_an_empty_ledger_gets_a_key_and_seals_what_was_there_before(db: Database, path: Path) -> None:
    await db.read(sealing.check_key, path)
    of = await db.write(builders.unit)
    person = await db.write(builders.employee, of)
    campaign = await db.write(builders.campaign)
    values = await db.read(builders.signature_values, campaign, person)
    await db.write(lambda tx: pledges.add_signature(tx, values))
    sealer = await db.write(sealing.open_seal, path)
    verdict = await db.read(verify, sealer, every_seal=True)
    assert (verdict.entries, verdict.faults) == (2, ())
    again = await db.write(sealing.open_seal, path)
    assert (again.key_id, (await db.read(ledger.head))[0]) == (sealer.key_id, 2)
    await db.read(sealing.check_key, path)


async def test_a_ledger_without_its_key_is_refused_and_no_key_is_made(db: Database, path: Path) -> None:
    await db.write(sealing.append, builders.SEALER, "text", "1", {"version": "1", "at": NOW.isoformat()})
    for work in (sealing.open_seal, sealing.check_key):
        with pytest.raises(DomainError) as missing:
            await db.write(work, path)
        assert (missing.value.key, is_there(path)) == ("seal.key_missing", False)
    foreign = sealing.load_or_make(path)
    with pytest.raises(DomainError) as refused:
        await db.write(sealing.open_seal, path)
    assert refused.value.key == "seal.key_foreign"
    know(path, builders.SEALER.public_pem)
    assert (await db.write(sealing.open_seal, path)).key_id == foreign.key_id
