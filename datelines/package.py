"""What datapackage.json says of the tables, made from their records: fields, types, constraints and keys.

Source: Frictionless Data Package and Table Schema, version 1.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date as Day
from typing import Any

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from datelines.columns import annotation_parts
from datelines.records import RECORDS, TABLES, Record


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
