"""datapackage.json, the file beside our tables: what it says about the whole, and about each table.

About the whole it says in which bounds the dates lie, who reviews, and the title and licence: a `Corpus`. In
our own folder it is read strictly (`read_corpus`): a member that cannot be used is a problem. Other files are
read leniently: a format gathers the members that it finds (`members_of_...`), and `corpus_of` takes what it
can use.

Source: Frictionless Data Package and Table Schema, version 1. Members beyond these begin with `datelines:`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path
from typing import Any

import pandas as pd
from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from datelines.problems import WHOLE_LINE, Problem
from datelines.record.columns import annotation_parts
from datelines.record.dates import DateError, DateSpan, date_span
from datelines.record.records import RECORDS, TABLES, Agreement, Record

PACKAGE_FILE = "datapackage.json"
BOUNDS_MEMBER = "datelines:bounds"
REVIEWERS_MEMBER = "datelines:reviewers"
CITED_AS_MEMBER = "datelines:cited-as"
IMPORTED_MEMBER = "datelines:imported"
UNKNOWN_LICENCE = "not stated in the data; ask whoever made the table"

ALL_DATES = "0001-01-01/9999-12-31"
"""Bounds of files that have none: every day that can be drawn."""

UNTITLED = "An imported table"
"""Whose record it is, where the files do not say."""

_LICENCE = "Licence"
_YEAR = re.compile(r"(?:^|[/\[]|\.\.)(\d{4})(?=$|[-/~?%.\]])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Corpus:
    """`bounds` (EDTF interval) in which events and scope dates lie; `reviewers` who may sign a row; `title`
    and `licence` in words; `cited_as` whose record it is; `imported` whether `import` wrote the folder, of whose
    rows nobody reviewed any."""

    bounds: str = "2011-03-01/2024-12-31"
    reviewers: frozenset[str] = frozenset({"maintainers"})
    title: str = ""
    licence: str = UNKNOWN_LICENCE
    cited_as: str = "Datelines"
    imported: bool = False

    @property
    def span(self) -> DateSpan:
        """The bounds as days."""
        return date_span(self.bounds)


def read_corpus(folder: Path) -> tuple[Corpus, tuple[Problem, ...]]:
    """What datapackage.json of `folder` says about the whole, with the defaults for what it does not say, and
    a problem for each member that cannot be used. Never raises for content."""
    path, corpus = folder / PACKAGE_FILE, Corpus()
    if not path.is_file():
        return corpus, ()

    def problem(column: str, value: str, why: str, repair: str) -> Problem:
        return Problem(path.as_posix(), 1, column, value, why, repair)

    try:
        package: Any = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        return corpus, (problem(WHOLE_LINE, PACKAGE_FILE, f"not JSON ({error})", "correct the file"),)
    members = package if isinstance(package, dict) else {}
    problems = []
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
    imported = IMPORTED_MEMBER in members
    return Corpus(bounds, reviewers, title, _licence(members), cited_as, imported), tuple(problems)


def corpus_of(members: Mapping[str, object]) -> Corpus:
    """The corpus that members found in imported files describe; one that cannot be used counts as not given.

    Rows of strangers come in as drafts; those of a file that Datelines wrote keep who reviewed them.
    """
    try:
        bounds = _bounds(members.get(BOUNDS_MEMBER))
    except DateError:
        bounds = ALL_DATES
    given = members.get(REVIEWERS_MEMBER)
    names = given if isinstance(given, list | tuple) else []
    reviewers = frozenset(name for name in names if isinstance(name, str) and name)
    title = str(members.get("title") or "")
    cited_as = str(members.get(CITED_AS_MEMBER) or title or UNTITLED)
    return Corpus(bounds, reviewers or Corpus().reviewers, title, _licence(members), cited_as)


def _bounds(given: Any) -> str:
    # A pair of days is what a JSON author would write; an interval is what our tables write.
    text = "/".join(map(str, given)) if isinstance(given, list) else str(given)
    if date_span(text).precision != "interval":
        raise DateError(text, "the bounds are not an interval", "write 2011-03-01/2024-12-31")
    return text


def _licence(members: Mapping[str, Any]) -> str:
    """The licences in words. Data Package, `licenses`: a list of objects with name, path and title."""
    given = members.get("licenses")
    licences = [one for one in given if isinstance(one, dict)] if isinstance(given, list | tuple) else []
    words = [" ".join(str(one[key]) for key in ("title", "path") if one.get(key)) for one in licences]
    return "; ".join(filter(None, words)) or UNKNOWN_LICENCE


def members_of_rows(frames: Mapping[str, pd.DataFrame]) -> dict[str, object]:
    """Bounds and reviewers, from the rows of our tables (by name): the years that they are about, and whoever
    signed them.

    Rows of a file that Datelines wrote keep their review, whatever its format; other formats make drafts.
    """
    given = [model for model in TABLES if model.table in frames]
    bounds = bounds_of(
        date
        for model in given
        for column in model.edtf_in_bounds()
        for date in frames[model.table][column].unique()
    )
    signed = [frames[model.table] for model in given if "reviewed_by" in model.columns()]
    readers = ("reviewed_by", "second_read_by")
    columns = (frame[name] for frame in signed for name in readers if name in frame)
    reviewers = {one for column in columns for one in column.unique()} - {""}
    members: dict[str, object] = {BOUNDS_MEMBER: bounds} if bounds else {}
    return members | ({REVIEWERS_MEMBER: sorted(reviewers)} if reviewers else {})


def bounds_of(dates: Iterable[str]) -> str:
    """The whole years that EDTF dates lie in, as an EDTF interval; blank where none has a year of four
    digits."""
    years = {year for date in dates for year in _YEAR.findall(date)} - {"0000"}
    return f"{min(years)}-01-01/{max(years)}-12-31" if years else ""


def members_of_remarks(remarks: Any, title: str = "") -> dict[str, object]:
    """Title and licence, from the remarks that a file of ours holds (`Extract.remarks`, text by label).
    Anything may be given: where it has no licence in words, none is taken from it."""
    licence = remarks.get(_LICENCE) if isinstance(remarks, Mapping) else None
    members: dict[str, object] = {"title": title} if title else {}
    if isinstance(licence, str) and licence.strip() and licence != UNKNOWN_LICENCE:
        members["licenses"] = [{"title": licence.strip()}]
    return members


def members_of_file(file: Any, title: str = "") -> dict[str, object]:
    """Title and licence, from a JSON file of any shape: one of ours has its remarks in the member
    `metadata`."""
    return members_of_remarks(file.get("metadata") if isinstance(file, dict) else None, title)


def resources_of(models: Sequence[type[Record]]) -> list[dict[str, Any]]:
    """The member `resources`: a description of the CSV file of each table."""
    tables = {model.table for model in models}
    return [
        {
            "name": model.table,
            "path": f"{model.table}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": _schema(model, tables),
        }
        for model in models
    ]


def package_with(text: str, tables: Collection[str]) -> str:
    """`text` of a datapackage.json with the description of these `tables` brought up to date. All other
    members (title, licence, bounds, reviewers ...) are stated there alone, and stay as they are.

    Raises ValueError where the text is not a JSON object.
    """
    package = json.loads(text)
    if not isinstance(package, dict):
        raise ValueError("datapackage.json is not a JSON object")
    every: tuple[type[Record], ...] = (*TABLES, Agreement)
    described = resources_of([model for model in every if model.table in tables])
    return json.dumps(package | {"resources": described}, ensure_ascii=False, indent=2) + "\n"


def _schema(model: type[Record], tables: Collection[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(model, name, field) for name, field in model.model_fields.items()]
    }
    if model.key:
        schema["primaryKey"] = model.key
    keys = [
        {"fields": column, "reference": {"resource": target, "fields": key}}
        for column, target, key in _references(model)
        if target in tables
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _references(model: type[Record]) -> Iterator[tuple[str, str, str]]:
    """The columns that Table Schema has foreign keys for (one id, of one table), with that table's key."""
    for reference in model.references():
        if reference.table and reference.needed and not reference.several:
            yield reference.column, reference.table, str(RECORDS[reference.table].key)


