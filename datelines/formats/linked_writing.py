"""Writes Linked Places format: a feature for each event, with its places as names and its reports cited."""

from __future__ import annotations

from typing import Any

from datelines.archive import Archive
from datelines.event_sheet import EventSheet, event_sheet
from datelines.figure_groups import event_order
from datelines.formats.account_words import accounts_in_words
from datelines.formats.extracted import records_of_extract
from datelines.formats.geometries import place_geometry
from datelines.formats.linked_when import when_of
from datelines.formats.model import Extract, json_bytes
from datelines.records import Event, Place

CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
)
_CERTAINTY = {1: "certain", 2: "less-certain"}
"""Linked Places' words for how sure a geometry is, by precision; the others are `uncertain`."""


def linked_places_bytes(extract: Extract) -> bytes:
    """The extract as a FeatureCollection of Linked Places format v1.1."""
    events = sorted(records_of_extract(extract)["events"], key=event_order)
    title = extract.archive.corpus.title
    collection = {
        "type": "FeatureCollection",
        "@context": CONTEXT,
        **({"title": title} if title else {}),
        "metadata": dict(extract.remarks),
        "features": [_feature(extract, event) for event in events],
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
