"""TimeMap (Forensic Architecture, Bellingcat): events and their sources, as datasheet-server gives them.

Read, an entry is a claim of whoever compiled the table, for which the sources that it names are cited.
Written, there is an entry for each place of an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datelines.compare.sheet import citation, event_sheet
from datelines.files.opened import Opened, only_file
from datelines.formats.builder import (
    NO_OUTLET,
    NO_OUTLET_REPAIR,
    ClaimsBuilder,
    cited_source,
    is_address,
    slug,
    text_of,
)
from datelines.formats.cells.dates import day_alone, fitting_orders, is_slashed, slashed_date
from datelines.formats.model import KEEP_ALL, DayOrder, Format, Imported, Options, json_bytes
from datelines.formats.tables.frames import events_of_extract, number_text
from datelines.record.dates import date_in_words, date_span, day_date
from datelines.record.package import members_of_file
from datelines.record.records import Event, Place, Source
from datelines.record.terms import EVENT_KINDS
from datelines.share.extract import Extract, accounts_in_words
from datelines.table.archive import Archive

NAME = "timemap"
_DATE = "date"
_TELLING = frozenset({"sources", "source", "associations", "category", "filters", "tags", "narratives"})
_OLD_NAMES = {"desc": "description", "lat": "latitude", "long": "longitude", "lng": "longitude"}
_PRECISIONS = {"month": 7, "year": 4}
"""Characters of a day that a coarser date has."""
_READ = frozenset({"id", "date", "location", "latitude", "longitude"})
_COLUMNS = {
    "events.date": "date",
    "events.title": "location",
    "events.kind": "category",
    "places.name": "location",
    "places.latitude": "latitude",
    "places.longitude": "longitude",
    "reports.place_as_reported": "location",
    "reports.summary": "description",
    "sources.title": "sources: title",
    "sources.published": "sources: date",
    "sources.url": "sources: url",
}
_MAPPING = {
    "events.date": "date",
    "events.kind": "category, where it is a term of ours",
    "places.name": "location",
    "places.latitude": "latitude",
    "places.longitude": "longitude",
    "cited.source_id": "sources",
}
_MEMBERS = frozenset({"title", "paths", "url", "author", "affil_s", "type"})
_PLACE_MARK = "#"
"""Between the ids of an event and of a place, where an event is at several."""


def recognise(opened: Sequence[Opened]) -> str:
    """Why the files are TimeMap's; blank where none has events."""
    if any(_events(file.value) is not None for file in opened if file.kind == "json"):
        return "its events have TimeMap's members: description, date, latitude and sources or associations"
    return ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The events of one file, with the sources in it or in another. Raises IntakeError where there are no
    events, or two files with them."""
    with_events = [file for file in opened if file.kind == "json" and _events(file.value) is not None]
    repair = "give the JSON of /api/events, and of /api/sources"
    file = only_file(opened, with_events, "file of TimeMap events", repair)
    events = _events(file.value) or []
    given = {key: source for one in opened for key, source in (_sources_of(one.value) or {}).items()}
    builder = ClaimsBuilder(file.name)
    slashed_texts = [text_of(one.get(_DATE)) for one in events if isinstance(one, dict)]
    orders = fitting_orders(slashed_texts)
    order = options.day_order or (orders[0] if orders else None)
    reading = _Reading(builder, _Sources(builder, given, order or "month-first"), order)
    for row, one in options.counted_off(events, "Reading events"):
        _add_event(reading, row, {_OLD_NAMES.get(name, name): value for name, value in one.items()})
    mapping = _MAPPING | {"events.date": _order_in_words(options.day_order, orders)}
    return builder.imported(NAME, len(events), _COLUMNS, mapping, members_of_file(file.value))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading an event needs to know of the whole: the order of its dates, the file's sources."""

    builder: ClaimsBuilder
    sources: _Sources
    order: DayOrder | None


def _order_in_words(chosen: DayOrder | None, orders: Sequence[DayOrder]) -> str:
    if chosen:
        return f"date, read {chosen} as chosen"
    if not orders:
        return "date; in no order are all of them days, so slashed dates are left as they are"
    only = len(orders) == 1
    return f"date, read {orders[0]}: {'the only order that fits them all' if only else 'TimeMap’s own order'}"


def _events(value: Any) -> list[dict[str, Any]] | None:
    """The events in a value of JSON; None where it has none. What is no object is an empty event."""
    if isinstance(value, dict):
        value = value.get("events", value.get("incidents"))
    if not isinstance(value, list) or not value:
        return None
    events = [one if isinstance(one, dict) else {} for one in value]
    names = {_OLD_NAMES.get(name, name) for one in events[:20] for name in one}
    return events if {"description", "date", "latitude"} <= names and names & _TELLING else None


