"""What is wrong with the ids of a flat Parquet file: missing ones, and those that two rows use otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from datelines.engine.flat_parquet import FlatFile
from datelines.engine.flat_parquet_joined import KEY_BLANK
from datelines.engine.flat_parquet_records import (
    ALSO_OF_REPORT,
    GROUPS_OF,
    ROWS,
    SPOTS,
    filled,
    flat_cells,
    key_of,
    own_groups,
    said,
    sql_name,
)
from datelines.engine.found_problems import FoundProblems
from datelines.formats.flat_columns import group_columns
from datelines.problems import Problem
from datelines.records import Event, Outlet, Place, Record, Report, Source, Speaker

_ALWAYS = ("event", "outlet", "source", "report")
_SOMETIMES = ("speaker", "relay_outlet", "relay_speaker")
_RELAYED_BY = "report.relayed_by"


def find_id_problems(connection: duckdb.DuckDBPyConnection, file: FlatFile, found: FoundProblems) -> None:
    """Add every problem of ids; the tables `first_outlets`, ... of datelines.engine.flat_parquet_tables say
    where each is said first."""
    looking = _Looking(connection, file, found)
    for group in _ALWAYS:
        looking.for_blank(group)
    for group in own_groups(file.columns, _SOMETIMES):
        looking.for_blank_beside_cells(group)
    for group in own_groups(file.columns, ("relay_outlet", "relay_speaker")):
        looking.for_relays_of_no_report(group)
    for model in (Outlet, Speaker, Source, Place, Event, Report):
        looking.for_other_cells(model)
    if own_groups(file.columns, ("figure",)):
        looking.for_repeated_figures()


class _Looking:
    def __init__(self, connection: duckdb.DuckDBPyConnection, file: FlatFile, found: FoundProblems) -> None:
        self._connection, self._file, self._found = connection, file, found
        self._path = file.path.as_posix()

    def for_blank(self, group: str) -> None:
        """Rows without the id of something that every row has."""
        key = key_of(group)
        for (line,) in self._some(f"SELECT line FROM {ROWS} WHERE {sql_name(key)} = ''"):
            self._say(line, key, "", "must not be blank", "fill it in")

    def for_blank_beside_cells(self, group: str) -> None:
        """Rows that say something of a speaker or a relay, and not which."""
        key, *others = group_columns(group)
        cells = ", ".join(map(sql_name, others))
        statement = f"SELECT line, {cells} FROM {ROWS} WHERE {sql_name(key)} = '' AND {filled(others)}"
        for line, *values in self._some(statement):
            flat, cell = next((flat, cell) for flat, cell in zip(others, values, strict=True) if cell)
            self._say(line, flat, cell, f"{key} is blank", KEY_BLANK)

    def for_relays_of_no_report(self, group: str) -> None:
        """Rows that say something of a relay that their report does not name."""
        key = key_of(group)
        statement = (
            f"SELECT line, {sql_name(key)} FROM {ROWS} "
            f"WHERE {sql_name(key)} NOT IN ('', {sql_name(_RELAYED_BY)})"
        )
        for line, relay in self._some(statement):
            why = f"{_RELAYED_BY} of this row does not name it"
            self._say(line, key, relay, why, f"name it in {_RELAYED_BY}, or leave its cells blank")

    def for_repeated_figures(self) -> None:
        """Ids of figures that stand in several rows."""
        statement = """
            SELECT line, first, id FROM (
                SELECT line, id, min(line) OVER (PARTITION BY id) AS first
                FROM first_figures SEMI JOIN (
                    SELECT id FROM first_figures WHERE id <> '' GROUP BY id HAVING count(*) > 1
                ) USING (id)
            ) WHERE line <> first
        """
        for line, first, identifier in self._some(statement):
            repair = "give one of them another id"
            self._say(line, "figure.figure_id", identifier, f"already the id of row {first}", repair)

    def for_other_cells(self, model: type[Record]) -> None:
        """Rows that say something else of an id than the first row that has it."""
        marks = said(model, self._file.columns, cells=False)
        first = f"(SELECT id, spot AS first, mark AS first_mark FROM first_{model.table} WHERE differs)"
        pairs = list(
            self._some(
                f"SELECT spot, first, id FROM ({marks}) JOIN {first} USING (id) WHERE mark <> first_mark",
                order="spot",
            )
        )
        cells = self._cells(model, [(spot, one) for *spots, one in pairs for spot in spots])
        for spot, first_spot, identifier in pairs:
            self._compare(model, identifier, (spot, first_spot), cells)

    def _compare(
        self, model: type[Record], identifier: str, spots: tuple[int, int], cells: dict[Any, Sequence[str]]
    ) -> None:
        names = flat_cells(GROUPS_OF[model][spots[0] % SPOTS])
        flats = [*(names[name] for name in model.columns()), *(ALSO_OF_REPORT if model is Report else ())]
        given = zip(flats, *(cells[spot, identifier] for spot in spots), strict=True)
        for flat, cell, first in given:
            if cell != first:
                why = f"row {spots[1] // SPOTS} has {first!r} of the same id {identifier!r}"
                self._say(spots[0] // SPOTS, flat, cell, why, "make the rows agree, or give another id")

    def _cells(self, model: type[Record], wanted: Sequence[tuple[int, str]]) -> dict[Any, Sequence[str]]:
        """The cells of a record by spot and id."""
        if not wanted:
            return {}
        spots, ids = zip(*wanted, strict=True)
        self._connection.register("wanted", pa.table({"spot": pa.array(spots, pa.int64()), "id": list(ids)}))
        statement = f"""SELECT * FROM ({said(model, self._file.columns, cells=True)})
            SEMI JOIN wanted USING (spot, id)"""
        rows = self._connection.execute(statement).fetchall()
        return {(spot, identifier): cells for spot, identifier, *cells in rows}

    def _some(self, statement: str, order: str = "line") -> Iterator[tuple[Any, ...]]:
        """The first rows of a statement; how many more there are is added to what was found."""
        most = self._found.most
        rows = self._connection.execute(
            f"SELECT * FROM ({statement}) ORDER BY {order} LIMIT {most}"
        ).fetchall()
        if len(rows) == most:
            counted = self._connection.execute(f"SELECT count(*) FROM ({statement})").fetchone()
            self._found.unsaid += int(counted[0]) - most if counted else 0
        yield from rows

    def _say(self, line: int, flat: str, cell: str, why: str, repair: str) -> None:
        self._found.add(Problem(self._path, int(line), flat, cell, why, repair))
