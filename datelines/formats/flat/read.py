"""Reads the flat table, ours or a stranger's: one row for each report and figure.

It is for spreadsheets and for strangers' own tables, and formats with a table inside are read by it too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from datelines.files.opened import IntakeError, Opened, RawTable, labelled
from datelines.formats.flat.builder import FlatBuilder, fill_blanks, same_name
from datelines.formats.flat.cells import FlatCells, chosen_columns, flat_cells, spare_frame
from datelines.formats.flat.columns import FILE_ABOUT, OUTLINE, group_columns, guessed_columns
from datelines.formats.flat.members import FlatFigures, FlatPlaces, Parties
from datelines.formats.flat.write import write
from datelines.formats.model import Format, Imported, Options
from datelines.formats.tables.table_set import data_tables
from datelines.problems import WHOLE_LINE, Problem
from datelines.record.dates import DateError, date_in_words
from datelines.record.package import members_of_remarks

_EVENT = tuple(group_columns("event").values())
_REPORT = tuple(group_columns("report").values())
_DATE, _TITLE, _KIND, _NOTE = (_EVENT.index(name) for name in ("date", "title", "kind", "note"))
_TOLD_EVERY = 1000


def imported_from_flat(format_name: str, tables: Sequence[RawTable], options: Options) -> Imported:
    """What a table with one row for each report (and figure) holds, ours or a stranger's.

    `options.columns` maps our columns (FLAT_COLUMNS) to theirs, '' for none; the others are guessed. Of
    several tables the one with dates is read. Raises IntakeError where there is none, or more than one.
    """
    table, remarks = dated_table(tables, options)
    cells = flat_cells(table, options)
    reader = _FlatReader(cells, options.progress)
    report_ids = reader.read()
    builder = reader.builder
    builder.skipped.extend(table.problems)
    builder.flags.extend((*table.remarks, *cells.flags, *remarks))
    read = len(table.frame) + len({problem.line for problem in table.problems})
    made = builder.imported(format_name, read, builder.columns_of(), cells.headers, shapes=reader.outlines())
    return replace(made, kept_columns=spare_frame(cells, report_ids))


def dated_table(tables: Sequence[RawTable], options: Options) -> tuple[RawTable, list[Problem]]:
    """The one of the tables that has a column of dates, and a remark on each other table with rows. Raises
    IntakeError where none has one, or several have."""
    if len(tables) == 1:
        return tables[0], []
    dated = [table for table in tables if _has_dates(table, options)]
    if len(dated) == 1:
        why, repair = "no column of dates: this table is not read", "choose it alone to read it"
        others = (table for table in tables if table is not dated[0] and len(table.frame))
        return dated[0], [Problem(one.name, 1, WHOLE_LINE, one.part, why, repair) for one in others]
    names = ", ".join(table.name for table in dated or tables)
    why = f"{len(dated) or 'none'} of the tables {names} have a column of dates, and one is read at a time"
    repair = (
        "keep the rows on one sheet, or in one file, and choose it alone"
        if dated
        else "name the column of dates `date` in the table that has a row for each report"
    )
    raise IntakeError(tables[0].name if tables else "the file", why, repair)


def _has_dates(table: RawTable, options: Options) -> bool:
    try:
        return bool(chosen_columns(table, options).get("event.date"))
    except IntakeError:
        return False


class _FlatReader:
    """Goes through the rows once; what rows share is found by its distinct cells."""

    def __init__(self, cells: FlatCells, progress: Callable[[float, str], None]) -> None:
        self.builder = FlatBuilder(cells)
        self._cells, self._progress = cells, progress
        self._parties, self._places = Parties(self.builder), FlatPlaces(self.builder)
        self._figures = FlatFigures(self.builder)
        self._events, self._reports = self.builder.group_rows("event"), self.builder.group_rows("report")
        self.builder.reserve("events", cells.column("event.event_id"))
        self.builder.reserve("reports", cells.column("report.report_id"))
        # An outline is only in the first row of its place, and what the file says in the first of all.
        apart = ("figure.", "count.", OUTLINE, FILE_ABOUT)
        said = [flat for flat in cells.cells if not flat.startswith(apart)]
        self._said = list(zip(*(cells.cells[flat] for flat in said), strict=True))
        self._first_of_event: dict[str, tuple[str, str, str]] = {}
        self._kind_of_event: dict[str, tuple[str, int, dict[str, str]]] = {}
        self._first_of_report: dict[str, int] = {}
        self._latest: dict[Hashable, tuple[str, set[tuple[str, str]]]] = {}

    def read(self) -> list[str]:
        """Add every row; the report that each became, '' for a row that was skipped."""
        count = len(self._cells)
        filled = [any(row) for row in zip(*self._cells.cells.values(), strict=True)]
        report_ids = []
        for index in range(count):
            if index % _TOLD_EVERY == 0:
                self._progress(index / count, f"row {index + 1:,} of {count:,}")
            if filled[index]:
                report_ids.append(self._report(index))
                self._figures.add(index, report_ids[-1])
            else:
                why = "no cell in any column that is read"
                said = "; ".join(filter(None, (column[index] for column in self._cells.spare.values())))
                self.builder.skip(self.builder.number(index), said, why, "fill in the row, or remove it")
                report_ids.append("")
        return report_ids

    def outlines(self) -> dict[str, bytes]:
        """The files for shapes/ whose content the table holds."""
        return self._places.outlines()

    def _report(self, index: int) -> str:
        """The id of a row's report, which is added where the row is its first."""
        given, said = self._reports[index][0], self._said[index]
        report_id, what = "", self._figures.what(index)
        if given:
            report_id = self.builder.given("reports", given)
            first = self._first_of_report.setdefault(report_id, index)
            if first != index and self._said[first] == said:
                return report_id
            if first != index:
                why = f"row {self.builder.number(first)} has this id and other cells: read as another report"
                self._cells.flag(index, "report.report_id", given, why, "give each report an id of its own")
                report_id = ""
        elif self._figures.in_columns:
            # Rows that differ in what they count are one report; the same count twice is another one.
            found, counted = self._latest.get(said, ("", {what}))
            if what not in counted:
                counted.add(what)
                return found
        report_id = self._add_report(index, report_id)
        self._latest[said] = (report_id, {what})
        return report_id

    def _add_report(self, index: int, report_id: str) -> str:
        places = self._places.places(index)
        event_id, dated, placed = self._event(index, places)
        source_id, locator, cited = self._parties.source(index)
        named = dict(zip(_REPORT, self._reports[index], strict=True))
        report_id = report_id or self.builder.new_id("reports", f"{event_id[:40]} {source_id[:18]}")
        named |= {
            "report_id": report_id,
            "event_id": event_id,
            "source_id": source_id,
            "speaker_id": self._parties.speaker(index),
            "locator": named["locator"] or locator,
            "relayed_by": self._parties.relay(index),
            "date_as_reported": named["date_as_reported"] or dated,
            "place_as_reported": named["place_as_reported"] or placed,
        }
        title = self._events[index][_TITLE][:250]
        defaults = {
            "voice": "paraphrased" if named["speaker_id"] else "unknown",
            "summary": f"Recorded under “{title}”." if title else "Recorded without a summary.",
            "link_status": "same",
            "status": "draft",
        }
        fill_blanks(defaults)(named)
        row = self.builder.number(index)
        self.builder.add("reports", row, **named)
        for one in dict.fromkeys(cited):
            self.builder.add("cited", row, report_id=report_id, source_id=one)
        return report_id

    def _event(self, index: int, places: tuple[str, ...]) -> tuple[str, str, str]:
        """The event of a row, and the row's date and place where another row of the event has others."""
        cells, row, place_ids = self._events[index], self.builder.number(index), ";".join(places)

        def fill(named: dict[str, str]) -> None:
            fill_blanks({"date_basis": "stated", "kind": "other", "status": "draft"})(named)
            named["title"] = named["title"] or _title(named["date"], self._places.name(index))

        if cells[0]:
            event_id = self.builder.once_given(
                "events", "event", cells, index, fill, apart=("date",), place_ids=place_ids
            )
            return event_id, *self._otherwise(index, event_id, cells[_DATE], place_ids)
        named = dict(zip(_EVENT, cells, strict=True))
        del named["event_id"]
        fill(named)
        # Without a title of its own nothing says that two rows are about the same event.
        titled = (same_name(named["title"]), named["date"], place_ids)
        same: Hashable = titled if cells[_TITLE] else row
        stem = f"{named['title'][:48]} {named['date']}"
        event_id = self.builder.once("events", same, row, stem, **named, place_ids=place_ids)
        self._one_kind(index, event_id)
        return event_id, "", ""

    def _one_kind(self, index: int, event_id: str) -> None:
        """The kind of an event without an id of its own: the first that one of its rows has."""
        kind, note = self._events[index][_KIND], self._events[index][_NOTE]
        first = self._kind_of_event.get(event_id)
        if first is None:
            self._kind_of_event[event_id] = (kind, index, self.builder.latest("events"))
            return
        if kind and not first[0]:
            self._kind_of_event[event_id] = (kind, index, first[2])
            of_first = self._events[first[1]][_NOTE]
            notes = "; ".join(dict.fromkeys(filter(None, (of_first, note))))
            first[2].update(kind=kind, note=notes)
        elif kind and kind != first[0]:
            number = self.builder.number(first[1])
            why = f"row {number} has the same title, date and place, and the kind {first[0]!r}: that is kept"
            self._cells.flag(
                index, "event.kind", kind, why, "make the rows agree, or give each an `event_id`"
            )
            self._cells.spare_cell(index, "event.kind", kind)

    def _otherwise(self, index: int, event_id: str, date: str, place_ids: str) -> tuple[str, str]:
        name = self._places.name(index)
        first = self._first_of_event.setdefault(event_id, (date, place_ids, name))
        placed = name if place_ids != first[1] else ""
        if place_ids != first[1] and not self._cells.column("report.place_as_reported")[index]:
            why = f"another row of the event has {first[2]!r}: kept as the name that this source gives"
            repair = "give the event one place, and this source's name in `report.place_as_reported`"
            self._cells.flag(index, "place.name", name, why, repair)
        return date if date != first[0] else "", placed


