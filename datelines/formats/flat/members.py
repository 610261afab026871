"""What the rows of a flat table are about: outlets, sources and speakers, places, figures and labels.

`Parties`, `FlatPlaces` and `FlatFigures` each add their rows to one FlatBuilder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from datelines.formats.builder import (
    ABOUT_OUTLET,
    LEAST_OF_NAME,
    LEAST_OF_POINT,
    NO_OUTLET,
    UNKNOWN_LANGUAGE,
    file_of,
)
from datelines.formats.cells.numbers import Phrase, QuantityWord, Unread, reading_of
from datelines.formats.flat.builder import CellValues, FlatBuilder, fill_blanks, same_name
from datelines.formats.flat.cells import FlatCells, Label, parted, parts_of_cell, wording_labels
from datelines.formats.flat.columns import (
    COUNT_COLUMNS,
    OUTLINE,
    WORDING,
    folded_header,
    group_columns,
    group_model,
)
from datelines.record.records import Wording
from datelines.record.terms import MEASURES, PLACE_KINDS

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_OUTLET = {"kind": "unknown", "about": ABOUT_OUTLET}
_NAME_OUTLETS = "name who published it in a column such as `outlet`"


class Parties:
    """Finds or adds the outlet, the sources, the speaker and the relay of each row."""

    def __init__(self, builder: FlatBuilder) -> None:
        self._builder = builder
        cells = builder.cells
        self._outlets, self._sources = builder.group_rows("outlet"), builder.group_rows("source")
        self._speakers = builder.group_rows("speaker")
        self._relays = builder.group_rows("relay_outlet"), builder.group_rows("relay_speaker")
        self._cited = builder.group_rows("cited"), builder.group_rows("cited_outlet")
        self._relayed = cells.column("report.relayed_by")
        self._has_basis = "source.published_basis" in cells.cells
        self._seen_speakers: dict[CellValues, str] = {}
        self._seen_outlets: dict[CellValues, str] = {}
        for group in ("outlet", "speaker", "source", "relay_outlet", "relay_speaker"):
            builder.reserve(group_model(group).table, _ids(cells, group))
        for group in ("cited", "cited_outlet"):
            several = sorted(set(_ids(cells, group)))
            builder.reserve(
                group_model(group).table, (one for cell in several for one in parts_of_cell(cell) if one)
            )

    def source(self, index: int) -> tuple[str, str, list[str]]:
        """The id of a row's source, the locator in it where the table itself is the document, and the ids
        of the sources that it cites."""
        outlet, source = self._outlets[index], self._sources[index]
        outlet_name, url = outlet[1], source[_URL]
        row = self._builder.number(index)
        if not outlet[0] and _ADDRESS.fullmatch(outlet_name):
            url, outlet_name = url or outlet_name, ""
        names = [name for name in parts_of_cell(outlet_name) if name] if not outlet[0] else []
        if source[0]:
            found = self._given_source(index, outlet, source)
            return found, "", self._cited_by(index)
        if len(names) > 1:
            return self._several(index, names, outlet_name)
        inferred = not outlet[0] and not outlet_name
        if inferred:
            outlet_name = _host(url)
            repair = _NAME_OUTLETS
            why = f"no outlet named: that of the address is {outlet_name!r}" if outlet_name else NO_OUTLET
            self._builder.cells.flag(index, "outlet.name", "", why, repair)
            if not outlet_name:
                document = self._builder.table_source(row=row)
                return document, str(row), self._cited_by(index)
        outlet_id = self._outlet((outlet[0], outlet_name, *outlet[2:]), index)
        found = self._named_source(index, outlet_id, source, url, inferred)
        return found, "", self._cited_by(index)

    def _given_source(self, index: int, outlet: CellValues, source: CellValues) -> str:
        if any(outlet):
            outlet_id = self._outlet(outlet, index)
        else:
            outlet_id = self._builder.outlet("No outlet named", self._builder.number(index))
        defaults = {"outlet_basis": "stated", "title": source[0], "language": UNKNOWN_LANGUAGE}
        fill = fill_blanks(defaults)
        return self._builder.once_given("sources", "source", source, index, fill, outlet_id=outlet_id)

    def _named_source(self, index: int, outlet_id: str, source: CellValues, url: str, inferred: bool) -> str:
        """A source without an id: one for each address or title of an outlet, or else for each row. The row
        is no paragraph of what the outlet published, and so no locator."""
        builder, row = self._builder, self._builder.number(index)
        named = dict(zip(group_columns("source").values(), source, strict=True))
        del named["source_id"]
        title, published = named["title"], named["published"]
        if not (url or title):
            named["document"] = named["document"] or file_of(builder.path)
        named |= {
            "outlet_id": outlet_id,
            "outlet_basis": named["outlet_basis"] or ("inferred" if inferred else "stated"),
            "title": title or f"[No title given in {builder.path}, row {row}]",
            "published_basis": named["published_basis"]
            or ("stated" if published and not self._has_basis else ""),
            "language": named["language"] or UNKNOWN_LANGUAGE,
            "url": url,
        }
        if named["outlet_basis"] == "inferred" and not named["note"]:
            named["note"] = (
                "The outlet is that of the address." if inferred else "The table infers the outlet."
            )
        same = (outlet_id, url or title, published) if url or title else (outlet_id, row)
        return builder.once("sources", same, row, f"{outlet_id} {published or title[:40] or row}", **named)

    def _several(self, index: int, names: list[str], cell: str) -> tuple[str, str, list[str]]:
        """A row that names several outlets: the table's claim, which cites a source of each."""
        row = self._builder.number(index)
        why = f"{len(names)} outlets for one claim: attributed to the table, which cites them"
        self._builder.cells.flag(
            index, "outlet.name", cell, why, "give each outlet's account a row of its own"
        )
        cited = []
        for name in dict.fromkeys(names):
            address = name if _ADDRESS.fullmatch(name) else ""
            blank = ("",) * (len(group_columns("source")))
            outlet_id = self._outlet(_outlet_named(_host(name) or name), index)
            cited.append(self._named_source(index, outlet_id, blank, address, bool(address)))
        return self._builder.table_source(row=row), str(row), cited

    def _outlet(self, cells: CellValues, index: int, group: str = "outlet") -> str:
        found = self._seen_outlets.get(cells)
        if found is None:
            found = self._seen_outlets[cells] = self._new_outlet(cells, index, group)
        return found

    def _new_outlet(self, cells: CellValues, index: int, group: str) -> str:
        if cells[0]:
            fill = fill_blanks({"name": cells[0], **_OUTLET})
            return self._builder.once_given("outlets", group, cells, index, fill)
        named = dict(zip(group_columns("outlet").values(), cells, strict=True))
        filled = {**named, **{name: named[name] or words for name, words in _OUTLET.items()}}
        del filled["outlet_id"]
        row, name = self._builder.number(index), named["name"]
        return self._builder.once("outlets", name.casefold(), row, name, **filled)

    def _cited_by(self, index: int) -> list[str]:
        source, outlet = self._cited[0][index], self._cited[1][index]
        if not source[0]:
            return []
        ids = parts_of_cell(source[0])
        rows = [parted(cell, len(ids)) or [""] * len(ids) for cell in (*source, *outlet)]
        found = []
        for one in zip(*rows, strict=True):
            cells, outlet_cells = one[: len(source)], one[len(source) :]
            outlet_id = self._outlet(outlet_cells, index, "cited_outlet") if any(outlet_cells) else ""
            fill = fill_blanks({"outlet_basis": "stated", "title": cells[0], "language": UNKNOWN_LANGUAGE})
            found.append(
                self._builder.once_given("sources", "cited", cells, index, fill, outlet_id=outlet_id)
            )
        return found

    def speaker(self, index: int) -> str:
        """The id of a row's speaker; '' where it names none."""
        return self._speaker(self._speakers[index], index, "speaker")

    def _speaker(self, cells: CellValues, index: int, group: str) -> str:
        if not (cells[0] or cells[1]):
            return ""
        found = self._seen_speakers.get(cells)
        if found is None:
            if cells[0]:
                fill = fill_blanks({"name": cells[0], "kind": "unknown"})
                found = self._builder.once_given("speakers", group, cells, index, fill)
            else:
                named = dict(zip(group_columns("speaker").values(), cells, strict=True))
                del named["speaker_id"]
                row, name = self._builder.number(index), named["name"]
                named["kind"] = named["kind"] or "unknown"
                found = self._builder.once("speakers", name.casefold(), row, name, **named)
            self._seen_speakers[cells] = found
        return found

    def relay(self, index: int) -> str:
        """The id of the outlet or speaker through whom a row's source has it, which may be given by name."""
        outlet, speaker = self._relays[0][index], self._relays[1][index]
        ids = [self._outlet(outlet, index, "relay_outlet")] if outlet[0] else []
        ids += [self._speaker(speaker, index, "relay_speaker")] if speaker[0] else []
        cell = self._relayed[index]
        for table in ("outlets", "speakers"):
            if cell and self._builder.knows(table, cell):
                return self._builder.given(table, cell)
        if cell and not ids:
            return self._outlet(_outlet_named(cell), index)
        return ids[0] if ids else ""


