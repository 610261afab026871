"""What can be explored of tables with problems, and what is left out for what."""

from __future__ import annotations

import numpy as np
import pytest

from datelines.checks import check_tables
from datelines.imports.explorable import sound_rows
from datelines.problems import Problem
from datelines.record.records import TABLES
from datelines.table.folder import table_of, tables_of
from datelines.table.table import Tables
from datelines.table.text import text_frame
from tests.builders import archive


@pytest.fixture
def tables() -> Tables:
    made = archive(
        places=[{"place_id": "town"}, {"place_id": "village"}],
        events=[{"place_ids": "village;town"}, {"event_id": "event-b", "place_ids": "town"}],
        reports=[
            {"relayed_by": "outlet-b"},
            {"report_id": "report-b", "event_id": "event-b", "relayed_by": "speaker-a"},
        ],
        outlets=[{}, {"outlet_id": "outlet-b"}],
        speakers=[{}],
        figures=[{}, {"figure_id": "figure-b", "report_id": "report-b"}],
    )
    parts = {}
    for model in TABLES:
        frame = text_frame({name: made.cells(model.table, name) for name in model.columns()})
        lines = np.arange(2, len(frame) + 2)
        parts[model.table], _ = table_of(model, frame, path=f"{model.table}.csv", lines=lines)
    return tables_of(parts, made.corpus, {}, "memory")


def kept(tables: Tables, *problems: Problem) -> dict[str, list[bool]]:
    found = sound_rows(tables, problems)
    assert check_tables(tables.kept(found.masks)) == []
    return {name: mask.tolist() for name, mask in found.masks.items()}


def problem(tables: Tables, table: str, row: int, column: str, value: str) -> Problem:
    return tables.tables[table].problem(tables.tables[table].lines[row], column, value, "odd", "mend it")


def test_without_a_problem_every_row_is_sound(tables: Tables) -> None:
    assert all(all(mask) for mask in kept(tables).values())


def test_an_event_goes_with_any_of_its_places(tables: Tables) -> None:
    found = kept(tables, problem(tables, "places", 1, "place_id", "village"))
    assert found["places"] == [True, False]
    assert found["events"] == [False, True]
    assert found["reports"] == [False, True]
    assert found["figures"] == [False, True]


def test_a_report_goes_with_its_relay_be_it_an_outlet_or_a_speaker(tables: Tables) -> None:
    assert kept(tables, problem(tables, "outlets", 1, "name", "Outlet A"))["reports"] == [False, True]
    assert kept(tables, problem(tables, "speakers", 0, "name", "Speaker A"))["reports"] == [True, False]
    found = sound_rows(tables, [problem(tables, "speakers", 0, "name", "Speaker A")])
    assert [(one.table, one.kind, one.cause_table, one.causes.tolist()) for one in found.dependents][:1] == [
        ("reports", "relay", "speakers", [0])
    ]


def test_an_event_goes_with_its_last_report(tables: Tables) -> None:
    found = kept(tables, problem(tables, "reports", 1, "summary", "Summary A."))
    assert found["events"] == [True, False]


def test_a_figure_goes_alone(tables: Tables) -> None:
    found = kept(tables, problem(tables, "figures", 1, "low", "7"))
    assert found["figures"] == [True, False]
    assert found["reports"] == [True, True]


def test_a_problem_of_the_whole_file_keeps_nothing_out(tables: Tables) -> None:
    whole = Problem("datapackage.json", 1, "-", "", "odd", "mend it")
    assert all(all(mask) for mask in kept(tables, whole).values())


def test_of_rows_on_one_line_the_one_with_the_value_is_meant(tables: Tables) -> None:
    figures = tables.tables["figures"]
    same_line = Problem(figures.path, int(figures.lines[0]), "figure_id", "figure-a", "odd", "mend it")
    assert np.flatnonzero(~sound_rows(tables, [same_line]).masks["figures"]).tolist() == [0]
