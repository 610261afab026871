"""Writes an import as a folder of our tables, whole or not at all."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date as Day
from pathlib import Path

import pandas as pd

from datelines.checks.countries import EXCEPTION_COLUMNS, EXCEPTIONS_FILE, places_outside
from datelines.imports.run import Import, problems_csv
from datelines.record.package import BOUNDS_MEMBER, CITED_AS_MEMBER, IMPORTED_MEMBER, PACKAGE_FILE
from datelines.share.formulas import neutralised
from datelines.table.folder import SHAPES_FOLDER, canonical_text

KEPT_COLUMNS_FILE = "kept_columns.csv"
LEFT_OUT_FILE = "left_out.csv"
"""The rows of the user's file that are not in the folder, each with the reason, as `problems_csv` writes them."""


class FolderTaken(OSError):
    """The folder to write exists already and is not empty."""


def check_free(folder: Path) -> None:
    """Raises FolderTaken where `folder` is a file, or a folder that is not empty."""
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        raise FolderTaken(f"{folder} is there already, and not an empty folder: name a new one")


def write_import(result: Import, folder: Path) -> None:
    """Write every row that can be shown as `folder`: the tables in canonical form, datapackage.json, the shapes,
    the foreign columns as kept_columns.csv, and what is left out, with why, as left_out.csv.

    What is written has no problem: `check` accepts it, and it can be shown, exported and loaded.

    Raises FolderTaken, and OSError where it cannot be written; then nothing is left behind.
    """
    check_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, so that it can be renamed within one file system.
    waiting = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".new"))
    try:
        for path, content in _files(result):
            (waiting / path).parent.mkdir(exist_ok=True)
            (waiting / path).write_bytes(content)
        mask = os.umask(0)
        os.umask(mask)
        waiting.chmod(0o777 & ~mask)
        check_free(folder)
        os.replace(waiting, folder)
    except BaseException:
        shutil.rmtree(waiting, ignore_errors=True)
        raise


def package_of(result: Import) -> dict[str, object]:
    """The members of datapackage.json: those that the format gives, what was read, and which of the user's
    columns each of ours was read from."""
    corpus, given = result.sound.corpus, result.imported
    tables = [
        name for name, table in result.sound.tables.items() if not table.model.optional or len(table.lines)
    ]
    members: dict[str, object] = {
        "name": "datelines-import",
        "title": corpus.title or corpus.cited_as,
        "description": "Imported rows: what sources reported, never what happened. None was reviewed here.",
        **given.corpus,
        BOUNDS_MEMBER: corpus.bounds,
        CITED_AS_MEMBER: corpus.cited_as,
        IMPORTED_MEMBER: {
            "format": result.format.name,
            "files": sorted({origin.path for origin in given.origins.values()}),
            "counts": result.counts.sentence(),
            "columns": dict(given.mapping),
        },
    }
    return members | {"resources": [{"name": name, "path": f"{name}.csv"} for name in tables]}


def _files(result: Import) -> Iterator[tuple[str, bytes]]:
    for name, table in result.sound.tables.items():
        if len(table.lines) or not table.model.optional:
            yield f"{name}.csv", canonical_text(table).encode()
    package = json.dumps(package_of(result), ensure_ascii=False, indent=2)
    yield PACKAGE_FILE, f"{package}\n".encode("utf-8", "replace")
    for name, content in result.sound.shapes.items():
        # The name comes from a stranger's file: only its last part is used, never a path.
        yield f"{SHAPES_FOLDER}/{Path(name).name}", content
    if exceptions := _exceptions(result):
        yield EXCEPTIONS_FILE, exceptions
    kept = result.imported.kept_columns
    if kept is not None and len(kept):
        yield KEPT_COLUMNS_FILE, kept_columns_csv(kept)
    left = [problem for problem in result.problems if problem in set(result.left_out)]
    if left:
        yield LEFT_OUT_FILE, problems_csv(left)


def _exceptions(result: Import) -> bytes:
    """The points beyond the border of their country as exceptions to the rule: importing the table gave
    remarks on them, and they shall not keep the whole folder from being shown."""
    astray = places_outside(result.sound)
    reason = f"The imported table has the point there ({result.format.name}); nobody reviewed it here."
    rows = [EXCEPTION_COLUMNS, *((place_id, reason, Day.today().isoformat()) for place_id in astray)]
    return _csv(rows) if astray else b""


def kept_columns_csv(kept: pd.DataFrame) -> bytes:
    """The foreign columns (`Imported.kept_columns`) as CSV, formulas neutralised."""
    # A stranger's cells, which people will look at in a spreadsheet.
    cells = kept.itertuples(index=False, name=None)
    return _csv(map(neutralised, row) for row in itertools.chain([map(str, kept.columns)], cells))


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")
