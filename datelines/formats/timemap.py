"""TimeMap (Forensic Architecture, Bellingcat): reads the events and sources that datasheet-server gives.

An entry is a claim of those who compiled the table; the sources that it names are cited for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datelines.formats.claims import NO_OUTLET, NO_OUTLET_REPAIR, ClaimsBuilder, slug, text_of
from datelines.formats.corpus_members import members_of_file
from datelines.formats.date_ends import day_alone, fitting_orders, is_slashed, slashed_date
from datelines.formats.model import KEEP_ALL, DayOrder, Format, Imported, Options
from datelines.formats.timemap_sources import Sources, cited_ids, sources_of_value
from datelines.formats.timemap_writing import timemap_json
from datelines.intake.files import Opened, only_file
from datelines.vocabulary import EVENT_KINDS

NAME = "timemap"
_DATE = "date"
_TELLING = frozenset({"sources", "source", "associations", "category", "filters", "tags", "narratives"})
_OLD_NAMES = {"desc": "description", "lat": "latitude", "long": "longitude", "lng": "longitude"}
_PRECISIONS = {"month": 7, "year": 4}
"""Characters of a day that a coarser date has."""
_READ = frozenset({"id", "date", "location", "latitude", "longitude"})
_COLUMNS = {
    "events": {"date": "date", "title": "location", "kind": "category"},
    "places": {"name": "location", "latitude": "latitude", "longitude": "longitude"},
    "reports": {"place_as_reported": "location", "summary": "description"},
    "sources": {"title": "sources: title", "published": "sources: date", "url": "sources: url"},
}
_MAPPING = {
    "events.date": "date",
    "events.kind": "category, where it is a term of ours",
    "places.name": "location",
    "places.latitude": "latitude",
    "places.longitude": "longitude",
    "cited.source_id": "sources",
}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading an event needs to know of the whole: the order of its dates, the file's sources."""

    builder: ClaimsBuilder
    sources: Sources
    order: DayOrder | None


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
    given = {key: source for one in opened for key, source in (sources_of_value(one.value) or {}).items()}
    builder = ClaimsBuilder(file.name)
    slashed_texts = [text_of(one.get(_DATE)) for one in events if isinstance(one, dict)]
    orders = fitting_orders(slashed_texts)
    order = options.day_order or (orders[0] if orders else None)
    reading = _Reading(builder, Sources(builder, given, order or "month-first"), order)
    for row, one in enumerate(events, start=1):
        if row % 500 == 0:
            options.progress(row / len(events), "Reading events")
        _add_event(reading, row, {_OLD_NAMES.get(name, name): value for name, value in one.items()})
    mapping = _MAPPING | {"events.date": _order_in_words(options.day_order, orders)}
    return builder.imported(NAME, len(events), _COLUMNS, mapping, members_of_file(file.value))


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
    builder, named = reading.builder, cited_ids(one)
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


FORMATS = (
    Format(
        name=NAME,
        title="TimeMap (events and sources)",
        rank=42,
        recognise=recognise,
        read=read,
        write=timemap_json,
        suffix=".json",
        mime="application/json",
        loses=(
            "outlets, speakers, figures as numbers, outlines, what is known of a date beyond its first day "
            f"and the review, which are in the text of the event or not at all; {KEEP_ALL}"
        ),
    ),
)