_URL = list(group_columns("source").values()).index("url")


def _ids(cells: FlatCells, group: str) -> list[str]:
    return cells.column(f"{group}.{group_model(group).key}")


def _outlet_named(name: str) -> CellValues:
    """The cells of an outlet of which nothing but the name is known."""
    return tuple(name if column == "name" else "" for column in group_columns("outlet").values())


def _host(address: str) -> str:
    """The host of an address as an outlet's name: `www.sana.sy` is sana.sy."""
    try:
        host = urlsplit(address).hostname if _ADDRESS.fullmatch(address) else ""
    except ValueError:
        return ""
    return (host or "").removeprefix("www.")


_PLACE_COLUMNS = tuple(group_columns("place").values())
_GEOMETRY = _PLACE_COLUMNS.index("geometry")
_KINDS = {folded_header(kind): kind for kind in PLACE_KINDS}


class FlatPlaces:
    """Finds or adds the places of each row."""

    def __init__(self, builder: FlatBuilder) -> None:
        self._builder = builder
        self._rows = builder.group_rows("place")
        self._pointed = _pointed(self._rows)
        self._seen: dict[CellValues, tuple[str, ...]] = {}
        self._has_source = "place.coordinates_source" in builder.cells.cells
        ids = sorted(set(builder.cells.column("place.place_id")))
        builder.reserve("places", (one for cell in ids for one in parts_of_cell(cell) if one))

    def places(self, index: int) -> tuple[str, ...]:
        """The ids of a row's places, in order."""
        cells = self._rows[index]
        found = self._seen.get(cells)
        if found is None:
            found = self._seen[cells] = tuple(self._resolved(cells, index)) if any(cells) else ()
        return found

    def outlines(self) -> dict[str, bytes]:
        """The outlines that the table holds, by the name of their file."""
        column = self._builder.cells.column(OUTLINE)
        found: dict[str, bytes] = {}
        for index, cell in enumerate(column):
            if cell:
                ids, names = self._rows[index][0], self._rows[index][_GEOMETRY]
                count = len(parts_of_cell(ids)) if ids else 1
                both = zip(parted(names, count) or (), parted(cell, count) or (), strict=False)
                found |= {name: text.encode() for name, text in both if name and text}
        return found

    def name(self, index: int) -> str:
        """The name of a row's place as the table writes it."""
        return self._rows[index][1]

    def _resolved(self, cells: CellValues, index: int) -> list[str]:
        named = dict(zip(_PLACE_COLUMNS, cells, strict=True))
        count = self._count(named, index)
        values: dict[str, list[str]] = {}
        for name, cell in named.items():
            split = parted(cell, count)
            if split is None:
                why = f"not one value for each of {count} places"
                flat = f"place.{name}"
                self._builder.cells.flag(
                    index, flat, cell, why, "join as many values by `;` as there are places"
                )
                self._builder.cells.spare_cell(index, flat, cell)
            values[name] = split or [""] * count
        rows = [dict(zip(values, one, strict=True)) for one in zip(*values.values(), strict=True)]
        return [self._place(row, index) for row in rows if any(row.values())]

    def _count(self, named: dict[str, str], index: int) -> int:
        if named["place_id"]:
            return len(parts_of_cell(named["place_id"]))
        names = [name for name in parts_of_cell(named["name"]) if name]
        points = len(parts_of_cell(named["latitude"])) if named["latitude"] else 0
        if len(names) > 1 and points == 1:
            why = f"{len(names)} names and one point: read as one place"
            repair = "give each place its point, joined by `;`"
            self._builder.cells.flag(index, "place.name", named["name"], why, repair)
            return 1
        return max(len(names), points, 1)

    def _place(self, row: dict[str, str], index: int) -> str:
        builder, number = self._builder, self._builder.number(index)
        of_row = row["kind"]
        self._locate(row)
        kind = row["kind"]
        if kind and kind not in PLACE_KINDS:
            row["kind"] = _KINDS.get(folded_header(kind), "")
            if not row["kind"]:
                if of_row:
                    why = f"not in our vocabulary ({', '.join(PLACE_KINDS)}): kept in a note"
                    builder.cells.flag(index, "place.kind", kind, why, "change the word if need be")
                row["note"] = "; ".join(filter(None, (row["note"], f"Kind in the table: {kind}")))
        if row["place_id"]:
            return builder.once_given("places", "place", tuple(row.values()), index, self._fill)
        self._fill(row)
        del row["place_id"]
        same = tuple(same_name(row[name]) for name in ("name", "latitude", "longitude", "admin1", "country"))
        return builder.once("places", same, number, row["name"], **row)

    def _locate(self, row: dict[str, str]) -> None:
        """Fill in a name without a point from the one point that the table gives for it elsewhere."""
        if any(row[name] for name in ("place_id", "latitude", "longitude", "geometry")):
            return
        points = self._pointed.get(same_name(row["name"]), [])
        if len({(point["latitude"], point["longitude"]) for point in points}) == 1:
            areas = ("admin1", "country")
            if all(same_name(row[area]) in ("", same_name(points[0][area])) for area in areas):
                row |= {name: row[name] or cell for name, cell in points[0].items()}

    def _fill(self, row: dict[str, str]) -> None:
        point = bool(row["latitude"] or row["longitude"])
        if not row["name"]:
            self._name(row, point)
        if not (row["kind"] and row["precision"]):
            defaults = LEAST_OF_POINT if point else LEAST_OF_NAME
            row |= {name: row[name] or words for name, words in defaults.items()}
        if point and not row["coordinates_source"] and not self._has_source:
            row["coordinates_source"] = f"the table {self._builder.path}"

    def _name(self, row: dict[str, str], point: bool) -> None:
        """A name for a place that has none: its point, or the area that it is in."""
        if point:
            row["name"] = f"Point {row['latitude']}, {row['longitude']}"
            return
        area, kind, precision = (
            (row["admin1"], "governorate", "4") if row["admin1"] else (row["country"], "country", "6")
        )
        row["name"] = area or row["place_id"]
        if area and not (row["kind"] or row["precision"]):
            note = "The table names the area alone."
            row |= {"kind": kind, "precision": precision, "note": row["note"] or note}


