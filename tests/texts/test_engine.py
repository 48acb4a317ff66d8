"""The template engine: escaping, white space, languages and filters, on templates of the tests."""

from datetime import UTC, date, datetime
from fractions import Fraction
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, TemplateNotFound, UndefinedError

from texts import catalogue
from texts.engine import Engine, ResourceLoader
from texts.length import visible_text

JAKARTA = ZoneInfo("Asia/Jakarta")
DUE = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def engine_of(source: str, **others: str) -> Engine:
    files = {"message": source} | others
    return Engine(DictLoader({f"{name}.html.j2": text for name, text in files.items()}), translations)


def translations(language: str) -> NullTranslations:
    if language == "id":
        return NullTranslations()
    english = Catalog(locale="en")
    english.add("Halo %(name)s, 100%% siap", "Hello %(name)s, 100%% ready")
    english.add("Simpan", "Save")
    english.add(("%(count)s unit", "%(count)s unit"), ("%(count)s unit", "%(count)s units"))
    english.add("Tenggat <b>%(due)s</b>", "Deadline <b>%(due)s</b>")
    return catalogue.compiled(english)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ due | date }}", "Senin, 12 Januari 2026"),
        ("{{ day | date }}", "Rabu, 31 Desember 2025"),
        ("{{ due | short_date }}", "Sen, 12 Jan 2026"),
        ("{{ due | datetime }}", "Senin, 12 Januari 2026 pukul 16.00 WIB"),
        ("{{ due | datetime(jayapura) }}", "Senin, 12 Januari 2026 pukul 18.00 WIT"),
        ("{{ due | time }}", "16.00 WIB"),
        ("{{ due | countdown }}", "H-7"),
        ("{{ due | countdown(due) }}", "Hari H"),
        ("{{ tz | zone }}", "WIB"),
        ("{{ score | decimal }}", "81,57"),
        ("{{ score | decimal(1) }}", "81,6"),
        ("{{ share | percent }}", "67%"),
        ("{{ share | percent(1) }}", "66,7%"),
        ("{{ 10250 | number }}", "10.250"),
        ("{{ nip | staff_number }}", "1986••••••••1001"),
        ("{{ share | bar }}", "▰▰▰▰▰▰▰▱▱▱"),
        ("{{ share | bar(3) }}", "▰▰▱"),
    ],
)
def test_a_filter_writes_indonesian(source: str, expected: str) -> None:
    values = {"due": DUE, "now": NOW, "tz": JAKARTA, "jayapura": ZoneInfo("Asia/Jayapura"), "day": date(2025, 12, 31)}
    numbers = {"score": Fraction(8157, 100), "share": Fraction(2, 3), "nip": "198601012010011001"}
    assert engine_of(source).render("message", "id", **values, **numbers) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ due | datetime }}", "Monday, 12 January 2026 at 16.00 WIB"),
        ("{{ due | countdown }}", "D-7"),
        ("{{ 81.57 | decimal }}", "81.57"),
        ("{{ 10250 | number }}", "10,250"),
    ],
)
def test_a_filter_writes_english(source: str, expected: str) -> None:
    assert engine_of(source).render("message", "en", due=DUE, now=NOW, tz=JAKARTA) == expected


def test_the_zone_is_found_inside_loops_includes_and_translations() -> None:
    source = """
        {% for due in dues %}
        {% include "_line.html.j2" %}

        {% endfor %}
        {% trans due=dues[0] | date %}Tenggat <b>{{ due }}</b>{% endtrans %}
    """
    made = engine_of(source, _line="{{ due | time }}").render("message", "en", dues=[DUE], tz=JAKARTA)
    assert made == "16.00 WIB\n\nDeadline <b>Monday, 12 January 2026</b>"


def test_a_moment_without_a_zone_names_the_template_and_the_value() -> None:
    with pytest.raises(LookupError, match=r"message\.html\.j2 shows a moment: pass 'tz'"):
        engine_of("{{ due | date }}").render("message", "id", due=DUE)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'name' is undefined"):
        engine_of("Halo {{ name }}").render("message", "id")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("source", ["{{ name }}", "{% trans %}Halo {{ name }}, 100% siap{% endtrans %}"])
def test_values_are_escaped_in_text_and_in_translations(source: str, language: str) -> None:
    made = engine_of(source).render("message", language, name="<b>R&D</b> %(x)s 5%")
    assert "&lt;b&gt;R&amp;D&lt;/b&gt; %(x)s 5%" in made


