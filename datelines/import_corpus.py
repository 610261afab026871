"""What imported files say of their whole: bounds, title and licence, as a corpus and as datapackage.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datelines.corpus import BOUNDS_MEMBER, CITED_AS_MEMBER, REVIEWERS_MEMBER, Corpus, licence_in_words
from datelines.dates import DateError, date_span

ALL_DATES = "0001-01-01/9999-12-31"
"""Bounds of files that have none: every day that can be drawn."""

UNTITLED = "An imported table"
"""Whose record it is, where the files say nothing of themselves."""


def corpus_of(members: Mapping[str, object]) -> Corpus:
    """The corpus that a format's members describe. Rows of strangers come in as drafts; those of a file that
    Datelines wrote keep who reviewed them."""
    corpus, title = Corpus(), str(members.get("title") or "")
    return Corpus(
        bounds=_bounds(members.get(BOUNDS_MEMBER)),
        reviewers=_reviewers(members.get(REVIEWERS_MEMBER)) or corpus.reviewers,
        title=title,
        licence=licence_in_words(members.get("licenses")),
        cited_as=str(members.get(CITED_AS_MEMBER) or title or UNTITLED),
    )


def _reviewers(given: Any) -> frozenset[str]:
    names = given if isinstance(given, list | tuple) else []
    return frozenset(name for name in names if isinstance(name, str) and name)


def _bounds(given: Any) -> str:
    try:
        return str(given) if given and date_span(str(given)).precision == "interval" else ALL_DATES
    except DateError:
        return ALL_DATES