def _add_event(reading: _Reading, row: int, one: Mapping[str, Any]) -> None:
    builder = reading.builder
    cells = {name: text_of(value) for name, value in one.items()}
    identifier, location = cells.get("id", ""), cells.get("location", "")
    given = cells.get(_DATE, "")
    if not any(cells.get(name) for name in ("description", "date", "location", "latitude")):
        builder.skip(row, identifier, "nothing is in this event", "remove it, or fill it in")
        return
    if not given:
        why = "no date, so that TimeMap does not show it; none can be made up"
        builder.skip(row, identifier or location, why, "fill in date", _DATE)
        return
    named = identifier or str(row)
    event_id = builder.new_id("events", f"event {named}" if named.isdigit() else named)
    latitude, longitude = (_decimal(reading, row, name, cells) for name in ("latitude", "longitude"))
    places = []
    if location or latitude or longitude:
        places = [builder.place(location, row, latitude, longitude)]
    category = slug(cells.get("category", ""), "other")
    builder.add(
        "events",
        row,
        event_id=event_id,
        title=f"Entry {named}: {location}" if location else f"Entry {named}, without a place name",
        date=_date(reading, row, cells),
        date_basis="stated",
        place_ids=";".join(places),
        kind=category if category in EVENT_KINDS else "other",
        status="draft",
    )
    said = "The table's entry says so; its text is kept in the column description."
    bare = "The table has an entry for this date, and no text."
    report_id = builder.own_report(row, event_id, said if cells.get("description") else bare, place=location)
    for source_id in _cited(reading, row, one):
        builder.add("cited", row, report_id=report_id, source_id=source_id)
    kept = {name: cell for name, cell in cells.items() if name not in _READ}
    slashes = {"date": given} if is_slashed(given) else {}
    builder.keep(report_id, slashes | kept)


def _cited(reading: _Reading, row: int, one: Mapping[str, Any]) -> Iterator[str]:
    """The sources of an event, each once; a remark where one is not known, or none is named."""
    builder, named = reading.builder, _cited_ids(one)
    found: dict[str, None] = {}
    for given in named:
        source_id = reading.sources.row_of(given, row)
        if source_id:
            found[source_id] = None
        else:
            why = "no source of this id was given, so nothing is known of it"
            builder.flag(row, "sources", text_of(given), why, "give the JSON of /api/sources too")
    if not named:
        builder.flag(row, "sources", "", NO_OUTLET, NO_OUTLET_REPAIR)
    yield from found


def _date(reading: _Reading, row: int, cells: Mapping[str, str]) -> str:
    """A date as EDTF; one with slashes in the order of the file, and as it is where none fits. TimeMap holds
    the first day of a month or a year, and `time_precision` says that it means all of it."""
    given = cells.get(_DATE, "")
    found = slashed_date(given, reading.order or "month-first") if is_slashed(given) else day_alone(given)
    if is_slashed(given) and not (found and reading.order):
        why = "not a day in the order of the other dates"
        reading.builder.flag(row, _DATE, given, why, "choose day first or month first, or correct it")
        return given
    precision = cells.get("time_precision", "")
    if precision == "interval":
        why = "the first day of an interval, whose last day TimeMap does not hold"
        reading.builder.flag(row, _DATE, given, why, "write the interval into events.csv")
    return found[: _PRECISIONS.get(precision, 10)] if len(found) == 10 else found


def _decimal(reading: _Reading, row: int, name: str, cells: Mapping[str, str]) -> str:
    """A coordinate; TimeMap reads a comma as the decimal point, and so is it read here."""
    cell = cells.get(name, "")
    if cell.count(",") == 1 and "." not in cell:
        reading.builder.flag(row, name, cell, "a decimal comma, read as a point", "write a decimal point")
        return cell.replace(",", ".")
    return cell


def _sources_of(value: Any) -> dict[str, Mapping[str, Any]] | None:
    """The sources in a value of JSON by id; None where it has none.

    They are an object by id (/api/sources), a list, or the member `sources` of either kind.
    """
    if isinstance(value, dict) and isinstance(value.get("events", value.get("incidents")), list):
        value = value.get("sources")
    if isinstance(value, dict):
        given = [{"id": key} | one for key, one in value.items() if isinstance(one, dict)]
        whole = len(given) == len(value)
    else:
        given = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        whole = all("latitude" not in one and "lat" not in one for one in given)
    fitting = all("id" in one and _MEMBERS & one.keys() for one in given)
    if not given or not whole or not fitting:
        return None
    return {text_of(one["id"]): one for one in given}


def _cited_ids(event: Mapping[str, Any]) -> list[Any]:
    """What an event names as its sources: ids, addresses or objects, in `sources`, `source` or both."""
    found: list[Any] = []
    for name in ("sources", "source"):
        given = event.get(name)
        several = given if isinstance(given, list) else [given]
        found += [one for one in several if isinstance(one, dict) or text_of(one)]
    return found


