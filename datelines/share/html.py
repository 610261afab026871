"""HTML of files that leave the house: elements made of escaped text, and scripts that a page may run."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from markupsafe import Markup, escape

_VOID = frozenset({"br", "col", "hr", "img", "input", "meta"})


def element(name: str, /, *children: object, **attributes: str | int | bool | None) -> Markup:
    """An element. Children that are not markup are escaped; None and '' are left out. An attribute that is
    True stands without a value, one that is False or None is left out; `class_` is `class`, and `_` within a
    name is `-`."""
    written = "".join(
        f" {_attribute(key)}" if value is True else f' {_attribute(key)}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not False and value is not None
    )
    opened = Markup(f"<{name}{written}>")
    if name in _VOID:
        return opened
    inner = Markup("").join(escape(child) for child in children if child is not None and child != "")
    return opened + inner + Markup(f"</{name}>")


def paragraphs(text: str) -> Markup:
    """Plain text, with a paragraph for each part between blank lines."""
    parts = (" ".join(part.split()) for part in text.split("\n\n"))
    return Markup("").join(element("p", part) for part in parts if part)


def web_link(words: str, address: str) -> Markup:
    """A link that is opened beside the page, where the address is one of the web; else the words alone."""
    if not address.startswith(("http://", "https://")):
        return escape(words)
    return element("a", words, href=address, target="_blank", rel="noopener noreferrer")


def json_block(block_id: str, value: Any) -> Markup:
    """Data for a script. Nothing in it can end the block, and a browser does not run it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/json" id="{escape(block_id)}">{text}</script>')


def script_hash(script: str) -> str:
    """The source expression by which a content security policy lets this very script run."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
