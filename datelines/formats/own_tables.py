"""Our own tables as a member of a JSON file, so that a file that we wrote comes back without a loss.

What the foreign format shows (a title, a date) is read from there where somebody changed it; the rest
comes from the member.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from datelines.formats.claims import ClaimsBuilder
from datelines.formats.corpus_members import members_of_remarks
from datelines.formats.extracted import frames_of_extract
from datelines.formats.geometries import is_file_name
from datelines.formats.model import Extract
from datelines.records import TABLES

MEMBER = "datelines"
"""Name of the member at the top of the file."""

_CHANGED = {"status": "draft", "reviewed_on": "", "reviewed_by": ""}
_COLUMNS = {model.table: frozenset(model.columns()) for model in TABLES}
_KEYS = {model.table: model.key for model in TABLES}
_SHARED = ("outlets", "speakers", "sources", "places")

Cells = dict[str, str]


def own_member(extract: Extract) -> dict[str, Any]:
    """The tables of the extract with the cells that are not blank, and the shapes that its places name."""
    tables: dict[str, list[Cells]] = {}
    for name, frame in frames_of_extract(extract).items():
        if len(frame):
            rows = frame.to_dict("records")
            tables[name] = [{str(column): cell for column, cell in row.items() if cell} for row in rows]
    named = {place.get("geometry", "") for place in tables.get("places", ())}
    shapes = {name: content for name, content in extract.archive.shapes.items() if name in named}
    texts = {name: content.decode("utf-8", "replace") for name, content in shapes.items()}
    about = "The tables of Datelines that this file was made of, so that it can be read back without a loss."
    return {"about": about, "version": extract.archive.version, "tables": tables, "shapes": texts}


def metadata(extract: Extract) -> dict[str, str]:
    """What the file says of itself, as a member."""
    return dict(extract.remarks)


def members_of(file: Any, title: str = "") -> dict[str, object]:
    """Members for datapackage.json of a file with the member that `metadata` gives."""
    return members_of_remarks(file.get("metadata") if isinstance(file, dict) else None, title)


class OwnTables:
    """The rows of a member that `own_member` wrote, found by the event that they are about."""

    def __init__(self, tables: Mapping[str, list[Cells]], shapes: Mapping[str, bytes]) -> None:
        self.shapes = shapes
        self._by_id = {
            name: {row.get(_KEYS[name] or "", ""): row for row in tables[name]} for name in _SHARED
        }
        self._by_id["events"] = {row.get("event_id", ""): row for row in tables["events"]}
        self._reports = _grouped(tables["reports"], "event_id")
        self._of_report = {name: _grouped(tables[name], "report_id") for name in _OF_REPORT}

    @classmethod
    def read(cls, file: Any) -> OwnTables | None:
        """The tables of a JSON file; None where it has no such member, or one that we did not write."""
        member = file.get(MEMBER) if isinstance(file, dict) else None
        tables = member.get("tables") if isinstance(member, dict) else None
        if not isinstance(tables, dict) or not isinstance(member, dict):
            return None
        shapes = member.get("shapes")
        texts = shapes if isinstance(shapes, dict) else {}
        return cls(
            {name: _rows(tables.get(name), _COLUMNS[name]) for name in _COLUMNS},
            {
                name: text.encode()
                for name, text in texts.items()
                if isinstance(text, str) and is_file_name(name)
            },
        )

    def __contains__(self, event_id: object) -> bool:
        return bool(event_id) and event_id in self._by_id["events"]

    def event(self, event_id: str) -> Cells:
        """The cells of an event, those that are not blank. Raises KeyError for one that is not there."""
        return self._by_id["events"][event_id]

    def place(self, place_id: str) -> Cells:
        """The cells of a place; none for one that is not there."""
        return self._by_id["places"].get(place_id, {})

    def event_ids(self) -> Iterable[str]:
        """The events, in the order of the member."""
        return self._by_id["events"]

    def report_ids(self, event_id: str) -> tuple[str, ...]:
        """The reports about an event."""
        return tuple(report.get("report_id", "") for report in self._reports.get(event_id, ()))

    def restore(
        self, builder: ClaimsBuilder, event_id: str, row: int, changed: Mapping[str, str] | None = None
    ) -> None:
        """Add an event, with what was `changed` in its row, and all that its reports refer to.

        The rows keep their review, but for an event that was changed since: nobody reviewed what it says now.
        """
        event = self.event(event_id) | ({**_CHANGED, **changed} if changed else {})
        builder.add_known("events", event, row)
        for place_id in _several(event.get("place_ids", "")):
            self._share(builder, "places", place_id, row)
        for report in self._reports.get(event_id, ()):
            builder.add_known("reports", report, row)
            self._share(builder, "speakers", report.get("speaker_id", ""), row)
            self._source(builder, report.get("source_id", ""), row)
            for kind in ("outlets", "speakers"):
                self._share(builder, kind, report.get("relayed_by", ""), row)
            for table, by_report in self._of_report.items():
                for cells in by_report.get(report.get("report_id", ""), ()):
                    builder.add_known(table, cells, row)
                    if table == "cited":
                        self._source(builder, cells.get("source_id", ""), row)

    def _source(self, builder: ClaimsBuilder, source_id: str, row: int) -> None:
        self._share(builder, "sources", source_id, row)
        source = self._by_id["sources"].get(source_id, {})
        self._share(builder, "outlets", source.get("outlet_id", ""), row)

    def _share(self, builder: ClaimsBuilder, table: str, identifier: str, row: int) -> None:
        cells = self._by_id[table].get(identifier)
        if identifier and cells is not None and not builder.has(table, identifier):
            builder.add_known(table, cells, row)


_OF_REPORT = ("figures", "wording", "cited")


def _rows(given: Any, columns: frozenset[str]) -> list[Cells]:
    """The rows of a table as a stranger may have left them, without what is no text of a column of ours."""
    found = given if isinstance(given, list) else []
    return [
        {str(name): cell for name, cell in row.items() if name in columns and isinstance(cell, str)}
        for row in found
        if isinstance(row, dict)
    ]


def _grouped(rows: Iterable[Cells], column: str) -> dict[str, list[Cells]]:
    groups: dict[str, list[Cells]] = defaultdict(list)
    for row in rows:
        groups[row.get(column, "")].append(row)
    return groups


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def json_bytes(value: Any) -> bytes:
    """A value as the bytes of a JSON file: UTF-8, indented, ending with a line break."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )
