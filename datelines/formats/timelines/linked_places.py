"""Linked Places format (GeoJSON-T): reads features with a `when`, and writes one for each event.

A gazetteer says where and when a place was, with citations: each feature is a claim of the file itself, for
which its citations are cited. Whatever a stranger's file lacks, or has of another type, is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from datelines.compare.sheet import EventSheet, event_sheet
from datelines.files.opened import Opened, only_file
from datelines.formats.builder import (
    LEAST_OF_OUTLINE,
    NO_OUTLET,
    NO_OUTLET_REPAIR,
    ClaimsBuilder,
    cited_source,
    is_address,
    slug,
    text_of,
)
from datelines.formats.cells.dates import day_alone, edtf_of_parts, interval
from datelines.formats.maps.geometries import (
    is_drawn,
    is_point,
    parts_of,
    place_geometry,
    point_cells,
    shape_bytes,
)
from datelines.formats.model import KEEP_ALL, Format, Imported, Options, json_bytes
from datelines.formats.tables.frames import events_of_extract
from datelines.record.dates import date_in_words, date_span, day_date
from datelines.record.package import members_of_file
from datelines.record.records import Event, Place
from datelines.share.extract import Extract, accounts_in_words
from datelines.table.archive import Archive

NAME = "linked-places"
_COLUMNS = {
    "events.title": "properties.title",
    "events.date": "when",
    "places.name": "properties.title",
    "places.names": "names",
    "places.latitude": "geometry",
    "places.longitude": "geometry",
}
_MAPPING = {
    "events.title": "properties.title",
    "events.date": "when.timespans",
    "places.names": "names",
    "places.latitude, places.longitude, places.geometry": "geometry",
    "places.geonames_id": "links, where exactMatch is GeoNames",
    "cited.source_id": "citations",
}
_KEPT = ("when", "types", "links", "relations", "descriptions", "depictions")
_Feature = Mapping[str, Any]
_POINT_KINDS = frozenset({"city", "town", "village", "camp", "base"})
_GEONAMES = re.compile(r"(?:geonames\.org/|^gn:)(\d+)", re.ASCII)
_LEVEL_1 = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?[~?%]?", re.ASCII)
_YEAR_ALONE = re.compile(r"(-?\d{1,4})([~?%]?)", re.ASCII)
_CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
)
_CERTAINTY = {1: "certain", 2: "less-certain"}
"""Linked Places' words for how sure a geometry is, by precision; the others are `uncertain`."""


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is in Linked Places format; blank where none is."""
    if any(_features_of(file.value) for file in opened if file.kind == "json"):
        return "its features have the members `when` or `names` of Linked Places"
    return ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The features of one file. Raises IntakeError where there are none, or several files."""
    found = [file for file in opened if _features_of(file.value)]
    file = only_file(opened, found, "collection of Linked Places", "give one with `when` or `names`")
    features = _features_of(file.value) or []
    reader = _Reader(ClaimsBuilder(file.name))
    for row, feature in options.counted_off(features, "Reading features"):
        reader.add(row, feature)
    corpus = members_of_file(file.value, text_of(file.value.get("title")))
    return reader.builder.imported(NAME, len(features), _COLUMNS, _MAPPING, corpus, reader.shapes)


