"""The status of employment, from the words of a workbook and the kind of staff number (UU 20/2023: PNS and PPPK)."""

from enum import StrEnum
from typing import Final

from domain.errors import DomainError
from domain.folding import folded, shortened
from domain.staff_number import Kind, StaffNumber


class Status(StrEnum):
    """How somebody is employed."""

    PNS = "PNS"
    PPPK = "PPPK"
    PART_TIME = "PPPK Paruh Waktu"
    NON_ASN = "Non-ASN"


WORDS: Final[dict[Status, tuple[str, ...]]] = {
    Status.PNS: ("pns", "cpns", "pegawai negeri sipil", "calon pegawai negeri sipil", "calon pns", "pns aktif"),
    Status.PPPK: (
        "pppk", "p3k", "pppk penuh waktu", "p3k penuh waktu", "pppk aktif",
        "pegawai pemerintah dengan perjanjian kerja",
    ),
    Status.PART_TIME: (
        "pppk paruh waktu", "p3k paruh waktu", "pppk pw", "p3k pw", "paruh waktu", "pppk part time",
        "pegawai pemerintah dengan perjanjian kerja paruh waktu",
    ),
    Status.NON_ASN: (
        "non asn", "nonasn", "honorer", "tenaga honorer", "thl", "tenaga harian lepas", "ptt", "pegawai tidak tetap",
        "gtt", "guru tidak tetap", "kontrak", "tenaga kontrak", "pegawai kontrak", "sukwan", "sukarelawan",
        "tenaga sukarela", "blud", "pegawai blud", "outsourcing", "alih daya", "tenaga alih daya",
    ),
}  # fmt: skip
BY_WORDS: Final = {words: status for status, wordings in WORDS.items() for words in wordings}
# Columns called "status" often say no more than this.
SAYS_NOTHING: Final = frozenset({"aktif", "asn", "pegawai", "tetap"})
NUMBERED: Final = frozenset({Status.PNS, Status.PPPK, Status.PART_TIME})
# The first is assumed when a row has no words.
FITTING: Final[dict[Kind, tuple[Status, ...]]] = {
    Kind.PNS: (Status.PNS,),
    Kind.PPPK: (Status.PPPK, Status.PART_TIME),
    Kind.UNKNOWN: (Status.PNS, Status.PPPK, Status.PART_TIME),
}


def stated(text: str) -> Status | None:
    """The status that the words name, None when they name none; raises `roster.status_unknown`."""
    words = folded(text)
    if not words or words in SAYS_NOTHING:
        return None
    status = BY_WORDS.get(words)
    if status is None:
        raise DomainError("roster.status_unknown", value=shortened(text))
    return status


def fitting(named: Status | None, number: StaffNumber | None) -> Status:
    """The status of a person with these words and this number.

    Raises `roster.status_contradicts_number`, and `roster.status_empty` where the number alone does not tell.
    """
    if number is None:
        return named or Status.NON_ASN
    if named is None:
        if number.kind is Kind.UNKNOWN:
            raise DomainError("roster.status_empty")
        return FITTING[number.kind][0]
    if named not in FITTING[number.kind]:
        raise DomainError("roster.status_contradicts_number", status=named.value)
    return named
