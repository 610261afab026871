"""A tiny format for tests of imports: a row is a claim with rows of its own in most tables."""

from __future__ import annotations

import pandas as pd

from datelines.files.opened import Opened
from datelines.formats.model import Format, Imported, Options, Origin
from datelines.problems import Problem
from datelines.record.records import TABLES

COLUMNS = {model.table: model.columns() for model in TABLES}
HEADER = "name,date,outlet,place,latitude,killed,more\n"


def read(files: tuple[Opened, ...], options: Options) -> Imported:
    """A tiny format: a row is a claim with an event, a report, a figure and a place of its own."""
    raw = files[0].tables[0]
    frame, rows = raw.frame, raw.rows
    skipped = frame["name"] == "#skip"
    gone = tuple(Problem(raw.name, int(row), "name", "#skip", "no claim", "-") for row in rows[skipped])
    frame, rows = frame[~skipped.to_numpy()].reset_index(drop=True), rows[~skipped.to_numpy()]
    outlets = frame["outlet"].drop_duplicates()
    number = pd.Series([str(row) for row in rows], dtype="str")

    def part(table: str, count: int, **cells: object) -> pd.DataFrame:
        made = {column: cells.get(column, "") for column in COLUMNS[table]}
        return pd.DataFrame(made, index=range(count)).astype("str")

    count = len(frame)
    dead = frame["killed"] != ""
    frames = {
        "outlets": part(
            "outlets",
            len(outlets),
            outlet_id=outlets.to_numpy(),
            name=outlets.to_numpy(),
            kind="online",
            about="-",
        ),
        "sources": part(
            "sources",
            count,
            source_id="source-" + number,
            outlet_id=frame["outlet"],
            outlet_basis="stated",
            title="T",
            language="und",
        ),
        "places": part(
            "places",
            count,
            place_id="place-" + number,
            name="P",
            kind="town",
            latitude=frame["latitude"],
            longitude=frame["latitude"].map(lambda cell: "36" if cell else ""),
            coordinates_source="the table",
            precision="2",
        ),
        "events": part(
            "events",
            count,
            event_id="event-" + number,
            title=frame["name"],
            date=frame["date"],
            date_basis="stated",
            place_ids="place-" + number,
            kind="other",
            status="draft",
        ),
        "reports": part(
            "reports",
            count,
            report_id="report-" + number,
            event_id="event-" + number,
            source_id="source-" + number,
            voice="own",
            summary="S",
            link_status="same",
            status="draft",
        ),
        "figures": part(
            "figures",
            int(dead.sum()),
            figure_id=("figure-" + number)[dead].to_numpy(),
            report_id=("report-" + number)[dead].to_numpy(),
            measure="killed",
            population="people",
            qualifier="exact",
            low=frame["killed"][dead].to_numpy(),
            high=frame["killed"][dead].to_numpy(),
            unit="people",
            scope="event",
            as_reported="-",
        ),
    }
    named = {
        "events": {"title": "name", "date": "date"},
        "places": {"latitude": "latitude"},
        "figures": {"low": "killed", "high": "killed"},
        "sources": {"outlet_id": "outlet"},
        "outlets": {"outlet_id": "outlet"},
    }
    lines = dict.fromkeys(frames, rows) | {
        "outlets": rows[outlets.index],
        "figures": rows[dead.to_numpy()],
    }
    flags = tuple(
        Problem(raw.name, int(row), "more", cell, "a remark", "-")
        for row, cell in zip(rows, frame["more"], strict=True)
        if cell
    )
    return Imported(
        format="tiny",
        frames=frames,
        origins={name: Origin(raw.name, lines[name], named.get(name, {})) for name in frames},
        read=count + len(gone),
        flags=flags,
        skipped=gone,
        corpus={"title": "Tiny", "datelines:bounds": "2019-01-01/2019-12-31"},
    )


TINY = Format("tiny", "Tiny table", 1, recognise=lambda files: "it is tiny", read=read)