def _pointed(rows: Sequence[CellValues]) -> dict[str, list[dict[str, str]]]:
    """What the table says of a name with a point, for each such name; the id decides where there is one."""
    found: dict[str, list[dict[str, str]]] = {}
    for cells in dict.fromkeys(rows):
        row = dict(zip(_PLACE_COLUMNS, cells, strict=True))
        alone = len(parts_of_cell(row["name"])) == 1 and not row["place_id"]
        if alone and row["name"] and _on_earth(row["latitude"], row["longitude"]):
            found.setdefault(same_name(row["name"]), []).append(row)
    return found


def _on_earth(latitude: str, longitude: str) -> bool:
    try:
        return abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180
    except ValueError:
        return False


_FIGURE_COLUMNS = tuple(group_columns("figure").values())
_SAYING = ("measure", "population", "low", "high", "as_reported")
_UNITS = {"distance": "km", "duration": "minutes"}
_PEOPLE = frozenset(measure for measure, words in MEASURES.items() if words.startswith("people"))
_PEOPLE_BY_NAME = frozenset({"fighters", "civilians"})
_LABEL_COLUMNS = tuple(name for name in Wording.columns() if name != "report_id")
NO_SUBJECT = "not stated"
"""Subject of a label for which the table does not say what it labels."""