class _Reader:
    """Makes the rows of one file."""

    def __init__(self, builder: ClaimsBuilder) -> None:
        self.builder = builder
        self.shapes: dict[str, bytes] = {}

    def add(self, row: int, feature: _Feature) -> None:
        """A feature as one claim for each of its timespans, or as one that is skipped."""
        builder, properties = self.builder, _properties_of(feature)
        names = _names_of(feature)
        title = text_of(properties.get("title")) or next(iter(names), "")
        dates = dates_of_when(feature.get("when"))
        if not dates:
            label = _period_labels(feature)
            why = f"dated by a period alone ({label})" if label else "no `when` with a timespan"
            builder.skip(row, title, f"{why}: no date can be made up", "add a timespan", "when")
            return
        if not (title or feature.get("geometry")):
            builder.skip(row, "", "neither a title nor a place", "remove it, or fill it in")
            return
        place_ids = list(self._places(row, feature, title, names))
        cited = list(dict.fromkeys(self._cited(row, feature)))
        if not cited:
            builder.flag(row, "citations", title, NO_OUTLET, NO_OUTLET_REPAIR)
        for date in dates:
            self._claim(row, feature, title, date, place_ids, cited)

    def _claim(
        self,
        row: int,
        feature: _Feature,
        title: str,
        date: str,
        place_ids: Sequence[str],
        cited: Sequence[str],
    ) -> None:
        builder = self.builder
        event_id = builder.new_id("events", title or f"feature {row}")
        builder.add(
            "events",
            row,
            event_id=event_id,
            title=title or f"Feature {row}, without a title",
            date=date,
            date_basis="stated",
            place_ids=";".join(place_ids),
            kind="other",
            status="draft",
        )
        said = "The file gives this place with this date; what it says of it is kept beside."
        report_id = builder.own_report(row, event_id, said)
        for source_id in cited:
            builder.add("cited", row, report_id=report_id, source_id=source_id)
        others = {
            f"properties.{key}": text_of(v) for key, v in _properties_of(feature).items() if key != "title"
        }
        members = {"@id": text_of(feature.get("@id"))} | {key: text_of(feature.get(key)) for key in _KEPT}
        builder.keep(report_id, others | members)

    def _places(self, row: int, feature: _Feature, title: str, names: Sequence[str]) -> Iterator[str]:
        """A place for each point of the geometry, one for its areas, one for its lines, or one without
        coordinates."""
        parts = parts_of(feature.get("geometry"))
        points, drawn = [one for one in parts if is_point(one)], [one for one in parts if is_drawn(one)]
        for one in parts:
            if not is_point(one) and not is_drawn(one):
                why = "a geometry that is neither points, lines nor areas with coordinates"
                self.builder.flag(row, "geometry", json.dumps(one)[:200], why, "correct the geometry")
        spellings, known = ";".join(one.replace(";", ",") for one in names), _geonames_id(feature)
        name = title or f"Feature {row}"
        for point in points if len(points) > 1 or not drawn else []:
            latitude, longitude = point_cells(point)
            cells = {"kind": _kind_of(feature), "names": spellings, "geonames_id": known}
            yield self.builder.place(name, row, latitude, longitude, cells)
        # What is drawn of a place is areas alone or lines alone.
        lines = [one for one in drawn if one["type"].endswith("LineString")]
        areas = [one for one in drawn if one not in lines]
        stem = f"{slug(PurePosixPath(self.builder.path).stem, 'shape')}-{row}"
        for file, shapes in (
            (f"{stem}.geojson", areas or lines),
            (f"{stem}-lines.geojson", lines if areas else []),
        ):
            if not shapes:
                continue
            self.shapes[file] = shape_bytes(shapes)
            latitude, longitude = (
                point_cells(points[0]) if len(points) == 1 and (shapes is areas or not areas) else ("", "")
            )
            cells = {**LEAST_OF_OUTLINE, "geometry": file, "names": spellings, "geonames_id": known}
            yield self.builder.place(name, row, latitude, longitude, cells)
        if not points and not drawn and title:
            cells = {"names": spellings, "geonames_id": known}
            yield self.builder.place(name, row, cells=cells)

    def _cited(self, row: int, feature: _Feature) -> Iterator[str]:
        """The sources that a feature cites, for its names, its geometries, itself or its descriptions."""
        for label, address in _citations_of(feature):
            if label or address:
                url = address if is_address(address) else ""
                yield cited_source(self.builder, row, address or label, title=label or address, url=url)


def _features_of(value: Any) -> list[dict[str, Any]] | None:
    """The features of a collection where one of the first has members of Linked Places; None otherwise.
    What is no object is an empty feature."""
    if not isinstance(value, dict):
        return None
    features = [value] if value.get("type") == "Feature" else value.get("features")
    if not isinstance(features, list):
        return None
    kept = [one if isinstance(one, dict) else {} for one in features]
    linked = "linkedplaces" in text_of(value.get("@context")).lower()
    telling = any(
        isinstance(one.get("when"), dict) or isinstance(one.get("names"), list) for one in kept[:20]
    )
    return kept if kept and (linked or telling) else None


