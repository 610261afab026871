"""The questions of a filter change to DuckDB by hand: the least that anything above it can take.

Each answer is one statement on the tables of the store, as one would write it for DuckDB alone; rows come as
tuples, and nothing is made of them. What the query layer said is compared, so that both answer the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from benchmarks.questions import TABLE_ROWS, UNPLACED, Answers, Question
from datelines.query.periods import Bins

_OFFERED = 500
_SHARES = 4

Rows = list[tuple[Any, ...]]


class Disagreement(RuntimeError):
    """Raised where the query layer and the bare query do not say the same."""


class Bare:
    """A DuckDB file that is asked by hand."""

    def __init__(self, path: str) -> None:
        self._connection = duckdb.connect(":memory:")
        self._connection.execute(f"ATTACH '{path.replace(chr(39), chr(39) * 2)}' AS store (READ_ONLY)")
        self._connection.execute("USE store")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def ask(self, question: Question, answers: Answers) -> None:
        """Ask what the query layer was asked. Raises Disagreement where it said something else."""
        counts = self._counts(question)
        for name in ("outlets", "speakers", "places"):
            self._facet(question, name)
        self._closed_facets(question)
        event_ids = self._table(question)
        self._timeline(question, answers.periods, counts[0][2])
        events_in_cells = self._map(question, answers)
        self._unplaced(question)
        said = answers.selection.counts
        if counts[0][:4] != (said.events, said.reports, said.outlets, said.figures):
            raise Disagreement(f"{question.query}: {counts[0][:4]} by hand, {said} by the query layer")
        if event_ids != answers.event_ids:
            raise Disagreement(f"{question.query}: other events in the table")
        if events_in_cells != sorted(cell.events for cell in answers.on_map.cells):
            raise Disagreement(f"{question.query}: other numbers of events in the cells")

    def _rows(self, statement: str, *values: Any) -> Rows:
        return self._connection.execute(statement, list(values)).fetchall()

    def _counts(self, question: Question) -> Rows:
        where, values = question.where()
        return self._rows(
            f"""
            SELECT
                count(DISTINCT event_number), coalesce(sum(first_row), 0), count(DISTINCT outlet_number),
                coalesce(sum(figures * first_row), 0), count(DISTINCT event_number) FILTER (drawn = 1)
            FROM reports WHERE {where}
            """,
            *values,
        )

    def _facet(self, question: Question, name: str) -> None:
        where, values = question.where(but=name)
        number, once = f"{name[:-1]}_number", "" if name == "places" else "AND first_row = 1"
        self._rows(
            f"""
            SELECT {number}, name, reports
            FROM (
                SELECT {number}, count(*) AS reports FROM reports WHERE {where} {once}
                GROUP BY {number} ORDER BY reports DESC LIMIT {_OFFERED}
            ) JOIN (SELECT {number}, name FROM record_{name}) USING ({number})
            """,
            *values,
        )

    def _closed_facets(self, question: Question) -> None:
        where, values = question.where(but="kinds")
        columns = "kind_number, status_number, measure_bits"
        self._rows(
            f"SELECT {columns}, count(*) FROM reports WHERE {where} AND first_row = 1 GROUP BY {columns}",
            *values,
        )

    def _table(self, question: Question) -> tuple[str, ...]:
        where, values = question.where()
        rows = self._rows(
            f"""
            SELECT event_id, date, title, place_ids, kind, status, outlets, reports
            FROM (
                SELECT event_number, list(DISTINCT outlet_number) AS outlets, sum(first_row) AS reports
                FROM reports WHERE {where} GROUP BY event_number ORDER BY event_number LIMIT {TABLE_ROWS}
            ) JOIN record_events USING (event_number)
            ORDER BY event_number
            """,
            *values,
        )
        return tuple(row[0] for row in rows)

    def _timeline(self, question: Question, periods: Sequence[Bins], outlets: int) -> None:
        where, values = question.where()
        if not periods:
            self._rows(
                f"""
                SELECT report_id, event_id, outlet_id, day_from, day_to, soft_from, soft_to, title, summary
                FROM (SELECT * FROM reports WHERE {where} AND first_row = 1)
                JOIN (SELECT report_number, summary FROM record_reports) USING (report_number)
                JOIN (SELECT event_number, title FROM record_events) USING (event_number)
                """,
                *values,
            )
        for bins in periods:
            first, last = ("month_from", "month_to") if bins.by_month else ("soft_from", "soft_to")
            begin, after = bins.begin, bins.begin + bins.number * bins.step
            self._rows(
                f"""
                SELECT
                    outlet_number, ({first} - {begin}) // {bins.step} AS period,
                    ({last} - {begin}) // {bins.step} AS until, count(*)
                FROM reports
                WHERE {where} AND first_row = 1 AND {last} >= {begin} AND {first} < {after}
                GROUP BY ALL
                """,
                *values,
            )

    def _map(self, question: Question, answers: Answers) -> list[int]:
        """How many events each cell has; none where there are no cells."""
        where, values = question.where()
        window = answers.on_map.window
        if window is None:
            self._rows(
                f"""
                SELECT place_number, event_number, title, date, list(DISTINCT outlet_number), sum(first_row)
                FROM (SELECT * FROM reports WHERE {where} AND drawn = 1)
                JOIN (SELECT event_number, title, date FROM record_events) USING (event_number)
                GROUP BY ALL
                """,
                *values,
            )
            return []
        size = answers.on_map.cells[0].size if answers.on_map.cells else window.size
        west, south, east, north = (
            int(edge // 0.01) // size * size
            for edge in (window.west, window.south, window.east, window.north)
        )
        inside = (
            f"{where} AND cell_x >= {west} AND cell_x < {east + size} "
            f"AND cell_y >= {south} AND cell_y < {north + size}"
        )
        cell = f"cell_x & -{size} AS x, cell_y & -{size} AS y"
        cells = self._rows(
            f"""
            SELECT
                {cell}, count(DISTINCT event_number), min(cell_x), min(cell_y), max(cell_x), max(cell_y)
            FROM reports WHERE {inside} GROUP BY x, y
            """,
            *values,
        )
        self._rows(
            f"""
            SELECT x, y, outlet_number, reports, sum(reports) OVER (PARTITION BY x, y)
            FROM (
                SELECT {cell}, outlet_number, count(DISTINCT report_number) AS reports
                FROM reports WHERE {inside} GROUP BY x, y, outlet_number
            )
            QUALIFY row_number() OVER (PARTITION BY x, y ORDER BY reports DESC) <= {_SHARES}
            """,
            *values,
        )
        return sorted(row[2] for row in cells) if answers.on_map.cells else []

    def _unplaced(self, question: Question) -> None:
        where, values = question.where()
        self._rows(
            f"""
            SELECT event_id, title, date, outlets, reports
            FROM (
                SELECT event_number, list(DISTINCT outlet_number) AS outlets, sum(first_row) AS reports
                FROM reports WHERE {where}
                GROUP BY event_number HAVING max(drawn) = 0 ORDER BY event_number LIMIT {UNPLACED}
            ) JOIN record_events USING (event_number)
            """,
            *values,
        )
