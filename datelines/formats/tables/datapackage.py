"""A ZIP of our tables as CSV with datapackage.json (Frictionless Data Package), written and read back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from typing import Any

import pandas as pd

from datelines.files.opened import Opened
from datelines.formats.model import Format, Imported, Options
from datelines.formats.tables import table_set
from datelines.formats.tables.frames import frames_of_extract
from datelines.formats.tables.table_set import MAPPING_MEMBER, SHAPES_MEMBER
from datelines.record.package import (
    BOUNDS_MEMBER,
    PACKAGE_FILE,
    REVIEWERS_MEMBER,
    UNKNOWN_LICENCE,
    resources_of,
)
from datelines.record.records import TABLES, Record
from datelines.share.extract import Extract
from datelines.share.formulas import neutralised
from datelines.table.folder import SHAPES_FOLDER, text_of_rows


def write(extract: Extract) -> bytes:
    """The tables of the extract, their description and shapes/ as a ZIP, the same bytes for the same
    extract. Unpacked, `python -m datelines check` reads it."""
    frames = frames_of_extract(extract)
    shapes = shape_files(extract, frames)
    files: dict[str, bytes] = {}
    for model in TABLES:
        rows = neutralised_rows(frames[model.table])
        if rows or not model.optional:
            files[f"{model.table}.csv"] = text_of_rows(model, rows).encode()
    models = [model for model in TABLES if f"{model.table}.csv" in files]
    package = json.dumps(descriptor(extract, models, shapes), ensure_ascii=False, indent=2) + "\n"
    files = {PACKAGE_FILE: package.encode(), "README.txt": readme(extract).encode(), **files}
    files |= {f"{SHAPES_FOLDER}/{name}": content for name, content in shapes.items()}
    return zipped(files, extract.on)


def neutralised_rows(frame: pd.DataFrame) -> list[Mapping[str, str]]:
    """The rows of a frame of text, with no cell that a spreadsheet would run."""
    columns = {str(name): frame[name].tolist() for name in frame}
    for name, cells in columns.items():
        made = {cell: neutralised(cell) for cell in set(cells)}
        columns[name] = [made[cell] for cell in cells]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def shape_files(extract: Extract, frames: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    """The files of shapes/ that places of the extract name."""
    named = set(frames["places"]["geometry"])
    return {name: content for name, content in extract.archive.shapes.items() if name in named}


def zipped(files: Mapping[str, bytes], on: Day) -> bytes:
    """Files by name as a ZIP whose entries all bear one day, so that equal files are equal bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (max(on.year, 1980), on.month, on.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return content.getvalue()


def readme(extract: Extract) -> str:
    """What the ZIP says about itself, a line for each label."""
    lines = [f"{label}: {' '.join(words.split())}" for label, words in extract.remarks]
    lines.append("Cells: where a cell begins with an apostrophe and then =, +, - or @, the apostrophe only")
    lines.append("keeps a spreadsheet from running the cell as a formula. Reading it back takes it off.")
    return "\n".join(lines) + "\n"


def descriptor(
    extract: Extract, models: Sequence[type[Record]], shapes: Mapping[str, bytes]
) -> dict[str, Any]:
    """The value of datapackage.json. Source: Frictionless Data Package and Table Schema, version 1."""
    corpus = extract.archive.corpus
    licence = {"name": "custom", "title": extract.licence}
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "datelines-extract",
        **({"title": corpus.title} if corpus.title else {}),
        "description": ". ".join(
            (extract.sentence.rstrip("."), "A row says what a source reported, never what happened.")
        ),
        "version": extract.archive.version,
        "created": f"{extract.on.isoformat()}T00:00:00Z",
        **({"homepage": extract.link} if extract.link else {}),
        **({"licenses": [licence]} if extract.licence != UNKNOWN_LICENCE else {}),
        "datelines:remarks": dict(extract.remarks),
        "datelines:citation": extract.citation,
        BOUNDS_MEMBER: corpus.bounds,
        **({REVIEWERS_MEMBER: list(extract.reviewers)} if extract.reviewers else {}),
    }
    if extract.mapping:
        package[MAPPING_MEMBER] = dict(extract.mapping)
    package["resources"] = resources_of(models)
    if shapes:
        # As text too, since a table reader hands on tables and this value, and not the other files.
        package[SHAPES_MEMBER] = {
            name: content.decode("utf-8", "replace") for name, content in shapes.items()
        }
    return package


def recognise(files: Sequence[Opened]) -> str:
    """Why the files are a data package of ours."""
    packed = len(files) == 1 and files[0].kind == "package" and isinstance(files[0].value, dict)
    why = table_set.recognise(files) if packed else ""
    return f"the ZIP has a datapackage.json, and {why}" if why else ""


def read(files: Sequence[Opened], options: Options) -> Imported:
    """The tables of a package, as `table_set.read` gives them, with what datapackage.json says."""
    return replace(table_set.read(files, options), format="datapackage")


FORMATS = (
    Format(
        name="datapackage",
        title="Data package (ZIP of CSV tables)",
        rank=9,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".zip",
        mime="application/zip",
    ),
)
