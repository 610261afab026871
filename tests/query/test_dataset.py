"""A folder is read once, read again when it changes, and hands its problems back as values."""

from __future__ import annotations

import gc
import os
import weakref
from datetime import date as Day
from pathlib import Path

import pytest

from datelines.checks import read_archive
from datelines.compare.sources import inventory
from datelines.problems import DataError, Problem
from datelines.query import dataset
from datelines.query.dataset import (
    DATA_VARIABLE,
    Dataset,
    data_folder,
    everybodys,
    loaded_store,
    loaded_tables,
    read_folder,
    read_store,
)
from datelines.query.query import CHOICES, NO_PLACE, OWN_VOICE, EventQuery
from datelines.table.folder import read_tables
from tests.builders import archive, crowded_archive
from tests.stores import in_a_store, loaded_folder, store_of


def replaced(path: Path, old: str, new: str) -> None:
    """Write the file with another text in it, at least a tick of the clock later."""
    text, before = path.read_text(encoding="utf-8"), path.stat().st_mtime_ns
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def sound(folder: Path) -> Dataset:
    loaded = read_folder(folder)
    assert isinstance(loaded, Dataset), loaded
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
    assert loaded.selection(EventQuery()).table_rows(0, 1)[0].outlets.startswith("Outlet")


def test_problems_come_back_as_values_and_go_when_they_are_repaired(folder: Path) -> None:
    replaced(folder / "reports.csv", "attack-exampleville,source-a", "attack-exampleville,source-z")
    problems = read_folder(folder)
    assert isinstance(problems, tuple)
    assert all(isinstance(problem, Problem) for problem in problems)
    assert {problem.value for problem in problems} == {"source-z"}
    replaced(folder / "reports.csv", "source-z", "source-a")
    assert isinstance(read_folder(folder), Dataset)


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
    assert data_folder() == dataset.SHIPPED_DATA
    monkeypatch.delenv(DATA_VARIABLE)
    assert data_folder() == dataset.SHIPPED_DATA


def test_data_with_problems_is_never_handed_to_a_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "outlets.csv").unlink()
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    with pytest.raises(DataError) as raised:
        loaded_folder()
    assert raised.value.problems == read_folder(folder)


def choices(loaded: Dataset) -> dict[str, dict[str, str]]:
    """What the filters offer when nothing is filtered."""
    return {name: dict(names) for name, names in loaded.offer(EventQuery()).choices.items()}


def test_only_ids_that_reports_use_can_be_chosen(folder: Path) -> None:
    found = choices(sound(folder))
    assert list(found) == list(CHOICES)
    assert found["places"].keys() == {"example-district", "example-zone", "exampleville"}
    assert found["speakers"].keys() == {OWN_VOICE, "speaker-a", "unnamed-witness"}
    assert found["kinds"].keys() == {"attack", "planned"}
    assert found["statuses"].keys() == {"draft", "reviewed"}
    assert found["measures"].keys() == {"attacks", "displaced", "distance", "injured", "killed"}


def test_exactly_what_is_offered_is_known(folder: Path) -> None:
    loaded = sound(folder)
    for name, offered in choices(loaded).items():
        ids = {*offered, "gone", "nowhere-in-particular", NO_PLACE, OWN_VOICE}
        assert loaded.known(name, ids) == offered.keys()
        assert loaded.known(name, ()) == frozenset()


def test_events_are_known_with_or_without_a_report() -> None:
    loaded = in_a_store(archive(events=[{}, {"event_id": "lone"}]))
    assert loaded.knows_event("event-a")
    assert loaded.knows_event("lone")
    assert not loaded.knows_event("gone")


def test_no_place_and_the_own_voice_can_be_chosen_only_where_a_report_has_none(folder: Path) -> None:
    assert NO_PLACE not in choices(sound(folder))["places"]
    replaced(folder / "events.csv", ",stated,exampleville,attack", ",stated,,attack")
    places = choices(sound(folder))["places"]
    assert places[NO_PLACE] == "no place reported"
    assert "exampleville" not in places


def test_an_outlet_that_only_relays_is_no_reporting_outlet(folder: Path) -> None:
    relay = "outlet-c,Relay C,agency,,,,Artificial relay.\n"
    outlets = folder / "outlets.csv"
    outlets.write_text(outlets.read_text(encoding="utf-8") + relay, encoding="utf-8")
    loaded = sound(folder)
    assert [outlet.outlet_id for outlet in loaded.reporting_outlets] == ["outlet-a", "outlet-b"]
    assert [outlet.outlet_id for outlet in loaded.outlets] == ["outlet-a", "outlet-b", "outlet-c"]
    assert "outlet-c" not in choices(loaded)["outlets"]


def test_every_choice_keeps_something(folder: Path) -> None:
    loaded = sound(folder)
    for name, ids in choices(loaded).items():
        for key in ids:
            assert loaded.selection(EventQuery(**{name: frozenset({key})})).counts.events, (name, key)


def test_choices_are_in_order_of_their_names(folder: Path) -> None:
    for names in choices(sound(folder)).values():
        assert list(names.values()) == sorted(names.values(), key=str.casefold)


