"""What the values of the configuration may be: checks that pydantic runs, with the rule of each in words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from ipaddress import ip_address
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from domain.pledge_plan import MOST_DAYS

Value = TypeVar("Value")
# What the web server has at its root besides.
_TAKEN = frozenset({"telegram", "health", "metrics", "v", "e"})


@dataclass(frozen=True)
class Must:
    """What a valid value of a key looks like, as the end of the Indonesian sentence "harus ..."."""

    rule: str


def is_loopback(url: str) -> bool:
    """Whether the host of a URL is this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _clock_time(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"\d\d:\d\d", value):
            raise ValueError
        return time.fromisoformat(value)
    return value


def _clock_span(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", value):
        raise ValueError
    start, end = value.split("-")
    return _clock_time(start), _clock_time(end)


def _listed(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _no_repeats(values: tuple[Value, ...]) -> tuple[Value, ...]:
    if len(set(values)) != len(values):
        raise ValueError
    return values


def _secret(pattern: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError
        return value

    return AfterValidator(check)


def _address(accepts: Callable[[str], bool], *, may_be_empty: bool = False) -> AfterValidator:
    def check(value: str) -> str:
        if may_be_empty and not value:
            return value
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", value)
        if not whole or parts.query or parts.fragment or parts.username or not accepts(value):
            raise ValueError
        _ = parts.port  # reading it raises ValueError for a number that is no port
        return value.rstrip("/")

    return AfterValidator(check)


def _host_and_port(value: str) -> str:
    if not re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}", value) or not urlsplit(f"//{value}").port:
        raise ValueError
    return value


def _portal_path(value: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", value) or value.split("/")[1] in _TAKEN or "/." in value:
        raise ValueError
    return value


RequiredText = Annotated[str, Field(min_length=1)]
Token = Annotated[
    SecretStr,
    Field(min_length=1),
    _secret(r"\d{6,12}:[A-Za-z0-9_-]{30,64}"),
    Must("berbentuk angka, titik dua, lalu sekitar 35 huruf atau angka, persis seperti yang diberikan BotFather"),
]
WebhookSecret = Annotated[
    SecretStr, _secret(r"[A-Za-z0-9_-]{0,256}"), Must("1 sampai 256 huruf, angka, garis bawah, atau tanda hubung")
]
PortalToken = Annotated[
    SecretStr,
    _secret(r"([A-Za-z0-9._~+/=-]{32,256})?"),
    Must("32 sampai 256 huruf, angka, atau tanda . _ ~ + / = - tanpa spasi"),
]
PortalPath = Annotated[
    str,
    AfterValidator(_portal_path),
    Must('diawali "/", misalnya "/portal/v1", dan bukan alamat yang sudah dipakai zibot'),
]
DatabaseUrl = Annotated[
    SecretStr,
    _secret(r"sqlite\+aiosqlite:///\S*|postgresql\+asyncpg://\S+"),
    Must('diawali "sqlite+aiosqlite:///" atau "postgresql+asyncpg://"'),
]
Address = Annotated[
    str, _address(lambda _: True), Must('alamat lengkap yang diawali "https://" atau "http://", tanpa "?" dan "#"')
]
PublicAddress = Annotated[
    str,
    _address(lambda url: url.startswith("https:") or is_loopback(url)),
    Must('alamat "https://"; "http://" hanya untuk mesin ini sendiri (localhost)'),
]
WebhookAddress = Annotated[
    str,
    _address(lambda url: url.startswith("https:"), may_be_empty=True),
    Must('alamat "https://" yang dapat dijangkau Telegram'),
]
HostAndPort = Annotated[str, AfterValidator(_host_and_port), Must('berbentuk "host:port", misalnya "127.0.0.1:8080"')]
Clock = Annotated[time, BeforeValidator(_clock_time), Must('jam dan menit, misalnya "08:00"')]
OptionalClock = Annotated[
    time | None,
    BeforeValidator(lambda value: None if value == "" else _clock_time(value)),
    Must('jam dan menit, misalnya "08:00", atau "" untuk tidak mengirim'),
]
Span = Annotated[
    tuple[time, time],
    BeforeValidator(_clock_span),
    Must('dari jam sampai jam, misalnya "16:00-07:30"; dua jam yang sama berarti tidak ada'),
]
LeadDays = Annotated[
    tuple[Annotated[int, Field(ge=0, le=366)], ...],
    BeforeValidator(_listed),
    Field(min_length=1),
    AfterValidator(_no_repeats),
    Must("daftar bilangan bulat dari 0 sampai 366 tanpa pengulangan, misalnya [7, 3, 1, 0]"),
]
PlanDays = Annotated[
    tuple[Annotated[int, Field(ge=1, le=MOST_DAYS)], ...],
    BeforeValidator(_listed),
    AfterValidator(_no_repeats),
    Must("daftar bilangan bulat dari 1 sampai 366 tanpa pengulangan, misalnya [3, 7, 14]; [] berarti tidak pernah"),
]
Languages = Annotated[
    tuple[Literal["id", "en"], ...],
    BeforeValidator(_listed),
    Field(min_length=1),
    AfterValidator(_no_repeats),
    Must('daftar bahasa dari "id" dan "en", yang utama lebih dulu'),
]
