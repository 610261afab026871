"""Extracts to be written and read back: random archives, and what they hold."""

from __future__ import annotations

from datetime import date as Day
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from datelines.checks import check_tables
from datelines.files.opening import opened
from datelines.formats import all_formats
from datelines.formats.model import Imported, Options
from datelines.formats.tables.frames import frames_of_extract
from datelines.problems import Problem
from datelines.record.package import Corpus
from datelines.record.records import TABLES
from datelines.share.extract import Extract
from datelines.table.archive import Archive
from datelines.table.folder import table_of
from datelines.table.table import Tables
from tests.builders import DATES, HOSTILE, archive

OUTLINE = b'{"type":"Polygon","coordinates":[[[37.0,35.0],[37.5,35.0],[37.5,35.4],[37.0,35.0]]]}'
SEVERAL = (
    b'{"type":"FeatureCollection","features":['
    b'{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[36.0,35.0],[36.5,35.5]]}},'
    b'{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[36.5,35.5],[37,36]]}}]}'
)


def extract_of(of: Archive, report_ids: frozenset[str] | None = None, **changes: Any) -> Extract:
    """An extract of some reports, or of all."""
    members: dict[str, Any] = {
        "report_ids": frozenset(of.report_by_id) if report_ids is None else report_ids,
        "sentence": "Reports of <b>drones</b> & “attacks”; -- not all of them",
        "link": "https://example.org/?kind=drones&on=1",
        "licence": "CC BY 4.0",
        "citation": "Example, 2026",
        "on": Day(2026, 11, 22),
    }
    return Extract(of, **{**members, **changes})


def wrote(name: str, extract: Extract) -> bytes:
    """An extract as a file of a format."""
    write = all_formats()[name].write
    assert write is not None
    return write(extract)


def read_back(name: str, content: bytes | Extract) -> Imported:
    """What a format makes of a file of its own, which it recognises, or of one with an extract in it."""
    one = all_formats()[name]
    assert one.recognise is not None
    assert one.read is not None
    file = opened(f"a{one.suffix}", content if isinstance(content, bytes) else wrote(name, content))
    assert one.recognise([file])
    return one.read([file], Options())


def held(frames: Any) -> dict[str, set[tuple[tuple[str, str], ...]]]:
    """The cells of each table that are not blank, whatever the order of the rows."""
    tables: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for name, frame in frames.items():
        rows = frame.to_dict("records") if isinstance(frame, pd.DataFrame) else frame
        cells = [{k: v for k, v in row.items() if v} for row in rows]
        if cells:
            tables[name] = {tuple(sorted(row.items())) for row in cells}
            assert len(tables[name]) == len(cells), f"two rows of {name} are the same"
    return tables


def sent(extract: Extract) -> dict[str, set[tuple[tuple[str, str], ...]]]:
    """What an extract holds."""
    return held(frames_of_extract(extract))


def problems_of(imported: Imported) -> list[Problem]:
    """What the checks say of the tables that were read."""
    tables, faulty = {}, []
    for model in TABLES:
        frame = imported.frames.get(model.table, pd.DataFrame())
        lines = np.arange(len(frame)) + 2
        tables[model.table], faults = table_of(model, frame, path=f"{model.table}.csv", lines=lines)
        faulty += faults
    bounds = str(imported.corpus.get("datelines:bounds", "")) or Corpus().bounds
    whole = Tables(Path("memory"), tables, dict(imported.shapes), Corpus(bounds=bounds), (), tuple(faulty))
    return check_tables(whole)


def flagged(imported: Imported) -> set[int]:
    """The rows with a remark."""
    return {problem.line for problem in imported.flags}


