"""Message templates: Jinja2 with escaping always on, one environment for each language.

Templates are `texts/templates/**/*.html.j2` in the HTML subset of Telegram and in Indonesian; what a translator sees
stands in `{% trans %}` blocks or `_('…')`. Filters that need a zone or the present take them from the values named
`tz` and `now`, or from their arguments.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import partial
from gettext import NullTranslations
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, pass_context
from jinja2.ext import Extension
from jinja2.loaders import split_template_path
from jinja2.runtime import Context
from markupsafe import Markup

from domain.staff_number import masked
from texts import catalogue
from texts import format as wording

SUFFIX = ".html.j2"
_TAG_AT_LINE_END = re.compile(r"^(?P<line>.*\{(?:%|#).*)(?P<end>(?<![-+])[%#]\})$", re.MULTILINE)
_LONE_TAG = re.compile(r"[ \t]*\{(?:%(?!-?[ \t]*(?:endtrans|include)\b)(?:(?!%\}).)*%|#(?:(?!#\}).)*#)\}")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class ResourceLoader(BaseLoader):
    """Templates among the data of a package, wherever that package was installed."""

    def __init__(self, root: Traversable) -> None:
        self._root = root

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool]]:
        """The text of a template; package data does not change while the process runs."""
        del environment
        file = self._root.joinpath(*split_template_path(template))
        if not file.is_file():
            raise TemplateNotFound(template)
        return file.read_text(encoding="utf-8"), None, lambda: True

    def list_templates(self) -> list[str]:
        """All template files below the root, as slash-separated names in alphabetical order."""
        return sorted(self._names(self._root, ""))

    def _names(self, folder: Traversable, prefix: str) -> list[str]:
        names = []
        for entry in folder.iterdir():
            if entry.is_dir():
                names += self._names(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(SUFFIX):
                names.append(prefix + entry.name)
        return names


class LineKeeping(Extension):
    """Keeps the line break after a tag that shares its line, ends a translated block or includes a part.

    Jinja's `trim_blocks` takes the break after every tag, which would glue a line ending in `{% endif %}` or
    `{% endtrans %}` to the next one; only a tag that stands alone should leave no line behind.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with `+` in the tags whose line break belongs to the message."""
        del name, filename
        return _TAG_AT_LINE_END.sub(self._kept, source)

    @staticmethod
    def _kept(match: re.Match[str]) -> str:
        return match[0] if _LONE_TAG.fullmatch(match[0]) else f"{match['line']}+{match['end']}"


class Engine:
    """Renders the templates of a loader in any language, with the translations that belong to it."""

    def __init__(
        self,
        loader: BaseLoader | None = None,
        translations: Callable[[str], NullTranslations] = catalogue.gettext,
    ) -> None:
        self._loader = loader or ResourceLoader(resources.files("texts").joinpath("templates"))
        self._translations = translations
        self._environments: dict[str, Environment] = {}

    def render(self, template: str, language: str, **values: Any) -> Markup:
        """The text of a message, in HTML, from a template name without suffix ("pledge/sign").

        Outer white space is stripped and more than one blank line becomes one. The result is marked as safe, so that
        another template can show it as a part.

        Raises:
            jinja2.UndefinedError: the template uses a value that was not given.
        """
        text = self.environment(language).get_template(template + SUFFIX).render(language=language, **values)
        return Markup(_BLANK_LINES.sub("\n\n", text.strip()))  # noqa: S704 - escaped by the template

    def environment(self, language: str) -> Environment:
        """The environment of a language, built at first use and kept."""
        known = catalogue.supported(language)
        if known not in self._environments:
            self._environments[known] = build_environment(self._loader, known, self._translations(known))
        return self._environments[known]

    def names(self) -> list[str]:
        """Template names without suffix; those whose file begins with "_" are parts of others and left out."""
        found = (name.removesuffix(SUFFIX) for name in self._loader.list_templates() if name.endswith(SUFFIX))
        return [name for name in found if not name.rpartition("/")[2].startswith("_")]


def build_environment(loader: BaseLoader, language: str, translations: NullTranslations) -> Environment:
    """A Jinja2 environment with the filters and translations of one language; extraction parses with the same."""
    # The internationalisation extension adds its methods at run time, unseen by type checkers.
    environment: Any = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", LineKeeping],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations, newstyle=True)
    environment.filters.update(_filters(language))
    built: Environment = environment
    return built


_default = Engine()


def render(template: str, language: str, **values: Any) -> Markup:
    """The text of a message from a template of this package; see `Engine.render`."""
    return _default.render(template, language, **values)


def _filters(language: str) -> dict[str, Callable[..., str]]:
    @pass_context
    def date_filter(context: Context, moment: date | datetime, tz: tzinfo | None = None) -> str:
        return wording.date_long(moment, _zone_for(context, moment, tz), language)

    @pass_context
    def short_date_filter(context: Context, moment: date | datetime, tz: tzinfo | None = None) -> str:
        return wording.date_short(moment, _zone_for(context, moment, tz), language)

    @pass_context
    def datetime_filter(context: Context, moment: datetime, tz: tzinfo | None = None) -> str:
        return wording.moment_long(moment, tz or _value(context, "tz"), language)

    @pass_context
    def time_filter(context: Context, moment: datetime, tz: tzinfo | None = None) -> str:
        return wording.time_of_day(moment, tz or _value(context, "tz"))

    @pass_context
    def countdown_filter(context: Context, due: datetime, now: datetime | None = None, tz: tzinfo | None = None) -> str:
        return wording.countdown(due, now or _value(context, "now"), tz or _value(context, "tz"), language)

    return {
        "date": date_filter,
        "short_date": short_date_filter,
        "datetime": datetime_filter,
        "time": time_filter,
        "countdown": countdown_filter,
        "zone": wording.zone_label,
        "decimal": partial(wording.decimal, language=language),
        "percent": partial(wording.percent, language=language),
        "number": partial(wording.number, language=language),
        "staff_number": masked,
        "bar": wording.bar,
    }


def _zone_for(context: Context, moment: date | datetime, tz: tzinfo | None) -> tzinfo | None:
    named: tzinfo | None = _value(context, "tz") if tz is None and isinstance(moment, datetime) else tz
    return named


def _value(context: Context, name: str) -> Any:
    if name not in context:
        message = f"template {context.name} shows a moment: pass {name!r} to render or to the filter"
        raise LookupError(message)
    return context[name]
