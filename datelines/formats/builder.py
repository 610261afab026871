"""Builds the tables of an import row by row: unique ids, each outlet once, and where rows come from.

For formats whose claims come one at a time (slides, features, incidents). A reader makes a `ClaimsBuilder`
for its file, adds rows with it and ends with `imported`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
from anyascii import anyascii

from datelines.formats.model import Imported, Origin, columns_of_table
from datelines.problems import WHOLE_LINE, Problem
from datelines.record.package import members_of_rows
from datelines.record.records import RECORDS

LONGEST_ID = 60
"""Characters of an id that is made from a text, before the number that makes it unique."""
NO_OUTLET = "no outlet named: attributed to the table itself"
"""The remark on a claim whose row names nobody who published it."""
NO_OUTLET_REPAIR = "name who published it, or leave it as the table's own account"
UNKNOWN_LANGUAGE = "und"
"""BCP 47 for a language that is not known."""

# The least that the codebook lets be claimed about a place: a point is a town within about 25 km (precision
# 2), a name an area without a location (precision 7).
LEAST_OF_POINT = {
    "kind": "town",
    "precision": "2",
    "note": "The table gives a point, and not what kind of place it is or how exact the point is.",
}
LEAST_OF_NAME = {
    "kind": "zone",
    "precision": "7",
    "note": "The table gives a name, and not where the place is or of what kind.",
}
LEAST_OF_OUTLINE = {
    "kind": "zone",
    "precision": "5",
    "note": "The file gives an outline, and not what kind of place it is.",
}
ABOUT_OUTLET = "Named in an imported table, which does not say what kind of outlet it is."
_COLUMNS = {name: frozenset(model.columns()) for name, model in RECORDS.items()}
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


def slug(text: str, otherwise: str) -> str:
    """An id of lower-case letters, digits and single hyphens made from any text; `otherwise` where nothing
    of it can be written so."""
    latin = text[:300] if text.isascii() else anyascii(text[:300])
    made = _NOT_IN_SLUGS.sub("-", latin.lower()).strip("-")
    return made[:LONGEST_ID].strip("-") or otherwise


def file_of(path: str) -> str:
    """The file of a table's name: `book.xlsx [Sheet 1]` is the sheet of a workbook."""
    return path.rpartition(" [")[0] or path if path.endswith("]") else path


