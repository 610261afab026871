"""A folder is read once, read again when it changes, and hands its problems back as values."""

from __future__ import annotations

import gc
import os
import weakref
from datetime import date as Day
from pathlib import Path

import pytest

from datelines import store
from datelines.problems import DataError, Problem
from datelines.query import CHOICES, NO_PLACE, OWN_VOICE, EventQuery
from datelines.reading import read_tables
from datelines.store import (
    DATA_VARIABLE,
    Loaded,
    data_folder,
    loaded_folder,
    loaded_tables,
    read_folder,
)
from tests.builders import crowded_archive


def replaced(path: Path, old: str, new: str) -> None:
    """Write the file with another text in it, at least a tick of the clock later."""
    text, before = path.read_text(encoding="utf-8"), path.stat().st_mtime_ns
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def sound(folder: Path) -> Loaded:
    loaded = read_folder(folder)
    assert isinstance(loaded, Loaded), loaded
    return loaded


def test_an_unchanged_folder_is_the_same_object(folder: Path) -> None:
    first = sound(folder)
    assert sound(folder) is first
    assert first.selection(EventQuery(text="x")) is first.selection(EventQuery(text="x"))
    assert first.selection(EventQuery(text="x")) is not first.selection(EventQuery(text="y"))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("outlets.csv", "Outlet A", "Outlet Z"),
        ("shapes/example-zone.geojson", "35.5", "35.4"),
        ("datapackage.json", "2024-12-31", "2024-12-30"),
    ],
)
def test_a_changed_file_is_read_even_where_its_size_is_the_same(
    folder: Path, name: str, old: str, new: str
) -> None:
    before = sound(folder)
    replaced(folder / name, old, new)
    after = sound(folder)
    assert after is not before
    assert sound(folder) is after


def test_the_new_data_is_what_is_shown(folder: Path) -> None:
    sound(folder)
    replaced(folder / "outlets.csv", "Outlet A", "Outlet Z")
    loaded = sound(folder)
    assert loaded.name_of("outlets", "outlet-a") == "Outlet Z"
    assert loaded.selection(EventQuery()).table[0].outlets.startswith("Outlet")


def test_problems_come_back_as_values_and_go_when_they_are_mended(folder: Path) -> None:
    replaced(folder / "reports.csv", "attack-exampleville,source-a", "attack-exampleville,source-z")
    problems = read_folder(folder)
    assert isinstance(problems, tuple)
    assert all(isinstance(problem, Problem) for problem in problems)
    assert {problem.value for problem in problems} == {"source-z"}
    replaced(folder / "reports.csv", "source-z", "source-a")
    assert isinstance(read_folder(folder), Loaded)


def test_a_shape_that_cannot_be_drawn_is_a_problem_and_no_crash(folder: Path) -> None:
    (folder / "shapes" / "example-zone.geojson").write_text('{"type": "Point", "coordinates": [37, 35]}')
    problems = read_folder(folder)
    assert isinstance(problems, tuple)
    assert [problem.value for problem in problems] == ["example-zone.geojson"]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    problems = read_folder(tmp_path / "gone")
    assert isinstance(problems, tuple)
    assert {problem.why for problem in problems} == {"there is no such folder"}


def test_the_environment_names_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    assert data_folder() == folder
    assert loaded_folder() is sound(folder)
    monkeypatch.setenv(DATA_VARIABLE, "")
    assert data_folder() == store.SHIPPED_DATA
    monkeypatch.delenv(DATA_VARIABLE)
    assert data_folder() == store.SHIPPED_DATA


def test_data_with_problems_is_never_handed_to_a_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "outlets.csv").unlink()
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    with pytest.raises(DataError) as raised:
        loaded_folder()
    assert raised.value.problems == read_folder(folder)


def test_only_ids_that_reports_use_can_be_chosen(folder: Path) -> None:
    choices = sound(folder).choices
    assert tuple(choices) == CHOICES
    assert choices["places"].keys() == {"example-district", "example-zone", "exampleville"}
    assert choices["speakers"].keys() == {OWN_VOICE, "speaker-a", "unnamed-witness"}
    assert choices["kinds"].keys() == {"attack", "planned"}
    assert choices["statuses"].keys() == {"draft", "reviewed"}
    assert choices["measures"].keys() == {"attacks", "displaced", "distance", "injured", "killed"}


