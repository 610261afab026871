"""Random archives for round trips through formats, and how their tables are compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from datelines.record.package import Corpus
from datelines.record.records import TABLES
from datelines.table.archive import Archive
from datelines.table.table import Tables
from tests.builders import DATES, HOSTILE
from tests.rows import table_of_rows

Cells = dict[str, str]
_OUTER = " \t\r\n\v\f\u00a0\ufeff\u200b"
STARTS = (
    "=1+1",
    "'=1+1",
    "''=x",
    "+7",
    "-7",
    "-7.5",
    "'-7",
    "@cmd",
    "'Ain Issa",
    "_x0041_",
    "-cmd|' /C calc'!A0",
)
"""Text that a spreadsheet may take for something else."""


def archive_of_rows(rows: Mapping[str, list[Cells]], shapes: Mapping[str, bytes] | None = None) -> Archive:
    """An archive of rows of text cells; no rule of datelines.checks is applied."""
    tables = {}
    for model in TABLES:
        table = table_of_rows(model, f"memory/{model.table}.csv", rows.get(model.table, []))
        assert table.fits.all(), (model.table, rows)
        tables[model.table] = table
    return Archive(Tables(Path("memory"), tables, dict(shapes or {}), Corpus(), (), ()))


def assert_same_frames(found: Mapping[str, pd.DataFrame], wanted: Mapping[str, pd.DataFrame]) -> None:
    """The same rows in every table, in any order; a table without rows may be missing."""
    left, right = (
        {name: _sorted(one) for name, one in frames.items() if len(one)} for frames in (found, wanted)
    )
    assert left.keys() == right.keys()
    for name, frame in right.items():
        assert left[name].to_dict("list") == frame.to_dict("list"), name


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns)).reset_index(drop=True)


def texts(avoid: str = "") -> st.SearchStrategy[str]:
    """Text of a cell: hostile, like a formula, or anything else; never blank, without outer blanks."""
    letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=avoid)
    anything = st.text(st.one_of(letters, st.sampled_from(";:\\\n',\"")), min_size=1, max_size=12)
    known = [text.replace("\0", "") for text in (*HOSTILE, *STARTS)]
    found = st.one_of(st.sampled_from(known), anything)
    return found.map(lambda text: _plain(text, avoid)).filter(bool)


def _plain(text: str, avoid: str) -> str:
    kept = "".join(char for char in text if char not in avoid)
    while kept != kept.strip().strip(_OUTER):
        kept = kept.strip().strip(_OUTER)
    return kept


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    """A small archive in which every column may be filled, with texts that are hard to keep."""
    maybe = st.one_of(st.just(""), texts())
    dates = st.one_of(st.just(""), st.sampled_from(DATES))

    def some(name: str, least: int) -> list[str]:
        return [f"{name}-{number}" for number in range(draw(st.integers(least, 3)))]

    def cells(model: Any, **given: str) -> Cells:
        made = dict(given)
        for name, field in model.model_fields.items():
            if name in given:
                continue
            if name in model.terms():
                made[name] = draw(st.sampled_from(sorted(model.terms()[name])))
            elif name in model.days():
                made[name] = draw(st.sampled_from(["", "2026-01-11"]))
            elif name in ("published", "date_as_reported", "scope_dates"):
                made[name] = draw(dates)
            else:
                made[name] = draw(texts() if field.is_required() else maybe)
        return made

    numbers = st.one_of(st.just(""), st.floats(0, 1e6).map(lambda one: format(one, "f")), st.just("0.00001"))
    models = {model.table: model for model in TABLES}
    outlets, speakers, places = some("outlet", 1), some("speaker", 0), some("place", 0)
    sources, events, reports = some("source", 1), some("event", 1), some("report", 1)
    figures, populations, parts = some("figure", 0), some("population", 0), some("part", 0)
    one_of = st.sampled_from
    about = {report: draw(one_of(events)) for report in reports}
    # A part is of the event that the reports with its figures are about.
    part_of = {part: draw(one_of(events)) for part in parts}
    rows = {
        "outlets": [cells(models["outlets"], outlet_id=one) for one in outlets],
        "speakers": [cells(models["speakers"], speaker_id=one) for one in speakers],
        "sources": [
            cells(models["sources"], source_id=one, outlet_id=draw(one_of(outlets))) for one in sources
        ],
        "places": [
            cells(
                models["places"],
                place_id=one,
                names=";".join(draw(st.lists(texts(avoid=";"), max_size=2))),
                latitude=draw(one_of(["", "35", "-0.5", "12.3456789012345"])),
                longitude=draw(one_of(["", "37.25", "-179.99999"])),
                radius_km=draw(numbers),
                within=places[draw(st.integers(0, at - 1))] if at and draw(st.booleans()) else "",
                geonames_id=draw(one_of(["", "173797"])),
                precision=draw(one_of("1234567")),
            )
            for at, one in enumerate(places)
        ],
        "events": [
            cells(
                models["events"],
                event_id=one,
                part_of=draw(one_of(["", *events])),
                date=draw(one_of(DATES)),
                place_ids=";".join(draw(st.lists(one_of(places), unique=True))) if places else "",
            )
            for one in events
        ],
        "populations": [
            cells(models["populations"], population_id=one, within=draw(one_of(["", *populations])))
            for one in populations
        ],
        "parts": [cells(models["parts"], part_id=one, event_id=at) for one, at in part_of.items()],
        "reports": [
            cells(
                models["reports"],
                report_id=one,
                event_id=about[one],
                source_id=draw(one_of(sources)),
                speaker_id=draw(one_of(["", *speakers])),
                relayed_by=draw(one_of(["", *outlets, *speakers])),
            )
            for one in reports
        ],
        "figures": [
            cells(
                models["figures"],
                figure_id=one,
                report_id=(report := draw(one_of(reports))),
                population_id=draw(one_of(["", *populations])),
                part_id=draw(one_of(["", *(part for part, at in part_of.items() if at == about[report])])),
                low=draw(numbers),
                high=draw(numbers),
            )
            for one in figures
        ],
        "wording": [
            {"report_id": report, "subject": subject, "term": term}
            for report, subject, term in sorted(
                draw(st.sets(st.tuples(one_of(reports), texts(), texts()), max_size=3))
            )
        ],
        "cited": [
            {"report_id": report, "source_id": source}
            for report, source in sorted(
                draw(st.sets(st.tuples(one_of(reports), one_of(sources)), max_size=3))
            )
        ],
    }
    return archive_of_rows(rows)