def test_an_id_without_a_name_stands_for_itself(folder: Path) -> None:
    assert sound(folder).name_of("outlets", "gone") == "gone"


def test_the_bounds_are_the_first_and_last_day_that_a_report_may_mean(folder: Path) -> None:
    assert sound(folder).bounds == (Day(2019, 9, 1), Day(2020, 3, 31))


def test_the_bounds_of_data_without_a_report_are_those_of_the_corpus() -> None:
    assert loaded_store(store_of(archive(events=[], reports=[]))).bounds == (
        Day(2011, 3, 1),
        Day(2024, 12, 31),
    )


def test_a_session_s_own_tables_are_ready_to_be_queried(folder: Path) -> None:
    own, shown = loaded_tables(read_tables(folder)), sound(folder)
    assert own is not shown
    assert choices(own) == choices(shown)
    assert own.selection(EventQuery()).report_ids == shown.selection(EventQuery()).report_ids
    assert own.selection(EventQuery()) is own.selection(EventQuery())


def used(loaded: Dataset) -> None:
    """Ask for everything that is kept of data while they are shown."""
    selection = loaded.selection(EventQuery(text="example"))
    assert selection.counts.events
    assert selection.marks
    assert loaded.offer(selection.query).choices["outlets"]
    assert loaded.known("outlets", ["outlet-a"])
    assert loaded.name_of("outlets", "outlet-a") == "Outlet A"
    assert loaded.archive_of(["attack-exampleville"]).reports
    assert inventory(loaded.store).sources
    assert loaded.reporting_outlets


def test_nothing_keeps_a_session_s_own_tables_when_the_session_is_gone(folder: Path) -> None:
    own = loaded_tables(read_tables(folder))
    assert own.whole
    used(own)
    held = (
        own,
        own.whole,
        own.whole.tables.tables["events"],
        own.store,
        own.store.engine,
        own.store.engine.pool,
    )
    gone = [weakref.ref(one) for one in held]
    closed = weakref.ref(own.store.engine.pool._creator)  # what holds DuckDB's own connection
    del own, held
    gc.collect()
    assert [reference() for reference in (*gone, closed)] == [None] * 7


def test_a_store_alone_is_let_go_when_another_takes_its_place(folder: Path) -> None:
    before = in_a_store(archive())
    used(in_a_store(read_archive(folder)))
    store_of.cache_clear()
    gone = [weakref.ref(before), weakref.ref(before.store), weakref.ref(before.store.engine)]
    del before
    gc.collect()
    assert [reference() for reference in gone] == [None] * 3


def test_own_tables_with_a_shape_that_cannot_be_drawn_are_refused(folder: Path) -> None:
    (folder / "shapes" / "example-zone.geojson").write_text('{"type": "Point", "coordinates": [37, 35]}')
    with pytest.raises(DataError):
        loaded_tables(read_tables(folder))


def test_outlets_with_most_reports_come_first_and_ties_by_id() -> None:
    data = crowded_archive()
    numbers = {outlet.outlet_id: 0 for outlet in data.outlets}
    for report in data.reports:
        numbers[data.source_by_id[report.source_id].outlet_id] += 1
    found = [outlet.outlet_id for outlet in loaded_tables(data.tables).reporting_outlets]
    assert found == sorted(numbers, key=lambda outlet: (-numbers[outlet], outlet))


def test_a_store_alone_shows_what_the_files_show(folder: Path) -> None:
    files = sound(folder)
    assert files.whole
    alone = in_a_store(files.whole)
    assert alone.whole is None
    for name in ("version", "bounds", "outlets", "reporting_outlets"):
        assert getattr(alone, name) == getattr(files, name), name
    assert outlined(alone) == outlined(files) != {}
    query = EventQuery(outlets=frozenset({"outlet-a"}))
    assert alone.offer(query) == files.offer(query)
    ids = ["attack-exampleville", "gone"]
    assert (
        alone.archive_of(ids).reports_by_event["attack-exampleville"]
        == (files.whole.reports_by_event["attack-exampleville"])
    )
    assert (alone.archive_of([]).version, len(alone.archive_of([]).events)) == (files.version, 0)
    assert alone.archive_of(ids) is alone.archive_of(reversed(ids))
    assert files.archive_of(ids) is files.whole


def outlined(loaded: Dataset) -> dict[str, tuple[object, ...]]:
    """The outlines as values."""
    return {
        key: (one.kind, one.geometry, one.latitude, one.longitude) for key, one in loaded.outlines.items()
    }


def test_the_store_at_an_address_is_what_everybody_sees_and_else_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = store_of(archive()), store_of(crowded_archive())
    opened = {"duckdb:////one": first}
    monkeypatch.setattr(dataset, "open_store", opened.__getitem__)
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    shown = everybodys("duckdb:////one")
    assert isinstance(shown, Dataset)
    assert (shown.store, shown.whole) == (first, None)
    assert everybodys("duckdb:////one") is shown
    opened["duckdb:////one"] = second
    assert read_store("duckdb:////one").store is second
    assert everybodys("") is sound(folder)
