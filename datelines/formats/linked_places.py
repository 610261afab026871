"""Linked Places format (GeoJSON-T): reads features with a `when`, and writes one for each event.

A gazetteer says where and when a place was, with citations: each feature is a claim of the file itself, for
which its citations are cited.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from datelines.formats.cited_sources import cited_source, is_address
from datelines.formats.claims import NO_OUTLET, NO_OUTLET_REPAIR, ClaimsBuilder, slug, text_of
from datelines.formats.corpus_members import members_of_file
from datelines.formats.geometries import is_drawn, is_point, parts_of, point_cells, shape_bytes
from datelines.formats.linked_features import (
    Feature,
    citations_of,
    features_of,
    geonames_id,
    kind_of,
    names_of,
    period_labels,
    properties_of,
)
from datelines.formats.linked_when import dates_of_when
from datelines.formats.linked_writing import linked_places_bytes
from datelines.formats.model import KEEP_ALL, Format, Imported, Options
from datelines.intake.files import Opened, only_file

NAME = "linked-places"
_COLUMNS = {
    "events": {"title": "properties.title", "date": "when"},
    "places": {"name": "properties.title", "names": "names", "latitude": "geometry", "longitude": "geometry"},
}
_MAPPING = {
    "events.title": "properties.title",
    "events.date": "when.timespans",
    "places.names": "names",
    "places.latitude, places.longitude, places.geometry": "geometry",
    "places.geonames_id": "links, where exactMatch is GeoNames",
    "cited.source_id": "citations",
}
_OUTLINE = {
    "kind": "zone",
    "precision": "5",
    "note": "The file gives an outline, and not what kind of place it is.",
}
_KEPT = ("when", "types", "links", "relations", "descriptions", "depictions")


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is in Linked Places format; blank where none is."""
    if any(features_of(file.value) for file in opened if file.kind == "json"):
        return "its features have the members `when` or `names` of Linked Places"
    return ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The features of one file. Raises IntakeError where there are none, or several files."""
    found = [file for file in opened if features_of(file.value)]
    file = only_file(opened, found, "collection of Linked Places", "give one with `when` or `names`")
    features = features_of(file.value) or []
    reader = _Reader(ClaimsBuilder(file.name))
    for row, feature in enumerate(features, start=1):
        if row % 500 == 0:
            options.progress(row / len(features), "Reading features")
        reader.add(row, feature)
    corpus = members_of_file(file.value, text_of(file.value.get("title")))
    return reader.builder.imported(NAME, len(features), _COLUMNS, _MAPPING, corpus, reader.shapes)


class _Reader:
    """Makes the rows of one file."""

    def __init__(self, builder: ClaimsBuilder) -> None:
        self.builder = builder
        self.shapes: dict[str, bytes] = {}

    def add(self, row: int, feature: Feature) -> None:
        """A feature as one claim for each of its timespans, or as one that is skipped."""
        builder, properties = self.builder, properties_of(feature)
        names = names_of(feature)
        title = text_of(properties.get("title")) or next(iter(names), "")
        dates = dates_of_when(feature.get("when"))
        if not dates:
            label = period_labels(feature)
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
        feature: Feature,
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
            f"properties.{key}": text_of(v) for key, v in properties_of(feature).items() if key != "title"
        }
        members = {"@id": text_of(feature.get("@id"))} | {key: text_of(feature.get(key)) for key in _KEPT}
        builder.keep(report_id, others | members)

    def _places(self, row: int, feature: Feature, title: str, names: Sequence[str]) -> Iterator[str]:
        """A place for each point of the geometry, one for its areas and lines, or one without coordinates."""
        parts = parts_of(feature.get("geometry"))
        points, drawn = [one for one in parts if is_point(one)], [one for one in parts if is_drawn(one)]
        for one in parts:
            if not is_point(one) and not is_drawn(one):
                why = "a geometry that is neither points, lines nor areas with coordinates"
                self.builder.flag(row, "geometry", json.dumps(one)[:200], why, "correct the geometry")
        spellings, known = ";".join(one.replace(";", ",") for one in names), geonames_id(feature)
        name = title or f"Feature {row}"
        for point in points if len(points) > 1 or not drawn else []:
            latitude, longitude = point_cells(point)
            cells = {"kind": kind_of(feature), "names": spellings, "geonames_id": known}
            yield self.builder.place(name, row, latitude, longitude, cells)
        if drawn:
            file = f"{slug(PurePosixPath(self.builder.path).stem, 'shape')}-{row}.geojson"
            self.shapes[file] = shape_bytes(drawn)
            latitude, longitude = point_cells(points[0]) if len(points) == 1 else ("", "")
            cells = {**_OUTLINE, "geometry": file, "names": spellings, "geonames_id": known}
            yield self.builder.place(name, row, latitude, longitude, cells)
        if not points and not drawn and title:
            cells = {"names": spellings, "geonames_id": known}
            yield self.builder.place(name, row, cells=cells)

    def _cited(self, row: int, feature: Feature) -> Iterator[str]:
        """The sources that a feature cites, for its names, its geometries, itself or its descriptions."""
        for label, address in citations_of(feature):
            if label or address:
                url = address if is_address(address) else ""
                yield cited_source(self.builder, row, address or label, title=label or address, url=url)


FORMATS = (
    Format(
        name=NAME,
        title="Linked Places (GeoJSON-T)",
        rank=44,
        recognise=recognise,
        read=read,
        write=linked_places_bytes,
        suffix=".geojson",
        mime="application/geo+json",
        loses=(
            "outlets, speakers, figures as numbers, kinds of events and places and the review, which are in "
            f"the descriptions or not at all; {KEEP_ALL}"
        ),
    ),
)