def text_of(value: Any) -> str:
    """A value of JSON as the text of a cell: nothing for null, numbers in plain digits, lists and objects
    as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        # `1e-05` is no plain number to our tables; infinities have no digits and stay as they are.
        return format(Decimal(repr(value)), "f") if np.isfinite(value) else str(value)
    return json.dumps(value, ensure_ascii=False)


class ClaimsBuilder:
    """Rows of our tables as they are made, for one format reading one or more files.

    `path` is the name of the file that problems name (`RawTable.name`, or `Opened.name`); `add` may give
    another one for a table. Ids given out are unique in their table.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._cells: dict[str, list[dict[str, str]]] = defaultdict(list)
        self._rows: dict[str, list[int]] = defaultdict(list)
        self._paths: dict[str, str] = {}
        self._used: dict[str, set[str]] = defaultdict(set)
        self._next: dict[tuple[str, str], int] = {}
        self._known: dict[tuple[str, Hashable], str] = {}
        self._kept: dict[str, dict[int, str]] = {}
        self._kept_ids: list[str] = []
        self.flags: list[Problem] = []
        self.skipped: list[Problem] = []

    def new_id(self, table: str, text: str) -> str:
        """An id for a new row of `table` made from `text`; numbered where it is taken already."""
        stem = slug(text, table.removesuffix("s"))
        used, made, number = self._used[table], stem, self._next.get((table, stem), 1)
        while made in used:
            number += 1
            made = f"{stem}-{number}"
        self._next[table, stem] = number
        used.add(made)
        return made

    def add(self, table: str, row: int, path: str = "", **cells: str) -> None:
        """A row of `table` (`events`) with these cells, blanks taken off and the others blank, from row `row`
        of the file (`path`, where it is not the builder's own). Raises KeyError for a column that the
        table does not have."""
        columns = _COLUMNS[table]
        if unknown := cells.keys() - columns:
            raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
        self._paths.setdefault(table, path or self.path)
        self._cells[table].append({name: cell.strip() for name, cell in cells.items() if cell})
        self._rows[table].append(row)

    def once(self, table: str, same: Hashable, row: int, text: str, path: str = "", **cells: str) -> str:
        """The id of the row of `table` for `same`; added, with an id made from `text`, where
        there is none so far."""
        found = self._known.get((table, same))
        if found is None:
            found = self._known[table, same] = self.new_id(table, text)
            self.add(table, row, path, **{str(RECORDS[table].key): found}, **cells)
        return found

    def outlet(self, name: str, row: int, kind: str = "unknown", about: str = "") -> str:
        """The id of the outlet of that name (case and outer blanks apart). Where a foreign table names an
        outlet it does not say what kind it is: the kind is `unknown`, and `about` says why."""
        name = name.strip()
        about = about or ABOUT_OUTLET
        return self.once("outlets", name.casefold(), row, name, name=name, kind=kind, about=about)

    def speaker(self, name: str, row: int, kind: str = "unknown", role: str = "") -> str:
        """The id of the speaker of that name. `unknown` is the kind of whoever a table does not describe."""
        name = name.strip()
        return self.once("speakers", name.casefold(), row, name, name=name, kind=kind, role=role)

    def table_source(self, title: str = "", url: str = "", row: int = 1) -> str:
        """The source that the file itself is, for claims that name no outlet: its outlet is the table, and
        nothing is claimed of who made it."""
        about = "An imported table that names no outlet for its rows; what kind of outlet is not known."
        outlet = self.outlet(f"Table {self.path}", row, about=about)
        note = "The table names no outlet: it is the source itself."
        return self.once(
            "sources",
            ("table", self.path),
            row,
            f"table {self.path}",
            outlet_id=outlet,
            outlet_basis="inferred",
            title=title or self.path,
            language=UNKNOWN_LANGUAGE,
            url=url,
            document=file_of(self.path),
            note=note,
        )

    def own_report(self, row: int, event_id: str, summary: str, title: str = "", place: str = "") -> str:
        """The id of a draft report of the file itself (`title`), in its own voice: what `row` says of an
        event, at a place of that name."""
        made = self.new_id("reports", event_id)
        said = {"report_id": made, "event_id": event_id, "source_id": self.table_source(title, row=row)}
        said |= {"locator": str(row), "voice": "own", "place_as_reported": place, "summary": summary}
        self.add("reports", row, **said, link_status="same", status="draft")
        return made

    def place(
        self,
        name: str,
        row: int,
        latitude: str = "",
        longitude: str = "",
        cells: Mapping[str, str] | None = None,
    ) -> str:
        """The id of the place of that name and point. What `cells` do not say is the least that can be
        claimed: LEAST_OF_POINT or LEAST_OF_NAME."""
        point = bool(latitude or longitude)
        given = {column: cell for column, cell in (cells or {}).items() if cell}
        named = name.strip() or f"Point {latitude}, {longitude}"
        least = LEAST_OF_NAME
        if point:
            least = {**LEAST_OF_POINT, "coordinates_source": f"the table {self.path}"}
        made = {**least, **given, "name": named, "latitude": latitude, "longitude": longitude}
        same = (named.casefold(), latitude, longitude, given.get("geometry", ""))
        return self.once("places", same, row, named, **made)

    def keep(self, report_id: str, cells: Mapping[str, str]) -> None:
        """Foreign cells that no column of ours holds, beside the report that their row became."""
        number = len(self._kept_ids)
        self._kept_ids.append(report_id)
        for column, cell in cells.items():
            if cell:
                self._kept.setdefault(column, {})[number] = cell

    def flag(self, row: int, column: str, value: str, why: str, repair: str) -> None:
        """A remark on a row that is kept as it is."""
        self.flags.append(Problem(self.path, row, column or WHOLE_LINE, value, why, repair))

    def skip(self, row: int, value: str, why: str, repair: str, column: str = WHOLE_LINE) -> None:
        """A row that is not kept, and why."""
        self.skipped.append(Problem(self.path, row, column, value, why, repair))

    def imported(
        self,
        format_name: str,
        read: int,
        columns: Mapping[str, str] | None = None,
        mapping: Mapping[str, str] | None = None,
        corpus: Mapping[str, object] | None = None,
        shapes: Mapping[str, bytes] | None = None,
    ) -> Imported:
        """What was built. `columns` says which of their columns ours came from
        (`{"events.date": "event_date"}`), `mapping` the same in words; `read` counts the user's rows.
        `corpus` is added to what the rows say about it."""
        frames = {table: _frame(table, rows) for table, rows in self._cells.items()}
        return Imported(
            format=format_name,
            frames=frames,
            origins={
                table: Origin(
                    self._paths[table], np.array(self._rows[table]), columns_of_table(table, columns or {})
                )
                for table in frames
            },
            read=read,
            flags=tuple(self.flags),
            skipped=tuple(self.skipped),
            kept_columns=self._kept_frame(),
            mapping=mapping or {},
            shapes=shapes or {},
            corpus={**members_of_rows(frames), **(corpus or {})},
        )

    def _kept_frame(self) -> pd.DataFrame | None:
        if not self._kept:
            return None
        count = range(len(self._kept_ids))
        cells = {name: [column.get(number, "") for number in count] for name, column in self._kept.items()}
        return pd.DataFrame({"report_id": self._kept_ids, **cells}, dtype="str")


def _frame(table: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    cells = {name: [row.get(name, "") for row in rows] for name in RECORDS[table].columns()}
    return pd.DataFrame(cells, dtype="str")


_PLATFORMS = frozenset({"twitter.com", "x.com", "t.me"})
"""Sites where the first part of the path is the account that published."""


def cited_source(
    builder: ClaimsBuilder,
    row: int,
    identifier: str,
    title: str = "",
    url: str = "",
    outlet: str = "",
    published: str = "",
) -> str:
    """The id of the source with that identifier, added where it is new. Where no `outlet` is named it is
    the site of the address, and where there is no address one that says that it is not named."""
    note = ""
    if not outlet:
        outlet = _site(url)
        note = "No outlet is named; it is the site of the address."
    if not outlet:
        outlet, note = f"Not named in {builder.path}", "No outlet is named, and there is no address."
    return builder.once(
        "sources",
        ("cited", identifier),
        row,
        identifier if identifier != url else outlet,
        outlet_id=builder.outlet(outlet, row),
        outlet_basis="inferred" if note else "stated",
        title=title or url or f"Source {identifier}",
        published=published,
        published_basis="stated" if published else "",
        language=UNKNOWN_LANGUAGE,
        url=url,
        note=note,
    )


def is_address(text: str) -> bool:
    """Whether a text is an address of the web."""
    return text.startswith(("http://", "https://"))


def _site(url: str) -> str:
    """`example.org`, and the account where a platform's address has it (`t.me/example`)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].partition(":")[0].lower()
    host = host.removeprefix("www.").removeprefix("mobile.")
    account = parts.path.strip("/").removeprefix("s/").partition("/")[0]
    return f"{host}/{account}" if host in _PLATFORMS and account else host
