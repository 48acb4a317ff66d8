"""Formatted text: Telegram's HTML, its errors, trimming, what is found by itself, and the page's safe HTML."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from sandbox.entities import detect, formatted, parse_html, trim, utf16_length
from sandbox.errors import ApiError
from sandbox.safe_html import safe_html
from tests.sandbox.rig import ANI, running


def brief(entities: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(entity.values()) for entity in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("halo", "halo", []),
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<code>x=1</code>", "x=1", [("code", 0, 3)]),
        ("<pre>x</pre>", "x", [("pre", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<a href='https://go.id/a?b=1&amp;c=2'>x</a>", "x", [("text_link", 0, 1, "https://go.id/a?b=1&c=2")]),
        ("<a href=go.id>x</a>", "x", [("text_link", 0, 1, "http://go.id/")]),
        ("<a>go.id</a>", "go.id", [("text_link", 0, 5, "http://go.id/")]),
        ("<a href='javascript:alert(1)'>x</a>", "x", []),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5")]),
        ("😀<b>é😀</b>", "😀é😀", [("bold", 2, 3)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b><i>a</i></b>", "a", [("bold", 0, 1), ("italic", 0, 1)]),
        ("<i><b>a</b></i>", "a", [("italic", 0, 1), ("bold", 0, 1)]),
        ("<code><b>a</b></code>", "a", [("code", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<B>a</B>", "a", [("bold", 0, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("&lt;b&gt; &amp;amp; &quot;&#65;&#x42;", '<b> &amp; "AB', []),
        ("a & b &nbsp; &#0; &#xD800;", "a & b &nbsp; &#0; &#xD800;", []),
        ("1 &lt 2", "1 < 2", []),
    ],
)
def test_html_becomes_text_with_entities_in_utf16_units(
    source: str, text: str, entities: list[tuple[Any, ...]]
) -> None:
    parsed, found = parse_html(source)
    assert (parsed, brief(found)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<x>", 'Unsupported start tag "x" at byte offset 0'),
        ("é😀<h1>", 'Unsupported start tag "h1" at byte offset 6'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("ab<a href='x'", "Unclosed start tag at byte offset 2"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_mistakes_in_html_are_told_with_their_byte_offset(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert (caught.value.code, caught.value.description) == (400, f"Bad Request: can't parse entities: {reason}")


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
def test_markdown_is_refused_clearly(mode: str) -> None:
    with pytest.raises(ApiError, match=f"parse mode {mode} is not supported by the sandbox"):
        formatted("*x*", mode, [])


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("  a  \n", [], ("a", [])),
        (" <b> a </b> ", None, (" a", [("bold", 0, 2)])),
        ("a<b>  </b>", None, ("a", [])),
        ("\n <b>a</b>\n", None, ("a", [("bold", 0, 1)])),
        ("😀 <i>a b </i>\n", None, ("😀 a b", [("italic", 3, 3)])),
    ],
)
def test_white_space_is_trimmed_and_entities_follow(text: str, entities: Any, expected: Any) -> None:
    text, entities = (text, entities) if entities is not None else parse_html(text)
    trimmed, kept = trim(text, entities)
    assert (trimmed, brief(kept)) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", 0, 6)]),
        ("lihat /status@uji_bot ya", [("bot_command", 6, 15)]),
        ("a/b dan 1/2", []),
        ("halo @ani_contoh #Zona_2026 #2026", [("mention", 5, 11), ("hashtag", 17, 10)]),
        ("di https://go.id/a_b?c=1. ya", [("url", 3, 21)]),
        ("t.me/uji_bot?start=x", [("url", 0, 20)]),
        ("😀 surat ke a.b@go.id", [("email", 12, 9)]),
    ],
)
def test_commands_and_addresses_are_found_without_markup(text: str, found: list[Any]) -> None:
    assert brief(detect(text, [])) == found


def test_nothing_is_found_inside_code_and_links() -> None:
    _, entities = formatted("<code>/start</code> <a href='https://go.id'>@ani_contoh</a>", "HTML", [])
    assert [entity["type"] for entity in entities] == ["code", "text_link"]


def test_explicit_entities_are_taken_where_they_fit() -> None:
    given_entities = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 9}]
    assert formatted("ab", "", given_entities) == ("ab", given_entities[:1])


def test_only_the_first_hundred_entities_count() -> None:
    _, entities = formatted("<b>x</b> " * 120, "HTML", [])
    assert len(entities) == 100


async def test_the_library_reads_the_same_entities() -> None:
    async with running() as rig:
        sent = await rig.bot.send_message(ANI, "😀 <b>tebal</b> <a href='https://go.id'>sini</a>", parse_mode="HTML")
        assert sent.parse_entities() == {
            MessageEntity("bold", 3, 5): "tebal",
            MessageEntity("text_link", 9, 4, url="https://go.id/"): "sini",
        }


PIECES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
TAGS = st.sampled_from(["b", "i", "u", "s", "tg-spoiler", "blockquote"])
TREES = st.recursive(
    PIECES, lambda children: st.tuples(TAGS, st.lists(children, min_size=1, max_size=4)), max_leaves=12
)


def as_html(tree: Any) -> str:
    if isinstance(tree, str):
        return tree.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    tag, children = tree
    return f"<{tag}>{''.join(map(as_html, children))}</{tag}>"


def as_text(tree: Any) -> str:
    return tree if isinstance(tree, str) else "".join(map(as_text, tree[1]))


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert all(name in {"href", "target", "rel", "class", "data-start", "data-command"} for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append("/" + tag)


@settings(deadline=None)
@given(st.lists(TREES, max_size=4))
def test_any_nesting_keeps_text_and_marks_each_part(trees: list[Any]) -> None:
    text, entities = parse_html("".join(map(as_html, trees)))
    assert text == "".join(map(as_text, trees))
    length = utf16_length(text)
    assert all(0 <= entity["offset"] < entity["offset"] + entity["length"] <= length for entity in entities)
    assert [entity["offset"] for entity in entities] == sorted(entity["offset"] for entity in entities)


@settings(deadline=None)
@given(st.text("<>/&;='\"#x1abipre 😀\n", max_size=40))
def test_any_source_is_parsed_or_refused_with_a_reason(source: str) -> None:
    try:
        text, entities = formatted(source, "HTML", [])
    except ApiError as error:
        assert error.description.startswith("Bad Request: can't parse entities: ")  # noqa: PT017  # either is right
        return
    length = utf16_length(text)
    assert text == text.rstrip()
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= length for e in entities)


ENTITY = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["bold", "code", "pre", "spoiler", "text_link", "bot_command", "url", "unknown"]),
        "offset": st.integers(0, 20),
        "length": st.integers(1, 20),
        "url": st.sampled_from(["https://go.id/'\"<", "javascript:alert(1)", "https://t.me/uji_bot?start=a", ""]),
    }
)


@settings(deadline=None)
@given(st.text(max_size=40), st.lists(ENTITY, max_size=6))
def test_safe_html_shows_the_text_whatever_the_entities_say(text: str, entities: list[Any]) -> None:
    text = text.replace("\r", "").replace("\0", "").encode("utf-8", "ignore").decode()
    length = utf16_length(text)
    inside = [entity for entity in entities if entity["offset"] + entity["length"] <= length]
    whole = [entity for entity in inside if _on_characters(text, entity)]
    reader = Reader()
    reader.feed(safe_html(text, whole, "uji_bot"))
    reader.close()
    assert reader.text == text
    open_tags: list[str] = []
    for tag in reader.tags:
        if tag.startswith("/"):
            assert open_tags.pop() == tag[1:]
        else:
            open_tags.append(tag)
    assert open_tags == []


def _on_characters(text: str, entity: dict[str, Any]) -> bool:
    places = {utf16_length(text[:index]) for index in range(len(text) + 1)}
    return entity["offset"] in places and entity["offset"] + entity["length"] in places


@pytest.mark.parametrize(
    ("text", "entity", "html"),
    [
        ("<b>&", {"type": "bold"}, "<b>&lt;b&gt;&amp;</b>"),
        ("/help", {"type": "bot_command"}, '<a data-command="/help">/help</a>'),
        ("sini", {"type": "text_link", "url": "https://t.me/Uji_Bot?start=v_1-2"}, '<a data-start="v_1-2">sini</a>'),
        ("t.me/uji_bot", {"type": "url"}, '<a data-start="">t.me/uji_bot</a>'),
        (
            "sini",
            {"type": "text_link", "url": 'https://go.id/"x'},
            '<a href="https://go.id/&quot;x" target="_blank" rel="noopener noreferrer">sini</a>',
        ),
        ("sini", {"type": "text_link", "url": "tg://user?id=1"}, "sini"),
    ],
)
def test_the_pages_html_marks_links_commands_and_deep_links(text: str, entity: dict[str, Any], html: str) -> None:
    assert safe_html(text, [{**entity, "offset": 0, "length": len(text)}], "uji_bot") == html


def test_entities_that_cross_are_nested_properly() -> None:
    crossing = [{"type": "bold", "offset": 0, "length": 4}, {"type": "italic", "offset": 2, "length": 4}]
    assert safe_html("abcdef", crossing, "uji_bot") == "<b>ab<i>cd</i></b><i>ef</i>"
