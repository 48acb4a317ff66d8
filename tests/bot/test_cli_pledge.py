"""Publishing pledge texts, showing them and ending campaigns from the command line."""

import json
import os
from pathlib import Path

import pytest
import typer

from bot import cli_pledge, tables
from tests.bot.test_cli import Place, roster_file, units_file

pytestmark = pytest.mark.usefixtures("logging_as_before")
MINOR = ("pledge", "publish", "--minor")
MAJOR = ("pledge", "publish", "--title", "Pakta 2090", "--year", "2090")


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ZIBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Place:
    """Configured, with an empty database of the present schema."""
    place = Place(tmp_path)
    place.configure()
    assert sqlite_url.endswith(str(place.database))
    return place


def reworded(place: Place, version: str = "default-2", old: str = "tanpa paksaan", new: str = "dengan rela") -> str:
    path = place.folder / f"{version}.toml"
    path.write_text(tables.default_pledge().replace("default-1", version).replace(old, new))
    return str(path)


def test_a_minor_change_shows_its_words_and_replaces_the_text(place: Place) -> None:
    assert place.zibot(*MAJOR).exit_code == 0
    result = place.zibot(*MINOR, reworded(place))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Janji ini saya buat [-tanpa paksaan-]{+dengan rela+} dan saya pegang" in result.stdout
    assert "Usulan     perubahan" in result.stdout
    assert result.stdout.splitlines()[-1] == "Naskah versi default-2 menggantikan versi default-1."
    assert place.rows("select text_version, ended_at from campaigns") == [("default-2", None)]


def test_on_a_terminal_a_no_publishes_and_ends_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_pledge, "on_terminal", lambda: True)
    monkeypatch.setattr(typer, "confirm", lambda _question: False)
    refused = place.zibot(*MAJOR)
    assert (refused.exit_code, refused.stderr) == (1, "Tidak ada yang diterbitkan.\n")
    assert "seluruh pegawai: 0 orang" in refused.stdout
    assert place.rows("select version from pledge_texts") == []
    assert place.zibot(*MAJOR, "--yes").exit_code == 0
    assert place.zibot("pledge", "end", "1").exit_code == 1
    assert place.rows("select ended_at from campaigns") == [(None,)]
    assert place.zibot("pledge", "end", "1", "--yes").stdout.splitlines()[-1] == "Kampanye 1 diakhiri."
    assert place.zibot("pledge", "end", "1", "--yes").stdout.splitlines()[-1].endswith("selesai sebelumnya.")
    assert place.rows("select count(*) from campaigns where ended_at is not null") == [(1,)]


def test_an_audience_times_and_reminders_are_kept(place: Place) -> None:
    assert place.zibot("import", "units", str(units_file(place.folder)), "--yes").exit_code == 0
    assert place.zibot("import", "roster", str(roster_file(place.folder)), "--yes").exit_code == 0
    ((unit_id,),) = place.rows("select id from units where code = 'dpmptsp'")
    ((number, person),) = place.rows("select staff_number, id from employees where staff_number <> '' limit 1")
    numbers = place.folder / "nip.txt"
    numbers.write_text(f"{number}\n\n")
    times = ("--opens", "01-06-2090 08.00", "--closes", "30-06-2090", "--until", "31-12-2090")
    plan = ("--remind-after", "2,5", "--remind-before", "-", "--head-after", "1", "--agency-after", "0")
    audiences = {"unit:dpmptsp": [str(unit_id)], "role:unit_head": ["unit_head"], f"list:{numbers}": [str(person)]}
    for audience in audiences:
        result = place.zibot("pledge", "publish", "--title", "Pakta", "--audience", audience, *times, *plan)
        assert (result.exit_code, result.stderr) == (0, "")
    kept = place.rows("select audience_kind, audience, opens_at, closes_at, plan from campaigns order by id")
    assert [(kind, json.loads(str(values))) for kind, values, *_ in kept] == list(
        zip(("unit", "role", "list"), audiences.values(), strict=True)
    )
    opens, closes, plans = map(str, kept[0][2:])
    assert (opens[:16], closes[:19]) == ("2090-06-01 01:00", "2090-06-30 16:59:59")
    assert json.loads(plans) == {"after_days": [2, 5], "before_days": [], "head_after": 1, "agency_after": 0}
    assert place.rows("select count(*) from pledge_requests") == [(0,)]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("pledge", "publish"), 2, "--title"),
        ((*MAJOR, "--months", "3"), 2, "satu saja"),
        ((*MAJOR, "--audience", "semua"), 2, "semua"),
        ((*MAJOR, "--audience", "all:x"), 2, "all:x"),
        ((*MAJOR, "--audience", "unit:"), 2, "unit:"),
        ((*MAJOR, "--audience", "unit:tidak-ada"), 1, "tidak-ada"),
        ((*MAJOR, "--audience", "role:raja"), 1, "raja"),
        ((*MAJOR, "--remind-after", "3,x"), 2, "pengingat"),
        ((*MAJOR, "--remind-after", "0"), 2, "pengingat"),
        ((*MAJOR, "--closes", "01-01-2020"), 1, "tidak cocok"),
        (MINOR, 1, "Tidak ada kampanye yang sedang dibuka"),
        (("pledge", "end", "7"), 1, "nomor itu"),
        (("pledge", "show", "apa"), 1, "apa"),
        (("pledge", "show", "7"), 1, "nomor itu"),
    ],
)
def test_what_can_not_be_is_said_in_a_sentence(place: Place, words: tuple[str, ...], code: int, sentence: str) -> None:
    result = place.zibot(*words)
    assert (result.exit_code, sentence in result.stderr) == (code, True), result.output
    assert place.rows("select count(*) from pledge_texts") == [(0,)]


def test_texts_and_campaigns_are_shown_with_their_state(place: Place) -> None:
    nothing = place.zibot("pledge", "show").stdout
    assert nothing == "Naskah:\n  belum ada\nKampanye:\n  belum ada\n"
    assert place.zibot(*MAJOR).exit_code == 0
    assert place.zibot(*MAJOR, "--months", "6", reworded(place)).exit_code == 2
    assert place.zibot("pledge", "publish", "--title", "Kedua", "--months", "6", reworded(place)).exit_code == 0
    listed = place.zibot("pledge", "show").stdout
    assert [line.split()[:2] for line in listed.splitlines() if "[" in line] == [["2", "dibuka"], ["1", "selesai"]]
    assert "default-1  sejak" in listed
    text = place.zibot("pledge", "show", "default-2").stdout
    assert "1. Saya ikut aktif" in text
    assert "Saya, (nama), nomor induk (nomor induk)" in text
    card = place.zibot("pledge", "show", "2").stdout
    assert "Kampanye 2: Kedua (dibuka)" in card
    assert "6 bulan sejak ditandatangani" in card
