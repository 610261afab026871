"""Outlets, sources, speakers and relays of a flat table's rows."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from datelines.formats.claims import NO_OUTLET, UNKNOWN_LANGUAGE, file_of
from datelines.formats.flat_building import Cells, FlatBuilder, fill_blanks
from datelines.formats.flat_cells import FlatCells
from datelines.formats.flat_columns import group_columns, group_model
from datelines.formats.flat_joined import parted, parts

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_OUTLET = {
    "kind": "unknown",
    "about": "Named in an imported table, which does not say what kind of outlet it is.",
}
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
        self._seen_speakers: dict[Cells, str] = {}
        self._seen_outlets: dict[Cells, str] = {}
        for group in ("outlet", "speaker", "source", "relay_outlet", "relay_speaker"):
            builder.reserve(group_model(group).table, _ids(cells, group))
        for group in ("cited", "cited_outlet"):
            several = sorted(set(_ids(cells, group)))
            builder.reserve(group_model(group).table, (one for cell in several for one in parts(cell) if one))

    def source(self, index: int) -> tuple[str, str, list[str]]:
        """The id of a row's source, the locator in it where the table itself is the document, and the ids
        of the sources that it cites."""
        outlet, source = self._outlets[index], self._sources[index]
        outlet_name, url = outlet[1], source[_URL]
        row = self._builder.number(index)
        if not outlet[0] and _ADDRESS.fullmatch(outlet_name):
            url, outlet_name = url or outlet_name, ""
        names = [name for name in parts(outlet_name) if name] if not outlet[0] else []
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

    def _given_source(self, index: int, outlet: Cells, source: Cells) -> str:
        if any(outlet):
            outlet_id = self._outlet(outlet, index)
        else:
            outlet_id = self._builder.outlet("No outlet named", self._builder.number(index))
        defaults = {"outlet_basis": "stated", "title": source[0], "language": UNKNOWN_LANGUAGE}
        fill = fill_blanks(defaults)
        return self._builder.once_given("sources", "source", source, index, fill, outlet_id=outlet_id)

    def _named_source(self, index: int, outlet_id: str, source: Cells, url: str, inferred: bool) -> str:
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

    def _outlet(self, cells: Cells, index: int, group: str = "outlet") -> str:
        found = self._seen_outlets.get(cells)
        if found is None:
            found = self._seen_outlets[cells] = self._new_outlet(cells, index, group)
        return found

    def _new_outlet(self, cells: Cells, index: int, group: str) -> str:
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
        ids = parts(source[0])
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
        """The id of a row's speaker; '' where it names none, and the outlet speaks in its own voice."""
        return self._speaker(self._speakers[index], index, "speaker")

    def _speaker(self, cells: Cells, index: int, group: str) -> str:
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


def _outlet_named(name: str) -> Cells:
    """The cells of an outlet of which nothing but the name is known."""
    return tuple(name if column == "name" else "" for column in group_columns("outlet").values())


def _host(address: str) -> str:
    """The host of an address as an outlet's name: `www.sana.sy` is sana.sy."""
    try:
        host = urlsplit(address).hostname if _ADDRESS.fullmatch(address) else ""
    except ValueError:
        return ""
    return (host or "").removeprefix("www.")
