"""The one way in which the tables are written, so that a change in the data is the change in the diff.

UTF-8, LF, RFC 4180 with quotation marks only where needed, columns in schema order, rows sorted by id
(wording: by all columns), cells without outer blanks, several values joined by `;` alone.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from datelines.problems import DataError
from datelines.reading import Table, Tables
from datelines.records import Record


def canonical_text(table: Table) -> str:
    """The table in canonical form. Columns that its model does not have are left out."""
    return text_of_rows(table.model, [row.cells for row in table.rows])


def text_of_rows(model: type[Record], rows: list[Mapping[str, str]]) -> str:
    """Rows of raw cells in canonical form, with the header of `model`."""
    columns = model.columns()
    lines = [[canonical_cell(model, column, row.get(column, "")) for column in columns] for row in rows]
    key = columns.index(model.key) if model.key else None
    # The whole row breaks ties, so that even rows that share an id come out in one order only.
    lines.sort(key=lambda cells: (cells[key] if key is not None else "", cells))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue()


def canonical_cell(model: type[Record], column: str, cell: str) -> str:
    """A cell without outer blanks, with LF inside, and with several values joined by `;`."""
    # A lone CR inside a cell would not be quoted by the csv module, and would then end the row.
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if column in model.several():
        return ";".join(part.strip() for part in cell.split(";") if part.strip())
    return cell.strip()


def differences(tables: Tables) -> dict[Path, str]:
    """The canonical text of each file that is not in canonical form, by path."""
    present = (table for table in tables.tables.values() if table.content or not table.model.optional)
    texts = ((table, canonical_text(table)) for table in present)
    return {
        tables.folder / f"{table.name}.csv": text
        for table, text in texts
        if text.encode("utf-8") != table.content
    }


def write_canonical(tables: Tables) -> tuple[Path, ...]:
    """Bring the files into canonical form; all of them or none.

    Gives the paths that changed. Raises DataError when some file could not be read whole (rewriting it
    would lose cells), OSError when a file cannot be written.
    """
    if tables.unreadable:
        raise DataError(tables.unreadable)
    changed = differences(tables)
    waiting: list[tuple[str, Path]] = []
    try:
        # All new files are on the disk before the first old one is replaced.
        for path, text in changed.items():
            waiting.append((_temporary_file(path, text), path))
        for temporary, path in waiting:
            os.replace(temporary, path)
    finally:
        for temporary, _ in waiting:
            Path(temporary).unlink(missing_ok=True)
    return tuple(changed)


def _temporary_file(path: Path, text: str) -> str:
    """A file beside `path` with the same mode, so that replacing it stays within one file system."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, path.stat().st_mode & 0o777)
    except BaseException:
        Path(name).unlink()
        raise
    return name
