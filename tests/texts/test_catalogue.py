"""Catalogues: choosing a language, extraction, and translations that are complete and fit their source."""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import resources
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from texts import catalogue, extract
from texts.catalogue import LANGUAGES, SOURCE

TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
_PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|%|\{\w*\}")
_TAG = re.compile(r"</?[^<>]+>")


def committed(language: str) -> Catalog:
    return catalogue.read(catalogue.source_of(language).read_bytes(), language)


def written(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalog)
    return buffer.getvalue()


def keys(catalog: Iterable[Message]) -> set[tuple[object, object]]:
    return {(message.context, message.id) for message in catalog if message.id}


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each translation beside the source form that it stands for."""
    if isinstance(message.id, str):
        assert isinstance(message.string, str)
        yield message.id, message.string
    else:
        last = len(message.string or ()) - 1
        for index, string in enumerate(message.string or ()):
            yield message.id[1 if index == last else 0], string


def mismatches(catalog: Catalog) -> list[str]:
    """Translations whose placeholders or tags are not those of their source."""
    return [
        f"{what}: {source!r} -> {string!r}"
        for message in catalog
        if message.id
        for source, string in pairs(message)
        for what, pattern in (("placeholders", _PLACEHOLDER), ("tags", _TAG))
        if Counter(pattern.findall(source)) != Counter(pattern.findall(string))
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (None, "id"),
        ("", "id"),
        ("id", "id"),
        ("ID", "id"),
        ("id-ID", "id"),
        ("id_ID", "id"),
        ("in", "id"),
        ("ms", "id"),
        ("ms-MY", "id"),
        ("jv", "id"),
        ("su", "id"),
        ("en", "en"),
        ("en-GB", "en"),
        ("nl", "en"),
        ("zh-hans", "en"),
        ("idx", "en"),
    ],
)
def test_the_first_language_follows_the_client(code: str | None, expected: str) -> None:
    assert catalogue.choose(code) == expected


@pytest.mark.parametrize("language", ["id", "fr", ""])
def test_the_source_language_stands_in_for_an_unknown_one(language: str) -> None:
    assert catalogue.gettext(language) is catalogue.gettext("id")
    assert catalogue.translator(language)("Simpan") == "Simpan"


def test_a_catalogue_is_compiled_once() -> None:
    assert catalogue.gettext("en") is catalogue.gettext("en")
    assert catalogue.gettext("en").info()["language"] == "en"


def test_fuzzy_and_empty_translations_show_the_source() -> None:
    catalog = Catalog(locale="en")
    catalog.add("Simpan", "Save")
    catalog.add("Batal", "Chancel", flags=["fuzzy"])
    catalog.add("Ya", "")
    read_back = catalogue.compiled(catalog)
    assert [read_back.gettext(word) for word in ("Simpan", "Batal", "Ya")] == ["Save", "Batal", "Ya"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_the_messages_of_the_package(language: str) -> None:
    assert keys(committed(language)) == keys(extract.messages()), "run: python -m texts.extract"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_reviewed(language: str) -> None:
    assert [message.id for message in extract.unfinished(committed(language))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_and_tags_of_its_source(language: str) -> None:
    assert mismatches(committed(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_extraction_again_changes_nothing(language: str) -> None:
    content = catalogue.source_of(language).read_bytes()
    assert extract.updated(content, language, extract.messages()) == content, "run: python -m texts.extract"


def unseen(source: str) -> list[str]:
    """Words that a translator never sees: those translated by another name than `_`."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call.func, ast.Call)
        and ast.unparse(call.func.func).rpartition(".")[2] == "translator"
        and any(isinstance(argument, ast.Constant) for argument in call.args)
    ]


@pytest.mark.parametrize("package", ["texts", "handlers", "bot", "services", "documents"])
def test_no_words_hide_from_the_translator(package: str) -> None:
    for path in (Path(__file__).parents[2] / package).rglob("*.py"):
        source = path.read_text("utf-8")
        assert unseen(source) == [], path
        assert package == "texts" or not re.search(r"import .*\btranslator\b", source), path


def test_hidden_words_are_found() -> None:
    assert unseen('translator(language)("Simpan"); translator(language)(text); _("Simpan")') == [
        "translator(language)('Simpan')"
    ]


