"""No token, telephone number, whole staff number or known secret reaches the log, whoever logs it and however."""

import io
import json
import logging
import re
import sys
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.logs import configure
from bot.redaction import redact, redact_value
from bot.sections import Log

TOKEN = "123456789:" + "AA" + "x" * 33
PHONE = "+6281234567890"
STAFF_NUMBER = "198606122010011001"
SECRET = "sandi-basis-data"
HIDDEN = [TOKEN, PHONE, PHONE[3:], STAFF_NUMBER, SECRET]
pytestmark = pytest.mark.usefixtures("logging_as_before")
LIBRARIES = [
    "aiohttp.client",
    "aiohttp.access",
    "telegram.ext",
    "apscheduler.scheduler",
    "sqlalchemy.engine",
    "asyncio",
]


def started(form: Literal["console", "json"], level: Literal["debug", "info", "warning"] = "debug") -> io.StringIO:
    stream = io.StringIO()
    configure(Log(level=level, format=form), secrets=[SECRET, "id"], stream=stream)
    return stream


def entries(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def leaked(stream: io.StringIO) -> list[str]:
    assert stream.getvalue()
    return [hidden for hidden in HIDDEN if hidden in stream.getvalue()]


def fail_deep_inside() -> None:
    cause = OSError("cannot connect to", f"https://api.telegram.org/bot{TOKEN}/getMe")
    error = RuntimeError(f"{PHONE} of {STAFF_NUMBER} with {SECRET}")
    raise error from cause


def test_a_json_entry_has_time_in_utc_level_logger_and_context() -> None:
    stream = started("json")
    structlog.contextvars.bind_contextvars(update_id=7)
    structlog.get_logger("bot.inbox").info("update taken", rows=3)
    (entry,) = entries(stream)
    moment = datetime.fromisoformat(str(entry.pop("timestamp")))
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60
    assert entry == {"event": "update taken", "level": "info", "logger": "bot.inbox", "rows": 3, "update_id": 7}


@pytest.mark.parametrize("form", ["console", "json"])
def test_our_own_entries_hide_what_they_hold_at_any_depth(form: Literal["console", "json"]) -> None:
    stream = started(form)
    structlog.get_logger().warning(
        f"sent {TOKEN}",
        url=URL(f"https://api.telegram.org/file/bot{TOKEN}/photo.jpg"),
        nested={"people": [{"phone": PHONE, "number": int(STAFF_NUMBER)}, (SECRET, {TOKEN})], PHONE: 1},
        body=f"token={TOKEN}".encode(),
        error=ValueError(PHONE),
    )
    assert leaked(stream) == []
    assert "1986••••••••1001" in stream.getvalue()


@pytest.mark.parametrize("form", ["console", "json"])
def test_tracebacks_hide_what_their_exceptions_say(form: Literal["console", "json"]) -> None:
    stream = started(form)
    try:
        fail_deep_inside()
    except RuntimeError:
        structlog.get_logger().exception("our failure")
        logging.getLogger("telegram.ext").exception("their failure")
    assert leaked(stream) == []
    text = stream.getvalue()
    assert text.count("RuntimeError: [phone] of 1986••••••••1001 with [secret]") == 2
    assert text.count("bot[token]/getMe") == 2
    assert text.count("fail_deep_inside()") == 2


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("name", LIBRARIES)
def test_the_entries_of_libraries_are_hidden_and_formed_alike(form: Literal["console", "json"], name: str) -> None:
    stream = started(form)
    logging.getLogger(name).warning("POST /bot%s/%s for %r", TOKEN, "sendMessage", {"phone": PHONE}, stack_info=True)
    assert leaked(stream) == []
    assert name in stream.getvalue()
    assert "POST /bot[token]/sendMessage for {'phone': '[phone]'}" in stream.getvalue()


def test_requests_and_sql_are_not_logged_even_when_debugging() -> None:
    stream = started("json", "debug")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT INTO person VALUES (?)")
    logging.getLogger("aiohttp.access").info("GET /live")
    logging.getLogger("services.pledges").debug("signed")
    assert [entry["event"] for entry in entries(stream)] == ["signed"]


def test_the_level_is_the_least_that_is_written() -> None:
    stream = started("json", "warning")
    for log in (structlog.get_logger("bot.sender"), logging.getLogger("domain")):
        log.info("quiet")
        log.warning("loud")
    assert [entry["event"] for entry in entries(stream)] == ["loud", "loud"]


def test_an_entry_that_cannot_be_formatted_shows_its_place_and_not_its_arguments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stream = started("json")
    logging.getLogger("telegram.ext").warning("a number: %d", TOKEN)
    assert re.fullmatch(r"A log entry could not be written \(TypeError\): telegram\.ext, line \d+\n", stream.getvalue())
    assert capsys.readouterr() == ("", "")


def test_warnings_and_uncaught_exceptions_go_the_same_way() -> None:
    stream = started("json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"deprecated {PHONE}", UserWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    try:
        fail_deep_inside()
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert leaked(stream) == []
    assert [entry["level"] for entry in entries(stream)] == ["warning", "critical"]


def test_the_default_is_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure(Log(format="console"))
    structlog.get_logger("bot").info("hello", phone=PHONE)
    out, err = capsys.readouterr()
    assert out == ""
    assert "hello" in err
    assert "[phone]" in err
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot[token]/getMe"),
        (f"/bot{TOKEN.replace(':', '%3A')}/getMe", "/bot[token]/getMe"),
        ("/file/bot12:mistyped/x", "/file/bot[token]/x"),
        (f"token '{TOKEN}'", "token '[token]'"),
        ("/start a_0123456789AB", "/start a_[code]"),
        ("https://t.me/zi_bot?start=o_ZYXWVTSRQPN0", "https://t.me/zi_bot?start=o_[code]"),
        ("telp.081234567890", "telp.[phone]"),
        ("wa:0812-3456-7890, ", "wa:[phone], "),
        ("+62 812 3456 789", "[phone]"),
        ("(+62) 812-3456-789", "([phone]"),
        ("+62 (21) 345 6789", "[phone]"),
        ("(0812) 3456 7890", "[phone]"),
        ("006281234567890", "[phone]"),
        ("contact 6281234567890", "contact [phone]"),
        ("NIP 19860612 201001 1 001", "NIP 1986••••••••1001"),
        (f"{STAFF_NUMBER}.", "1986••••••••1001."),
    ],
)
def test_what_is_hidden(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "chat -1001234567890, message 4711, update 987654321",
        "user 7812345678 of 8012345678",
        "score 81.57, 0.0812345678, 0,0812345678",
        "2026-08-12T08:30:45.081234Z",
        "08-11-2026 08.30.45",
        "12 Agustus 2026 08.30",
        "Rp 1.081.234.567,08",
        "08:00-16:00 on port 8080",
        "17081234567890123456789",
        "0812",
        "1234567890123456789",
        "bot/handlers.py, line 812",
        "10.0.81.234:8081",
        "/bots/12:30/",
    ],
)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    assert redact(text) == text


