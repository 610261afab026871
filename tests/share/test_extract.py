"""What is exported of a store is what is exported of its files, in parts or whole, by page or by command."""

from __future__ import annotations

from datetime import date as Day
from pathlib import Path
from typing import Any

import pytest

from datelines.__main__ import main
from datelines.formats import writable_formats
from datelines.formats.model import CannotHold
from datelines.formats.tables.frames import frames_of_extract
from datelines.query import dataset
from datelines.query.dataset import Dataset, loaded_tables
from datelines.query.query import EventQuery
from datelines.share import extract
from datelines.share.extract import extract_of, parts_of_extract, too_many
from datelines.share.rows import RowsOf, csv_of, figure_rows, report_rows, wording_rows
from tests.builders import crowded_archive
from tests.random_archives import assert_same_frames
from tests.stores import Asked, in_a_store, loaded_folder

ON = Day(2026, 1, 11)
QUERIES = [
    EventQuery(),
    EventQuery(outlets=frozenset({"tass", "sana"})),
    EventQuery(places=frozenset({"idlib-governorate", "al-hawl-camp"}), text="camp"),
    EventQuery(text="no such words anywhere"),
]


def shipped() -> tuple[Dataset, Dataset]:
    """The shipped data as files and as a store."""
    files = loaded_folder()
    assert files.whole
    return files, in_a_store(files.whole)


@pytest.fixture(params=[2000, 7])
def together(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Events that are fetched together: all at once, and a few at a time."""
    monkeypatch.setattr(extract, "EVENTS", request.param)
    return int(request.param)


@pytest.mark.parametrize("query", QUERIES)
def test_an_extract_of_a_store_holds_what_one_of_the_files_holds(together: int, query: EventQuery) -> None:
    files, stored = (extract_of(one, query, "explore", ON) for one in shipped())
    assert stored.report_ids == files.report_ids
    assert (stored.sentence, stored.citation, stored.licence) == (
        files.sentence,
        files.citation,
        files.licence,
    )
    assert stored.remarks == files.remarks
    assert_same_frames(frames_of_extract(stored), frames_of_extract(files))


@pytest.mark.parametrize("name", writable_formats())
def test_every_format_writes_the_same_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "EVENTS", 20)
    found: list[Any] = []
    for one in shipped():
        write = writable_formats()[name].write
        assert write
        try:
            found.append(write(extract_of(one, QUERIES[1], "explore", ON)))
        except CannotHold as error:
            found.append(str(error))
    if name in ("workbook", "gpkg"):  # hold the time at which they were made
        assert len(found[0]) == pytest.approx(len(found[1]), rel=0.01)
    else:
        assert found[0] == found[1]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("rows_of", [report_rows, figure_rows, wording_rows])
def test_a_download_of_a_store_is_that_of_the_files(
    together: int, query: EventQuery, rows_of: RowsOf
) -> None:
    files, stored = (csv_of(parts_of_extract(one, query), rows_of) for one in shipped())
    assert stored == files


def test_parts_hold_each_kept_report_once_and_say_how_many_came() -> None:
    _, stored = shipped()
    told: list[int] = []
    extracts_of_parts = list(parts_of_extract(stored, EventQuery(), told.append))
    ids = [report_id for _, own in extracts_of_parts for report_id in own]
    assert sorted(ids) == sorted(stored.selection(EventQuery()).report_ids)
    assert told[-1] == len(ids)


def test_statements_for_a_part_do_not_grow_with_its_events(monkeypatch: pytest.MonkeyPatch) -> None:
    _, stored = shipped()
    asked = []
    for together in (5, 40):
        monkeypatch.setattr(extract, "EVENTS", together)
        with Asked(stored.store) as note:
            number = len(list(parts_of_extract(stored, EventQuery())))
        asked.append(len(note.statements) / number)
    assert asked[1] <= asked[0] * 1.2


def test_only_of_a_store_there_may_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    files, stored = shipped()
    reports = stored.selection(EventQuery()).counts.reports
    for most, many in ((reports, 0), (reports - 1, reports)):
        monkeypatch.setattr(extract, "FROM_A_PAGE", most)
        assert too_many(stored, stored.selection(EventQuery())) == many
        assert too_many(files, files.selection(EventQuery())) == 0
    own = loaded_tables(crowded_archive().tables)
    assert too_many(own, own.selection(EventQuery())) == 0


def exported(path: Path, *options: str) -> bytes:
    """What the command writes."""
    assert main(["export", "flat", str(path), *options]) == 0
    return path.read_bytes()


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store with the shipped data."""
    _, stored = shipped()
    monkeypatch.setattr(dataset, "open_store", {"duckdb:////somewhere": stored.store}.__getitem__)
    return "duckdb:////somewhere"


def test_the_command_exports_from_a_store_what_it_exports_from_the_folder(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = ("--outlet", "tass", "--from", "2020-01-01")
    folder = exported(tmp_path / "folder.csv", "--data", str(dataset.SHIPPED_DATA), *filters)
    said = capsys.readouterr().out
    assert exported(tmp_path / "store.csv", "--store", address, *filters) == folder
    assert capsys.readouterr().out == said.replace("folder.csv", "store.csv")
    monkeypatch.setenv(dataset.STORE_VARIABLE, address)
    assert exported(tmp_path / "named.csv", *filters) == folder
    # A folder that is named is not overruled by the environment.
    monkeypatch.setenv(dataset.STORE_VARIABLE, "duckdb:////not-there")
    assert exported(tmp_path / "again.csv", "--data", str(dataset.SHIPPED_DATA), *filters) == folder


def test_an_id_that_the_store_does_not_know_is_told_with_one_like_it(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.csv"
    assert main(["export", "flat", str(path), "--store", address, "--outlet", "south-fron"]) == 2
    assert "no report has --outlet 'south-fron'; perhaps 'south-front'" in capsys.readouterr().err
    assert not path.exists()


def test_a_store_that_cannot_be_read_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.csv"
    assert main(["export", "flat", str(path), "--store", f"duckdb:///{tmp_path}/none.duckdb"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("datelines: ")
    assert "Traceback" not in said
    assert not path.exists()
