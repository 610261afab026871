"""Plain GeoJSON (RFC 7946): a feature for each report, with the flat table's columns as properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from datelines.files.opened import Opened, only_file
from datelines.formats.builder import text_of
from datelines.formats.maps.features import (
    FIGURES,
    LOSES,
    imported_features,
    neutralised_table,
    report_features,
    table_of_features,
)
from datelines.formats.model import Format, Imported, Options, json_bytes
from datelines.problems import Problem
from datelines.record.package import members_of_file
from datelines.share.extract import Extract

NAME = "geojson"
_DEGREES = ("CRS84", "4326")


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is GeoJSON; blank where none is."""
    for file in opened:
        features = _features(file.value) if file.kind == "json" else None
        if features:
            return f"it is a GeoJSON collection of {len(features):,} features"
    return ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The features of one file. Raises IntakeError where there are none, several files, or no dates."""
    found = [file for file in opened if _features(file.value)]
    file = only_file(opened, found, "collection of GeoJSON features", "give one with a feature or more")
    features = _features(file.value) or []
    skipped = [
        Problem(file.name, row, "-", str(one)[:80], "no feature of GeoJSON", "remove it")
        for row, one in enumerate(features, start=1)
        if not isinstance(one, dict)
    ]
    kept = [one if isinstance(one, dict) else {} for one in features]
    table = table_of_features(file.name, PurePosixPath(file.name).stem, kept)
    blank = len(features) - len(skipped) - len(table.frame)
    imported = imported_features(NAME, neutralised_table(table), options)
    flags = (*_crs_flags(file), *imported.flags)
    if blank:
        rows = set(table.rows.tolist()) | {problem.line for problem in skipped}
        why, repair = "a feature without properties and geometry", "remove it, or fill it in"
        missing = (row for row in range(1, len(features) + 1) if row not in rows)
        skipped += [Problem(file.name, row, "-", "", why, repair) for row in missing]
    return replace(
        imported,
        read=imported.read + len(skipped),
        flags=flags,
        skipped=(*skipped, *imported.skipped),
        corpus={**imported.corpus, **members_of_file(file.value, _name(file.value))},
    )


def _features(value: Any) -> list[Any] | None:
    """The features in a value of JSON: of a collection, a list of features, or the one that it is."""
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        return features if isinstance(features, list) else None
    if isinstance(value, dict) and value.get("type") == "Feature":
        return [value]
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return value if all(one.get("type") == "Feature" for one in value) else None
    return None


def _name(value: Any) -> str:
    return text_of(value.get("name")) if isinstance(value, dict) else ""


def _crs_flags(file: Opened) -> tuple[Problem, ...]:
    """A remark where the file names a coordinate system (GeoJSON of 2008) that is not in degrees."""
    crs = file.value.get("crs") if isinstance(file.value, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not name or name.endswith(_DEGREES):
        return ()
    why = "a coordinate system that GeoJSON no longer knows: the numbers are read as degrees"
    return (Problem(file.name, 1, "crs", name, why, "export the file in WGS 84 (EPSG:4326)"),)


def write(extract: Extract) -> bytes:
    """The extract as a FeatureCollection; `metadata` says what it is and how to cite it."""
    features = []
    for one in report_features(extract):
        properties: dict[str, Any] = dict(one.properties)
        if one.figures:
            properties[FIGURES] = [dict(figure) for figure in one.figures]
        features.append(_feature(one.report_id, properties, one.geometry))
    title = extract.archive.corpus.title
    collection = {"type": "FeatureCollection", **({"name": title} if title else {})}
    return json_bytes({**collection, "metadata": dict(extract.remarks), "features": features})


def _feature(identifier: str, properties: Mapping[str, Any], geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": identifier, "properties": dict(properties), "geometry": geometry}


FORMATS = (
    Format(
        name=NAME,
        title="GeoJSON",
        rank=60,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".geojson",
        mime="application/geo+json",
        loses=LOSES,
    ),
)