def test_no_place_and_the_own_voice_can_be_chosen_only_where_a_report_has_none(folder: Path) -> None:
    assert NO_PLACE not in sound(folder).choices["places"]
    replaced(folder / "events.csv", ",stated,exampleville,attack", ",stated,,attack")
    choices = sound(folder).choices["places"]
    assert choices[NO_PLACE] == "no place reported"
    assert "exampleville" not in choices


def test_an_outlet_that_only_relays_is_no_reporting_outlet(folder: Path) -> None:
    relay = "outlet-c,Relay C,agency,,,,Artificial relay.\n"
    outlets = folder / "outlets.csv"
    outlets.write_text(outlets.read_text(encoding="utf-8") + relay, encoding="utf-8")
    loaded = sound(folder)
    assert [outlet.outlet_id for outlet in loaded.reporting_outlets] == ["outlet-a", "outlet-b"]
    assert "outlet-c" not in loaded.choices["outlets"]


def test_every_choice_keeps_something(folder: Path) -> None:
    loaded = sound(folder)
    for name, ids in loaded.choices.items():
        for key in ids:
            assert loaded.selection(EventQuery(**{name: frozenset({key})})).event_ids, (name, key)


def test_choices_are_in_order_of_their_names(folder: Path) -> None:
    for names in sound(folder).choices.values():
        assert list(names.values()) == sorted(names.values(), key=str.casefold)


def test_an_id_without_a_name_stands_for_itself(folder: Path) -> None:
    assert sound(folder).name_of("outlets", "gone") == "gone"


def test_the_bounds_are_those_of_the_corpus(folder: Path) -> None:
    assert sound(folder).bounds == (Day(2011, 3, 1), Day(2024, 12, 31))


def test_a_session_s_own_tables_are_ready_to_be_queried(folder: Path) -> None:
    own, shown = loaded_tables(read_tables(folder)), sound(folder)
    assert own is not shown
    assert own.choices == shown.choices
    assert own.selection(EventQuery()).event_ids == shown.selection(EventQuery()).event_ids
    assert own.selection(EventQuery()) is own.selection(EventQuery())


def test_nothing_keeps_a_session_s_own_tables_when_the_session_is_gone(folder: Path) -> None:
    own = loaded_tables(read_tables(folder))
    assert own.choices
    assert own.selection(EventQuery()).event_ids
    gone = [weakref.ref(own), weakref.ref(own.archive), weakref.ref(own.archive.tables.tables["events"])]
    del own
    gc.collect()
    assert [reference() for reference in gone] == [None, None, None]


def test_own_tables_with_a_shape_that_cannot_be_drawn_are_refused(folder: Path) -> None:
    (folder / "shapes" / "example-zone.geojson").write_text('{"type": "Point", "coordinates": [37, 35]}')
    with pytest.raises(DataError):
        loaded_tables(read_tables(folder))


def test_few_selections_are_kept_of_a_large_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT_ROWS", 1)
    own = loaded_tables(read_tables(folder))
    first = own.selection(EventQuery(text="1"))
    own.selection(EventQuery(text="2"))
    assert own.selection(EventQuery(text="1")) is first
    own.selection(EventQuery(text="3"))
    assert own.selection(EventQuery(text="2")) is not own.selection(EventQuery(text="1"))
    assert own.selection(EventQuery(text="1")) is not first


def test_outlets_with_most_reports_come_first_and_ties_by_id() -> None:
    data = crowded_archive()
    numbers = {outlet.outlet_id: 0 for outlet in data.outlets}
    for report in data.reports:
        numbers[data.source_by_id[report.source_id].outlet_id] += 1
    found = [outlet.outlet_id for outlet in loaded_tables(data.tables).reporting_outlets]
    assert found == sorted(numbers, key=lambda outlet: (-numbers[outlet], outlet))


def test_every_report_has_the_title_of_its_event(folder: Path) -> None:
    loaded = sound(folder)
    titles, events = loaded.titles_by_report, loaded.archive.event_by_id
    assert dict(titles) == {r.report_id: events[r.event_id].title for r in loaded.archive.reports}