class _Sources:
    """Makes a row of sources.csv for each source when it is first cited; `row` is that of the event."""

    def __init__(
        self, builder: ClaimsBuilder, given: Mapping[str, Mapping[str, Any]], order: DayOrder
    ) -> None:
        self._builder, self._given, self._order = builder, given, order

    def row_of(self, cited: Any, row: int) -> str:
        """The id of the row for what an event cites; blank where nothing is known of it."""
        if isinstance(cited, dict):
            path = text_of(cited.get("path") or cited.get("url"))
            identifier = text_of(cited.get("id")) or path
            known = bool(path) or len(cited) > 1
            return self._row(identifier, {"url": path} | cited, row) if known else ""
        identifier = text_of(cited)
        if identifier in self._given:
            return self._row(identifier, self._given[identifier], row)
        return self._row(identifier, {"url": identifier}, row) if is_address(identifier) else ""

    def _row(self, identifier: str, one: Mapping[str, Any], row: int) -> str:
        paths = one.get("paths")
        urls = [one.get("url"), *(paths if isinstance(paths, list) else [])]
        affiliations = one.get("affil_s")
        named = [one.get("author"), *(affiliations if isinstance(affiliations, list) else [affiliations])]
        published = text_of(one.get("date"))
        return cited_source(
            self._builder,
            row,
            identifier,
            title=text_of(one.get("title")),
            url=next(filter(is_address, map(text_of, urls)), ""),
            outlet=next(filter(None, map(text_of, named)), ""),
            published=slashed_date(published, self._order) or day_alone(published),
        )


def write(extract: Extract) -> bytes:
    """The extract as one file: `events` is what /api/events gives, `sources` what /api/sources does."""
    events = events_of_extract(extract)
    entries = [one for event in events for one in _entries(extract, event)]
    cited = {source_id for one in entries for source_id in one["sources"]}
    sources = (one for one in extract.archive.sources if one.source_id in cited)
    written = {
        "metadata": dict(extract.remarks),
        "events": entries,
        "sources": {one.source_id: _source(extract.archive, one) for one in sources},
        "associations": [_association(kind) for kind in sorted({event.kind for event in events})],
    }
    return json_bytes(written)


def _entries(extract: Extract, event: Event) -> list[dict[str, Any]]:
    """The event once for each of its places, or once where it has none."""
    archive = extract.archive
    reports = [one for one in archive.reports_by_event[event.event_id] if one.report_id in extract.report_ids]
    cited = [one.source_id for report in reports for one in archive.cited_by_report.get(report.report_id, ())]
    sources = dict.fromkeys([report.source_id for report in reports] + cited)
    places: list[Place | None] = [archive.place_by_id[place_id] for place_id in event.place_ids]
    common = {
        "description": _description(extract, event),
        "date": _slashed(event.date),
        "time": "",
        "time_precision": date_span(event.date).precision,
        "time_display": date_in_words(event.date),
        "category": event.kind,
        "associations": [event.kind],
        "sources": list(sources),
    }
    several = len(places) > 1
    return [
        {
            "id": f"{event.event_id}{_PLACE_MARK}{place.place_id}" if several and place else event.event_id,
            **common,
            "location": place.name if place else "",
            "latitude": _degrees(place.latitude) if place else "",
            "longitude": _degrees(place.longitude) if place else "",
        }
        for place in places or [None]
    ]


def _degrees(value: float | None) -> str:
    return "" if value is None else number_text(value)


def _description(extract: Extract, event: Event) -> str:
    """Who reported what, a line for each report."""
    sheet = event_sheet(extract.archive, event.event_id, extract.report_ids)
    lines = [f"{event.title} ({sheet.dated})"]
    return "\n".join(lines + [words for _, words in accounts_in_words(sheet, extract)])


def _source(archive: Archive, source: Source) -> dict[str, Any]:
    return {
        "id": source.source_id,
        "title": source.title,
        "thumbnail": "",
        "paths": [source.url] if source.url else [],
        "type": "",
        "affil_s": [],
        "url": source.url or "",
        "description": citation(archive, source),
        "parent": "",
        "author": archive.outlet_by_id[source.outlet_id].name,
        "date": source.published or "",
        "notes": source.note or "",
    }


def _association(kind: str) -> dict[str, Any]:
    return {"id": kind, "title": kind, "desc": EVENT_KINDS[kind], "mode": "CATEGORY", "filter_paths": []}


def _slashed(edtf: str) -> str:
    """The first day of an EDTF date as MM/DD/YYYY, which is all that TimeMap can hold. Raises DateError."""
    first = day_date(date_span(edtf).day_from)
    return f"{first:%m/%d}/{first.year:04d}"


FORMATS = (
    Format(
        name=NAME,
        title="TimeMap (events and sources)",
        rank=42,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".json",
        mime="application/json",
        loses=(
            "outlets, speakers, figures as numbers, outlines, what is known of a date beyond its first day "
            f"and the review, which are in the text of the event or not at all; {KEEP_ALL}"
        ),
    ),
)
