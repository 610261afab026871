"""Every engine gives equal rows: whatever the filter, the pages show the same on each of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date as Day
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datelines.checks import read_archive
from datelines.query import map_marks as marks
from datelines.query import map_marks as on_map
from datelines.query import rows as text_search
from datelines.query import selection
from datelines.query.dataset import SHIPPED_DATA, Dataset, loaded_store
from datelines.query.query import CHOICES, NO_PLACE, NOT_RECORDED, OWN_VOICE, EventQuery
from datelines.record.dates import Period, day_date
from datelines.record.records import TABLES
from datelines.store.store import Store
from datelines.table.archive import Archive
from tests.builders import HOSTILE, archive, crowded_archive, store_of
from tests.crowd import write_crowd
from tests.engines.filled import filled_store
from tests.engines.postgres import PostgresServer
from tests.engines.spark import SparkServer
from tests.engines.views import DOORS, WatchedStore, views, views_of_all, watched
from tests.random_archives import archives, texts

Engine: TypeAlias = Callable[[str, Archive], Store]
ROOT = Path(__file__).parents[2]
QUOTING = (
    *("it's", '"', "\\", "\\'", "%", "_", "100%", "%s", "%(x)s", ":name", "$1", "?", "`x`", "${x}", "{{x}}"),
    *("${hiveconf:a}", "--", "/*", ";", "' or 1=1 --", "\n", "\t", "\\n", "\\u0041", "\u202e", "\u2028"),
    *("حميميم", "Ḥmeimim", "İ", "ß", "ﬁ", "😀", "x" * 3000, "\x00", "a\x00b", ""),
)
"""Text with a meaning for some engine, driver or language, and text that is folded in a way of its own."""

NAMES = ("shipped", "small", "many", "hostile")
"""The archives that every engine is filled with."""


@cache
def data(name: str) -> Archive:
    """An archive by name: the shipped one; forty events with every shape of date; 1,800 events at as many
    places, more than map and timeline draw each; and hostile text in every cell that may hold it."""
    if name == "shipped":
        return read_archive(SHIPPED_DATA)
    if name == "small":
        return crowded_archive()
    if name == "many":
        with TemporaryDirectory() as folder:
            return read_archive(write_crowd(Path(folder) / "crowd"))
    return _hostile()


def _hostile() -> Archive:
    said = [text.replace("\0", "").strip() for text in (*HOSTILE, *QUOTING)]
    said = [text for text in said if text]
    numbers = range(len(said))
    return archive(
        outlets=[{"outlet_id": f"outlet-{n}", "name": said[n], "about": said[-n]} for n in numbers[:5]],
        speakers=[{"speaker_id": f"speaker-{n}", "name": said[n]} for n in numbers],
        sources=[
            {"source_id": f"source-{n}", "outlet_id": f"outlet-{n % 5}", "title": said[n]} for n in numbers
        ],
        places=[
            {"place_id": f"place-{n}", "name": said[n], "names": said[n].replace(";", ",")} for n in numbers
        ],
        events=[
            {"event_id": f"event-{n}", "title": said[n], "place_ids": f"place-{n}", "note": said[-n]}
            | {"kind": "statement", "date_basis": "inferred" if n % 3 else "stated"}
            for n in numbers
        ],
        reports=[
            {
                "report_id": f"report-{n}-{copy}",
                "event_id": f"event-{n}",
                "summary": said[n],
                "voice": "quoted",
            }
            | {"source_id": f"source-{(n + copy) % len(said)}", "speaker_id": f"speaker-{n}"}
            for n in numbers
            for copy in range(2)
        ],
        figures=[
            {
                "figure_id": f"figure-{n}",
                "report_id": f"report-{n}-0",
                "population": said[n],
                "as_reported": said[-n],
            }
            for n in numbers
        ],
        wording=[{"report_id": f"report-{n}-1", "subject": said[n % 4], "term": said[n]} for n in numbers],
        cited=[{"report_id": f"report-{n}-1", "source_id": f"source-{n}"} for n in numbers],
    )


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done of many places, events or reports is done of as few as the archives have."""
    monkeypatch.setattr(selection, "MOST_MARKS", 20)
    monkeypatch.setattr(on_map, "MOST_SHAPES", 5)
    monkeypatch.setattr(marks, "MOST_LISTED", 5)
    monkeypatch.setattr(text_search, "MANY_REPORTS", 1_000)
    monkeypatch.setattr(text_search, "MATCHING", 20)


