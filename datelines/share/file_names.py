"""The name of a file that a reader saves: what it holds, which filter, and the day."""

from __future__ import annotations

import re
from datetime import date as Day

from anyascii import anyascii

from datelines.query.query import CHOICES, EventQuery

BY_NAME = 2
"""Choices of one filter that a name gives; of more it gives the number."""

LONGEST = 80
"""Characters of the filter in a name; some systems refuse longer names of files."""


def file_name(what: str, query: EventQuery, on: Day) -> str:
    """A name without its ending: `datelines-reports-idlib-governorate-2020-02-01-to-2020-02-10-2026-12-01`. Only
    letters of ASCII, digits and hyphens, which every system can store."""
    chosen = _part("-".join(_words_of(query)))[:LONGEST].strip("-")
    return "-".join(filter(None, ("datelines", _part(what), chosen, on.isoformat())))


def _words_of(query: EventQuery) -> list[str]:
    found = []
    for name in CHOICES:
        ids = sorted(getattr(query, name))
        if len(ids) > BY_NAME:
            found.append(f"{len(ids)} {name.replace('_', ' ')}")
        else:
            found += ids
    for first, last in ((one.first, one.last) for one in (query.period, query.window)):
        if first and last:
            found.append(f"{first}" if first == last else f"{first} to {last}")
        elif first or last:
            found.append(f"from {first}" if first else f"until {last}")
    return [*found, query.text]


def _part(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", anyascii(words).lower()).strip("-")
