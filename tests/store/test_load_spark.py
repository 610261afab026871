"""`load` into Spark, by way of files that its server reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import make_url

from datelines.checks import read_archive
from datelines.store import opening
from datelines.store.filling import LoadError, bulk_into
from datelines.store.opening import NotLoaded, forget_opened, open_store
from tests.engines.spark import SparkServer, spark_server
from tests.loads import ROOT, Loading, exported, fill, held, held_of, loaded, sound_archive

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkServer]:
    """A running server."""
    with spark_server() as server:
        yield server


@pytest.fixture
def store(
    spark: SparkServer, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of an empty database, which is asked for its filling each time."""
    monkeypatch.setattr(opening, "ASKED_AGAIN_SECONDS", -1.0)
    yield spark.database(f"loads_{abs(hash(request.node.name))}")
    forget_opened()


def test_a_store_holds_what_was_loaded_hostile_text_and_all_and_keeps_the_filling_before(
    spark: SparkServer, folder: Path, store: str
) -> None:
    with pytest.raises(NotLoaded, match="has nothing in it yet"):
        open_store(store)
    loaded(folder, store, spark_folder=spark.load_folder)
    first = open_store(store)
    before = held(first)
    assert before == held_of(read_archive(folder))
    archive = sound_archive(Random(6))
    fill(store, archive, spark.load_folder)
    assert held(store) == held_of(archive)
    assert held(first) == before
    assert [path.name for path in spark.load_folder.iterdir()] == ["datelines_load.lock"]


def test_a_second_load_by_the_same_folder_is_refused(spark: SparkServer, folder: Path, store: str) -> None:
    refused = pytest.raises(LoadError, match="is being loaded by another process")
    with bulk_into(make_url(store), spark.load_folder), refused:
        loaded(folder, store, spark_folder=spark.load_folder)


def test_a_load_that_is_killed_leaves_the_old_filling_and_the_next_one_removes_its_rest(
    spark: SparkServer, folder: Path, store: str, tmp_path: Path
) -> None:
    loaded(folder, store, spark_folder=spark.load_folder)
    before = held(store)
    shipped = exported(read_archive(ROOT / "data"), tmp_path / "shipped.parquet")
    Loading(shipped, store, spark_folder=spark.load_folder).killed_at("Making the table record_places")
    assert held(store) == before
    loaded(shipped, store, spark_folder=spark.load_folder)
    assert len(held(store)["record_reports"]) == 746
    assert [path.name for path in spark.load_folder.iterdir()] == ["datelines_load.lock"]
