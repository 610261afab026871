"""KML (OGC 12-007r2): a placemark for each report, with its time and the flat table's columns as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import pandas as pd
from markupsafe import escape

from datelines.files.opened import Opened, RawTable, only_file
from datelines.formats.cells.dates import date_ends, day_alone, interval
from datelines.formats.flat.columns import guessed_columns
from datelines.formats.maps.features import (
    FIGURES,
    LOSES,
    ReportFeature,
    figures_text,
    imported_features,
    neutralised_table,
    report_features,
)
from datelines.formats.maps.geometries import parts_of
from datelines.formats.model import Format, Imported, Options
from datelines.record.dates import DateError, date_in_words, date_span
from datelines.record.package import members_of_remarks
from datelines.share.extract import Extract

NAME = "kml"
_NAMESPACE = "http://www.opengis.net/kml/2.2"
_TIMES = {"when": "TimeStamp when", "begin": "TimeSpan begin", "end": "TimeSpan end"}
_OURS = "report.report_id"
_SHOWN = ("name", "description", *_TIMES, "address", "folder")
# XML 1.0, production 2: what no XML can hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is KML; blank where none is."""
    found = _files(opened)
    return f"it is a KML with {len(found[0][1].frame):,} placemarks" if found else ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The placemarks of one file. Raises IntakeError where there is none, several files, or no dates."""
    found = _files(opened)
    file = only_file(opened, [one for one, _ in found], "KML", "give a KML with placemarks")
    table = found[0][1]
    if _OURS in table.frame:
        # What a placemark shows was made of its data, which say it without a loss.
        shown = [name for name in _SHOWN if name in table.frame]
        table = replace(table, frame=table.frame.drop(columns=shown))
    else:
        table = _dated(table)
    imported = imported_features(NAME, neutralised_table(table), options)
    return replace(imported, corpus={**imported.corpus, **members_of_remarks(file.about)})


def _files(opened: Sequence[Opened]) -> list[tuple[Opened, RawTable]]:
    return [
        (file, table)
        for file in opened
        for table in file.tables
        if file.kind == "vector" and {*_TIMES, "geometry"} <= set(table.frame.columns)
    ]


def _dated(table: RawTable) -> RawTable:
    """The table with the time of each placemark as a date, as exact as it is written."""
    frame = table.frame.rename(columns=_TIMES)
    when, begin, end = (frame[name] for name in _TIMES.values())
    given = [
        day_alone(stamp) or _span(day_alone(first), day_alone(last))
        for stamp, first, last in zip(when, begin, end, strict=True)
    ]
    if not any(given):
        return replace(table, frame=frame)
    other = guessed_columns([str(name) for name in frame.columns])["event.date"]
    if other:
        given = [date or cell for date, cell in zip(given, frame[other], strict=True)]
    dates = pd.Series(given, dtype="str", index=frame.index)
    return replace(table, frame=frame.assign(**{other or "event.date": dates}))


def _span(first: str, last: str) -> str:
    if first and last:
        return interval(first, last)
    return f"{first}/.." if first else f"../{last}" if last else ""


def write(extract: Extract) -> bytes:
    """The extract as KML; the description of the document says what it is and how to cite it."""
    root = Element("kml", {"xmlns": _NAMESPACE})
    document = SubElement(root, "Document")
    _text(document, "name", extract.archive.corpus.title or "What sources reported")
    remarks = (f"{escape(label)}: {escape(text)}" for label, text in extract.remarks if text)
    _text(document, "description", "<br>\n".join(remarks))
    for feature in report_features(extract):
        document.append(_placemark(feature))
    indent(root, " ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _placemark(feature: ReportFeature) -> Element:
    mark = Element("Placemark")
    cells = feature.properties
    _text(mark, "name", cells["event.title"])
    _text(mark, "description", _description(feature))
    mark.extend(_time(cells["event.date"]))
    data = SubElement(mark, "ExtendedData")
    figures = {FIGURES: figures_text(feature.figures)} if feature.figures else {}
    for name, cell in {**cells, **figures}.items():
        _text(SubElement(data, "Data", {"name": name}), "value", cell)
    if feature.geometry is not None:
        mark.extend(_shapes(feature.geometry))
    return mark


def _description(feature: ReportFeature) -> str:
    """Who reported what, as HTML: programs show a description as that."""
    cells = feature.properties
    speaker = cells.get("speaker.name", "")
    said = f", {cells['report.voice']} {speaker}" if speaker else ""
    doubt = " (possibly this event)" if cells["report.link_status"] == "possibly" else ""
    dated = date_in_words(cells.get("report.date_as_reported") or cells["event.date"])
    summary = f"{escape(cells['outlet.name'])}{escape(said)}{doubt}: {escape(cells['report.summary'])}"
    return f"{summary}<br>\n{escape(dated)}. {escape(cells['source.title'])}"


def _time(edtf: str) -> Iterator[Element]:
    """The time of a placemark, never more exact than the date: a stamp for a day, month or year."""
    try:
        first, last = date_ends(edtf)
        exact = date_span(edtf).precision in ("day", "month", "year")
    except DateError:
        return
    span = Element("TimeStamp" if exact and first == last else "TimeSpan")
    if span.tag == "TimeStamp":
        _text(span, "when", first)
    else:
        _text(span, "begin", first)
        _text(span, "end", last)
    yield span


def _shapes(shape: dict[str, Any]) -> Iterator[Element]:
    """A geometry of GeoJSON as KML."""
    kind, coordinates = shape["type"], shape.get("coordinates", ())
    if kind == "Point":
        point = Element("Point")
        _text(point, "coordinates", _positions([coordinates]))
        yield point
    elif kind == "LineString":
        line = Element("LineString")
        _text(line, "coordinates", _positions(coordinates))
        yield line
    elif kind == "Polygon":
        yield _polygon(coordinates)
    else:
        several = Element("MultiGeometry")
        single = kind.removeprefix("Multi")
        members = shape.get("geometries") or [{"type": single, "coordinates": one} for one in coordinates]
        for member in members if kind != "MultiPoint" else parts_of(shape):
            several.extend(_shapes(member))
        yield several


def _polygon(rings: Sequence[Any]) -> Element:
    polygon = Element("Polygon")
    for number, ring in enumerate(rings):
        boundary = SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
        _text(SubElement(boundary, "LinearRing"), "coordinates", _positions(ring))
    return polygon


def _positions(positions: Sequence[Any]) -> str:
    return " ".join(",".join(repr(number) for number in position[:2]) for position in positions)


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


FORMATS = (
    Format(
        name=NAME,
        title="KML (Google Earth, QGIS)",
        rank=61,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".kml",
        mime="application/vnd.google-earth.kml+xml",
        loses=f"{LOSES}, and characters that XML cannot hold",
    ),
)
