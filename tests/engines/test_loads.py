"""`python -m datelines load` into every engine: equal tables, in use at once; what dies on the way changes
nothing. What holds for a DuckDB file alone is in tests/store/test_load.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import make_url

from datelines.checks import read_archive
from datelines.store import opening
from datelines.store.failures import StoreError
from datelines.store.filling import LoadError, bulk_into
from datelines.store.opening import NotLoaded, forget_opened, open_store
from datelines.store.postgresql import LOCK
from datelines.store.schema import arrow_schema, names
from datelines.table.archive import Archive
from tests.engines.postgres import PASSWORD, PostgresServer
from tests.engines.spark import SparkServer
from tests.loads import (
    ROOT,
    Loading,
    as_exported,
    duckdb_url,
    exported,
    fill,
    held,
    held_of,
    loaded,
    sound_archive,
)

DATA = ROOT / "data"
_numbers = count()


@dataclass(frozen=True)
class Target:
    """An empty store: what a load of it is told besides its address, and what lies there that is neither
    part of a filling nor the lock of loads."""

    engine: str
    url: str
    rest: Callable[[], list[str]]
    options: dict[str, Any] = field(default_factory=dict)


def of_duckdb(request: pytest.FixtureRequest) -> Target:
    """A file, and the folder for temporary files."""
    folder = request.getfixturevalue("tmp_path")
    temporary, monkeypatch = folder / "temporary", request.getfixturevalue("monkeypatch")
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    known = {"reports.duckdb", "reports.duckdb.lock"}

    def rest() -> list[str]:
        return [
            path.name for path in (*temporary.iterdir(), *folder.glob("reports*")) if path.name not in known
        ]

    return Target("duckdb", duckdb_url(folder / "reports.duckdb"), rest)


def of_postgresql(request: pytest.FixtureRequest) -> Target:
    """A database."""
    postgres = request.getfixturevalue("postgres")
    url = postgres.database(f"loads_{next(_numbers)}")

    def rest() -> list[str]:
        # The server notices by itself that a loader has gone; until then its lock is held.
        asked(postgres, url, f"SELECT 1 FROM (SELECT pg_advisory_lock({LOCK})) AS waited")
        found = tables(postgres, url)
        return found if len(found) % len(names()) else []

    return Target("postgresql", url, rest)


def of_spark(request: pytest.FixtureRequest) -> Target:
    """A database, and the folder that loads go by."""
    spark: SparkServer = request.getfixturevalue("spark")
    folder = spark.load_folder

    def rest() -> list[str]:
        return [path.name for path in folder.iterdir() if path.name != "datelines_load.lock"]

    return Target("spark", spark.database(f"loads_{next(_numbers)}"), rest, {"spark_folder": folder})


HERE = [of_duckdb, of_postgresql]
"""Engines that every machine has."""
EVERY = [*HERE, pytest.param(of_spark, marks=pytest.mark.spark)]


@pytest.fixture(params=EVERY)
def target(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    """An empty store, which is asked for its filling each time."""
    monkeypatch.setattr(opening, "ASKED_AGAIN_SECONDS", -1.0)
    yield request.param(request)
    forget_opened()


@pytest.fixture
def store(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty database of PostgreSQL, which is asked for its filling each time."""
    monkeypatch.setattr(opening, "ASKED_AGAIN_SECONDS", -1.0)
    yield postgres.database(f"loads_{next(_numbers)}")
    forget_opened()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped reports as `export parquet` writes them."""
    return exported(read_archive(DATA), tmp_path_factory.mktemp("shipped") / "shipped.parquet")


def asked(postgres: PostgresServer, store: str, statement: str) -> list[Any]:
    """The first column of what a statement gives in a store's database."""
    with postgres.connection(str(make_url(store).database)) as connection:
        return [row[0] for row in connection.execute(statement.encode())]


