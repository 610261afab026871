"""Figures and labels of a flat table: one figure to a row, or a column for each measure."""

from __future__ import annotations

from datelines.formats.figure_phrases import Phrase, QuantityWord, Unread, reading_of
from datelines.formats.flat_building import FlatBuilder, fill_blanks
from datelines.formats.flat_columns import COUNT_COLUMNS, WORDING, group_columns
from datelines.formats.flat_joined import wording_pairs
from datelines.vocabulary import MEASURES

_NAMES = tuple(group_columns("figure").values())
_SAYING = ("measure", "population", "low", "high", "as_reported")
_UNITS = {"distance": "km", "duration": "minutes"}
_PEOPLE = frozenset(measure for measure, words in MEASURES.items() if words.startswith("people"))
_PEOPLE_BY_NAME = frozenset({"fighters", "civilians"})
NO_SUBJECT = "not stated"
"""Subject of a label for which the table does not say what it labels."""


class Figures:
    """Adds the figures and the labels of each row to its report."""

    def __init__(self, builder: FlatBuilder) -> None:
        self._builder = builder
        cells = builder.cells
        self._rows = builder.group_rows("figure")
        self._wording = cells.column(WORDING)
        self._counts = [
            (flat, measure, cells.cells[flat])
            for flat, measure in COUNT_COLUMNS.items()
            if flat in cells.cells
        ]
        self._labels: set[tuple[str, str, str]] = set()
        self._seen_wording: set[tuple[str, str]] = set()
        self._in_columns = any(f"figure.{name}" in cells.cells for name in _SAYING)
        builder.reserve("figures", cells.column("figure.figure_id"))

    @property
    def in_columns(self) -> bool:
        """Whether the table gives figures one to a row."""
        return self._in_columns

    def what(self, index: int) -> tuple[str, str]:
        """What the figure of a row counts."""
        row = self._rows[index]
        return row[1], row[2]

    def add(self, index: int, report_id: str) -> None:
        """Add what the row says to its report."""
        if self._in_columns:
            self._add_columns(index, report_id)
        for flat, measure, column in self._counts:
            if column[index]:
                self._add_count(index, report_id, flat, measure, column[index])
        cell = self._wording[index]
        if cell and (report_id, cell) not in self._seen_wording:
            self._seen_wording.add((report_id, cell))
            for subject, term in wording_pairs(cell):
                if not subject:
                    why = "a label without what it is for"
                    self._builder.cells.flag(index, WORDING, cell, why, "write it like `subject: label`")
                self._label(index, report_id, subject or NO_SUBJECT, term)

    def _add_columns(self, index: int, report_id: str) -> None:
        named = dict(zip(_NAMES, self._rows[index], strict=True))
        if not (named["figure_id"] or any(named[name] for name in _SAYING)):
            return
        if not named["qualifier"] and not self._qualify(index, report_id, named):
            return
        as_printed = " to ".join(dict.fromkeys(filter(None, (named["low"], named["high"]))))
        defaults = _defaults(named["measure"]) | {"as_reported": as_printed}
        if named["figure_id"]:
            cells = tuple(named.values())
            fill = fill_blanks(defaults)
            self._builder.once_given("figures", "figure", cells, index, fill, report_id=report_id)
            return
        fill_blanks(defaults)(named)
        self._add(index, report_id, named)

    def _qualify(self, index: int, report_id: str, named: dict[str, str]) -> bool:
        """Fill in what the row leaves open of a figure: from its phrase where there is one, or from its ends.
        Whether there is a figure."""
        low, high, phrase = named["low"], named["high"], named["as_reported"]
        if low and high:
            phrase = low if low == high else f"{low}-{high}"
        elif low or high:
            phrase = low or high
        flat = "figure.as_reported" if phrase == named["as_reported"] else "figure.low"
        read = self._read(index, report_id, flat, phrase, named["measure"])
        if read is None:
            return False
        if read.qualifier == "exact" and bool(low) != bool(high):
            # One end alone is no exact number.
            read = Phrase("at-least", read.low, "") if low else Phrase("at-most", "", read.high)
        named |= {"qualifier": read.qualifier, "low": read.low, "high": read.high}
        return True

    def _add_count(self, index: int, report_id: str, flat: str, measure: str, cell: str) -> None:
        read = self._read(index, report_id, flat, cell, measure)
        if read is None:
            return
        ends = {"qualifier": read.qualifier, "low": read.low, "high": read.high, "as_reported": cell}
        self._add(index, report_id, {"measure": measure, **_defaults(measure), **ends})

    def _read(self, index: int, report_id: str, flat: str, cell: str, measure: str) -> Phrase | None:
        read = reading_of(cell)
        if isinstance(read, QuantityWord):
            self._label(index, report_id, f"number of {_counted(measure)}", read.word)
            return None
        if isinstance(read, Unread):
            self._builder.cells.flag(index, flat, cell, read.why, read.repair)
            self._builder.cells.spare_cell(index, flat, cell)
            return None
        return read

    def _add(self, index: int, report_id: str, named: dict[str, str]) -> None:
        named["figure_id"] = self._builder.new_figure_id(report_id, named["measure"])
        self._builder.add("figures", self._builder.number(index), **{**named, "report_id": report_id})

    def _label(self, index: int, report_id: str, subject: str, term: str) -> None:
        label = (report_id, subject, term)
        if label not in self._labels:
            self._labels.add(label)
            row = self._builder.number(index)
            self._builder.add("wording", row, report_id=report_id, subject=subject, term=term)


def _counted(measure: str) -> str:
    """What is counted, in words: `people killed`, `drones`."""
    plain = measure.replace("-", " ")
    return f"people {plain}" if measure in _PEOPLE and measure != "population" else plain or "things"


def _defaults(measure: str) -> dict[str, str]:
    people = measure in _PEOPLE or measure in _PEOPLE_BY_NAME
    unit = _UNITS.get(measure, "people" if people else "items")
    population = "people" if measure in _PEOPLE else _counted(measure)
    return {"population": population, "unit": unit, "scope": "event"}
