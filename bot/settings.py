"""Configuration: every key with its default, read from a TOML file, then the environment, then secret files."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.section import REFUSED, Section
from bot.sections import (
    Announcements,
    Database,
    Evidence,
    Log,
    Organization,
    Portal,
    Retention,
    Security,
    Telegram,
    Web,
)
from bot.sections_of_time import Pledge, Reminders
from bot.setting_rules import Must

__all__ = [
    "Announcements",
    "ConfigurationError",
    "Database",
    "Evidence",
    "Log",
    "Organization",
    "Pledge",
    "Portal",
    "Reminders",
    "Retention",
    "Security",
    "Settings",
    "Telegram",
    "Web",
    "keys",
    "load",
    "variable",
]

PREFIX, DELIMITER, FILE_SUFFIX = "ZIBOT_", "__", "_FILE"

Values = dict[str, Any]


class ConfigurationError(Exception):
    """The configuration can't be used; `problems` holds one Indonesian sentence with its fix for each thing wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """All settings; built directly it takes nothing from the surroundings, `load` reads file and environment."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        enable_decoding=False,  # lists are written "7,3,1" in the environment, not as JSON
    )

    organization: Organization
    telegram: Telegram
    database: Database = Database()
    web: Web = Web()
    reminders: Reminders = Reminders()
    announcements: Announcements = Announcements()
    pledge: Pledge = Pledge()
    evidence: Evidence = Evidence()
    portal: Portal = Portal()
    security: Security = Security()
    retention: Retention = Retention()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # the names are those of the base class
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the caller passes: the same settings mean the same wherever they are built."""
        return (init_settings,)

    @property
    def seal_path(self) -> Path:
        """Where the key of the seal is kept."""
        if self.pledge.seal_key_file:
            return Path(self.pledge.seal_key_file)
        beside = self.database.sqlite_path
        return (beside.parent if beside else Path()) / "zibot-seal.pem"

    @property
    def pdf_certificate_path(self) -> Path:
        """Where the certificate that signs PDFs is kept."""
        chosen = self.pledge.pdf_certificate_file
        return Path(chosen) if chosen else self.seal_path.parent / "zibot-pdf.p12"

    @property
    def evidence_path(self) -> Path:
        """Where the files of evidence are kept."""
        beside = self.database.sqlite_path
        return (beside.parent if beside else Path()) / self.evidence.folder

    def secret_values(self) -> tuple[str, ...]:
        """The secrets in clear, for the redaction of logs and for nothing else; the database counts by its password."""
        telegram, portal = self.telegram, self.portal
        found = [telegram.token, telegram.webhook_secret, self.pledge.pdf_certificate_password, portal.token]
        password = urlsplit(self.database.url.get_secret_value()).password or ""
        return tuple(text for text in [*(secret.get_secret_value() for secret in found), password] if text)


def keys() -> Iterator[tuple[str, str, FieldInfo]]:
    """Every key of the configuration as (section, key, field), in the order of the code."""
    for section, holder in Settings.model_fields.items():
        assert isinstance(holder.annotation, type)
        assert issubclass(holder.annotation, Section)
        for key, field in holder.annotation.model_fields.items():
            yield section, key, field


def variable(section: str, key: str) -> str:
    """The environment variable of a key: ZIBOT_TELEGRAM__TOKEN."""
    return f"{PREFIX}{section}{DELIMITER}{key}".upper()


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of a TOML file (None: no file), then ZIBOT_SECTION__KEY, then ZIBOT_SECTION__KEY_FILE for secrets.

    Later sources win; an empty variable counts as not set. Raises ConfigurationError with every problem found.
    """
    problems: list[str] = []
    from_environment = _read_environment(environ, problems)
    from_file = _read_file(path, problems)
    if from_file is not None:
        try:
            settings = Settings(**_merged(from_file, from_environment))
        except ValidationError as error:
            problems += _sentences(error.errors(include_url=False, include_input=False), from_environment)
        else:
            if not problems:
                return settings
    # Raised outside of the except block: a chained ValidationError would show what was typed.
    raise ConfigurationError(problems)


