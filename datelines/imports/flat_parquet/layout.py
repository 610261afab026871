"""The layout of a flat Parquet file: its columns as text, which of them make which record, and where in the
file a problem of a record is.

Several groups of columns may give a record (an outlet may publish, relay or be cited). Where in the file a
record is given is a `spot`: SPOTS times the row (from 1), plus the position of the group in `groups_of`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from datelines.files.opened import IntakeError
from datelines.files.parquet_files import ABOUT
from datelines.formats.flat.columns import GROUPS, WORDING, WRITTEN_COLUMNS, group_columns, group_model
from datelines.formats.maps.geometries import GEOMETRY
from datelines.problems import Problem
from datelines.record.records import RECORDS, TABLES, Cited, Figure, Record, Report, Wording

ALWAYS = ("event", "outlet", "source", "report")
"""Groups of which every row has cells."""

SPOTS = 4
"""More than the groups that give records of one table."""

SEVERAL = {"place": "place_rows", "cited": "cited_rows", "cited_outlet": "cited_rows"}
"""Groups whose cells hold several values -> the scratch table with a row for each value."""

ALSO_OF_REPORT = (WORDING, "cited.source_id")
"""Columns that belong to a report but are not cells of its record: all its rows must agree there, too."""

_IMPORT = "read it first with `python -m datelines import parquet FILE --to DIR`, and load DIR"
_FORMAT = "run `python -m datelines format`"
_LINE = re.compile(r"\bline (\d+)")


@dataclass(frozen=True, slots=True)
class FlatFile:
    """A file that has a row for each report and figure, with ids.

    `columns` are the flat columns that it has, each with the SQL that gives its cell as text (null where
    blank); `spare` are columns that are not ours; `about` is what the file states about itself.
    """

    path: Path
    columns: Mapping[str, str]
    spare: tuple[str, ...]
    about: Mapping[str, str]


@dataclass(eq=False)
class Found:
    """Problems: the first `most` that are added are `listed`, each once; `unlisted` counts the others."""

    most: ClassVar[int] = 1_000
    unlisted: int = 0
    _kept: dict[Problem, None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._kept or self.unlisted)

    @property
    def listed(self) -> tuple[Problem, ...]:
        """The problems that are listed, in order of the file's rows and columns."""
        order = {flat: number for number, flat in enumerate(WRITTEN_COLUMNS)}
        return tuple(sorted(self._kept, key=lambda one: (one.line, order.get(one.column, -1))))

    def add(self, problems: Iterable[Problem], unlisted: int = 0) -> None:
        """Add problems, and a number of `unlisted` ones that are not given."""
        self.unlisted += unlisted
        for problem in problems:
            if len(self._kept) < self.most:
                self._kept[problem] = None
            elif problem not in self._kept:
                self.unlisted += 1


def flat_file(path: Path) -> FlatFile:
    """A file by its footer. Raises IntakeError where it is not a Parquet file, or not in the flat layout with
    ids, OSError where it cannot be opened."""
    try:
        file = pq.ParquetFile(path)
        shape, footer = file.schema_arrow, file.metadata
    except (pa.ArrowException, ValueError) as error:
        why = "not a Parquet file, or one that is broken"
        raise IntakeError(path.as_posix(), why, "export it again") from error
    known = (*WRITTEN_COLUMNS, GEOMETRY)
    columns = {name: _text(path, shape.field(name)) for name in known if name in shape.names}
    missing = [name for name in _needed(columns) if name not in columns]
    if missing:
        listed = ", ".join(missing[:8]) + (", …" if len(missing) > 8 else "")
        why = f"not the flat table with ids that `export parquet` writes: it has no column {listed}"
        raise IntakeError(path.as_posix(), why, _IMPORT)
    if not footer.num_rows:
        raise IntakeError(path.as_posix(), "the table has no row", "choose the file that has the rows")
    spare = tuple(name for name in shape.names if name not in known)
    return FlatFile(path, MappingProxyType(columns), spare, _about(footer.metadata or {}))


def _needed(columns: Iterable[str]) -> Iterator[str]:
    """The columns that a file must have: of each group that it has, those that no record may leave blank."""
    present = {*ALWAYS, *(name.split(".")[0] for name in columns)}
    for group in GROUPS:
        fields = group_model(group).model_fields
        for flat, name in group_columns(group).items():
            if group in present and fields[name].is_required():
                yield flat


def _text(path: Path, field: pa.Field) -> str:
    """The SQL that gives a column's cells as text, numbers as their cells are written (`7`, `30.5`)."""
    name, kind = sql_name(field.name), field.type
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_string(plain) or pa.types.is_large_string(plain):
        return name
    if pa.types.is_floating(plain):
        return f"number_text({name})"
    if pa.types.is_integer(plain) or pa.types.is_date(plain) or pa.types.is_null(plain):
        return f"CAST({name} AS VARCHAR)"
    why = f"the column {field.name} holds {plain}, which is no text, number or day"
    raise IntakeError(path.as_posix(), why, _IMPORT)