TEMPLATE = """
{% trans %}
  Halo
  dunia
{% endtrans %}
{% trans name=person.name %}Halo <b>{{ name }}</b>, 100% siap{% endtrans %}
{% trans count %}{{ count }} unit{% pluralize %}{{ count }} unit{% endtrans %}
{{ _("Simpan") }} {{ pgettext("tombol", "Buka") }} {{ unknown_filter | nonexistent }} {{ _(variable) }}
"""
PYTHON = b"""
ROLES = {"admin": mark("Pengelola")}
def screen(language):
    _ = translator(language)
    # Translators: a button
    return _("Tanda tangan"), words.ngettext("{count} hari", "{count} hari", 3), _(f"x{language}"), other("Tidak")
"""


def extracted() -> Catalog:
    catalog = Catalog()
    extract.add_template(catalog, "texts/templates/a.html.j2", TEMPLATE)
    extract.add_python(catalog, "texts/a.py", PYTHON)
    return catalog


def test_messages_are_found_in_templates_and_python() -> None:
    assert keys(extracted()) == {
        (None, "Halo dunia"),
        (None, "Halo <b>%(name)s</b>, 100%% siap"),
        (None, ("%(count)s unit", "%(count)s unit")),
        (None, "Simpan"),
        ("tombol", "Buka"),
        (None, "Pengelola"),
        (None, "Tanda tangan"),
        (None, ("{count} hari", "{count} hari")),
    }


def test_an_update_keeps_translations_drops_the_unused_and_marks_the_changed() -> None:
    old = Catalog(locale="en")
    old.add("Simpan", "Save", user_comments=["as on the form"])
    old.add("Tanda tangani", "Sign")
    old.add("Kalimat yang sudah lama tidak dipakai", "Old")
    old.add(("%(count)s unit", "%(count)s unit"), ("%(count)s unit", "%(count)s units"))
    first = extract.updated(written(old), "en", extracted())
    updated = catalogue.read(first, "en")
    assert keys(updated) == keys(extracted())
    assert not updated.obsolete
    kept, changed = updated["Simpan"], updated["Tanda tangan"]
    assert [(message.string, message.fuzzy) for message in (kept, changed)] == [
        ("Save", False),
        ("Sign", True),
    ]
    assert kept.user_comments == ["as on the form"]
    done = {(None, "Simpan"), (None, ("%(count)s unit", "%(count)s unit"))}
    assert keys(extract.unfinished(updated)) == keys(extracted()) - done
    assert extract.updated(first, "en", extracted()) == first


def test_the_file_holds_names_of_files_but_no_dates_lines_or_versions() -> None:
    content = extract.updated(b"", "en", extracted()).decode()
    assert "#: texts/a.py\n" in content
    assert "#. Translators: a button\n" in content
    assert re.findall(r"Date|Generated|Babel|texts/[\w/.]+:\d", content) == []
    ids = re.findall(r'^msgid "(.*)"$', content, re.MULTILINE)
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("message", "string"),
    [
        ("Halo %(name)s", "Hello %(nama)s"),
        ("Halo %(name)s", "Hello"),
        ("100%% siap", "100% ready"),
        ("{count} hari", "{number} days"),
        ("<b>Halo</b>", "<b>Hello"),
        ("<b>Halo</b>", "<i>Hello</i>"),
        (("%(n)s hari", "%(n)s hari"), ("%(n)s day", "days")),
    ],
)
def test_a_translation_that_does_not_fit_is_found(
    message: str | tuple[str, str], string: str | tuple[str, str]
) -> None:
    catalog = Catalog(locale="en")
    catalog.add(message, string)
    assert len(mismatches(catalog)) == 1


def test_the_command_updates_the_file_in_a_checkout(tmp_path: Path) -> None:
    package = tmp_path / "texts"
    shutil.copytree(str(resources.files("texts")), package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "templates" / "zz_new.html.j2").write_text("{% trans %}Kalimat baru{% endtrans %}", encoding="utf-8")
    file = package / "locale" / "en" / "LC_MESSAGES" / "zibot.po"
    command = [sys.executable, "-m", "texts.extract"]
    first = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    content = file.read_bytes()
    assert (first.returncode, first.stderr) == (1, "")
    assert "'Kalimat baru'" in first.stdout
    assert 'msgid "Kalimat baru"' in content.decode()
    assert str(tmp_path) not in content.decode()
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert file.read_bytes() == content