@cache
def reference(name: str) -> Dataset:
    """The archive on DuckDB in this process, which the others are compared with."""
    return loaded_store(watched(store_of(data(name))))


@pytest.fixture(
    scope="session", params=["file", "postgresql", pytest.param("spark", marks=pytest.mark.spark)]
)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine, as what fills a store on it with an archive."""
    if request.param == "file":
        folder = tmp_path_factory.mktemp("it's a store")
        return lambda name, archive: filled_store(f"duckdb:///{folder}/{name}.duckdb", archive)
    if request.param == "postgresql":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        return lambda name, archive: filled_store(postgres.database(name), archive)
    spark: SparkServer = request.getfixturevalue("spark")
    return lambda name, archive: filled_store(spark.database(name), archive, spark.load_folder)


@pytest.fixture(scope="session")
def filled(engine: Engine) -> dict[str, Dataset]:
    """Every archive on the engine."""
    return {name: loaded_store(engine(name, data(name))) for name in NAMES}


def examples(request: pytest.FixtureRequest, many: int, few: int) -> int:
    """How many examples to try: few on Spark, where a statement takes half a second."""
    return few if request.node.get_closest_marker("spark") else many


STRANGE = st.one_of(st.sampled_from(QUOTING), texts())


@st.composite
def queries(draw: st.DrawFn, known: Archive) -> EventQuery:
    """Any query of an archive: some of its ids and some that are not, words that are in it and others."""
    ids = {
        "outlets": known.cells("outlets", "outlet_id").to_pylist(),
        "speakers": [*known.cells("speakers", "speaker_id").to_pylist(), OWN_VOICE],
        "places": [*known.cells("places", "place_id").to_pylist(), NO_PLACE],
        **{name: list(choice.terms) for name, choice in CHOICES.items() if choice.terms},
        "countries": [*known.cells("outlets", "country").unique().to_pylist(), NOT_RECORDED],
        "languages": known.cells("sources", "language").unique().to_pylist(),
    }
    narrowed = draw(st.sets(st.sampled_from(list(CHOICES)), max_size=2))
    chosen = {
        name: draw(
            st.frozensets(st.one_of(*[st.sampled_from(ids[name])] * 3, STRANGE), min_size=1, max_size=6)
        )
        for name in sorted(narrowed)
    }
    said = st.sampled_from(" ".join(known.cells("events", "title").to_pylist()[:50]).split())
    return EventQuery(
        period=draw(periods(known)),
        certainly=draw(st.booleans()),
        alone=draw(st.booleans()),
        window=draw(periods(known)),
        text=draw(st.one_of(st.just(""), st.just(""), said, STRANGE)),
        **chosen,
    )


def periods(known: Archive) -> st.SearchStrategy[Period]:
    """No period, one within the corpus, or one that is open or as long as can be."""
    span = known.corpus.span
    inside = st.dates(day_date(span.day_from), day_date(span.day_to))
    ends = st.lists(inside, min_size=2, max_size=2).map(sorted)
    wide = st.sampled_from(
        [Period(Day.min, Day.max), Period(None, Day(2019, 9, 10)), Period(Day(2019, 9, 10), None)]
    )
    return st.one_of(st.just(Period()), st.just(Period()), ends.map(lambda two: Period(*two)), wide)


def test_pages_show_the_same_of_all_data(filled: dict[str, Dataset]) -> None:
    for name in NAMES:
        assert list(views_of_all(filled[name])) == list(views_of_all(reference(name))), name


def test_pages_show_the_same_without_a_filter(filled: dict[str, Dataset]) -> None:
    for name in NAMES:
        same(filled[name], reference(name), EventQuery())


def test_pages_show_the_same_of_any_query(filled: dict[str, Dataset], request: pytest.FixtureRequest) -> None:
    @settings(max_examples=examples(request, 10, 3), suppress_health_check=list(HealthCheck))
    @given(st.data())
    def compare(drawn: st.DataObject) -> None:
        name = drawn.draw(st.sampled_from(NAMES))
        same(filled[name], reference(name), drawn.draw(queries(data(name))))

    compare()


def test_pages_show_the_same_of_what_lies_inside_a_place(filled: dict[str, Dataset]) -> None:
    for place in ("idlib-governorate", "idlib-deescalation-zone", "syria"):
        query = EventQuery(places=frozenset({place}))
        same(filled["shipped"], reference("shipped"), query)
        same(filled["shipped"], reference("shipped"), replace(query, alone=True))


def same(found: Dataset, wanted: Dataset, query: EventQuery) -> None:
    """Compare one view after the other, so that the first that differs is named."""
    for (name, value), (_, other) in zip(views(found, query), views(wanted, query), strict=True):
        assert value == other, name


def test_hostile_text_is_looked_for_as_it_is(
    filled: dict[str, Dataset], request: pytest.FixtureRequest
) -> None:
    there, wanted = filled["hostile"], reference("hostile")
    asked = [EventQuery(text=text) for text in (*QUOTING, *HOSTILE)]
    asked += [EventQuery(**{name: frozenset(QUOTING)}) for name in CHOICES]
    for query in asked[:: examples(request, 1, 4)]:
        kept, other = there.selection(query).report_ids, wanted.selection(query).report_ids
        assert kept == other, query
    assert len(wanted.selection(EventQuery(text="alert(1)")).report_ids) > 2
    assert wanted.selection(EventQuery(outlets=frozenset(QUOTING))).report_ids == frozenset()


def test_an_event_with_a_hostile_id_is_not_known(
    filled: dict[str, Dataset], request: pytest.FixtureRequest
) -> None:
    for text in QUOTING[:: examples(request, 1, 6)]:
        assert not filled["hostile"].knows_event(text)
        assert filled["hostile"].known("outlets", [text, "outlet-1"]) == {"outlet-1"}


def test_cells_come_back_as_they_were_loaded(engine: Engine, request: pytest.FixtureRequest) -> None:
    number = count()

    @settings(max_examples=examples(request, 4, 1), suppress_health_check=list(HealthCheck))
    @given(archives())
    def compare(archive: Archive) -> None:
        # Without outlines: shapes are files, and what a cell names need not be there.
        there = Dataset(engine(f"archive_{next(number)}", archive), {})
        assert list(views_of_all(there)) == list(views_of_all(Dataset(store_of(archive), {})))
        whole = there.archive_of(archive.cells("events", "event_id").to_pylist())
        for model in TABLES:
            for column in model.columns():
                if model.table in ("events", "reports", "figures", "wording", "cited"):
                    assert sorted(whole.cells(model.table, column).to_pylist()) == sorted(
                        archive.cells(model.table, column).to_pylist()
                    )

    compare()


def test_every_function_that_asks_a_store_is_compared() -> None:
    askers: set[str] = set()
    for name in ("shipped", "small", "many"):
        loaded = reference(name)
        list(views_of_all(loaded))
        at_places = EventQuery(text="drone", places=frozenset({"town-1", "idlib"}))
        for query in (EventQuery(), EventQuery(text="event"), at_places):
            list(views(loaded, query))
        assert isinstance(loaded.store, WatchedStore)
        askers |= loaded.store.askers
    assert ASKERS - askers == set()
    assert ASKERS


def asking_functions(source: str, module: str) -> Iterator[str]:
    """The functions of a module that read rows of a store, as `module.function`."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and function.name not in DOORS:
            calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
            if any(ast.unparse(called).split(".")[-2:] in ASKING for called in calls):
                yield f"{module}.{function.name}"


ASKING = (["store", "row"], ["store", "rows"], ["_store", "rows"], ["kept", "answer"], ["answer"])
ASKERS = {
    asker
    for path in (ROOT / "datelines").rglob("*.py")
    # Commands are no views, and opening.py finds out which tables are the store's.
    if path.parent.name != "commands" and path.name not in ("asking.py", "opening.py")
    for asker in asking_functions(path.read_text(encoding="utf-8"), path.stem)
}