_TEXTS = st.one_of(
    st.sampled_from(
        [" ".join(text.split()) for text in HOSTILE if "\x00" not in text and "\u202e" not in text]
    ),
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")),
        min_size=1,
        max_size=12,
    ),
).map(lambda text: " ".join(text.split()) or "text")
_NAMES = _TEXTS.map(lambda text: text.replace(";", ",").strip() or "name")


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    """Random archives of a few events with every kind of row, and with text of strangers in it."""
    places = _places(draw)
    place_ids = [place["place_id"] for place in places]
    outlets = [{"outlet_id": f"outlet-{n}", "name": f"{draw(_NAMES)} {n}", "url": ""} for n in range(2)]
    speakers = [
        {"speaker_id": f"speaker-{n}", "name": f"{draw(_NAMES)} {n}", "role": draw(_NAMES)} for n in range(2)
    ]
    sources = [
        {
            "source_id": f"source-{n}",
            "outlet_id": f"outlet-{n % 2}",
            "title": draw(_TEXTS),
            "published": draw(st.sampled_from(("2020-03-01", "", "2020-03~"))),
            "url": draw(st.sampled_from(("", "https://example.org/a?b=1&c='d'"))),
            "note": draw(_TEXTS),
        }
        for n in range(3)
    ]
    events, reports, figures, wording, cited = [], [], [], [], []
    for number in range(draw(st.integers(1, 4))):
        event_id = f"event-{number}"
        chosen = draw(st.lists(st.sampled_from(place_ids), unique=True, max_size=3))
        events.append(
            {
                "event_id": event_id,
                "title": draw(_TEXTS),
                "date": draw(st.sampled_from((*DATES, "2019-21", "2019-11-XX", "2019?"))),
                "date_basis": draw(st.sampled_from(("stated", "inferred"))),
                "place_ids": ";".join(chosen),
                "kind": draw(st.sampled_from(("attack", "aid", "drone-attack"))),
                "note": draw(_TEXTS),
            }
        )
        for account in range(draw(st.integers(1, 3))):
            report_id = f"{event_id}-report-{account}"
            speaker = draw(st.sampled_from(("", "speaker-0", "speaker-1")))
            reports.append(
                {
                    "report_id": report_id,
                    "event_id": event_id,
                    "source_id": draw(st.sampled_from(("source-0", "source-1"))),
                    "locator": str(account + 1),
                    "speaker_id": speaker,
                    "relayed_by": draw(st.sampled_from(("", "", "outlet-1", "speaker-1"))),
                    "voice": "quoted" if speaker else "own",
                    "date_as_reported": draw(st.sampled_from(("", *DATES))),
                    "place_as_reported": draw(st.sampled_from(("", "Exampleville", "إكزامبل"))),
                    "summary": draw(_TEXTS),
                    "link_status": draw(st.sampled_from(("same", "possibly"))),
                }
            )
            for count in range(draw(st.integers(0, 2))):
                figures.append(
                    {
                        "figure_id": f"{report_id}-figure-{count}",
                        "report_id": report_id,
                        "population": draw(_NAMES),
                        "as_reported": draw(_NAMES),
                        "note": draw(_TEXTS),
                    }
                )
            if draw(st.booleans()):
                wording.append({"report_id": report_id, "subject": draw(_NAMES), "term": draw(_NAMES)})
            if draw(st.booleans()):
                cited.append({"report_id": report_id, "source_id": "source-2"})
    shapes = {"zone.geojson": OUTLINE, "road.geojson": SEVERAL}
    tables = {
        "outlets": outlets,
        "speakers": speakers,
        "sources": sources,
        "places": places,
        "events": events,
    }
    return archive(shapes, **tables, reports=reports, figures=figures, wording=wording, cited=cited)


def _places(draw: st.DrawFn) -> list[dict[str, str]]:
    point = {"latitude": "35.25", "longitude": "37.125", "coordinates_source": "Example gazetteer"}
    zone = {"kind": "zone", "geometry": "zone.geojson", "precision": "5", "name": "Zone"}
    road = {"kind": "road", "geometry": "road.geojson", "precision": "5", "name": "Road"}
    nowhere = {"kind": "country", "precision": "7", "name": "Nowhere in particular"}
    return [
        {"place_id": "town", "name": f"{draw(_NAMES)} town", "names": "Exampleville;إكزامبل", **point},
        {"place_id": "village", "kind": "village", "name": "Village", **point, "latitude": "-0.00001"},
        {"place_id": "zone", "note": draw(_TEXTS), **zone, **draw(st.sampled_from((point, {})))},
        {"place_id": "road", **road},
        {"place_id": "nowhere", **nowhere},
    ]
