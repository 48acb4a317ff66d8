"""The configuration is read from three places, reports everything wrong at once and never shows a secret."""

import re
import tomllib
import traceback
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.settings import ConfigurationError, Organization, Settings, Telegram, keys, load, variable
from domain.pledge_plan import PledgePlan
from domain.reminders import ReminderRules
from services.planning import Planning

TOKEN = "123456789:" + "A" * 35
EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
REQUIRED = {
    "ZIBOT_ORGANIZATION__NAME": "Dinas Contoh",
    "ZIBOT_ORGANIZATION__SHORT_NAME": "Dinas",
    "ZIBOT_TELEGRAM__TOKEN": TOKEN,
}


def problems(environ: dict[str, str], path: Path | None = None) -> list[str]:
    """What is wrong with the required keys plus these variables; nothing wrong fails the test."""
    with pytest.raises(ConfigurationError) as caught:
        load(path, REQUIRED | environ)
    return caught.value.problems


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_required_variables_are_enough() -> None:
    settings = load(None, REQUIRED | {"PATH": "/usr/bin"})
    assert settings.organization == Organization(name="Dinas Contoh", short_name="Dinas")
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.organization.timezone == ZoneInfo("Asia/Jakarta")
    assert settings.reminders.lead_days == (30, 14, 7, 3, 1, 0)
    assert settings.reminders.send_at == time(8)
    assert settings.security.max_updates_at_once == 64
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8080)
    assert settings.database.sqlite_path == Path("zibot.db")


def test_file_then_environment_then_secret_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n")
    file = written(
        tmp_path,
        f"""
        [organization]
        name = "Dari berkas"
        short_name = "Berkas"
        [telegram]
        token = "987654321:{"B" * 35}"
        [reminders]
        lead_days = [5]
        send_at = 09:15:00
        """,
    )
    environ = {
        "ZIBOT_ORGANIZATION__NAME": "Dari lingkungan",
        "ZIBOT_TELEGRAM__TOKEN_FILE": str(secret),
        "ZIBOT_REMINDERS__LEAD_DAYS": "9, 2",
        "ZIBOT_WEB__LISTEN": "",
    }
    settings = load(file, environ)
    assert settings.organization.name == "Dari lingkungan"
    assert settings.organization.short_name == "Berkas"
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.reminders.lead_days == (9, 2)
    assert settings.reminders.send_at == time(9, 15)
    assert settings.web.listen == "127.0.0.1:8080"


FROM_ENVIRONMENT: list[tuple[str, str, str, object]] = [
    ("organization", "name", "Dinas Uji", "Dinas Uji"),
    ("organization", "short_name", "Uji", "Uji"),
    ("organization", "region", "Kabupaten Uji", "Kabupaten Uji"),
    ("organization", "timezone", "Asia/Makassar", ZoneInfo("Asia/Makassar")),
    ("organization", "languages", "en", ("en",)),
    ("telegram", "token", "987654321:" + "C" * 35, SecretStr("987654321:" + "C" * 35)),
    ("telegram", "api_base_url", "http://127.0.0.1:9000/", "http://127.0.0.1:9000"),
    ("telegram", "mode", "polling", "polling"),
    ("telegram", "webhook_url", "https://contoh.go.id/hook", "https://contoh.go.id/hook"),
    ("telegram", "webhook_secret", "s3cret_-", SecretStr("s3cret_-")),
    ("telegram", "paid_broadcast", "true", True),
    ("telegram", "bulk_per_second", "7", 7),
    ("database", "url", "postgresql+asyncpg://z@h/zibot", SecretStr("postgresql+asyncpg://z@h/zibot")),
    ("web", "listen", "[::1]:9000", "[::1]:9000"),
    ("web", "public_url", "https://contoh.go.id/", "https://contoh.go.id"),
    ("reminders", "lead_days", "60, 3", (60, 3)),
    ("reminders", "follow_ups", "2, 5", (2, 5)),
    ("reminders", "send_at", "07:45", time(7, 45)),
    ("reminders", "quiet_hours", "17:00-06:00", (time(17), time(6))),
    ("reminders", "friday_prayer", "11:00-13:30", (time(11), time(13, 30))),
    ("reminders", "holidays", "none", "none"),
    ("reminders", "head_after", "2", 2),
    ("reminders", "agency_after", "5", 5),
    ("reminders", "digest", "09:15", time(9, 15)),
    ("announcements", "approve_above", "500", 500),
    ("pledge", "validity", "6", 6),
    ("pledge", "factor", "name+pin", "name+pin"),
    ("pledge", "witness", "false", False),
    ("pledge", "remind_after", "2, 5", (2, 5)),
    ("pledge", "remind_before", "3", (3,)),
    ("pledge", "head_after", "1", 1),
    ("pledge", "agency_after", "0", 0),
    ("pledge", "place", "Kraksaan", "Kraksaan"),
    ("pledge", "seal_key_file", "segel.pem", "segel.pem"),
    ("pledge", "pdf_certificate_file", "instansi.p12", "instansi.p12"),
    ("pledge", "pdf_certificate_password", "s3cret", SecretStr("s3cret")),
    ("evidence", "folder", "/srv/bukti", "/srv/bukti"),
    ("evidence", "largest_mb", "5", 5),
    ("portal", "token", "rahasia-uji_" + "x" * 32, SecretStr("rahasia-uji_" + "x" * 32)),
    ("portal", "path", "/zi/portal", "/zi/portal"),
    ("security", "max_updates_at_once", "5", 5),
    ("security", "activation_days", "30", 30),
    ("security", "link_request_days", "7", 7),
    ("retention", "attempts", "0", 0),
    ("retention", "parked_inbox", "7", 7),
    ("retention", "outbox_details", "365", 365),
    ("retention", "drafts", "14", 14),
    ("retention", "uploads", "1", 1),
    ("retention", "link_requests", "60", 60),
    ("retention", "group_requests", "10", 10),
    ("retention", "correction_requests", "3650", 3650),
    ("log", "level", "debug", "debug"),
    ("log", "format", "json", "json"),
]