def _read_file(path: Path | None, problems: list[str]) -> Values | None:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"Berkas konfigurasi {path} tidak ada. Salin config.example.toml ke {path}, lalu isi.")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"Berkas konfigurasi {path} tidak terbaca ({type(error).__name__}). Periksa izin dan isinya.")
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"baris {place[1]}, kolom {place[2]}" if place else "akhir berkas"
        problems.append(f"Berkas konfigurasi {path} bukan TOML yang benar pada {where}. Perbaiki penulisannya di sana.")
    return None


def _read_environment(environ: Mapping[str, str], problems: list[str]) -> Values:
    plain = {variable(section, key) for section, key, _ in keys()}
    secret = {variable(section, key) for section, key, field in keys() if field.annotation is SecretStr}
    given: dict[str, str | None] = {}
    for name, value in environ.items():
        if name in plain:
            given[name.lower()] = value or None
        elif name.removesuffix(FILE_SUFFIX) in secret:
            continue
        elif name.startswith(PREFIX):
            problems.append(f"Variabel {name} tidak dikenal. {_suggestion(name, plain)}")
    for name in sorted(secret):
        file = environ.get(name + FILE_SUFFIX)
        if file and environ.get(name):
            problems.append(f"{name} dan {name}{FILE_SUFFIX} diisi bersamaan. Hapus salah satu.")
        elif file:
            given[name.lower()] = _read_secret(name + FILE_SUFFIX, Path(file), problems)
    source = EnvSettingsSource(Settings)
    source.env_vars = {name: value for name, value in given.items() if value is not None}
    return source()


def _read_secret(name: str, path: Path, problems: list[str]) -> str | None:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{name} menunjuk {path} yang tidak terbaca ({type(error).__name__}). Periksa alamat dan izin.")
        return None
    if not text:
        problems.append(f"{name} menunjuk {path} yang kosong. Isi berkas itu dengan rahasianya.")
    return text or None


def _merged(from_file: Values, from_environment: Values) -> Values:
    """Both sources in one, with every section present so that a missing key is reported by its own name."""
    merged: Values = {section: {} for section in Settings.model_fields} | from_file
    for section, values in from_environment.items():
        if isinstance(merged[section], dict):
            merged[section] = merged[section] | values
    return merged


def _suggestion(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"Maksudnya {near[0]}?" if near else "Hapus, atau lihat config.example.toml untuk nama yang dikenal."


def _sentences(errors: list[ErrorDetails], from_environment: Values) -> list[str]:
    """One sentence for each key with an error, in the order found and never with the value."""
    first: dict[tuple[int | str, ...], ErrorDetails] = {}
    for error in errors:
        first.setdefault(error["loc"][:2], error)
    return [_sentence(error, from_environment) for error in first.values()]


def _sentence(error: ErrorDetails, from_environment: Values) -> str:
    section, *rest = (str(part) for part in error["loc"])
    fields = {(part, key): field for part, key, field in keys()}
    if not rest:
        if error["type"] == "extra_forbidden":
            return f"Bagian [{section}] tidak dikenal. {_suggestion(section, set(Settings.model_fields))}"
        return f"[{section}] harus berupa bagian dengan kunci di bawahnya. Tulis [{section}] pada baris tersendiri."
    key = rest[0]
    where = f"[{section}] {key}"
    if error["type"] == "extra_forbidden":
        return f"{where} tidak dikenal. {_suggestion(key, {name for part, name in fields if part == section})}"
    field = fields[section, key]
    name = variable(section, key)
    if error["type"] in {"missing", "string_too_short"} or (error["type"] == "too_short" and field.is_required()):
        or_file = f" atau {name}{FILE_SUFFIX}" if field.annotation is SecretStr else ""
        return f"{where} belum diisi. Isi di berkas konfigurasi atau lewat {name}{or_file}."
    if key in from_environment.get(section, {}):
        where = f"{where} (dari {name})"
    if error["type"] == REFUSED:
        return f"{where} {error['msg']}."
    rule = next((item.rule for item in field.metadata if isinstance(item, Must)), "berupa teks")
    return f"{where} tidak sah. Nilainya harus {rule}."