FRAMED = engine_of("<b>|{{ name }}|</b>")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\t \r"), min_size=1))
def test_a_person_reads_exactly_the_value(name: str) -> None:
    assert visible_text(FRAMED.render("message", "id", name=name)) == f"|{name}|"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("id", "Halo Ani, 100% siap"), ("en", "Hello Ani, 100% ready"), ("fr", "Halo Ani, 100% siap")],
)
def test_a_block_is_shown_in_the_language_of_the_reader(language: str, expected: str) -> None:
    source = "{% trans %}\n  Halo {{ name }},\n  100% siap\n{% endtrans %}"
    assert engine_of(source).render("message", language, name="Ani") == expected


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [("id", 1, "1 unit"), ("id", 3, "3 unit"), ("en", 1, "1 unit"), ("en", 3, "3 units")],
)
def test_a_count_chooses_the_plural_form(language: str, count: int, expected: str) -> None:
    source = "{% trans count %}{{ count }} unit{% pluralize %}{{ count }} unit{% endtrans %}"
    assert engine_of(source).render("message", language, count=count) == expected


def test_a_marked_string_is_translated() -> None:
    assert engine_of("{{ _('Simpan') }}").render("message", "en") == "Save"


def test_a_rendered_message_can_be_part_of_another() -> None:
    engine = engine_of("<i>Pratinjau</i>\n{{ post }}", post="<b>{{ title }}</b>")
    post = engine.render("post", "id", title="R&D")
    assert engine.render("message", "id", post=post) == "<i>Pratinjau</i>\n<b>R&amp;D</b>"


def test_white_space_of_the_template_does_not_reach_the_reader() -> None:
    source = "\n\n<b>Satu</b>\n{% if true %}\n\n{% endif %}\n  \n\nDua\n\n"
    assert engine_of(source).render("message", "id") == "<b>Satu</b>\n\nDua"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% if yes %}\nSatu\n{% endif %}\nDua", "Satu\nDua"),
        ("Hasil: {% if yes %}lulus{% endif %}\nDua", "Hasil: lulus\nDua"),
        ("  {% if yes %}Satu{% endif %}\nDua", "Satu\nDua"),
        ("{% trans %}Satu{% endtrans %}\nDua", "Satu\nDua"),
        ("{% trans %}\n  Satu\n  dan\n{% endtrans %}\nDua", "Satu dan\nDua"),
        ("<b>{% trans %}Satu{% endtrans %}</b>\nDua", "<b>Satu</b>\nDua"),
        ("Satu {# why #}\nDua", "Satu \nDua"),
        ("{# why #}\nDua", "Dua"),
        ('{% include "part.html.j2" %}\nDua', "Bagian\nDua"),
        ("Satu{% if yes -%}\n  , dua\n{%- endif -%}\n.", "Satu, dua."),
        ("{% for x in [1, 2] %}\n• {{ x }}\n{% endfor %}\nDua", "• 1\n• 2\nDua"),
        ("{% set x = [\n  1,\n] %}\n{{ x[0] }}\nDua", "1\nDua"),
    ],
)
def test_only_a_tag_alone_on_its_line_leaves_no_line(source: str, expected: str) -> None:
    assert engine_of(source, part="Bagian\n").render("message", "id", yes=True) == expected


def test_names_leave_out_parts() -> None:
    assert engine_of("x", **{"pledge/sign": "x", "pledge/_part": "x", "_base": "x"}).names() == [
        "message",
        "pledge/sign",
    ]


def test_templates_are_read_from_package_data(tmp_path: Path) -> None:
    (tmp_path / "pledge").mkdir()
    (tmp_path / "pledge" / "sign.html.j2").write_text("Ditandatangani ✓", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a template", encoding="utf-8")
    engine = Engine(ResourceLoader(tmp_path))
    assert engine.names() == ["pledge/sign"]
    assert engine.render("pledge/sign", "id") == "Ditandatangani ✓"


@pytest.mark.parametrize("name", ["pledge/other", "../secret", "pledge"])
def test_a_template_outside_the_folder_is_not_found(tmp_path: Path, name: str) -> None:
    root = tmp_path / "templates"
    (root / "pledge").mkdir(parents=True)
    (tmp_path / "secret.html.j2").write_text("x", encoding="utf-8")
    with pytest.raises(TemplateNotFound):
        Engine(ResourceLoader(root)).render(name, "id")