class FlatFigures:
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
        self._labels: set[tuple[str, Label]] = set()
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
            for subject, term, gloss, group in wording_labels(cell):
                if not subject:
                    why = "a label without what it is for"
                    self._builder.cells.flag(index, WORDING, cell, why, "write it like `subject: label`")
                self._label(index, report_id, (subject or NO_SUBJECT, term, gloss, group))

    def _add_columns(self, index: int, report_id: str) -> None:
        named = dict(zip(_FIGURE_COLUMNS, self._rows[index], strict=True))
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
            self._label(index, report_id, (f"number of {_counted(measure)}", read.word, "", ""))
            return None
        if isinstance(read, Unread):
            self._builder.cells.flag(index, flat, cell, read.why, read.repair)
            self._builder.cells.spare_cell(index, flat, cell)
            return None
        return read

    def _add(self, index: int, report_id: str, named: dict[str, str]) -> None:
        named["figure_id"] = self._builder.new_figure_id(report_id, named["measure"])
        self._builder.add("figures", self._builder.number(index), **{**named, "report_id": report_id})

    def _label(self, index: int, report_id: str, label: Label) -> None:
        if (report_id, label) not in self._labels:
            self._labels.add((report_id, label))
            row = self._builder.number(index)
            cells = dict(zip(_LABEL_COLUMNS, label, strict=True))
            self._builder.add("wording", row, report_id=report_id, **cells)


def _counted(measure: str) -> str:
    """What is counted, in words: `people killed`, `drones`."""
    plain = measure.replace("-", " ")
    return f"people {plain}" if measure in _PEOPLE and measure != "population" else plain or "things"


def _defaults(measure: str) -> dict[str, str]:
    people = measure in _PEOPLE or measure in _PEOPLE_BY_NAME
    unit = _UNITS.get(measure, "people" if people else "items")
    population = "people" if measure in _PEOPLE else _counted(measure)
    return {"population": population, "unit": unit, "scope": "event"}
