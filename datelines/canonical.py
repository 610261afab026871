"""The one way in which the tables are written, so that a change in the data is the change in the diff.

UTF-8, LF, RFC 4180 with quotation marks only where needed, columns in schema order, rows sorted by id
(wording: by all columns), cells without outer blanks, several values joined by `;` alone.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from datelines.problems import DataError
from datelines.reading import Table, Tables
from datelines.records import Record
from datelines.text_columns import TEXT, per_distinct, text_array, trimmed


def canonical_text(table: Table) -> str:
    """The table in canonical form. Columns that its model does not have are left out; those that its file
    lacks are there, blank."""
    return _text_of_columns(table.model, table.columns)


def text_of_rows(model: type[Record], rows: Sequence[Mapping[str, str]]) -> str:
    """Rows of raw cells in canonical form, with the header of `model`."""
    return _text_of_columns(
        model, {column: text_array(row.get(column, "") for row in rows) for column in model.columns()}
    )


def canonical_cells(model: type[Record], column: str, cells: pa.Array) -> pa.Array:
    """Cells without outer blanks, with LF inside, and with several values joined by `;`."""
    # A lone CR inside a cell would not be quoted by the csv module, and would then end the row.
    if pc.any(pc.match_substring(cells, "\r")).as_py():
        cells = pc.replace_substring(pc.replace_substring(cells, "\r\n", "\n"), "\r", "\n")
    return per_distinct(cells, _joined) if column in model.several() else trimmed(cells)


def _joined(cell: str) -> str:
    return ";".join(part.strip() for part in cell.split(";") if part.strip())


def _text_of_columns(model: type[Record], columns: Mapping[str, pa.Array]) -> str:
    header = ",".join(model.columns())
    cells = {name: canonical_cells(model, name, columns[name]) for name in model.columns()}
    order = _order(model, cells)
    quoted = [_quoted(array if order is None else array.take(order)) for array in cells.values()]
    lines = pc.binary_join_element_wise(*quoted, pa.scalar(",", TEXT))
    return "\n".join([header, *lines.to_pylist(), ""])


def _order(model: type[Record], cells: Mapping[str, pa.Array]) -> pa.Array | None:
    """The order of the rows by id, or by all columns; None where they are in it. Arrow compares bytes of
    UTF-8, which gives the same order as Python's code points."""
    first = cells[model.key or model.columns()[0]]
    if pc.all(pc.less(first[:-1], first[1:]), min_count=0).as_py():
        return None
    # The whole row breaks ties, so that even rows that share an id come out in one order only.
    names = dict.fromkeys([model.key, *model.columns()] if model.key else model.columns())
    return pc.sort_indices(pa.table(dict(cells)), sort_keys=[(name, "ascending") for name in names])


def _quoted(cells: pa.Array) -> pa.Array:
    """The cells as RFC 4180 writes them, with quotation marks only where they are needed."""
    needed = pc.match_substring_regex(cells, '[",\n]')
    if not pc.any(needed).as_py():
        return cells
    mark = pa.scalar('"', TEXT)
    doubled = pc.replace_substring(cells, '"', '""')
    marked = pc.binary_join_element_wise(mark, doubled, mark, pa.scalar("", TEXT))
    return pc.if_else(needed, marked, cells)


def differences(tables: Tables) -> dict[Path, str]:
    """The canonical text of each file that is there and not in canonical form, by path."""
    present = (table for table in tables.tables.values() if table.content)
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