def _field(model: type[Record], name: str, field: FieldInfo) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "type": _type(field), "description": field.description or ""}
    constraints: dict[str, Any] = {"required": True} if field.is_required() else {}
    if name == model.key:
        constraints["unique"] = True
    if name in model.terms():
        constraints["enum"] = list(model.terms()[name])
    # Table Schema can say no more about a cell of several values than that it is text.
    if name not in model.several():
        constraints |= _limits(field)
    if constraints:
        described["constraints"] = constraints
    return described


def _type(field: FieldInfo) -> str:
    kinds = annotation_parts(field.annotation)
    for kind, name in ((Day, "date"), (int, "integer"), (float, "number")):
        if kind in kinds:
            return name
    return "string"


def _limits(field: FieldInfo) -> dict[str, Any]:
    """The smallest and the largest number, and the pattern of a text."""
    parts = [*field.metadata, *annotation_parts(field.annotation)]
    inner = [one for part in parts if isinstance(part, FieldInfo) for one in part.metadata]
    found: dict[str, Any] = {}
    for one in (*parts, *inner):
        if isinstance(one, Ge):
            found.setdefault("minimum", one.ge)
        elif isinstance(one, Le):
            found.setdefault("maximum", one.le)
        elif pattern := getattr(one, "pattern", None):
            found.setdefault("pattern", pattern)
    return found
