"""Writes an extract as the flat table: one row for each report and figure."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from datelines.formats.flat.cells import Label, in_one_cell, parted, wording_cell
from datelines.formats.flat.columns import (
    FILE_ABOUT,
    GROUPS,
    OPTIONAL_GROUPS,
    OUTLINE,
    WORDING,
    group_columns,
    group_model,
)
from datelines.formats.tables.frames import frames_of_extract
from datelines.share.extract import Extract
from datelines.share.formulas import neutralised

_GEOMETRY, _PLACES = "place.geometry", "place.place_id"
Frames = Mapping[str, pd.DataFrame]


def flat_frame(extract: Extract) -> pd.DataFrame:
    """The extract as one table of text: a row for each report and figure, the report's cells repeated, and
    one row for a report without figures.

    The columns are WRITTEN_COLUMNS; those of OPTIONAL_GROUPS (relays, cited sources) are there where some
    report has them. docs/formats.md says how several places, cited sources and labels share a cell.
    """
    frames = frames_of_extract(extract)
    reports = frames["reports"]
    columns = {
        group: _rows_of_groups(group, frames, reports)
        for group in GROUPS
        if group != "figure" and (group not in OPTIONAL_GROUPS or _present(group, frames))
    }
    about_reports = pd.concat(
        [columns[group] for group in GROUPS if group in columns]
        + [pd.Series(_wording(frames), dtype="str", name=WORDING)],
        axis=1,
    )
    figures = frames["figures"].rename(columns={name: flat for flat, name in group_columns("figure").items()})
    figures = figures.assign(key=figures["report_id"]).drop(columns="report_id")
    rows = about_reports.assign(key=reports["report_id"]).merge(figures, on="key", how="left", sort=False)
    order = [flat for group in GROUPS for flat in group_columns(group) if flat in rows]
    order.insert(order.index("report.note") + 1, WORDING)
    return rows[order].fillna("").astype("str").reset_index(drop=True)


def write(extract: Extract) -> bytes:
    """The flat table as CSV (RFC 4180, UTF-8) with the header in its first line, so that `pandas.read_csv`
    and R read it as it is. What the file is and how to cite it is in the last column of the first row.
    """
    frame = _with_outlines(flat_frame(extract), extract.archive.shapes)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    about = "\n".join(f"{label}: {' '.join(words.split())}" for label, words in extract.remarks)
    frame[FILE_ABOUT] = pd.Series([about, *[""] * len(frame)][: len(frame)], index=frame.index, dtype="str")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(_harmless(frame[name]) for name in frame), strict=True))
    return text.getvalue().encode()


def _with_outlines(frame: pd.DataFrame, shapes: Mapping[str, bytes]) -> pd.DataFrame:
    """The frame with the outline of each place in the first row that names its file; as it is without any."""
    texts = {name: content.decode("utf-8", "replace").strip() for name, content in shapes.items()}
    cells = []
    for names, count in zip(frame[_GEOMETRY], frame[_PLACES].str.count(";") + 1, strict=True):
        # Said once: an outline takes more room than all other cells of a row.
        values = [texts.pop(name, "") for name in parted(names, count) or ()] if names else []
        cells.append(in_one_cell(values) if values else "")
    if not any(cells):
        return frame
    frame.insert(list(frame.columns).index(_GEOMETRY) + 1, OUTLINE, pd.Series(cells, dtype="str"))
    return frame


def _harmless(column: pd.Series) -> list[str]:
    # A column repeats most of its cells, and most repeat between columns.
    cells = column.tolist()
    made = {cell: neutralised(cell) for cell in set(cells)}
    return [made[cell] for cell in cells]


def _present(group: str, frames: Frames) -> bool:
    if group.startswith("cited"):
        return len(frames["cited"]) > 0
    return bool(set(frames["reports"]["relayed_by"].tolist()) & set(_of_group(group, frames).index))


def _of_group(group: str, frames: Frames) -> pd.DataFrame:
    """The rows of a group's table by their id, with flat columns."""
    model = group_model(group)
    names = {name: flat for flat, name in group_columns(group).items()}
    return (
        frames[model.table].set_index(str(model.key), drop=False).rename(columns=names)[list(names.values())]
    )


def _rows_of_groups(group: str, frames: Frames, reports: pd.DataFrame) -> pd.DataFrame:
    """The group's columns, a row for each report."""
    rows = _of_group(group, frames)
    outlet_of = dict(zip(frames["sources"]["source_id"], frames["sources"]["outlet_id"], strict=True))
    if group == "place":
        places_of = dict(zip(frames["events"]["event_id"], frames["events"]["place_ids"], strict=True))
        ids = {event_id: tuple(cell.split(";")) if cell else () for event_id, cell in places_of.items()}
        return _joined_rows(rows, [ids.get(event_id, ()) for event_id in reports["event_id"]])
    if group.startswith("cited"):
        cited: dict[str, list[str]] = defaultdict(list)
        for report_id, source_id in frames["cited"].itertuples(index=False):
            cited[report_id].append(outlet_of.get(source_id, "") if group == "cited_outlet" else source_id)
        return _joined_rows(rows, [tuple(cited.get(one, ())) for one in reports["report_id"]])
    keys: dict[str, Callable[[], pd.Series]] = {
        "event": lambda: reports["event_id"],
        "outlet": lambda: reports["source_id"].map(outlet_of),
        "source": lambda: reports["source_id"],
        "speaker": lambda: reports["speaker_id"],
        "report": lambda: reports["report_id"],
        "relay_outlet": lambda: reports["relayed_by"],
        "relay_speaker": lambda: reports["relayed_by"],
    }
    return rows.reindex(keys[group]()).fillna("").reset_index(drop=True)


def _joined_rows(rows: pd.DataFrame, ids: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    """For each tuple of ids the cells of their rows, joined by column."""
    by_id = {key: cells for key, *cells in rows.itertuples(name=None)}
    blank = [""] * len(rows.columns)
    made = {
        these: [in_one_cell(values) for values in zip(*(by_id.get(one, blank) for one in these), strict=True)]
        if these
        else blank
        for these in set(ids)
    }
    return pd.DataFrame([made[these] for these in ids], columns=rows.columns, dtype="str")


def _wording(frames: Frames) -> list[str]:
    labels: dict[str, list[Label]] = defaultdict(list)
    for report_id, *label in frames["wording"].itertuples(index=False):
        subject, term, gloss, group = label
        labels[report_id].append((subject, term, gloss, group))
    return [wording_cell(labels.get(one, ())) for one in frames["reports"]["report_id"]]
