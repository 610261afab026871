"""The one door of text into HTML, Markdown and JavaScript: whatever goes through it stays text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import Any

import pytest
import streamlit as st
from hypothesis import given, settings
from hypothesis import strategies as some
from markupsafe import Markup

from components.shared import markup
from tests.builders import HOSTILE

FEW = settings(max_examples=40)
NODE = shutil.which("node")
LITERAL = re.compile(r'JSON\.parse\(("[^"\\]*(?:\\.[^"\\]*)*")\)')
JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53), 2**53) | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=10,
)


class Reader(HTMLParser):
    """What a browser would see: tags with their attributes, and the text between them."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def decoded(script: str) -> Any:
    """What the script yields in a browser: the literal has only escapes that JSON has as well."""
    match = LITERAL.fullmatch(script)
    assert match, script
    return json.loads(json.loads(match[1]))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_html(text: str) -> None:
    fragment = markup.html('<p title="{text}">{text}</p>', text=text)
    read = Reader(str(fragment))
    assert read.tags == ["p"]
    assert read.attributes == [("title", text)]
    assert read.text == text


@given(some.text())
def test_any_text_stays_text_in_html(text: str) -> None:
    read = Reader(str(markup.html('<p title="{text}">{text}</p>', text=text)))
    assert (read.tags, read.attributes, read.text) == (["p"], [("title", text)], text)


def test_braces_in_a_text_are_not_filled_in() -> None:
    assert markup.html("{a} {b}", a="{b}", b="{a.__class__}") == "{b} {a.__class__}"


def test_what_was_made_here_is_not_escaped_again() -> None:
    inner = markup.html("<b>{text}</b>", text="<i>")
    assert markup.html("<p>{inner}</p>", inner=inner) == "<p><b>&lt;i&gt;</b></p>"
    assert markup.joined([inner, inner], " <br> ") == "<b>&lt;i&gt;</b> <br> <b>&lt;i&gt;</b>"
    assert markup.joined([]) == ""


def test_plain_text_among_fragments_is_escaped() -> None:
    assert markup.joined(["<i>", Markup("<b>")]) == "&lt;i&gt;<b>"  # type: ignore[list-item]


def test_only_what_was_made_here_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(st, "html", drawn.append)
    with pytest.raises(TypeError, match="escaped"):
        markup.show("<b>text</b>")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="escaped"):
        markup.show(f"{markup.html('<b>')}<script>")  # type: ignore[arg-type]
    markup.show(markup.html("<b>{text}</b>", text="<i>"))
    assert drawn == ["<b>&lt;i&gt;</b>"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/page",
        "",
        "http://[",
        "http://[::1",
        "http://\u2100.example",
    ],
)
def test_an_address_that_is_not_of_the_web_is_no_link(url: str) -> None:
    assert markup.link("<text>", url) == "&lt;text&gt;"


@pytest.mark.parametrize("url", ["https://a.example/?a=1&b=2", "http://a.example", "HTTPS://A.example"])
def test_an_address_of_the_web_is_a_link_that_says_nothing_of_this_page(url: str) -> None:
    read = Reader(str(markup.link("text", url)))
    assert dict(read.attributes) == {"href": url, "target": "_blank", "rel": "noopener noreferrer"}
    assert read.text == "text"


@pytest.mark.parametrize("text", HOSTILE)
def test_an_address_cannot_leave_its_attribute(text: str) -> None:
    read = Reader(str(markup.link(text, f"https://a.example/{text}")))
    assert read.tags in (["a"], [])
    assert {name for name, _ in read.attributes} <= {"href", "target", "rel"}
    assert read.text == text


@given(some.text())
def test_no_address_is_too_strange_to_be_shown(url: str) -> None:
    assert Reader(str(markup.link("text", url))).text == "text"
    assert Reader(str(markup.link("text", f"http://{url}"))).text == "text"


@given(some.text())
def test_every_mark_of_markdown_is_escaped(text: str) -> None:
    escaped = markup.plain(text)
    unescaped = re.sub(r"\\([!-/:-@\[-`{-~])", "", escaped)
    assert not set(unescaped) & set("\\`*_{}[]()<>#+-.!|~$:&\n")
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped) == text.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# Title", r"\# Title"),
        ("1. one", r"1\. one"),
        ("[a](b)", r"\[a\]\(b\)"),
        (":red[a]", r"\:red\[a\]"),
        ("$x$", r"\$x\$"),
        ("<b>", r"\<b\>"),
        ("&lt;", r"\&lt;"),
        ("Idlib, 3 September", "Idlib, 3 September"),
    ],
)
def test_markdown_stays_text_in_a_label(text: str, escaped: str) -> None:
    assert markup.plain(text) == escaped


@FEW
@given(some.dictionaries(some.text(), JSON, max_size=5))
def test_script_data_yields_the_payload_and_holds_nothing_that_could_be_replaced(
    payload: dict[str, Any],
) -> None:
    script = markup.script_data(payload)
    assert decoded(script) == payload
    assert not set(script) & set("<>&'`{}_$\u2028\u2029")
    assert script.isascii()
    assert "\n" not in script


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_a_javascript_engine_reads_the_payload_as_it_was() -> None:
    payload = {
        "texts": list(HOSTILE),
        "number": 35.5,
        "none": None,
        "nested": [{text: text} for text in HOSTILE],
    }
    script = f"const template = `${{1}}`; process.stdout.write(JSON.stringify({markup.script_data(payload)}))"
    assert NODE is not None
    run = subprocess.run([NODE, "-e", script], capture_output=True, check=True, encoding="utf-8", timeout=20)
    assert json.loads(run.stdout) == payload


def test_the_replacements_of_streamlit_folium_find_nothing_in_script_data() -> None:
    script = markup.script_data(
        {"text": "map_div_0 _abc123 maps/abc/ alert(coords); drawnItems_draw_control_div_1"}
    )
    # The pattern by which streamlit-folium takes the random ids out of what it hashes.
    assert re.sub(r"(_[a-z0-9]+)", "", script) == script


@pytest.mark.parametrize(
    "text", ['"; } body { display: none', "</style><script>alert(1)</script>", "a\\b\nc", "؛إدلب"]
)
def test_text_in_a_stylesheet_stays_one_string(text: str) -> None:
    written = str(markup.css_text(text))
    assert written[0] == written[-1] == '"'
    assert not set(written[1:-1]) & set('";{}<>\n')