def _properties_of(feature: _Feature) -> Mapping[str, Any]:
    """The member `properties`, empty where it is no object."""
    return _mapping(feature.get("properties"))


def _names_of(feature: _Feature) -> list[str]:
    """The toponyms, each once."""
    names = [text_of(one.get("toponym")) for one in _objects(feature.get("names"))]
    return list(dict.fromkeys(filter(None, names)))


def _period_labels(feature: _Feature) -> str:
    """The names of the periods that date a feature, joined."""
    periods = _objects(_mapping(feature.get("when")).get("periods"))
    return ", ".join(filter(None, (text_of(one.get("name")) for one in periods)))


def _kind_of(feature: _Feature) -> str:
    """The kind of place that the types name, where it is one that a point may be; blank otherwise."""
    for one in _objects(feature.get("types")):
        labels = [one.get("label"), *(label.get("label") for label in _objects(one.get("sourceLabels")))]
        for label in map(text_of, labels):
            if label.lower() in _POINT_KINDS:
                return label.lower()
    return ""


def _geonames_id(feature: _Feature) -> str:
    """The id in GeoNames that an exact match names; blank where none does."""
    for link in _objects(feature.get("links")):
        found = _GEONAMES.search(text_of(link.get("identifier")))
        if found and text_of(link.get("type")) == "exactMatch":
            return found[1]
    return ""


