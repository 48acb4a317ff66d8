"""The languages people can read, and the gettext catalogue of each.

Indonesian is the language of the templates themselves and needs no catalogue. The others are `.po` files inside this
package, compiled in memory at first use, so that the repository holds no generated binary.
"""

import gettext as stdlib_gettext
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "id"
NAMES: Mapping[str, str] = MappingProxyType({"id": "Bahasa Indonesia", "en": "English"})
LANGUAGES = tuple(NAMES)
DOMAIN = "zibot"

# Telegram clients in Malay or in a regional language of Indonesia: their readers know Indonesian better than English.
# "in" and "jw" are the withdrawn ISO codes of Indonesian and Javanese, which some Android versions still report.
_READ_INDONESIAN = frozenset({"id", "in", "ms", "jv", "jw", "su", "ban", "min", "mad", "bug", "ace", "bjn", "sas"})


def choose(language_code: str | None) -> str:
    """The language for a first contact, from the IETF code of the Telegram client (None when it sends none)."""
    if not language_code:
        return SOURCE
    primary = language_code.replace("_", "-").split("-", maxsplit=1)[0].lower()
    return SOURCE if primary in _READ_INDONESIAN else "en"


def supported(language: str) -> str:
    """The same language when there are texts in it, the source language otherwise."""
    return language if language in NAMES else SOURCE


def gettext(language: str) -> stdlib_gettext.NullTranslations:
    """The compiled catalogue of a language; an unknown language reads the source texts."""
    return _load(supported(language))


def translator(language: str) -> Callable[[str], str]:
    """The function to bind to the name `_` where a Python module words a button or a short answer."""
    return gettext(language).gettext


def mark(message: str) -> str:
    """The message unchanged: marks a string of a module-level table for extraction; translate it where it is shown."""
    return message


def source_of(language: str) -> Traversable:
    """The `.po` file of a language other than the source language."""
    return resources.files("texts").joinpath("locale", language, "LC_MESSAGES", f"{DOMAIN}.po")


def read(content: bytes, language: str) -> Catalog:
    """The messages of a `.po` file; raises `babel.messages.pofile.PoFileError` on a broken file."""
    return read_po(BytesIO(content), locale=language, charset="utf-8", abort_invalid=True)


def compiled(catalog: Catalog) -> stdlib_gettext.GNUTranslations:
    """Translations ready for look-up; fuzzy and empty ones are left out and show the source text."""
    binary = BytesIO()
    write_mo(binary, catalog)
    binary.seek(0)
    return stdlib_gettext.GNUTranslations(binary)


@cache
def _load(language: str) -> stdlib_gettext.NullTranslations:
    if language == SOURCE:
        return stdlib_gettext.NullTranslations()
    return compiled(read(source_of(language).read_bytes(), language))
