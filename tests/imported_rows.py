"""Tables typed into a test, read as if they had been dropped, and checked as if they had been written."""

from __future__ import annotations

import json
from pathlib import Path

from datelines.checks import check_tables
from datelines.files.opening import opened
from datelines.formats.flat import read
from datelines.formats.model import Imported, Options
from datelines.problems import Problem
from datelines.record.records import TABLES
from datelines.table.folder import read_tables, text_of_rows


def flat_import(text: str, options: Options | None = None, name: str = "table.csv") -> Imported:
    """The flat table of a CSV text."""
    return read.read([opened(name, text.encode())], options or Options())


def rows(imported: Imported, table: str) -> list[dict[str, str]]:
    """The rows of one table, in its order."""
    frame = imported.frames.get(table)
    found = [] if frame is None else frame.to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in found]


def row(imported: Imported, table: str) -> dict[str, str]:
    """The one row of a table."""
    (found,) = rows(imported, table)
    return found


def problems_of(imported: Imported, folder: Path) -> list[Problem]:
    """What `check` says of a folder that is written from what was imported."""
    for model in TABLES:
        found = rows(imported, model.table)
        if found or not model.optional:
            text = text_of_rows(model, list(found))
            (folder / f"{model.table}.csv").write_text(text, encoding="utf-8", newline="")
    (folder / "datapackage.json").write_text(json.dumps(dict(imported.corpus)), encoding="utf-8")
    (folder / "shapes").mkdir(exist_ok=True)
    for name, content in imported.shapes.items():
        (folder / "shapes" / name).write_bytes(content)
    return check_tables(read_tables(folder))
