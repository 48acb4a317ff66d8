"""`python -m texts.extract`: brings the catalogues up to date with the templates and Python files of this package.

Translations are kept; a changed message takes the nearest old translation, marked fuzzy until somebody reviews it. The
result depends on the texts alone: sorted, with file names, without line numbers or dates.
"""

import gettext
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from jinja2 import DictLoader
from jinja2.ext import extract_from_ast

from texts import catalogue, engine

_Spec = tuple[int | tuple[int, str], ...] | None
_PLURALS_AND_CONTEXTS: dict[str, _Spec] = {
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PYTHON_KEYWORDS: dict[str, _Spec] = {"_": None, "mark": None, **_PLURALS_AND_CONTEXTS}
TEMPLATE_KEYWORDS: dict[str, _Spec] = {"_": None, "gettext": None, **_PLURALS_AND_CONTEXTS}


def messages() -> Catalog:
    """All messages of this package that a translator should see, without translations."""
    found = Catalog()
    loader = engine.ResourceLoader(resources.files("texts").joinpath("templates"))
    parser = engine.build_environment(loader, catalogue.SOURCE, gettext.NullTranslations())
    for name in loader.list_templates():
        source, _, _ = loader.get_source(parser, name)
        add_template(found, f"texts/templates/{name}", source)
    for entry in sorted(resources.files("texts").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            add_python(found, f"texts/{entry.name}", entry.read_bytes())
    return found


def add_template(catalog: Catalog, name: str, source: str) -> None:
    """Adds the messages of one template, as the engine itself parses it."""
    method: Any = _jinja
    _add(catalog, name, extract(method, BytesIO(source.encode()), TEMPLATE_KEYWORDS))


def add_python(catalog: Catalog, name: str, source: bytes) -> None:
    """Adds the messages of one Python file, with comments above them that begin with "Translators:"."""
    _add(catalog, name, extract("python", BytesIO(source), PYTHON_KEYWORDS, ("Translators:",)))


def updated(content: bytes, language: str, template: Catalog) -> bytes:
    """The `.po` file of a language with exactly the messages of the template and the translations it had."""
    catalog = catalogue.read(content, language)
    catalog.update(template)
    body = BytesIO()
    write_po(body, catalog, width=100, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return f"{_header(catalog, language)}\n{body.getvalue().decode().strip()}".strip().encode() + b"\n"


def unfinished(catalog: Catalog) -> list[Message]:
    """The messages without a complete, reviewed translation."""
    return [message for message in catalog if message.id and (message.fuzzy or not all(_strings(message)))]


def main() -> int:
    """Rewrites the catalogue of every language but the source; 1 when translations are missing, 0 otherwise."""
    template = messages()
    open_messages = 0
    for language in catalogue.LANGUAGES:
        if language == catalogue.SOURCE:
            continue
        path = Path(str(catalogue.source_of(language)))
        content = updated(path.read_bytes() if path.exists() else b"", language, template)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        missing = unfinished(catalogue.read(content, language))
        sys.stdout.write(f"{language}: {len(template)} messages, {len(missing)} to translate or review\n")
        for message in missing:
            sys.stdout.write(f"  {'fuzzy' if message.fuzzy else 'empty'}: {message.id!r}\n")
        open_messages += len(missing)
    return 1 if open_messages else 0


def _header(catalog: Catalog, language: str) -> str:
    # Babel's own header carries dates and its version, which would change the file without a change of the texts.
    fields = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalog.plural_forms,
    }
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())


def _jinja(fileobj: BinaryIO, keywords: Mapping[str, _Spec], _tags: object, options: object) -> Iterator[Any]:
    del options
    # Parsed with the engine's own settings: they decide what the text of a block is.
    environment = engine.build_environment(DictLoader({}), catalogue.SOURCE, gettext.NullTranslations())
    tree = environment.parse(fileobj.read().decode())
    for line, function, message in extract_from_ast(tree, tuple(keywords)):
        yield line, function, message, []


def _add(catalog: Catalog, name: str, found: Any) -> None:
    for _, message, comments, context in found:
        catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


if __name__ == "__main__":
    sys.exit(main())