@given(st.one_of(st.integers(-(10**10), 10**10), st.floats(), st.booleans(), st.none()))
def test_plain_values_stay_what_they_are(value: float | None) -> None:
    assert redact_value(value) is value


WITHOUT_DIGITS = st.text(st.characters(exclude_characters="0123456789+"), max_size=30)
TOKENS = st.builds("{}:AA{}".format, st.integers(10**7, 10**10), st.from_regex(r"[A-Za-z0-9_-]{33}", fullmatch=True))
PHONES = st.builds(
    "{}8{}".format,
    st.sampled_from(["+62", "+62 ", "0", "62", "0062"]),
    st.from_regex(r"[1-9][0-9]{8,9}", fullmatch=True),
)
STAFF_NUMBERS = st.builds("{:%Y%m%d}{}".format, st.dates(date(1950, 1, 1)), st.from_regex(r"[0-9]{10}", fullmatch=True))


@given(WITHOUT_DIGITS, st.one_of(TOKENS, PHONES, STAFF_NUMBERS), WITHOUT_DIGITS)
def test_whatever_stands_around_it_it_is_hidden(before: str, hidden: str, after: str) -> None:
    assert hidden not in redact(f"{before}{hidden}{after}")


@given(
    st.one_of(TOKENS, PHONES, STAFF_NUMBERS).flatmap(
        lambda hidden: st.tuples(
            st.just(hidden),
            st.recursive(
                st.just(f"x {hidden} y"),
                lambda inner: st.one_of(
                    st.lists(inner, min_size=1, max_size=2),
                    st.dictionaries(st.sampled_from(["a", hidden]), inner, min_size=1),
                    st.tuples(inner, inner),
                ),
                max_leaves=6,
            ),
        )
    )
)
def test_at_whatever_depth_it_is_hidden(case: tuple[str, object]) -> None:
    hidden, value = case
    assert hidden in repr(value)
    assert hidden not in repr(redact_value(value))


def test_paths_and_times_are_written_as_text() -> None:
    moment = datetime(2026, 8, 12, 8, 30, tzinfo=UTC)
    assert redact_value([Path("data/zibot.db"), moment]) == ["data/zibot.db", "2026-08-12 08:30:00+00:00"]