def _citations_of(feature: _Feature) -> Iterator[tuple[str, str]]:
    """Label and address of what a feature cites: for itself, its names, its geometries, its descriptions."""
    citing = [feature, *_objects(feature.get("names")), *parts_of(feature.get("geometry"))]
    for one in citing:
        for citation in _objects(one.get("citations")):
            yield text_of(citation.get("label")), text_of(citation.get("@id"))
    for one in _objects(feature.get("descriptions")):
        yield text_of(one.get("title")), text_of(one.get("@id") or one.get("source"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def when_of(edtf: str) -> dict[str, Any]:
    """The `when` of an EDTF date: its ends as they are written, a label in words.

    What Linked Places has no words for (a season, `2019-11-XX`) is a start that lies between its first and
    its last day. Raises DateError as `datelines.record.dates.date_span` does.
    """
    span = date_span(edtf)
    start, slash, end = edtf.partition("/")
    if _LEVEL_1.fullmatch(start) and (not slash or _LEVEL_1.fullmatch(end)):
        timespan: dict[str, Any] = {"start": {"in": start}} | ({"end": {"in": end}} if slash else {})
    else:
        first, last = day_date(span.day_from).isoformat(), day_date(span.day_to).isoformat()
        timespan = {"start": {"earliest": first, "latest": last}}
    return {"timespans": [timespan], "label": date_in_words(edtf)}


def dates_of_when(when: Any) -> list[str]:
    """The EDTF date of each timespan of a `when`; none where it has periods or a label alone.

    A start without an end is the date itself, `earliest` and `latest` are its bounds. GeoJSON-T's older
    lists of four dates are read too. What is no date stays as it is, for the checks to show.
    """
    if not isinstance(when, Mapping):
        return []
    given = when.get("timespans", when.get("timespan"))
    spans = given if isinstance(given, list) else [given] if given else []
    if not spans and ("start" in when or "in" in when):
        spans = [when]
    if spans and all(isinstance(one, str) for one in spans):
        spans = [spans]  # one list of four dates, not in a list of its own
    return list(dict.fromkeys(filter(None, map(_date, spans))))


def _date(span: Any) -> str:
    if isinstance(span, list):
        four = [*map(_edtf, span), "", "", "", ""]
        return interval(four[0] or four[1], four[3] or four[2])
    if not isinstance(span, Mapping):
        return _edtf(span)
    end = span.get("end")
    first, first_latest = _ends(span.get("start", span.get("in")))
    if end in (None, "", {}):
        # A start that lies between two days, and no end: one day of them, and nobody says which.
        some_day = first and first_latest and first != first_latest
        return f"[{first}..{first_latest}]" if some_day else interval(first, first_latest)
    end_earliest, last = _ends(end)
    last = last or end_earliest
    return interval(first, last) if first else f"../{last}"


def _ends(end: Any) -> tuple[str, str]:
    """The earliest and the latest that an end of a timespan can be; the same where it is one date."""
    if not isinstance(end, Mapping):
        return _edtf(end), _edtf(end)
    if end.get("in"):
        return _edtf(end["in"]), _edtf(end["in"])
    earliest, latest = _edtf(end.get("earliest")), _edtf(end.get("latest"))
    return earliest or latest, latest or earliest


def _edtf(value: Any) -> str:
    """A date as Linked Places writes it, as EDTF: years in four digits, no time of day."""
    text = day_alone(text_of(value))
    year = _YEAR_ALONE.fullmatch(text)
    return edtf_of_parts(year[1]) + year[2] if year else text


def write(extract: Extract) -> bytes:
    """The extract as a FeatureCollection of Linked Places format v1.1."""
    title = extract.archive.corpus.title
    collection = {
        "type": "FeatureCollection",
        "@context": _CONTEXT,
        **({"title": title} if title else {}),
        "metadata": dict(extract.remarks),
        "features": [_feature(extract, event) for event in events_of_extract(extract)],
    }
    return json_bytes(collection)


def _feature(extract: Extract, event: Event) -> dict[str, Any]:
    archive = extract.archive
    sheet = event_sheet(archive, event.event_id, extract.report_ids)
    accounts = [one for one in sheet.accounts if one.report_id in extract.report_ids]
    citations = [_citation(one.citation, one.url) for one in accounts]
    unique = list({(one["label"], one.get("@id", "")): one for one in citations}.values())
    places = [archive.place_by_id[place_id] for place_id in event.place_ids]
    geometries = [one for place in places if (one := _geometry(archive, place))]
    return {
        "@id": f"urn:datelines:event:{event.event_id}",
        "type": "Feature",
        "properties": {
            "title": event.title,
            "event_id": event.event_id,
            "kind": event.kind,
            "date": event.date,
            "date_basis": event.date_basis,
        },
        "when": when_of(event.date),
        "names": [name for place in places for name in _names(place, unique)],
        "types": [{"identifier": f"urn:datelines:kind:{event.kind}", "label": sheet.kind_means}],
        "geometry": {"type": "GeometryCollection", "geometries": geometries} if geometries else None,
        "links": [{"type": "subjectOf", "identifier": one["@id"]} for one in unique if "@id" in one],
        "descriptions": _descriptions(sheet, extract),
        "citations": unique,
    }


def _citation(label: str, url: str) -> dict[str, str]:
    return {"label": label} | ({"@id": url} if url else {})


def _geometry(archive: Archive, place: Place) -> dict[str, Any] | None:
    shape = place_geometry(archive, place)
    if shape is None:
        return None
    source = [{"label": place.coordinates_source}] if place.coordinates_source else []
    return {**shape, "certainty": _CERTAINTY.get(place.precision, "uncertain"), "citations": source}


def _names(place: Place, citations: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The name of a place with the citations of the event, and its other spellings, as the format has it."""
    others = [{"toponym": name} for name in place.names if name != place.name]
    return [{"toponym": place.name, "citations": citations}, *others]


def _descriptions(sheet: EventSheet, extract: Extract) -> list[dict[str, str]]:
    """Who reported what: a description for each report."""
    return [
        {"value": words, "lang": "en"} | ({"source": account.url} if account.url else {})
        for account, words in accounts_in_words(sheet, extract)
    ]


FORMATS = (
    Format(
        name=NAME,
        title="Linked Places (GeoJSON-T)",
        rank=44,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".geojson",
        mime="application/geo+json",
        loses=(
            "outlets, speakers, figures as numbers, kinds of events and places and the review, which are in "
            f"the descriptions or not at all; {KEEP_ALL}"
        ),
    ),
)
