"""A faulty cell costs itself: what an imported table says beside it is kept and shown.

A cell that no rule accepts is set apart: it is blank, or says the least that can be claimed, and what stood
there goes into the note of its row. Nothing is corrected. Only a row that is nothing without the cell (an
event whose date says no year) stays as it is, and is left out of the view.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from datelines.formats.model import Imported, Origin
from datelines.problems import Problem
from datelines.record.dates import DateError, date_span
from datelines.record.records import RECORDS

APART = "the cell counts as not given, and its text is kept in a note; correct it and import again"
BOTH_KEPT = (
    "nothing needs to be done: both ends are kept as they stand, as a figure of “at least” and one of “up to”"
)
_NOTES = {"outlets": "about", "speakers": "role"}
_LEAST = {
    ("outlets", "kind"): "unknown",
    ("speakers", "kind"): "unknown",
    ("sources", "outlet_basis"): "inferred",
    ("sources", "title"): "Without a title",
    ("sources", "language"): "und",
    ("places", "name"): "Place without a name",
    ("places", "kind"): "zone",
    ("places", "precision"): "7",
    ("events", "title"): "Event without a title",
    ("events", "date_basis"): "inferred",
    ("events", "kind"): "other",
    ("events", "status"): "draft",
    ("reports", "voice"): "paraphrased",
    ("reports", "summary"): "Recorded without a summary.",
    ("reports", "link_status"): "possibly",
    ("reports", "status"): "draft",
    ("figures", "measure"): "other",
    ("figures", "population"): "not stated",
    ("figures", "unit"): "items",
    ("figures", "scope"): "event",
    ("figures", "as_reported"): "not stated",
}
"""What a needed cell says where it cannot be used: the least that the codebook lets be claimed."""
_POINT = ("latitude", "longitude")
_POINT_PRECISION = "2"

_Cells = dict[str, str]


def doubtful_apart(
    given: Imported, faults: Iterable[Problem]
) -> tuple[Imported, dict[Problem, Problem]] | None:
    """The import with the faulty cells set apart, and for each fault that this takes care of the same
    with what was done as its repair; None where none of the `faults` (of our tables) can be helped so."""
    by_table: dict[str, list[Problem]] = defaultdict(list)
    for fault in faults:
        by_table[fault.path.removesuffix(".csv")].append(fault)
    helped: dict[Problem, Problem] = {}
    frames, origins = dict(given.frames), dict(given.origins)
    for table, found in by_table.items():
        if table in frames:
            part = _Apart(table, frames[table], origins[table])
            helped |= dict(part.set_apart(found))
            frames[table], origins[table] = part.made()
    if not helped:
        return None
    return replace(given, frames=MappingProxyType(frames), origins=MappingProxyType(origins)), helped


class _Apart:
    """The rows of one table while faulty cells of it are set apart."""

    def __init__(self, table: str, frame: pd.DataFrame, origin: Origin) -> None:
        self.table, self.frame, self.origin = table, frame, origin
        self.model = RECORDS[table]
        self.changed: dict[int, _Cells] = {}
        self.added: list[tuple[int, _Cells]] = []

    def made(self) -> tuple[pd.DataFrame, Origin]:
        """The frame and where its rows come from."""
        if not self.changed:
            return self.frame, self.origin
        columns = {name: self.frame[name].to_numpy(dtype=object, copy=True) for name in self.frame}
        for position, row in self.changed.items():
            for name, cell in row.items():
                columns[name][position] = cell
        frame = pd.DataFrame(columns, dtype="str")
        if not self.added:
            return frame, self.origin
        more = pd.DataFrame([row for _, row in self.added], columns=list(frame.columns), dtype="str")
        rows = np.append(self.origin.rows, [self.origin.rows[position] for position, _ in self.added])
        return pd.concat([frame, more], ignore_index=True), replace(self.origin, rows=rows)

    def set_apart(self, faults: Iterable[Problem]) -> Iterator[tuple[Problem, Problem]]:
        """Each fault that could be helped, and the same with what was done."""
        found = list(faults)
        lines = np.fromiter((fault.line for fault in found), dtype=np.int64, count=len(found))
        near = np.flatnonzero(np.isin(self.origin.rows, lines))
        at_line: dict[int, list[int]] = defaultdict(list)
        for position in near.tolist():
            at_line[int(self.origin.rows[position])].append(position)
        for fault in found:
            done = ""
            for position in at_line.get(fault.line, ()):
                if (
                    fault.column in self.frame
                    and self._cell(position, fault.column).strip() == fault.value.strip()
                ):
                    done = self._row(position, fault) or done
            if done:
                yield fault, replace(fault, repair=done)

    def _cell(self, position: int, column: str) -> str:
        changed = self.changed.get(position)
        if changed is not None:
            return changed[column]
        return str(self.frame[column].iat[position])

    def _row(self, position: int, fault: Problem) -> str:
        """Set the cell of one row apart; what was done, '' where nothing can be."""
        row = self.changed.get(position)
        if row is None:
            row = {str(name): str(self.frame[name].iat[position]) for name in self.frame}
        done = self._helped(row, position, fault)
        if done:
            self.changed[position] = row
        return done

    def _helped(self, row: _Cells, position: int, fault: Problem) -> str:
        column, cell = fault.column, row[fault.column]
        if self.table == "figures" and column in ("low", "high", "qualifier"):
            return self._ends(row, position)
        if self.table == "places" and column in (*_POINT, "coordinates_source", "kind"):
            return self._point(row, column)
        if self.table == "events" and column == "date":
            return self._date(row)
        if self.table == "events" and column == "place_ids":
            return ""
        if column == "note" and not cell.strip():
            row["note"] = "Inferred when the table was imported; the table does not say how."
            return APART
        if column in ("reviewed_on", "reviewed_by") and not cell.strip() and "status" in row:
            row["status"] = "draft"
            return "counts as a draft; fill both in, and import again"
        field = self.model.model_fields[column]
        if column == self.model.key or (not cell.strip() and not field.is_required()):
            return ""
        if field.is_required():
            least = _LEAST.get((self.table, column), "")
            if not least or least == cell:
                return ""
            row[column] = least
        else:
            row[column] = ""
        self._note(row, column, cell)
        return APART

    def _note(self, row: _Cells, column: str, cell: str) -> None:
        note = _NOTES.get(self.table, "note")
        if cell.strip() and note in row and note != column:
            said = f"In the table, {column.replace('_', ' ')}: “{' '.join(cell.split())[:200]}”."
            row[note] = " ".join(filter(None, (row[note], said)))

    def _point(self, row: _Cells, column: str) -> str:
        """A point that is none, or half of one, or the point of an area without an outline."""
        if column == "coordinates_source" and not row[column].strip():
            row[column] = f"the table {self.origin.path}"
            return APART
        kinds = self.model.terms()["kind"]
        if column == "kind" and row["kind"] not in kinds:
            self._note(row, "kind", row["kind"])
            row["kind"] = "town" if row["latitude"] else "zone"
            return APART
        both = [row[axis].strip() for axis in _POINT]
        if not any(both):
            return ""
        self._note(row, "point", ", ".join(filter(None, both)))
        row.update(latitude="", longitude="", coordinates_source="")
        if column != "kind":
            row["precision"] = "7"
        return APART

    def _date(self, row: _Cells) -> str:
        """One end of an interval, where the other cannot be read."""
        start, slash, end = row["date"].strip("[]").replace("..", "/").partition("/")
        for part in (start, end) if slash else ():
            try:
                date_span(part)
            except DateError:
                continue
            self._note(row, "date", row["date"])
            row.update(date=part, date_basis="inferred")
            return "shown on the end that can be read; correct the other, and import again"
        return ""

    def _ends(self, row: _Cells, position: int) -> str:
        """Ends that do not go with their qualifier, or in the wrong order: each is kept as it stands."""
        low, high = row["low"].strip(), row["high"].strip()
        numbers = []
        for end in (low, high):
            try:
                numbers.append(float(end) if end else None)
            except ValueError:
                return ""
        first, last = numbers
        if first is not None and last is not None and first > last:
            upper = {**row, "qualifier": "at-most", "low": "", "figure_id": f"{row['figure_id']}-high"}
            self.added.append((position, upper))
            row.update(qualifier="at-least", high="")
            for part in (row, upper):
                part["note"] = " ".join(
                    filter(
                        None, (part["note"], f"The table has the low end {low} above the high end {high}.")
                    )
                )
            return BOTH_KEPT
        qualifier = _qualifier(first, last)
        if not qualifier or qualifier == row["qualifier"]:
            return ""
        self._note(row, "qualifier", row["qualifier"])
        row["qualifier"] = qualifier
        return APART


def _qualifier(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return "at-least" if high is None else "at-most"
    return "exact" if low == high else "range"