@pytest.mark.parametrize(("section", "key", "text", "value"), FROM_ENVIRONMENT)
def test_every_key_can_come_from_the_environment(section: str, key: str, text: str, value: object) -> None:
    settings = load(None, REQUIRED | {variable(section, key): text})
    assert getattr(getattr(settings, section), key) == value


def test_the_table_of_variables_has_every_key() -> None:
    assert [row[:2] for row in FROM_ENVIRONMENT] == [(section, key) for section, key, _ in keys()]


def test_all_problems_are_told_at_once_each_with_its_fix(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        salah = 1
        log = "debug"
        [telegrm]
        [telegram]
        tokn = "x"
        mode = "push"
        [organization]
        name = "  "
        timezone = "Asia/Banyuwangi"
        """,
    )
    with pytest.raises(ConfigurationError) as caught:
        load(file, {"ZIBOT_TELEGRAM__MODDE": "polling", "ZIBOT_WEB__LISTEN": "8080", "ZIBOT_LOG__LEVEL": "info"})
    assert sorted(caught.value.problems) == sorted(
        [
            "Variabel ZIBOT_TELEGRAM__MODDE tidak dikenal. Maksudnya ZIBOT_TELEGRAM__MODE?",
            "[organization] name belum diisi. Isi di berkas konfigurasi atau lewat ZIBOT_ORGANIZATION__NAME.",
            (
                "[organization] short_name belum diisi."
                " Isi di berkas konfigurasi atau lewat ZIBOT_ORGANIZATION__SHORT_NAME."
            ),
            '[organization] timezone tidak sah. Nilainya harus nama zona waktu IANA, misalnya "Asia/Jakarta".',
            (
                "[telegram] token belum diisi."
                " Isi di berkas konfigurasi atau lewat ZIBOT_TELEGRAM__TOKEN atau ZIBOT_TELEGRAM__TOKEN_FILE."
            ),
            '[telegram] mode tidak sah. Nilainya harus "polling" atau "webhook".',
            "[telegram] tokn tidak dikenal. Maksudnya token?",
            (
                "[web] listen (dari ZIBOT_WEB__LISTEN) tidak sah."
                ' Nilainya harus berbentuk "host:port", misalnya "127.0.0.1:8080".'
            ),
            "[log] harus berupa bagian dengan kunci di bawahnya. Tulis [log] pada baris tersendiri.",
            "Bagian [telegrm] tidak dikenal. Maksudnya telegram?",
            "Bagian [salah] tidak dikenal. Hapus, atau lihat config.example.toml untuk nama yang dikenal.",
        ]
    )
    assert str(caught.value).count("\n") == len(caught.value.problems) - 1


WRONG = [
    ("telegram", "token", "123:abc"),
    ("telegram", "token", f"{TOKEN} {TOKEN}"),
    ("telegram", "token", f"bot{TOKEN}"),
    ("telegram", "api_base_url", "api.telegram.org"),
    ("telegram", "api_base_url", "https://api.telegram.org:0x1/"),
    ("telegram", "api_base_url", "https://user:pass@api.telegram.org"),
    ("telegram", "api_base_url", "https://a b"),
    ("telegram", "webhook_url", "http://contoh.go.id/hook"),
    ("telegram", "webhook_secret", "spasi tidak boleh"),
    ("telegram", "webhook_secret", "a" * 257),
    ("telegram", "paid_broadcast", "mungkin"),
    ("telegram", "bulk_per_second", "0"),
    ("telegram", "bulk_per_second", "31"),
    ("telegram", "bulk_per_second", "banyak"),
    ("database", "url", "postgresql://localhost/zibot"),
    ("database", "url", "sqlite:///zibot.db"),
    ("web", "listen", "0.0.0.0"),
    ("web", "listen", "0.0.0.0:0"),
    ("web", "listen", "0.0.0.0:65536"),
    ("web", "listen", "http://0.0.0.0:80"),
    ("web", "public_url", "http://contoh.go.id"),
    ("web", "public_url", "http://127.0.0.1.contoh.go.id"),
    ("web", "public_url", "https://contoh.go.id/?a=b"),
    ("reminders", "lead_days", "7,7"),
    ("reminders", "follow_ups", "0"),
    ("reminders", "lead_days", "-1"),
    ("reminders", "lead_days", "[7]"),
    ("reminders", "send_at", "24:00"),
    ("reminders", "send_at", "8"),
    ("reminders", "quiet_hours", "16:01"),
    ("reminders", "quiet_hours", "16:00-25:00"),
    ("reminders", "quiet_hours", "07:00-09:00"),
    ("reminders", "friday_prayer", "23:00-01:00"),
    ("reminders", "holidays", "SG"),
    ("announcements", "approve_above", "-1"),
    ("organization", "timezone", "../etc/passwd"),
    ("organization", "languages", "id,jv"),
    ("organization", "languages", "id,id"),
    ("pledge", "validity", "0"),
    ("pledge", "factor", "fingerprint"),
    ("pledge", "validity", "forever"),
    ("pledge", "remind_after", "0,3"),
    ("pledge", "remind_after", "3,3"),
    ("pledge", "remind_before", "367"),
    ("pledge", "head_after", "101"),
    ("pledge", "agency_after", "1"),
    ("evidence", "largest_mb", "21"),
    ("portal", "token", "terlalu-pendek"),
    ("portal", "token", "x" * 257),
    ("portal", "token", "spasi " * 8),
    ("portal", "path", "tanpa-garis"),
    ("portal", "path", "/"),
    ("portal", "path", "/berakhir-garis/"),
    ("portal", "path", "/v/portal"),
    ("portal", "path", "/zi/../metrics"),
    ("portal", "path", "/{unit}"),
    ("security", "max_updates_at_once", "0"),
    ("retention", "drafts", "-1"),
    ("retention", "outbox_details", "selamanya"),
    ("log", "level", "TRACE"),
    ("log", "format", "xml"),
]


@pytest.mark.parametrize(("section", "key", "text"), WRONG)
def test_a_wrong_value_is_one_sentence_that_names_the_key_and_not_the_value(section: str, key: str, text: str) -> None:
    (problem,) = problems({variable(section, key): text})
    assert problem.startswith(f"[{section}] {key} (dari {variable(section, key)}) ")
    assert problem.endswith((".", '".'))
    assert len(text) < 4 or text not in problem


@pytest.mark.parametrize(
    ("address", "listen"), [("http://localhost:8080", "localhost:1"), ("http://[::1]:80", "[::]:80")]
)
def test_plain_http_is_for_this_machine(address: str, listen: str) -> None:
    settings = load(None, REQUIRED | {"ZIBOT_WEB__PUBLIC_URL": f"{address}/", "ZIBOT_WEB__LISTEN": listen})
    assert settings.web.public_url == address
    assert f"{settings.web.host}:{settings.web.port}" == listen.replace("[", "").replace("]", "")


def test_webhook_mode_needs_an_address_and_a_secret() -> None:
    assert [sentence.split(":")[0] for sentence in problems({"ZIBOT_TELEGRAM__MODE": "webhook"})] == [
        '[telegram] webhook_url wajib diisi bila mode "webhook"',
        '[telegram] webhook_secret wajib diisi bila mode "webhook"',
    ]
    complete = {
        "ZIBOT_TELEGRAM__MODE": "webhook",
        "ZIBOT_TELEGRAM__WEBHOOK_URL": "https://contoh.go.id/hook",
        "ZIBOT_TELEGRAM__WEBHOOK_SECRET": "aB3_-",
    }
    assert load(None, REQUIRED | complete).telegram.mode == "webhook"


def test_fast_broadcasts_must_be_paid() -> None:
    fast = {"ZIBOT_TELEGRAM__BULK_PER_SECOND": "500"}
    assert "paid_broadcast" in problems(fast)[0]
    assert load(None, REQUIRED | fast | {"ZIBOT_TELEGRAM__PAID_BROADCAST": "true"}).telegram.bulk_per_second == 500


def test_the_plan_of_reminders_is_that_of_the_four_keys() -> None:
    never = {"ZIBOT_PLEDGE__HEAD_AFTER": "3", "ZIBOT_PLEDGE__AGENCY_AFTER": "0", "ZIBOT_PLEDGE__REMIND_AFTER": "2,9"}
    assert load(None, REQUIRED | never).pledge.plan == PledgePlan((2, 9), (7, 1), 3, 0)
    assert load(None, REQUIRED).pledge.plan == PledgePlan()
    (problem,) = problems({"ZIBOT_PLEDGE__HEAD_AFTER": "5"})
    assert problem.startswith("[pledge] agency_after tidak boleh kurang dari head_after")


def test_a_secret_given_twice_missing_or_empty_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    absent = tmp_path / "absent"
    twice = problems({"ZIBOT_TELEGRAM__TOKEN_FILE": str(absent)})
    assert twice == ["ZIBOT_TELEGRAM__TOKEN dan ZIBOT_TELEGRAM__TOKEN_FILE diisi bersamaan. Hapus salah satu."]
    assert problems({"ZIBOT_DATABASE__URL_FILE": str(absent)}) == [
        f"ZIBOT_DATABASE__URL_FILE menunjuk {absent} yang tidak terbaca (FileNotFoundError). Periksa alamat dan izin."
    ]
    assert problems({"ZIBOT_TELEGRAM__WEBHOOK_SECRET_FILE": str(empty)}) == [
        f"ZIBOT_TELEGRAM__WEBHOOK_SECRET_FILE menunjuk {empty} yang kosong. Isi berkas itu dengan rahasianya."
    ]


def test_only_secrets_come_from_files() -> None:
    assert "tidak dikenal" in problems({"ZIBOT_WEB__LISTEN_FILE": "/dev/null"})[0]


def test_a_file_that_is_absent_or_no_toml_is_told_with_the_place(tmp_path: Path) -> None:
    assert "tidak ada" in problems({}, tmp_path / "config.toml")[0]
    assert "tidak terbaca (IsADirectoryError)" in problems({}, tmp_path)[0]
    broken = written(tmp_path, f'[telegram]\ntoken = "{TOKEN}" "{TOKEN}"\n')
    (problem,) = problems({}, broken)
    assert problem.startswith(f"Berkas konfigurasi {broken} bukan TOML yang benar pada baris 2, kolom ")


@given(st.text(min_size=12), st.sampled_from([pair[:2] for pair in keys()]))
def test_no_error_ever_holds_a_wrong_value(text: str, place: tuple[str, str]) -> None:
    try:
        load(None, REQUIRED | {variable(*place): text})
    except ConfigurationError as error:
        shown = "".join(traceback.format_exception(error))
        assert text not in shown


def test_settings_never_show_their_secrets() -> None:
    settings = load(
        None,
        REQUIRED
        | {
            "ZIBOT_TELEGRAM__WEBHOOK_SECRET": "kata-kunci",
            "ZIBOT_DATABASE__URL": "postgresql+asyncpg://zibot:sandi-basis@localhost/zibot",
        },
    )
    assert settings.secret_values() == (TOKEN, "kata-kunci", "sandi-basis")
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert [secret for secret in settings.secret_values() if secret in shown] == []
    assert settings.database.sqlite_path is None


def test_settings_built_in_code_take_nothing_from_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZIBOT_WEB__LISTEN", "0.0.0.0:1")
    built = Settings(organization=Organization(name="Dinas", short_name="D"), telegram=Telegram(token=SecretStr(TOKEN)))
    assert built.web.listen == "127.0.0.1:8080"
    with pytest.raises(ValidationError):
        built.telegram.mode = "webhook"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite+aiosqlite:///zibot.db", Path("zibot.db")),
        ("sqlite+aiosqlite:////var/lib/zibot/a%20b.db?timeout=1", Path("/var/lib/zibot/a b.db")),
        ("sqlite+aiosqlite:///:memory:", None),
        ("sqlite+aiosqlite:///", None),
        ("postgresql+asyncpg:///zibot", None),
    ],
)
def test_the_database_file_is_known_where_there_is_one(url: str, path: Path | None) -> None:
    assert load(None, REQUIRED | {"ZIBOT_DATABASE__URL": url}).database.sqlite_path == path


def test_reminders_are_rules_of_the_domain() -> None:
    assert load(None, REQUIRED).reminders.rules == ReminderRules()
    changed = {"ZIBOT_REMINDERS__QUIET_HOURS": "20:00-20:00", "ZIBOT_REMINDERS__SEND_AT": "06:30"}
    assert load(None, REQUIRED | changed).reminders.rules == ReminderRules(
        send_at=time(6, 30), quiet_hours=(time(20), time(20))
    )
    assert load(None, REQUIRED | {"ZIBOT_REMINDERS__FOLLOW_UPS": "2, 5"}).reminders.rules.follow_ups == (2, 5)


def test_reminders_are_not_sent_in_quiet_hours() -> None:
    (problem,) = problems({"ZIBOT_REMINDERS__SEND_AT": "17:00"})
    assert problem == "[reminders] quiet_hours memuat jam pengiriman (send_at); ubah salah satunya."


def test_what_heads_and_the_agency_hear_is_part_of_the_planning(tmp_path: Path) -> None:
    assert load(None, REQUIRED).reminders.planning == Planning()
    changed = {"HEAD_AFTER": "2", "AGENCY_AFTER": "0", "DIGEST": "09:30"}
    found = load(None, REQUIRED | {f"ZIBOT_REMINDERS__{key}": value for key, value in changed.items()})
    assert found.reminders.planning == Planning(head_after=2, agency_after=0, digest_at=time(9, 30))
    off = written(tmp_path, '[reminders]\ndigest = ""\n')
    assert load(off, REQUIRED).reminders.planning.digest_at is None


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("HEAD_AFTER", "4", "agency_after tidak boleh kurang dari head_after"),
        ("HEAD_AFTER", "16", "tidak sah. Nilainya harus bilangan bulat dari 0 sampai 15."),
        ("DIGEST", "16:00", "berada dalam jam tenang (quiet_hours); ubah salah satunya."),
        ("DIGEST", "8", 'harus jam dan menit, misalnya "08:00", atau "" untuk tidak mengirim.'),
    ],
)
def test_heads_hear_first_and_the_digest_is_not_sent_in_quiet_hours(key: str, value: str, problem: str) -> None:
    (found,) = problems({f"ZIBOT_REMINDERS__{key}": value})
    assert problem in found


def test_the_example_names_every_key_with_its_default() -> None:
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert [(section, key) for section, held in example.items() for key in held] == [
        (section, key) for section, key, _ in keys()
    ]
    assert [
        f"{section}.{key}" for section, key, field in keys() if field.is_required() and example[section][key] != ""
    ] == []
    filled = {section: dict(held) for section, held in example.items()}
    for section, key, field in keys():
        if field.is_required():
            filled[section][key] = REQUIRED[variable(section, key)]
    assert Settings.model_validate(filled) == load(None, REQUIRED)


def test_the_example_as_it_is_asks_for_the_required_keys_only() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(EXAMPLE, {})
    required = [f"[{section}] {key} belum diisi" for section, key, field in keys() if field.is_required()]
    assert [sentence.split(".")[0] for sentence in caught.value.problems] == required


def test_the_example_tells_of_every_key_what_the_code_tells() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    told = dict(re.findall(r"^# (?:(?:WAJIB|RAHASIA|WAJIB, RAHASIA)\. )?(.+)\n(\w+) = ", text, re.MULTILINE))
    assert list(told.items()) == [(field.description, key) for _, key, field in keys()]
    marks = re.findall(r"^# (WAJIB, RAHASIA|WAJIB|RAHASIA)\. .+\n(\w+) = ", text, re.MULTILINE)
    expected = [
        (
            ", ".join(
                word for word, holds in (("WAJIB", f.is_required()), ("RAHASIA", f.annotation is SecretStr)) if holds
            ),
            key,
        )
        for _, key, f in keys()
    ]
    assert marks == [pair for pair in expected if pair[0]]