def tables(postgres: PostgresServer, store: str) -> list[str]:
    """The names of the tables in a store's database."""
    return asked(postgres, store, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")


# Every engine


def test_a_loaded_folder_holds_what_is_shown_of_it_in_memory(folder: Path, target: Target) -> None:
    with pytest.raises(
        NotLoaded, match=r"has nothing in it yet.*python -m datelines load FOLDER --store"
    ) as refused:
        open_store(target.url)
    assert PASSWORD not in str(refused.value)
    done = loaded(folder, target.url, **target.options)
    archive = read_archive(folder)
    assert (done.reports, done.events) == (len(archive.reports), len(archive.events))
    assert done.version == archive.version
    assert held(target.url) == held_of(archive)
    assert target.rest() == []


@pytest.mark.parametrize("target", HERE, indirect=True)
def test_the_shipped_folder_and_its_own_export_give_equal_stores(shipped: Path, target: Target) -> None:
    done = loaded(shipped, target.url, corpus_folder=DATA, piece=150)
    # But for what an export never has: places that no report is about, and what an outline says of itself.
    exported_alone = Archive(as_exported(read_archive(DATA)))
    assert held(target.url) == held_of(exported_alone)
    assert done.version == exported_alone.version
    assert [remark.column for remark in done.remarks] == ["place.latitude"]


@pytest.mark.parametrize("seed", [0, 1, 6])
def test_hostile_text_blanks_and_nulls_arrive_as_they_are(target: Target, seed: int) -> None:
    archive = sound_archive(Random(seed))
    fill(target.url, archive, **target.options)
    assert held(target.url) == held_of(archive)


def test_whoever_has_a_store_open_reads_on_while_others_open_the_next_filling(
    folder: Path, target: Target
) -> None:
    loaded(folder, target.url, **target.options)
    first = open_store(target.url)
    assert open_store(target.url) is first
    before, archive = held(first), sound_archive(Random(4))
    fill(target.url, archive, **target.options)
    second = open_store(target.url)
    assert second is not first
    assert (held(first), held(second)) == (before, held_of(archive))


def test_a_second_load_is_refused_while_one_is_under_way(folder: Path, target: Target) -> None:
    refused = pytest.raises(LoadError, match="is being loaded by another process")
    with bulk_into(make_url(target.url), target.options.get("spark_folder")), refused:
        loaded(folder, target.url, **target.options)
    loaded(folder, target.url, **target.options)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (of_duckdb, "Numbering the events"),
        (of_duckdb, "piece 4 of"),
        (of_duckdb, "Writing outlets"),
        (of_postgresql, "piece 4 of"),
        (of_postgresql, "Making indexes of record_sources"),
        pytest.param(of_spark, "Making the table record_places", marks=pytest.mark.spark),
    ],
    indirect=["target"],
)
def test_a_load_that_is_killed_leaves_the_old_filling_and_the_next_one_removes_its_rest(
    folder: Path, shipped: Path, target: Target, words: str
) -> None:
    loaded(folder, target.url, **target.options)
    before = held(target.url)
    Loading(shipped, target.url, **target.options).killed_at(words)
    assert held(target.url) == before
    if target.engine == "postgresql":
        assert target.rest() == [], "the server undoes what was not finished"
    elif target.engine == "duckdb":
        assert target.rest(), "nothing was under way"
    loaded(shipped, target.url, **target.options)
    assert len(held(target.url)["record_reports"]) == len(read_archive(DATA).reports)
    assert target.rest() == []


# PostgreSQL


def test_another_version_is_told(postgres: PostgresServer, folder: Path, store: str) -> None:
    loaded(folder, store)
    (about,) = [name for name in tables(postgres, store) if name.startswith("about")]
    asked(postgres, store, f"UPDATE {about} SET value = 'older' WHERE name = 'version' RETURNING 1")
    with pytest.raises(NotLoaded, match="another version"):
        open_store(store)


def test_the_filling_before_the_current_one_is_kept_and_older_ones_are_not(
    postgres: PostgresServer, folder: Path, store: str
) -> None:
    loaded(folder, store)
    first = open_store(store)
    before = held(first)
    fill(store, sound_archive(Random(4)))
    second = open_store(store)
    assert second is not first
    assert (held(first), held(second)) == (before, held_of(sound_archive(Random(4))))
    loaded(folder, store)
    assert len(tables(postgres, store)) == 2 * len(names())
    assert held(second) == held_of(sound_archive(Random(4)))
    assert held(store) == before


def test_a_server_is_asked_for_its_filling_only_now_and_then(
    folder: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(folder, store)
    monkeypatch.setattr(opening, "ASKED_AGAIN_SECONDS", 1_000.0)
    first = open_store(store)
    fill(store, sound_archive(Random(4)))
    assert open_store(store) is first
    monkeypatch.setattr(opening, "ASKED_AGAIN_SECONDS", -1.0)
    assert open_store(store) is not first


def test_a_server_that_does_not_answer_is_told_without_the_password(postgres: PostgresServer) -> None:
    address = make_url(postgres.url()).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="cannot be reached") as refused:
        open_store(address)
    assert PASSWORD not in str(refused.value)


def test_a_connection_that_is_lost_is_said_and_leaves_the_old_filling(
    postgres: PostgresServer, folder: Path, store: str
) -> None:
    loaded(folder, store)
    before = held(store)

    def without_connection(share: float, words: str) -> None:
        loaders = f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = {LOCK & 0xFFFFFFFF}"
        asked(postgres, store, f"SELECT pg_terminate_backend(pid) FROM ({loaders}) AS loader")

    lost = pytest.raises(LoadError, match=r"was not loaded: .*still in use")
    with lost as refused, bulk_into(make_url(store), None) as bulk:
        bulk.complete(without_connection)
    assert PASSWORD not in str(refused.value)
    assert held(store) == before


def test_rows_that_the_database_does_not_take_leave_the_old_filling(
    postgres: PostgresServer, folder: Path, store: str
) -> None:
    loaded(folder, store)
    before = held(store)
    nul = pa.table([["digest"], ["\x00"]], schema=arrow_schema("about"))
    with pytest.raises(LoadError, match="was not loaded"), bulk_into(make_url(store), None) as bulk:
        bulk.append("about", nul)
    assert held(store) == before
    assert len(tables(postgres, store)) == len(names())


def test_the_columns_that_pages_ask_by_have_indexes_and_statistics(
    postgres: PostgresServer, folder: Path, store: str
) -> None:
    loaded(folder, store)
    indexed = asked(postgres, store, "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'reports_l%'")
    assert any("USING brin (soft_from, soft_to)" in index for index in indexed)
    analysed = "SELECT count(DISTINCT tablename) FROM pg_stats WHERE tablename ~ '_l[0-9]+$'"
    filled = [name for name, rows in held(store).items() if rows]
    assert asked(postgres, store, analysed) == [len(filled)]


def test_a_database_that_is_not_in_utf_8_is_refused(postgres: PostgresServer, folder: Path) -> None:
    with postgres.connection() as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(LoadError, match=r"holds text in LATIN1, not in UTF-8"):
        loaded(folder, postgres.url("latin"))
