"""`load` into PostgreSQL: equal tables, in use at once; what dies on the way changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.engines.postgres import PASSWORD, PostgresServer, postgres_server
from tests.loads import ROOT, Loading, as_exported, exported, fill, held, held_of, loaded, sound_archive

DATA = ROOT / "data"
_numbers = count()


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A running server."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def store(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty database, which is asked for its filling each time."""
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


def test_a_loaded_folder_holds_what_is_shown_of_it_in_memory(folder: Path, store: str) -> None:
    loaded(folder, store)
    assert held(store) == held_of(read_archive(folder))


def test_the_shipped_folder_and_its_own_export_give_equal_stores(shipped: Path, store: str) -> None:
    loaded(shipped, store, corpus_folder=DATA, piece=150)
    assert held(store) == held_of(Archive(as_exported(read_archive(DATA))))


@pytest.mark.parametrize("seed", range(3))
def test_hostile_text_blanks_and_nulls_arrive_as_they_are(store: str, seed: int) -> None:
    archive = sound_archive(Random(seed))
    fill(store, archive)
    assert held(store) == held_of(archive)


def test_nothing_loaded_is_told_with_the_command_that_helps_and_without_the_password(store: str) -> None:
    with pytest.raises(NotLoaded, match=r"has nothing in it yet.*python -m datelines load") as refused:
        open_store(store)
    assert PASSWORD not in str(refused.value)
    assert make_url(store).render_as_string(hide_password=False) not in str(refused.value)


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


def test_a_second_load_is_refused_while_one_is_under_way(folder: Path, store: str) -> None:
    refused = pytest.raises(LoadError, match="is being loaded by another process")
    with bulk_into(make_url(store), None), refused:
        loaded(folder, store)
    loaded(folder, store)


@pytest.mark.parametrize("words", ["piece 4 of", "Making indexes of record_sources"])
def test_a_load_that_is_killed_leaves_the_old_filling_and_no_rest(
    postgres: PostgresServer, folder: Path, shipped: Path, store: str, words: str
) -> None:
    loaded(folder, store)
    before = held(store)
    Loading(shipped, store).killed_at(words)
    assert held(store) == before
    # The server notices by itself that the loader has gone; until then its lock is held.
    asked(postgres, store, f"SELECT 1 FROM (SELECT pg_advisory_lock({LOCK})) AS waited")
    assert len(tables(postgres, store)) == len(names())
    loaded(shipped, store)
    assert len(held(store)["record_reports"]) == 746


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
