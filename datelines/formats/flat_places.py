"""Places of a flat table's rows: several in one cell, names without a point, points without a name."""

from __future__ import annotations

from collections.abc import Sequence

from datelines.formats.flat_building import Cells, FlatBuilder, told_apart
from datelines.formats.flat_columns import OUTLINE, group_columns
from datelines.formats.flat_headers import folded
from datelines.formats.flat_joined import parted, parts
from datelines.vocabulary import PLACE_KINDS

_NAMES = tuple(group_columns("place").values())
_GEOMETRY = _NAMES.index("geometry")
_KINDS = {folded(kind): kind for kind in PLACE_KINDS}
_POINT = {
    "kind": "town",
    "precision": "2",
    "note": "The table gives a point, and not what kind of place it is or how exact the point is.",
}
_NAME = {
    "kind": "zone",
    "precision": "7",
    "note": "The table gives a name, and not where the place is or of what kind.",
}


class Places:
    """Finds or adds the places of each row."""

    def __init__(self, builder: FlatBuilder) -> None:
        self._builder = builder
        self._rows = builder.group_rows("place")
        self._pointed = _pointed(self._rows)
        self._seen: dict[Cells, tuple[str, ...]] = {}
        self._has_source = "place.coordinates_source" in builder.cells.cells
        ids = sorted(set(builder.cells.column("place.place_id")))
        builder.reserve("places", (one for cell in ids for one in parts(cell) if one))

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
                count = len(parts(ids)) if ids else 1
                both = zip(parted(names, count) or (), parted(cell, count) or (), strict=False)
                found |= {name: text.encode() for name, text in both if name and text}
        return found

    def name(self, index: int) -> str:
        """The name of a row's place as the table writes it."""
        return self._rows[index][1]

    def _resolved(self, cells: Cells, index: int) -> list[str]:
        named = dict(zip(_NAMES, cells, strict=True))
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
            return len(parts(named["place_id"]))
        names = [name for name in parts(named["name"]) if name]
        points = len(parts(named["latitude"])) if named["latitude"] else 0
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
            row["kind"] = _KINDS.get(folded(kind), "")
            if not row["kind"]:
                if of_row:
                    why = f"not in our vocabulary ({', '.join(PLACE_KINDS)}): kept in a note"
                    builder.cells.flag(index, "place.kind", kind, why, "change the word if need be")
                row["note"] = "; ".join(filter(None, (row["note"], f"Kind in the table: {kind}")))
        if row["place_id"]:
            return builder.once_given("places", "place", tuple(row.values()), index, self._fill)
        self._fill(row)
        del row["place_id"]
        same = tuple(told_apart(row[name]) for name in ("name", "latitude", "longitude", "admin1", "country"))
        return builder.once("places", same, number, row["name"], **row)

    def _locate(self, row: dict[str, str]) -> None:
        """Fill in a name without a point from the one point that the table gives for it elsewhere."""
        if any(row[name] for name in ("place_id", "latitude", "longitude", "geometry")):
            return
        points = self._pointed.get(told_apart(row["name"]), [])
        if len({(point["latitude"], point["longitude"]) for point in points}) == 1:
            areas = ("admin1", "country")
            if all(told_apart(row[area]) in ("", told_apart(points[0][area])) for area in areas):
                row |= {name: row[name] or cell for name, cell in points[0].items()}

    def _fill(self, row: dict[str, str]) -> None:
        point = bool(row["latitude"] or row["longitude"])
        if not row["name"]:
            self._name(row, point)
        if not (row["kind"] and row["precision"]):
            defaults = _POINT if point else _NAME
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


def _pointed(rows: Sequence[Cells]) -> dict[str, list[dict[str, str]]]:
    """What the table says of a name with a point, for each such name; the id decides where there is one."""
    found: dict[str, list[dict[str, str]]] = {}
    for cells in dict.fromkeys(rows):
        row = dict(zip(_NAMES, cells, strict=True))
        alone = len(parts(row["name"])) == 1 and not row["place_id"]
        if alone and row["name"] and _on_earth(row["latitude"], row["longitude"]):
            found.setdefault(told_apart(row["name"]), []).append(row)
    return found


def _on_earth(latitude: str, longitude: str) -> bool:
    try:
        return abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180
    except ValueError:
        return False