def _title(date: str, place: str) -> str:
    """A neutral title for an event that has none."""
    try:
        words = date_in_words(date)
    except DateError:
        words = date
    return ", ".join(filter(None, ("Reported event", place[:100], words)))


_KINDS = ("delimited", "workbook", "parquet", "json-lines", "package")
_SHOWN = ("event.date", "place.name", "place.latitude", "outlet.name", "event.title", "report.summary")
_LEAST = 2


def recognise(files: Sequence[Opened]) -> str:
    """Why a table can be read row by row: it has dates, and places, outlets or titles."""
    tables = _tables(files)
    for table in tables:
        found = guessed_columns([str(name) for name in table.frame.columns])
        shown = [f"{found[flat]!r} is {flat}" for flat in _SHOWN if found[flat]]
        if found["event.date"] and len(shown) >= _LEAST:
            return f"the table has a row for each report: {', '.join(shown)}"
    return ""


def read(files: Sequence[Opened], options: Options) -> Imported:
    """The tables of flat rows. Raises IntakeError where no table has a column of dates."""
    tables = _tables(files)
    if not tables:
        name = files[0].name if files else "the file"
        raise IntakeError(name, "no table in it", "choose a CSV or a workbook with a row for each report")
    imported = imported_from_flat("flat", tables, options)
    read_of = {origin.path for origin in imported.origins.values()}
    of_files = (file.about for file in files if any(one.name in read_of for one in file.tables))
    about = next(filter(None, (*map(_about, tables), *of_files)), {})
    return replace(imported, corpus={**imported.corpus, **members_of_remarks(about)})


def _about(table: RawTable) -> Mapping[str, str]:
    """What a table of ours says about itself, as text by label; nothing in any other."""
    if FILE_ABOUT not in table.frame.columns:
        return {}
    cell = next(filter(None, table.frame[FILE_ABOUT]), "")
    return labelled(cell.splitlines())


def _tables(files: Sequence[Opened]) -> list[RawTable]:
    return [table for file in files if file.kind in _KINDS for table in data_tables(file)]


FORMATS = (
    Format(
        name="flat",
        title="Table with a row for each report (CSV)",
        rank=90,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".csv",
        mime="text/csv",
        loses="the names of populations and parts, of which figures keep the ids",
    ),
)
