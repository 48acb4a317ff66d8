"""A typed name and the second factor: what is forgiven, what is not, and which PINs are refused."""

import pytest

from domain.second_factor import Factor, Proof, new_pin, next_proof, pin_digits, used
from domain.typed_name import matches
from tests.refusals import refused

BORN_1986 = "198601172010012001"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Siti Contohwati", "Siti Contohwati, S.E."),
        ("  siti   CONTOHWATI ", "Siti Contohwati, S.E."),
        ("sitic ontohwati", "Siti Contohwati"),
        ("Siti Contohwati, S.E., M.Si.", "Siti Contohwati"),
        ("Siti Contohwati SE", "Siti Contohwati, S.E."),
        ("Siti Contohwati", "SITI CONTOHWATI SE"),
        ("Siti Contohwati", "Siti Contohwati S.Sos. M.Si"),
        ("Ahmad Misalnya", "Dr. H. Ahmad Misalnya, M.Kes."),
        ("Ahmad Misalnya", "Dr.H.Ahmad Misalnya"),
        ("Prof. Dr. Ahmad Misalnya", "Ahmad Misalnya"),
        ("Maruf Umpama", "Ma'ruf Umpama"),
        ("Ma’ruf-Umpama.", "Ma'ruf Umpama"),
        ("Andre Umpama", "André Umpama"),
        ("A. Rahman", "A.Rahman"),
        ("Suharto", "Suharto"),
        ("H", "H"),
        ("Se", "Se"),
    ],
)
def test_how_a_name_is_written_is_forgiven(typed: str, name: str) -> None:
    assert matches(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "Siti Contohwati"),
        ("Siti", "Siti Contohwati"),
        ("Contohwati Siti", "Siti Contohwati"),
        ("Siti Contohwat", "Siti Contohwati"),
        ("Siti Nur Contohwati", "Siti Contohwati"),
        ("Siti Contohwati Budi", "Siti Contohwati"),
        ("S. Contohwati", "Siti Contohwati"),
        (", S.E.", "Siti Contohwati, S.E."),
        ("Dr.", "Siti"),
        ("🙂", "Siti"),
        ("", ""),
        ("...", "..."),
    ],
)
def test_a_word_too_few_or_too_many_is_not(typed: str, name: str) -> None:
    assert not matches(typed, name)


@pytest.mark.parametrize(
    ("factor", "proved", "expected"),
    [
        (Factor.NONE, (), None),
        (Factor.NAME, (), Proof.NAME),
        (Factor.NAME, (Proof.NAME,), None),
        (Factor.NAME, (Proof.PIN,), Proof.NAME),
        (Factor.PIN, (), Proof.PIN),
        (Factor.NAME_AND_PIN, (), Proof.NAME),
        (Factor.NAME_AND_PIN, (Proof.NAME,), Proof.PIN),
        (Factor.NAME_AND_PIN, (Proof.PIN, Proof.NAME), None),
    ],
)
def test_what_is_to_be_proved_next(factor: Factor, proved: tuple[Proof, ...], expected: Proof | None) -> None:
    assert next_proof(factor, proved) is expected


def test_the_record_names_the_proofs_that_were_given() -> None:
    assert [used(given) for given in ((), (Proof.NAME,), (Proof.PIN,), (Proof.PIN, Proof.NAME))] == list(Factor)


@pytest.mark.parametrize("typed", ["402917", " 402 917 ", "40-29-17"])
def test_a_pin_is_six_digits_however_spaced(typed: str) -> None:
    assert (pin_digits(typed), new_pin(typed, BORN_1986)) == ("402917", "402917")


@pytest.mark.parametrize("typed", ["", "40291", "4029171", "40291a", "４０２９１７", "Siti Contohwati"])
def test_anything_else_is_no_pin(typed: str) -> None:
    with refused("pledge.pin_form", length=6):
        pin_digits(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "000000", "123456", "111111", "654321", "012345", "567890", "098765", "121212", "123123",
        "170186", "860117", "011786", "198601", "011986", "171986",
    ],
)  # fmt: skip
def test_what_others_guess_first_is_refused(typed: str) -> None:
    with refused("pledge.pin_weak"):
        new_pin(typed, BORN_1986)


def test_without_a_staff_number_no_birth_date_is_known() -> None:
    assert new_pin("170186", "") == "170186"
