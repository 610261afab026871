"""What a feature of Linked Places says, whatever is missing or of another type in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from datelines.formats.claims import text_of
from datelines.formats.geometries import parts_of

Feature = Mapping[str, Any]

_POINT_KINDS = frozenset({"city", "town", "village", "camp", "base"})
_GEONAMES = re.compile(r"(?:geonames\.org/|^gn:)(\d+)", re.ASCII)


def features_of(value: Any) -> list[dict[str, Any]] | None:
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


def properties_of(feature: Feature) -> Mapping[str, Any]:
    """The member `properties`, empty where it is no object."""
    return _mapping(feature.get("properties"))


def names_of(feature: Feature) -> list[str]:
    """The toponyms, each once."""
    names = [text_of(one.get("toponym")) for one in _objects(feature.get("names"))]
    return list(dict.fromkeys(filter(None, names)))


def period_labels(feature: Feature) -> str:
    """The names of the periods that date a feature, joined."""
    periods = _objects(_mapping(feature.get("when")).get("periods"))
    return ", ".join(filter(None, (text_of(one.get("name")) for one in periods)))


def kind_of(feature: Feature) -> str:
    """The kind of place that the types name, where it is one that a point may be; blank otherwise."""
    for one in _objects(feature.get("types")):
        labels = [one.get("label"), *(label.get("label") for label in _objects(one.get("sourceLabels")))]
        for label in map(text_of, labels):
            if label.lower() in _POINT_KINDS:
                return label.lower()
    return ""


def geonames_id(feature: Feature) -> str:
    """The id in GeoNames that an exact match names; blank where none does."""
    for link in _objects(feature.get("links")):
        found = _GEONAMES.search(text_of(link.get("identifier")))
        if found and text_of(link.get("type")) == "exactMatch":
            return found[1]
    return ""


def citations_of(feature: Feature) -> Iterator[tuple[str, str]]:
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
