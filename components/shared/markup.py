"""The only door of text into HTML, Markdown or JavaScript. Text from data is escaped here.

HTML is built with markupsafe (`Markup(template).format(text)` escapes every text it is given), and data
for scripts goes through `script_data`. No other module calls st.html. A table of text is HTML too, so that a
screen reader reads every cell and a search on the page finds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup

_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]()<>#+-.!|~$:&"} | {"\n": " "})
_UNSAFE_IN_SCRIPT = {char: f"\\u{ord(char):04x}" for char in "<>&'`{}_$\u2028\u2029"}


def show(fragment: Markup) -> None:
    """Draw a fragment built with `html`."""
    if not isinstance(fragment, Markup):
        raise TypeError("show() takes what html() made; plain text would not be escaped")
    st.html(str(fragment))


_drawing: Any = st.components.v2.component(
    "datelines_drawing",
    html='<div class="dl-drawing"></div>',
    js="export default ({ parentElement, data }) => "
    '{ parentElement.querySelector(".dl-drawing").innerHTML = data.fragment; };',
    isolate_styles=False,
)
"""Shows what `show` cannot: Streamlit takes SVG out of HTML. It runs nothing of what it is given."""


def show_drawing(fragment: Markup, key: str) -> None:
    """Draw a fragment that holds SVG (`datelines.share.drawing`), made of escaped text as all that is shown here;
    `key` is its own on the page."""
    if not isinstance(fragment, Markup):
        raise TypeError("show_drawing() takes what html() made; plain text would not be escaped")
    _drawing(key=f"drawing-{key}", data={"fragment": str(fragment)}, height="content")


_sight: Any = st.components.v2.component(
    "datelines_sight",
    html="<span></span>",
    js="""
    export default ({ data }) => {
      const head = document.querySelector(".dl-event"), answer = document.querySelector(".dl-answer");
      if (!head || !answer || window.datelinesInSight === data.choice) return;
      window.datelinesInSight = data.choice;
      const seen = head.getBoundingClientRect().top > 0 && answer.getBoundingClientRect().bottom < innerHeight;
      if (seen) return;
      if (innerWidth <= 640) head.scrollIntoView({ block: "start" });
      else answer.scrollIntoView({ block: head.getBoundingClientRect().top > 0 ? "nearest" : "center" });
    };
    """,
    isolate_styles=False,
)
"""Scrolls to the head of the chosen event. On a phone the head goes to the top; where map and timeline have
room above it, the page moves no further than it must."""


def bring_into_sight(choice: str) -> None:
    """Bring the head of the chosen event into sight, once for each `choice`."""
    _sight(key="in-sight", data={"choice": choice}, height="content")


def show_stylesheet(path: Path) -> None:
    """Apply a stylesheet of this project (a file) to the whole page."""
    st.html(path)


def html(template: str, /, **texts: object) -> Markup:
    """`template` (written in this project) with `texts` in place of its `{names}`, each escaped unless
    it was itself made here."""
    return Markup(template).format(**texts)


def joined(fragments: Iterable[Markup], between: str = "") -> Markup:
    """Fragments one after another, with `between` (written in this project) between them."""
    return Markup(between).join(fragments)


def css_text(text: str) -> Markup:
    """`text` as a string of a stylesheet, quotation marks included: every sign that is not a letter or a figure is
    written as its number."""
    return Markup(
        '"'
        + "".join(sign if sign.isalnum() and sign.isascii() else f"\\{ord(sign):x} " for sign in text)
        + '"'
    )


def plain(text: str) -> str:
    """`text` for Streamlit's labels and captions, which are Markdown: every mark of Markdown is escaped."""
    return text.translate(_MARKDOWN)


def link(text: str, url: str) -> Markup:
    """A link that leaves the page, or the text alone where the address is not http(s)."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:  # such as an open bracket in the host
        scheme = ""
    if scheme not in ("http", "https"):
        return html("{text}", text=text)
    return html('<a href="{url}" target="_blank" rel="noopener noreferrer">{text}</a>', url=url, text=text)


def inner_link(text: str, address: str) -> Markup:
    """A link within the app, in the same tab; the text alone without an address."""
    if not address.startswith(("http://", "https://", "/", "?")):
        return html("{text}", text=text)
    return html('<a href="{address}" target="_self">{text}</a>', address=address, text=text)


def script_data(payload: Mapping[str, Any]) -> str:
    """`payload` as a JavaScript expression that yields it: JSON.parse of one string literal.

    Braces, backticks, `$`, `<` and `_` are escaped inside the literal, so that neither the browser, nor
    a template literal, nor the textual replacements of folium and streamlit-folium find anything in it.
    """
    literal = json.dumps(json.dumps(payload, ensure_ascii=True, separators=(",", ":")))
    for char, escaped in _UNSAFE_IN_SCRIPT.items():  # 30 times as fast as str.translate
        literal = literal.replace(char, escaped)
    return f"JSON.parse({literal})"


def show_html_table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], caption: str, *, blocks: bool = False
) -> None:
    """Draw a table. A cell is escaped unless `html`, `link` or `inner_link` made it; `caption` is read first.
    With `blocks`, on a narrow screen each row is a block, with the header of a cell before it."""
    head = joined(html('<th scope="col">{text}</th>', text=text) for text in headers)
    cell = '<td data-head="{header}">{text}</td>' if blocks else "<td>{text}</td>"
    body = joined(
        html(
            "<tr>{cells}</tr>",
            cells=joined(
                html(cell, header=header, text=text) for header, text in zip(headers, row, strict=True)
            ),
        )
        for row in rows
    )
    show(
        html(
            '<div class="dl-scroll"><table class="dl-table{kind}"><caption class="dl-quiet">{caption}</caption>'
            "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
            kind=" dl-blocks" if blocks else "",
            caption=caption,
            head=head,
            body=body,
        )
    )
