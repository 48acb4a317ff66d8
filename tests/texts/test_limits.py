"""Every message in every language: within Telegram's limits, in its HTML, with nothing of the template showing."""

from typing import Any

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from domain.announcement import utf16_length
from tests.texts.samples import SAMPLES, Sample
from tests.texts.telegram_html import faults
from texts import engine
from texts.catalogue import LANGUAGES
from texts.length import MAX_CAPTION, MAX_TEXT
from texts.screen import Attachment, Button, Screen


class RecordingEngine(engine.Engine):
    """The real engine, which also remembers which templates were asked for."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.rendered: set[str] = set()

    def render(self, template: str, language: str, **values: Any) -> Markup:
        self.rendered.add(template)
        return super().render(template, language, **values)


def sample_faults(sample: Sample, language: str) -> list[str]:
    """What is wrong with a sample in one language."""
    made = sample(language)
    if isinstance(made, str):
        return faults(made)
    limit = MAX_CAPTION if made.has_file else MAX_TEXT
    if made.entities is not None:  # such a text is no HTML
        found = ["too long"] if utf16_length(made.text) > limit else []
    else:
        found = faults(made.text, limit) if made.text or not made.has_file else []
    labels = [button.text for row in made.buttons for button in row]
    return found + [f"button {label!r}: markup" for label in labels if "</" in label or "&#" in label or "{" in label]


def templates_without_sample(recording: RecordingEngine, samples: dict[str, Sample]) -> list[str]:
    for sample in samples.values():
        sample("id")
    return sorted(set(recording.names()) - recording.rendered)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_message_can_be_sent_as_it_is(name: str, language: str) -> None:
    assert sample_faults(SAMPLES[name], language) == []


def test_every_template_has_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = RecordingEngine()
    monkeypatch.setattr(engine, "_default", recording)
    assert templates_without_sample(recording, SAMPLES) == []


def test_a_template_without_a_sample_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"seen.html.j2": "{% include '_part.html.j2' %}", "_part.html.j2": "Halo", "forgotten.html.j2": "Halo"}
    recording = RecordingEngine(DictLoader(files))
    monkeypatch.setattr(engine, "_default", recording)
    samples: dict[str, Sample] = {"seen": lambda language: engine.render("seen", language)}
    assert templates_without_sample(recording, samples) == ["forgotten"]


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<b>Halo", "<b> is not closed"),
        ("Halo</b>", "</b> closes nothing"),
        ("<b><i>Halo</b></i>", "</b> closes nothing"),
        ("<p>Halo</p>", "<p> is not allowed"),
        ("Halo<br>", "<br> is not allowed"),
        ('<b class="x">Halo</b>', "<b> may not have class"),
        ("<a>Halo</a>", "<a> needs an address"),
        ('<span class="x">Halo</span>', "<span> may only be a spoiler"),
        ("<code><b>Halo</b></code>", "<b> may not stand in code"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "<blockquote> may not be nested"),
        ("a &copy; b", "&copy; is not known to Telegram"),
        ("a & b", "& is not escaped"),
        ("a < b", "< is not escaped"),
        ("<!--x-->Halo", "a comment is not allowed: x"),
        ("<!DOCTYPE html>Halo", "a declaration is not allowed: DOCTYPE html"),
        ("Jabatan: None", "'None' leaks from the template"),
        ("Halo {{ name }}", "'{{' leaks from the template"),
        ("Halo %(name)s", "'%(name)s' leaks from the template"),
        ("x" * 4097, "4097 signs are more than 4096"),
        ("<b> </b>", "nothing to read"),
    ],
)
def test_a_fault_is_found(html: str, fault: str) -> None:
    assert fault in faults(html)


@pytest.mark.parametrize(
    "html",
    [
        '<b>Halo <i>Bapak/Ibu</i></b> <a href="https://example.go.id/?a=1&amp;b=2">tautan</a> &lt;x&gt; &#39;',
        '<blockquote expandable>a\nb</blockquote><pre><code class="language-text">x</code></pre>',
        '<tg-spoiler>x</tg-spoiler><tg-time unix="1768208400" format="wDT">Senin</tg-time>',
        "x" * 4096,
    ],
)
def test_a_sound_message_has_no_fault(html: str) -> None:
    assert faults(html) == []


def test_a_caption_has_a_lower_limit_than_a_text() -> None:
    document = Attachment("pakta.pdf", b"%PDF", "application/pdf")
    assert sample_faults(lambda _: Screen("x" * 1025), "id") == []
    assert sample_faults(lambda _: Screen("x" * 1025, document=document), "id") == ["1025 signs are more than 1024"]
    assert sample_faults(lambda _: Screen("", document=document), "id") == []


def test_markup_on_a_button_is_found() -> None:
    screen = Screen("Halo", ((Button("<b>Ya</b>", action="ya"),),))
    assert sample_faults(lambda _: screen, "id") == ["button '<b>Ya</b>': markup"]
