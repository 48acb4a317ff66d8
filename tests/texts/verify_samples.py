"""Samples of what a check of a code or a document answers."""

from collections.abc import Callable
from dataclasses import replace

from domain.ledger import masked_name
from domain.pledge_request import Standing
from domain.proof import Proof, SealFacts, SealState
from tests.texts.cast import BUDI, CAMPAIGN, CODE, LONG_UNIT, NOW, SITI, UNIT, place
from texts import verify
from texts.screen import Screen

SEAL = SealFacts(1_048_576, "0123456789abcdef", "5e" * 64, "b0" * 32)
PROOF = Proof(
    code=CODE,
    standing=Standing.VALID,
    name=masked_name(SITI.name),
    unit=UNIT.name,
    campaign=CAMPAIGN.title,
    text_version=CAMPAIGN.text_version,
    signed_at=NOW,
    valid_until=CAMPAIGN.valid_until,
    reading="points",
    factor="name+pin",
    fingerprint="f1" * 32,
    witness=masked_name(BUDI.name),
    seal=SealState.HOLDS,
    facts=SEAL,
)
LONG_PROOF = replace(PROOF, name=masked_name(BUDI.name), unit=LONG_UNIT.name, witness="", reading="whole")


def _proof(proof: Proof, *, document: bool = False) -> Callable[[str], Screen]:
    return lambda language: verify.checked(place(language), proof, document=document)


def _not_proved(state: str) -> Callable[[str], Screen]:
    return lambda language: verify.not_proved(place(language), state)


VERIFY_SAMPLES: dict[str, Callable[[str], Screen]] = {
    **{f"verify: {standing}": _proof(replace(LONG_PROOF, standing=standing)) for standing in Standing},
    "verify: with a witness": _proof(PROOF),
    "verify: a document": _proof(PROOF, document=True),
    "verify: a broken seal": _proof(replace(PROOF, seal=SealState.BROKEN)),
    "verify: older than the ledger": _proof(replace(PROOF, seal=SealState.MISSING, facts=None, factor="none")),
    **{f"verify: {state} document": _not_proved(state) for state in ("altered", "foreign", "unsigned", "unreadable")},
    "verify: how to": lambda language: verify.ask_code(place(language)),
}
