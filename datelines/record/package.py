"""What datapackage.json says of the tables, made from their records: fields, types, constraints and keys.

Source: Frictionless Data Package and Table Schema, version 1.

What `datapackage.json` says about the whole corpus: the bounds of its dates and who reviews it.

What an import says of its whole for datapackage.json: bounds and reviewers of its rows, title, licence.

A JSON file that we write has what it says of itself in the member `metadata`.

What imported files say of their whole: bounds, title and licence, as a corpus and as datapackage.json.
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
from datelines.record.records import RECORDS, TABLES, Record


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
    described = resources_of([model for model in TABLES if model.table in tables])
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
    """What Table Schema has foreign keys for, one id of one table: column, that table, and its key."""
    for reference in model.references():
        if reference.table and not reference.several:
            yield reference.column, reference.table, str(RECORDS[reference.table].key)


def _field(model: type[Record], name: str, field: FieldInfo) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "type": _type(field), "description": field.description or ""}
    constraints: dict[str, Any] = {"required": True} if field.is_required() else {}
    if name == model.key:
        constraints["unique"] = True
    if name in model.terms():
        constraints["enum"] = list(model.terms()[name])
    # Table Schema says of several values in a cell no more than that it is a text.
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
    """The least and the greatest number, and the pattern of a text."""
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


_LICENCE = "Licence"
_YEAR = re.compile(r"(?:^|[/\[]|\.\.)(\d{4})(?=$|[-/~?%.\]])", re.ASCII)


def bounds_of(dates: Iterable[str]) -> str:
    """The whole years that EDTF dates lie in, as the interval that `datelines:bounds` wants; blank where
    none has a year of four digits."""
    years = {year for date in dates for year in _YEAR.findall(date)} - {"0000"}
    return f"{min(years)}-01-01/{max(years)}-12-31" if years else ""


def members_of_rows(frames: Mapping[str, pd.DataFrame]) -> dict[str, object]:
    """The years that the rows are about, and who reviewed them.

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
    reviewers = {one for frame in signed for one in frame["reviewed_by"].unique()} - {""}
    members: dict[str, object] = {BOUNDS_MEMBER: bounds} if bounds else {}
    return members | ({REVIEWERS_MEMBER: sorted(reviewers)} if reviewers else {})


def members_of_remarks(said: Any, title: str = "") -> dict[str, object]:
    """The title, and the licence of what a file of ours says of itself (`Extract.remarks`, as label and
    text). Anything may be given; what is no such licence gives none."""
    licence = said.get(_LICENCE) if isinstance(said, Mapping) else None
    members: dict[str, object] = {"title": title} if title else {}
    if isinstance(licence, str) and licence.strip() and licence != UNKNOWN_LICENCE:
        members["licenses"] = [{"title": licence.strip()}]
    return members


def members_of_file(file: Any, title: str = "") -> dict[str, object]:
    """The same of a JSON file, from its member `metadata`; it may be of any shape."""
    return members_of_remarks(file.get("metadata") if isinstance(file, dict) else None, title)


ALL_DATES = "0001-01-01/9999-12-31"
"""Bounds of files that have none: every day that can be drawn."""

UNTITLED = "An imported table"
"""Whose record it is, where the files say nothing of themselves."""


def corpus_of(members: Mapping[str, object]) -> Corpus:
    """The corpus that a format's members describe. Rows of strangers come in as drafts; those of a file that
    Datelines wrote keep who reviewed them."""
    corpus, title = Corpus(), str(members.get("title") or "")
    return Corpus(
        bounds=_bounds_import_corpus(members.get(BOUNDS_MEMBER)),
        reviewers=_reviewers(members.get(REVIEWERS_MEMBER)) or corpus.reviewers,
        title=title,
        licence=licence_in_words(members.get("licenses")),
        cited_as=str(members.get(CITED_AS_MEMBER) or title or UNTITLED),
    )


def _reviewers(given: Any) -> frozenset[str]:
    names = given if isinstance(given, list | tuple) else []
    return frozenset(name for name in names if isinstance(name, str) and name)


def _bounds_import_corpus(given: Any) -> str:
    try:
        return str(given) if given and date_span(str(given)).precision == "interval" else ALL_DATES
    except DateError:
        return ALL_DATES
