"""The cells of a flat table: dates, coordinates and terms read, several values in one cell separated.

A column about several places has one value for each, in one order (`36.1;35.9`). Inside such a value `;` is
written as `\\;` and a backslash as `\\\\`. Where there is one place only, its cells are as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from datelines.files.opened import IntakeError, RawTable
from datelines.formats.cells.coordinates import coordinate_reading, pair_of, swapped
from datelines.formats.cells.dates import (
    DateReading,
    date_reading,
    is_slashed,
    proved_orders,
    published_reading,
)
from datelines.formats.flat.columns import (
    COORDINATES,
    DATE_TO,
    FLAT_COLUMNS,
    GROUPS,
    OPTIONAL_GROUPS,
    folded_header,
    group_columns,
    group_model,
    guessed_columns,
    measure_of,
)
from datelines.formats.model import DayOrder, Options
from datelines.problems import WHOLE_LINE, Problem
from datelines.share.formulas import restored_frame

_MARKS = re.compile(r"[\\;]")
_LABEL_MARKS = re.compile(r"[\\;|]")
_PART = re.compile(r"(?:[^\\;]|\\.|\\$)*", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;:|])")
_BAR = re.compile(r"(?<!\\)\|")
_LABEL_PARTS = 3
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E[+-]\d{2,3}", re.IGNORECASE)
Label = tuple[str, str, str, str]
"""Subject, term, its English, and what it counts together with; the last two are often blank."""


def in_one_cell(values: Sequence[str]) -> str:
    """The values as one cell: a single one as it is, several joined; blank where all are blank."""
    if len(values) == 1:
        return values[0]
    return ";".join(_MARKS.sub(r"\\\g<0>", value) for value in values) if any(values) else ""


def parted(cell: str, count: int) -> list[str] | None:
    """The `count` values of a cell, blank ones for a blank cell; None where it has another number."""
    if count == 1:
        return [cell]
    if not cell:
        return [""] * count
    values = parts_of_cell(cell)
    return values if len(values) == count else None


def parts_of_cell(cell: str) -> list[str]:
    """The values of a cell of several, outer blanks taken off."""
    if "\\" not in cell:
        return [part.strip() for part in cell.split(";")]
    return [_ESCAPED.sub(r"\1", part).strip() for part in _raw_parts(cell)]


def _raw_parts(cell: str) -> list[str]:
    found, at = [], 0
    while True:
        match = _PART.match(cell, at)
        end = match.end() if match else at
        found.append(cell[at:end])
        if end >= len(cell):
            return found
        at = end + 1


def wording_cell(labels: Iterable[Label]) -> str:
    """Labels as `subject: term; subject: term | its English | its group`; `;`, `:` and backslashes in a
    subject, `;`, `|` and backslashes in the rest have a backslash before them."""
    return "; ".join(map(_label_cell, labels))


def _label_cell(label: Label) -> str:
    subject, *rest = label
    term, gloss, group = (_LABEL_MARKS.sub(r"\\\g<0>", words) for words in rest)
    said = f"{term} | {gloss} | {group}".rstrip() if gloss or group else term
    return re.sub(r"[\\;:]", r"\\\g<0>", subject) + ": " + said


def wording_labels(cell: str) -> list[Label]:
    """The labels of such a cell; the subject is '' where a part has no colon."""
    labels = []
    for part in _raw_parts(cell) if "\\" in cell else cell.split(";"):
        subject, colon, term = _at_colon(part)
        said = _BAR.split(term if colon else part)
        # Others write bars for other things: ours are two.
        words = said if len(said) == _LABEL_PARTS else [term if colon else part, "", ""]
        subject, term, gloss, group = (
            _ESCAPED.sub(r"\1", one).strip() for one in (subject if colon else "", *words)
        )
        if term:
            labels.append((subject, term, gloss, group))
    return labels


def _at_colon(part: str) -> tuple[str, str, str]:
    match = re.match(r"((?:[^\\:]|\\.)*):(.*)", part, re.DOTALL)
    return (match[1], ":", match[2]) if match else (part, "", "")


_PUBLISHED = "source.published"
_DATES = tuple(
    flat
    for group in GROUPS
    if group not in OPTIONAL_GROUPS
    for flat, name in group_columns(group).items()
    if flat != _PUBLISHED and name in (*group_model(group).edtf_columns(), *group_model(group).days())
)
# Column of a closed list -> the term for what the list does not have, and the note that keeps the word.
_OTHERWISE = {
    "event.kind": ("other", "event.note", "Kind in the table"),
    "outlet.kind": ("unknown", "outlet.about", "Kind in the table"),
    "speaker.kind": ("unknown", "speaker.role", "Kind in the table"),
    "figure.measure": ("other", "figure.note", "Measure in the table"),
}
CellReading = tuple[str, str, str]
"""What a cell is read as, and why and how to repair it where there is something to remark."""


@dataclass(eq=False)
class FlatCells:
    """A table with our flat columns. `cells` has those that it holds, `headers` their names there.

    `spare` has the columns that none of ours holds and, row by row, the cells of ours that were not read.
    """

    path: str
    rows: np.ndarray
    cells: dict[str, list[str]]
    headers: Mapping[str, str]
    spare: dict[str, list[str]]
    flags: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, flat: str) -> list[str]:
        """The cells of a column, blank ones where the table does not have it."""
        return self.cells[flat] if flat in self.cells else [""] * len(self)

    def flag(self, index: int, flat: str, value: str, why: str, repair: str) -> None:
        """A remark on the row at `index`, of their column."""
        column = self.headers.get(flat) or WHOLE_LINE
        self.flags.append(Problem(self.path, int(self.rows[index]), column, value, why, repair))

    def spare_cell(self, index: int, flat: str, value: str) -> None:
        """Keep a cell of a mapped column that none of ours takes."""
        column = self.spare.setdefault(self.headers.get(flat, flat), [""] * len(self))
        column[index] = value

    def read_by(self, flat: str, reading: Callable[[str], CellReading]) -> None:
        """Read each distinct cell of a column, and remark on the rows that have it."""
        column = self.cells.get(flat)
        if column is None:
            return
        found = {cell: reading(cell) for cell in set(column) if cell}
        remarked = {cell for cell, (_, why, _) in found.items() if why}
        if remarked:
            for index, cell in enumerate(column):
                if cell in remarked:
                    self.flag(index, flat, cell, *found[cell][1:])
        self.cells[flat] = [found[cell][0] if cell else "" for cell in column]


def flat_cells(table: RawTable, options: Options) -> FlatCells:
    """The cells of a table, read as far as they can be. Raises IntakeError where the user names a column
    that it does not have, and where no column has dates."""
    headers = chosen_columns(table, options)
    if not headers.get("event.date"):
        why = "no column is known to hold the dates"
        raise IntakeError(table.name, why, "choose the column for `event.date`, or name it `date`")
    frame = restored_frame(table.frame)
    held = {flat: frame[header].tolist() for flat, header in headers.items()}
    used = set(headers.values())
    spare = {str(name): frame[name].tolist() for name in frame if name not in used}
    cells = FlatCells(table.name, table.rows, held, headers, spare)
    _without_shortened_ids(cells)
    _read_dates(cells, options)
    _read_coordinates(cells)
    _read_terms(cells)
    return cells


def chosen_columns(table: RawTable, options: Options) -> dict[str, str]:
    """Our column -> theirs, for those that the table has: what the user chose, and guesses for the rest."""
    names = [str(name) for name in table.frame.columns]
    chosen = {flat: header for flat, header in options.columns.items() if flat in FLAT_COLUMNS}
    for flat, header in chosen.items():
        if header and header not in names:
            why = f"there is no column {header!r} for `{flat}`"
            raise IntakeError(table.name, why, f"choose one of {', '.join(names[:20])}")
    taken = {header for header in chosen.values() if header}
    free = [name for name in names if name not in taken]
    guessed = _filled(guessed_columns(free), free, table)
    return {flat: header for flat, header in {**guessed, **chosen}.items() if header}


def _filled(guessed: dict[str, str], names: Sequence[str], table: RawTable) -> dict[str, str]:
    """What was guessed, with another column of outlets where the likeliest has no cell at all."""
    blank = guessed["outlet.name"]
    if not blank or blank == "outlet.name" or not (table.frame[blank] == "").all():
        return guessed
    other = guessed_columns([name for name in names if name != blank])["outlet.name"]
    taken = not other or other in guessed.values() or (table.frame[other] == "").all()
    return guessed if taken else {**guessed, "outlet.name": other}


def _without_shortened_ids(cells: FlatCells) -> None:
    """Ids that a spreadsheet has turned into rounded numbers (`1.23457E+12`): two of them may have been two ids,
    so that they join no rows."""
    for flat in list(cells.cells):
        if not flat.endswith("_id"):
            continue
        column = cells.cells[flat]
        for index, cell in enumerate(column):
            if _SHORTENED.fullmatch(cell):
                why = "a spreadsheet has shortened this id to a rounded number"
                cells.flag(
                    index, flat, cell, why, "format the column as text where it came from, and save it again"
                )
                cells.spare_cell(index, flat, cell)
                column[index] = ""


def _read_dates(cells: FlatCells, options: Options) -> None:
    def reading(cell: str) -> CellReading:
        found: DateReading = published_reading(cell, options.day_order)
        return found.edtf, found.why, found.repair

    for flat in (*_DATES, DATE_TO):
        _read_date_column(cells, flat, options.day_order)
    cells.read_by(_PUBLISHED, reading)
    last_days = cells.cells.pop(DATE_TO, None)
    if last_days:
        both = zip(cells.cells["event.date"], last_days, strict=True)
        cells.cells["event.date"] = [_interval(first, last) for first, last in both]


def _read_date_column(cells: FlatCells, flat: str, chosen: DayOrder | None) -> None:
    """Read the dates of a column. Where nothing was chosen and some cell can be read in one order alone, the
    column is read in it, and that cell is named as the reason; where cells prove both, each other is doubtful."""
    column = cells.column(flat)
    proofs = {} if chosen else proved_orders(column)
    order = chosen or (next(iter(proofs)) if len(proofs) == 1 else None)
    where = {one: f"row {cells.rows[column.index(cell)]} has {cell!r}" for one, cell in proofs.items()}
    both = ", ".join(where.values())

    def reading(cell: str) -> CellReading:
        found = date_reading(cell, order)
        if len(proofs) > 1 and found.why and is_slashed(cell):
            return (
                found.edtf,
                f"the column holds both orders of day and month ({both}): {found.why}",
                found.repair,
            )
        return found.edtf, found.why, found.repair

    unproved = {
        cell for cell in set(column) if order and not chosen and date_reading(cell).why and is_slashed(cell)
    }
    if unproved and order:
        index, words = column.index(proofs[order]), order.replace("-", " ")
        why = f"can be read {words} alone: so are the {len(unproved)} other dates of the column that could be either"
        cells.flag(index, flat, column[index], why, "nothing needs to be done if that is right")
    cells.read_by(flat, reading)


def _interval(first: str, last: str) -> str:
    return (
        f"{first}/{last}" if first and last and first != last and "/" not in first + last else first or last
    )


def _read_coordinates(cells: FlatCells) -> None:
    pairs = cells.cells.pop(COORDINATES, None)
    if pairs:
        known = {cell: pair_of(cell) for cell in set(pairs)}
        latitudes, longitudes = (list(cells.column(f"place.{axis}")) for axis in ("latitude", "longitude"))
        for index, cell in enumerate(pairs):
            pair = known[cell]
            if pair and not (latitudes[index] or longitudes[index]):
                latitudes[index], longitudes[index] = pair
            elif cell:
                why, repair = "not read as latitude and longitude", "write it like 36.5, 37.2"
                cells.flag(index, COORDINATES, cell, why, repair)
                cells.spare_cell(index, COORDINATES, cell)
        cells.cells |= {"place.latitude": latitudes, "place.longitude": longitudes}
    cells.read_by("place.latitude", coordinate_reading)
    cells.read_by("place.longitude", coordinate_reading)
    if "place.latitude" in cells.cells and "place.longitude" in cells.cells:
        both = list(zip(cells.cells["place.latitude"], cells.cells["place.longitude"], strict=True))
        strange = {pair for pair in set(both) if swapped(*pair)}
        for index, pair in enumerate(both):
            if pair in strange:
                why = f"no latitude goes beyond 90; with {pair[1]} it may be swapped"
                cells.flag(index, "place.latitude", pair[0], why, "look whether the two columns are swapped")


def _read_terms(cells: FlatCells) -> None:
    """Terms in another case or with blanks for hyphens as the vocabulary writes them; a word that it does
    not have as the term that says so, with the word in a note."""
    for group in GROUPS:
        if group in OPTIONAL_GROUPS:
            continue
        terms = group_model(group).terms()
        for flat, name in group_columns(group).items():
            if name in terms and flat in cells.cells:
                by_fold = {folded_header(term): term for term in terms[name]}
                _read_term(cells, flat, by_fold)


def _read_term(cells: FlatCells, flat: str, by_fold: Mapping[str, str]) -> None:
    def term(cell: str) -> str:
        found = by_fold.get(folded_header(cell), "")
        return measure_of(cell) or found if flat == "figure.measure" else found

    column = cells.cells[flat]
    found = {cell: term(cell) for cell in set(column) if cell}
    if flat in _OTHERWISE and not all(found.values()):
        other, note, label = _OTHERWISE[flat]
        notes = list(cells.column(note))
        for index, cell in enumerate(column):
            if cell and not found[cell]:
                why = f"not in our vocabulary ({', '.join(by_fold.values())}): kept in a note"
                cells.flag(index, flat, cell, why, f"it is recorded as `{other}`; change the word if need be")
                notes[index] = "; ".join(filter(None, (notes[index], f"{label}: {cell}")))
        cells.cells[note] = notes
        found = {cell: known or other for cell, known in found.items()}
    # What is left is not a term at all: the checks say which ones there are.
    cells.cells[flat] = [found.get(cell) or cell for cell in column]


def spare_frame(cells: FlatCells, report_ids: Sequence[str]) -> pd.DataFrame | None:
    """The spare columns beside the report that each row became; None where there are none."""
    filled = {name: column for name, column in cells.spare.items() if any(column)}
    if not filled:
        return None
    names: dict[str, int] = defaultdict(int)
    frame = pd.DataFrame({"report_id": report_ids}, dtype="str")
    for name, column in filled.items():
        # Theirs may be called `report_id` too.
        names[name] += name == "report_id"
        frame[f"{name} (theirs)" if names[name] else name] = pd.Series(column, dtype="str")
    return frame[frame["report_id"] != ""].reset_index(drop=True)
