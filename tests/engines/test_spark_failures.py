"""A Thrift server of Spark that is down, slow, or goes away in mid-answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, literal, select, table, text

from datelines.store.failures import SECONDS_VARIABLE, Failure
from datelines.store.opening import engine_of
from datelines.store.store import with_connection
from tests.builders import crowded_archive
from tests.engines.asked import failure, of
from tests.engines.filled import filled_store
from tests.engines.spark import SparkServer
from tests.ports import free_port

pytestmark = pytest.mark.spark

LONG = text("select count(*) from range(1000000) a cross join range(1000000) b where (a.id * b.id) % 7 = 3")


def test_variables_within_text_stay_text(spark: SparkServer) -> None:
    said = "${x} ${hiveconf:a} `b` \\ ' \" % _ \n\t حميميم"
    assert of(spark.url()).row(select(literal(said)))[0] == said


def test_an_answer_that_takes_too_long_is_broken_off(
    spark: SparkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, "5")
    engine = engine_of(spark.url())
    failed = failure(lambda: with_connection(engine, lambda connection: connection.execute(LONG).all()))
    assert (failed.failure, failed.retry) == (Failure.SLOW, False)


def test_tables_and_databases_that_are_not_there_are_missing(spark: SparkServer) -> None:
    assert failure(of(spark.url()).check).failure is Failure.MISSING
    assert failure(of(spark.url("no_such_database")).check).failure is Failure.MISSING


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_an_address_where_nobody_answers_cannot_be_reached(host: str) -> None:
    failed = failure(of(f"hive://me@{host}:{free_port()}/default").check)
    assert (failed.failure, failed.retry) == (Failure.UNREACHABLE, True)


def test_a_server_that_stops_in_mid_answer_is_read_again_when_it_runs_again(spark: SparkServer) -> None:
    store = filled_store(spark.database("stopped"), crowded_archive(), spark.load_folder)
    count = select(func.count()).select_from(table(store.schema.reports.name))
    before = store.row(count)[0]
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(
            with_connection, store.engine, lambda connection: connection.execute(LONG).all()
        )
        with engine_of(spark.url()).connect() as own:
            # Both executors are busy with it, so that this is answered when it is under way.
            assert own.execute(text("select 1")).scalar() == 1
        spark.stop()
        assert failure(lambda: asked.result(timeout=60)).failure is Failure.UNREACHABLE
    assert failure(lambda: store.row(count)).failure is Failure.UNREACHABLE
    spark.start()
    assert store.row(count)[0] == before > 0