def _about(metadata: Mapping[bytes, bytes]) -> Mapping[str, str]:
    try:
        given: Any = json.loads(metadata.get(ABOUT.encode(), b"{}"))
    except (ValueError, RecursionError):
        given = None
    found = {str(label): str(text) for label, text in given.items()} if isinstance(given, dict) else {}
    return MappingProxyType(found)


def referring(model: type[Record]) -> Mapping[str, type[Record]]:
    """The columns of a record with ids of one other table, whose rows are needed -> the record of that
    table."""
    return {one.column: RECORDS[one.table] for one in model.references() if one.table and one.needed}


def groups_of(model: type[Record]) -> tuple[str, ...]:
    """The groups of flat columns that give a record; none for wording and cited sources, which are in cells
    of their report."""
    return tuple(group for group in GROUPS if group_model(group) is model)


def key_of(group: str) -> str:
    """The flat column of a group's id."""
    return f"{group}.{group_model(group).key}"


def flat_columns_of(model: type[Record], group: str | None = None) -> Mapping[str, str]:
    """Column of a record -> the flat column that gives it in a group; by default, in the record's first
    group."""
    if model is Wording:
        return dict.fromkeys(Wording.columns(), WORDING) | {"report_id": key_of("report")}
    if model is Cited:
        return {"report_id": key_of("report"), "source_id": key_of("cited")}
    group = group or groups_of(model)[0]
    own = {name: flat for flat, name in group_columns(group).items()}
    # An id that is not a column of the group is the key of the group that gives the other record.
    other = referring(model)
    return {name: own.get(name) or _key_beside(group, other[name]) for name in model.columns()}


def _key_beside(group: str, other: type[Record]) -> str:
    """The flat column of the other record's id beside a group: that of `cited_outlet` beside `cited`."""
    several = groups_of(other)
    return key_of(next((one for one in several if one.startswith(f"{group}_")), several[0]))


def flat_view(file: FlatFile, link: Path) -> str:
    """SQL: the view `flat` of the rows of a file, with `line` and every flat column as text ('' where blank
    or absent). The file is read through a link, since DuckDB takes a `*` in the name of a file for a
    pattern."""
    cells = ", ".join(
        f"coalesce({file.columns.get(flat, 'NULL')}, '') AS {sql_name(flat)}"
        for flat in (*WRITTEN_COLUMNS, GEOMETRY)
    )
    source = f"read_parquet($${link}$$, file_row_number = true)"
    return f"CREATE VIEW flat AS SELECT file_row_number + 1 AS line, {cells} FROM {source}"


def given_views() -> Iterator[str]:
    """SQL: for each record that groups give, a view (`given_events`) of its cells wherever they are given,
    with their `spot`. The tables of SEVERAL must exist."""
    for model in TABLES:
        if groups_of(model):
            given = " UNION ALL ".join(_given(model, *place) for place in enumerate(groups_of(model)))
            yield f"CREATE VIEW given_{model.table} AS {given}"


def _given(model: type[Record], number: int, group: str) -> str:
    cells = [f"{sql_name(flat)} AS {name}" for name, flat in flat_columns_of(model, group).items()]
    cells += map(sql_name, ALSO_OF_REPORT if model is Report else ())
    # A figure without an id is a figure, too, and becomes a problem.
    there = filled(group_columns(group) if model is Figure else [key_of(group)])
    spot = f"line * {SPOTS} + {number} AS spot"
    return f"SELECT {spot}, {', '.join(cells)} FROM {SEVERAL.get(group, 'flat')} WHERE {there}"


def filled(flats: Iterable[str]) -> str:
    """SQL: whether any of these cells is filled."""
    return "(" + " OR ".join(f"{sql_name(flat)} <> ''" for flat in flats) + ")"


def sql_name(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def in_file(problem: Problem, path: str) -> Problem:
    """A problem of a record as one of the file at `path`. The given problem has the name of the record's
    table as its path, and spots as lines. Its repair must fit a file that no command of ours rewrites."""
    (model,) = (model for model in TABLES if model.table == problem.path)
    line, number = divmod(problem.line, SPOTS)
    group = groups_of(model)[number] if groups_of(model) else None
    flat = flat_columns_of(model, group).get(problem.column, problem.column)
    why = _LINE.sub(lambda found: f"row {int(found[1]) // SPOTS}", problem.why)
    repair = problem.repair.replace(_FORMAT, "take them off")
    return replace(problem, path=path, line=line, column=flat, why=why, repair=repair)
