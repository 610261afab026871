"""The `bench` command: what it asks, that the bare queries answer the same, and what it prints."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from benchmarks.asking import filtered, panned, windows
from benchmarks.bare import Bare, Disagreement
from benchmarks.layer import WORDS, positive
from benchmarks.layer_times import layer_times
from benchmarks.questions import brushes, questions
from benchmarks.synthetic import write_synthetic
from datelines.__main__ import main
from datelines.engine.loading import load_parquet
from datelines.query import EventQuery
from datelines.store import Loaded, read_store

REPORTS = 12_000
"""Enough for cells on the map, and for counts on the timeline."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a synthetic table."""
    folder = tmp_path_factory.mktemp("benching")
    write_synthetic(folder / "rows.parquet", REPORTS)
    load_parquet(folder / "rows.parquet", make_url(f"duckdb:///{folder}/store.duckdb"), lambda *_: None)
    return folder / "store.duckdb"


@pytest.fixture
def loaded(path: Path) -> Loaded:
    return read_store(f"duckdb:///{path}")


@pytest.fixture
def bare(path: Path) -> Iterator[Bare]:
    opened = Bare(str(path))
    yield opened
    opened.close()


def test_the_bare_queries_say_what_the_query_layer_says(loaded: Loaded, bare: Bare) -> None:
    asked = list(questions(loaded, 2))
    for question in asked:
        bare.ask(question, filtered(loaded, question.query))
    assert len(asked) == len({question.query for question in asked}) == 10


def test_an_answer_to_another_question_is_found_out(loaded: Loaded, bare: Bare) -> None:
    one, other, *_ = questions(loaded)
    answers = filtered(loaded, other.query)
    with pytest.raises(Disagreement, match="by hand"):
        bare.ask(one, answers)
    with pytest.raises(Disagreement, match="in the table"):
        bare.ask(other, replace(answers, event_ids=answers.event_ids[1:]))
    with pytest.raises(Disagreement, match="in the cells"):
        bare.ask(other, replace(answers, on_map=replace(answers.on_map, cells=answers.on_map.cells[1:])))


def test_what_is_asked_has_cells_and_periods_and_pans_that_bring_something_else(loaded: Loaded) -> None:
    answers = filtered(loaded, EventQuery())
    assert len(answers.periods) == 2
    assert len(answers.on_map.cells) > 10
    drawn = [panned(loaded, EventQuery(), window) for window in windows(answers.on_map)]
    assert len({one.cells or one.marks for one in drawn}) == len(drawn) > 5


def test_a_brush_keeps_a_part_of_the_reports(loaded: Loaded) -> None:
    for query in brushes(loaded):
        assert 0 < loaded.selection(query).counts.reports < REPORTS / 2


def test_times_are_there_for_each_question(loaded: Loaded, path: Path) -> None:
    times = layer_times(loaded, str(path))
    named = ("filter", "pan", "timeline", "bare")
    assert set(times) == {f"{name}_ms" for name in named} | {f"{name}_cpu_ms" for name in named}
    assert min(times.values()) > 0


def test_the_command_prints_one_object_and_keeps_its_files_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--reports", "30", "--seed", "7", "--json", "--folder", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"reports", "load_s", "filter_ms", "pan_ms", "timeline_ms", "bare_ms", "bytes", "rss_mb"} <= set(
        found
    )
    assert set(found) == {"seed", *WORDS}
    assert found["reports"] == 30
    assert found["pan_ms"] == 0, "everything is drawn at once"
    # The memory that the kernel counts goes up and down by itself, between two sessions too.
    assert min(value for name, value in found.items() if name != "session_mb") >= 0
    assert {path.name for path in tmp_path.iterdir()} >= {"rows-30.parquet", "store-30.duckdb"}


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("1000", 1_000), ("1e6", 1_000_000)])
def test_a_number_of_reports_is_written_in_digits_or_as_a_power(text: str, number: int) -> None:
    assert positive(text) == number


@pytest.mark.parametrize("text", ["0", "-3", "1.5", "many", "nan", "inf"])
def test_no_number_of_reports_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="a number of reports"):
        positive(text)
