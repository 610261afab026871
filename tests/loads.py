"""Loads for tests: flat Parquet files of any tables, sound or not, and what a store holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import make_url, select

from datelines.formats.flat.cells import in_one_cell, wording_cell
from datelines.formats.flat.columns import WORDING, WRITTEN_COLUMNS, group_columns
from datelines.formats.maps.geometries import (
    GEOMETRY,
    is_drawn,
    joined_geometry,
    outline_of,
    parts_of,
    shape_bytes,
)
from datelines.formats.maps.parquet import write as parquet_bytes
from datelines.formats.tables.frames import frames_of_extract
from datelines.imports.flat_parquet.load import load_parquet
from datelines.record.records import TABLES
from datelines.store.filling import bulk_into, stored_tables
from datelines.store.load import LoadDone, load_folder
from datelines.store.opening import open_store
from datelines.store.relation import relation_of
from datelines.store.schema import ROW, names
from datelines.store.store import Store
from datelines.table.archive import Archive
from datelines.table.folder import table_of, tables_of
from datelines.table.table import Tables
from tests.builders import DATES, HOSTILE, KINDS, MEASURES, archive
from tests.extracts import OUTLINE, extract_of
from tests.rows import rows_in

Cells: TypeAlias = dict[str, str]
Stored: TypeAlias = dict[str, list[dict[str, Any]]]
ROOT = Path(__file__).parents[1]


def quiet(share: float, words: str) -> None:
    """Progress that nobody looks at."""


def duckdb_url(path: Path) -> str:
    """The address of a DuckDB file."""
    return f"duckdb:///{path}"


def loaded(source: Path, url: str, **options: Any) -> LoadDone:
    """Load a folder or a Parquet file."""
    load = load_folder if source.is_dir() else load_parquet
    return load(source, make_url(url), quiet, **options)


def fill(url: str, given: Archive, spark_folder: Path | None = None) -> None:
    """Put an archive into a store; no rule is applied."""
    with bulk_into(make_url(url), spark_folder) as bulk:
        for name, rows in stored_tables(given, relation_of(given)).items():
            bulk.append(name, rows)
        bulk.complete(quiet)


def held(store: Store | str) -> Stored:
    """Every table of a store: records in the order of their files, the relation in its own."""
    found = open_store(store) if isinstance(store, str) else store
    schema = found.schema
    tables = {"reports": schema.reports, "inside": schema.inside, "about": schema.about}
    tables |= {f"record_{name}": table for name, table in found.schema.records.items()}
    return {
        name: _ordered([dict(row._mapping) for row in found.rows(select(tables[name]))]) for name in names()
    }


def held_of(given: Archive) -> Stored:
    """What a store should hold of an archive."""
    return {
        name: _ordered(table.to_pylist()) for name, table in stored_tables(given, relation_of(given)).items()
    }


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def place(row: dict[str, Any]) -> tuple[Any, ...]:
        return (
            (row[ROW],) if ROW in row else (row.get("report_number", 0), -row.get("first_row", 0), str(row))
        )

    return sorted(rows, key=place)


TEXTS = tuple(
    text
    for text in (
        *(" ".join(text.split()) for text in HOSTILE),
        *(
            "a;b",
            "a\\;b",
            "\\",
            "c: d",
            "'quoted'",
            'say "so"',
            "comma, here",
            "=1+1",
            "two\nlines",
            "إكزامبل",
            "😀",
        ),
        *("\\.", "NULL", "\\N", '""', "'", "line\n\\.\nline", "$1", "%s", "İ ß ﬁ"),
    )
    if not set(text) & set("\x00\x07\u202e")
)
"""Text with a meaning for some format or engine, which is sound all the same."""


def sound_archive(random: Random, events: int = 12) -> Archive:
    """An archive without a problem, in canonical order, with every kind of row and hostile text in it."""

    def text(short: bool = False) -> str:
        some = " ".join(random.sample(TEXTS, random.choice((1, 1, 2))))
        return random.choice(TEXTS) if short else some

    def name() -> str:
        return f"{text(short=True).replace(';', ',')} {random.randrange(100)}"

    point = {"latitude": "35.25", "longitude": "-37.125", "coordinates_source": "Artificial"}
    places = [
        {"place_id": "town", "name": name(), "names": "Exampleville;إكزامبل", **point},
        {
            "place_id": "village",
            "name": text(),
            "note": text(),
            "kind": "village",
            **point,
            "latitude": "-0.5",
        },
        {"place_id": "zone", "kind": "zone", "precision": "5", "geometry": "zone.geojson", "note": text()},
        {"place_id": "nowhere", "kind": "country", "precision": "7", "admin1": text()},
    ]
    rows: dict[str, list[Cells]] = {
        "outlets": [{"outlet_id": f"outlet-{n}", "name": name(), "about": text()} for n in range(3)],
        "speakers": [{"speaker_id": f"speaker-{n}", "name": name(), "role": text()} for n in range(3)],
        "sources": [
            {
                "source_id": f"source-{n}",
                "outlet_id": f"outlet-{n % 3}",
                "title": text(),
                "published": random.choice(("", "2020-03-01", "2020-03~")),
                "note": text(),
            }
            for n in range(6)
        ],
        "places": places,
    }
    rows |= {"events": [], "reports": [], "figures": [], "wording": [], "cited": []}
    for number in range(events):
        event_id = f"event-{number:02}"
        here = random.sample([place["place_id"] for place in places], random.choice((0, 1, 1, 2, 3)))
        cells = {"event_id": event_id, "title": text(), "date": random.choice(DATES), "note": text()}
        rows["events"].append({**cells, "place_ids": ";".join(here), "kind": random.choice(KINDS)})
        for account in range(random.choice((1, 1, 2, 3))):
            report_id, speaker = f"{event_id}-{account}", random.choice(("", "speaker-0", "speaker-1"))
            rows["reports"].append(
                {
                    "report_id": report_id,
                    "event_id": event_id,
                    "source_id": f"source-{random.randrange(4)}",
                    "locator": str(account + 1),
                    "speaker_id": speaker,
                    "relayed_by": random.choice(("", "", "outlet-2", "speaker-2")),
                    "voice": "quoted" if speaker else "own",
                    "date_as_reported": random.choice(("", "", *DATES)),
                    "summary": text(),
                    "link_status": random.choice(("same", "same", "possibly", "different")),
                    "note": text(),
                }
            )
            for count in range(random.choice((0, 0, 1, 2))):
                figure = {"figure_id": f"{report_id}-{count}", "report_id": report_id, "as_reported": name()}
                rows["figures"].append({**figure, "measure": random.choice(MEASURES), "note": text()})
            for subject in random.sample(TEXTS, random.choice((0, 0, 1, 2))):
                term = " ".join(text(short=True).split()[:6])
                rows["wording"].append({"report_id": report_id, "subject": subject, "term": term})
            for source in random.sample(("source-3", "source-4", "source-5"), random.choice((0, 0, 1, 2))):
                rows["cited"].append({"report_id": report_id, "source_id": source})
    for table in rows.values():
        table.sort(key=lambda row: tuple(row.values()))
    made = archive({"zone.geojson": OUTLINE}, **rows)
    return Archive(as_exported(made))


def as_exported(whole: Archive) -> Tables:
    """The tables of an archive without what no report refers to, which no export has, without populations,
    parts and places that hold others, of which a flat file has the ids alone, and with outlines as they come
    back from one."""
    frames = frames_of_extract(extract_of(whole))
    named = {one.strip() for cell in frames["events"]["place_ids"] for one in cell.split(";")}
    frames["places"] = frames["places"][frames["places"]["place_id"].isin(named)]
    frames |= {name: frames[name].iloc[:0] for name in ("populations", "parts")}
    lines = {name: np.arange(2, len(frame) + 2) for name, frame in frames.items()}
    tables = {
        model.table: table_of(model, frames[model.table], path=model.table, lines=lines[model.table])[0]
        for model in TABLES
    }
    outlined = sorted(set(frames["places"]["geometry"]) - {""})
    drawn = {name: outline_of(whole.shapes[name]) for name in outlined}
    parts = {
        name: [part for part in parts_of(one) if is_drawn(part)] or [one]
        for name, one in drawn.items()
        if one
    }
    shapes = {name: shape_bytes(several) for name, several in parts.items()}
    return tables_of(tables, whole.corpus, shapes, "exported")


def exported(given: Archive, path: Path) -> Path:
    """The Parquet file that `export parquet` writes of an archive."""
    path.write_bytes(parquet_bytes(extract_of(given)))
    return path


def flat_rows(tables: Tables) -> list[Cells]:
    """The rows of the flat table, of tables that may be unsound: every cell as it stands."""
    rows = {name: [dict(row.cells) for row in rows_in(table)] for name, table in tables.tables.items()}
    found = []
    for report in rows["reports"]:
        event = _first(rows["events"], "event_id", report["event_id"])
        source = _first(rows["sources"], "source_id", report["source_id"])
        own = [row for row in rows["cited"] if row["report_id"] == report["report_id"]]
        cited = [_first(rows["sources"], "source_id", row["source_id"]) for row in own]
        place_ids = [one.strip() for one in event.get("place_ids", "").split(";") if one.strip()]
        places = [_first(rows["places"], "place_id", one) for one in place_ids]
        relay = report.get("relayed_by", "")
        flat = {
            **_flat("event", event),
            **_flat_of_several("place", places),
            **_flat("outlet", _first(rows["outlets"], "outlet_id", source.get("outlet_id", ""))),
            **_flat("source", source),
            **_flat("speaker", _first(rows["speakers"], "speaker_id", report.get("speaker_id", ""))),
            **_flat("report", report),
            **_flat("relay_outlet", _known(rows["outlets"], "outlet_id", relay)),
            **_flat("relay_speaker", _known(rows["speakers"], "speaker_id", relay)),
            **_flat_of_several("cited", cited),
            **_flat_of_several(
                "cited_outlet", [_first(rows["outlets"], "outlet_id", one["outlet_id"]) for one in cited]
            ),
            WORDING: wording_cell(
                (row["subject"], row["term"], row.get("gloss", ""), row.get("term_group", ""))
                for row in rows["wording"]
                if row["report_id"] == report["report_id"]
            ),
        }
        drawn = joined_geometry(_geometry(place, tables.shapes) for place in places)
        flat[GEOMETRY] = json.dumps(drawn) if drawn else ""
        figures = [row for row in rows["figures"] if row["report_id"] == report["report_id"]]
        found += [{**flat, **_flat("figure", figure)} for figure in figures or [{}]]
    return found


def written(rows: Sequence[Mapping[str, str]], path: Path, leave_out: str = "") -> Path:
    """Flat rows as a Parquet file, without the columns of a group."""
    columns = [
        name for name in (*WRITTEN_COLUMNS, GEOMETRY) if not leave_out or not name.startswith(f"{leave_out}.")
    ]
    cells = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in columns}
    pq.write_table(pa.table(cells), path)
    return path


def _first(rows: Sequence[Cells], key: str, wanted: str) -> Cells:
    found = _known(rows, key, wanted.strip())
    return found or ({key: wanted} if wanted else {})


def _known(rows: Sequence[Cells], key: str, wanted: str) -> Cells:
    return next((row for row in rows if wanted and row[key].strip() == wanted.strip()), {})


def _flat(group: str, row: Mapping[str, str]) -> Cells:
    return {flat: row.get(name, "") for flat, name in group_columns(group).items()}


def _flat_of_several(group: str, rows: Sequence[Cells]) -> Cells:
    columns = group_columns(group).items()
    return {flat: in_one_cell([row.get(name, "") for row in rows]) if rows else "" for flat, name in columns}


def _geometry(place: Cells, shapes: Mapping[str, bytes]) -> dict[str, Any] | None:
    outline = outline_of(shapes.get(place.get("geometry", ""), b""))
    if outline or not (place.get("latitude") and place.get("longitude")):
        return outline
    try:
        return {"type": "Point", "coordinates": [float(place["longitude"]), float(place["latitude"])]}
    except ValueError:
        return None


class Loading:
    """A load in a process of its own, in pieces of a few reports, which can be killed on the way."""

    def __init__(self, source: Path, url: str, piece: int = 60, spark_folder: Path | None = None) -> None:
        options = f"piece={piece}" + (f", spark_folder=Path({str(spark_folder)!r})" if spark_folder else "")
        code = (
            "import sys; from pathlib import Path; from sqlalchemy import make_url\n"
            "from datelines.imports.flat_parquet.load import load_parquet\n"
            "from datelines.words import bar_on\n"
            "if __name__ == '__main__':\n"
            f"    load_parquet(Path({str(source)!r}), make_url({url!r}), bar_on(sys.stderr), {options})\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, cwd=ROOT
        )

    def killed_at(self, words: str) -> None:
        """Kill it when it says so, and wait until the processes that it started have ended too."""
        said = self.process.stderr
        assert said is not None
        for line in said:
            if words in line:
                self.process.kill()
                break
        else:
            raise AssertionError(f"the load never said {words!r}")
        said.read()  # ends when nobody is left who could say anything
        assert self.process.wait() < 0
        said.close()
