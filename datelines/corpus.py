"""What `datapackage.json` says about the whole corpus: the bounds of its dates and who reviews it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datelines.dates import DateError, DateSpan, date_span
from datelines.problems import WHOLE_LINE, Problem

PACKAGE_FILE = "datapackage.json"
BOUNDS_MEMBER = "datelines:bounds"
REVIEWERS_MEMBER = "datelines:reviewers"
CITED_AS_MEMBER = "datelines:cited-as"
UNKNOWN_LICENCE = "not stated in the data; ask whoever made the table"


@dataclass(frozen=True, slots=True)
class Corpus:
    """`bounds` (EDTF interval) in which events and scope dates lie; `reviewers` who may sign a row; `title`
    and `licence` in words; `cited_as` whose record it is."""

    bounds: str = "2011-03-01/2024-12-31"
    reviewers: frozenset[str] = frozenset({"maintainers"})
    title: str = ""
    licence: str = UNKNOWN_LICENCE
    cited_as: str = "Datelines"

    @property
    def span(self) -> DateSpan:
        """The bounds as days."""
        return date_span(self.bounds)


def read_corpus(folder: Path) -> tuple[Corpus, tuple[Problem, ...]]:
    """The corpus members of `folder`/datapackage.json, or the defaults where they are not given, and
    the problems met on the way. Never raises for content."""
    path = folder / PACKAGE_FILE
    if not path.is_file():
        return Corpus(), ()

    def problem(column: str, value: str, why: str, repair: str) -> Problem:
        return Problem(path.as_posix(), 1, column, value, why, repair)

    try:
        package: Any = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        return Corpus(), (problem(WHOLE_LINE, PACKAGE_FILE, f"not JSON ({error})", "correct the file"),)
    members = package if isinstance(package, dict) else {}
    problems = []
    corpus = Corpus()
    bounds, reviewers = corpus.bounds, corpus.reviewers
    if BOUNDS_MEMBER in members:
        try:
            bounds = _bounds(members[BOUNDS_MEMBER])
        except DateError as error:
            problems.append(problem(BOUNDS_MEMBER, error.value, error.reason, error.repair))
    if REVIEWERS_MEMBER in members:
        given = members[REVIEWERS_MEMBER]
        if isinstance(given, list) and given and all(isinstance(name, str) for name in given):
            reviewers = frozenset(given)
        else:
            problems.append(
                problem(REVIEWERS_MEMBER, str(given), "not a list of reviewers", 'write ["maintainers"]')
            )
    title = str(members.get("title") or "")
    cited_as = str(members.get(CITED_AS_MEMBER) or corpus.cited_as)
    licence = licence_in_words(members.get("licenses"))
    return Corpus(bounds, reviewers, title, licence, cited_as), tuple(problems)


def licence_in_words(given: Any) -> str:
    """The licences of a data package in words. Data Package, `licenses`: a list with name, path, title."""
    licences = [one for one in given if isinstance(one, dict)] if isinstance(given, list | tuple) else []
    words = [" ".join(str(one[key]) for key in ("title", "path") if one.get(key)) for one in licences]
    return "; ".join(filter(None, words)) or UNKNOWN_LICENCE


def _bounds(given: Any) -> str:
    # A pair of days is what a JSON author would write; an interval is what our tables write.
    text = "/".join(map(str, given)) if isinstance(given, list) else str(given)
    if date_span(text).precision != "interval":
        raise DateError(text, "the bounds are not an interval", "write 2011-03-01/2024-12-31")
    return text
