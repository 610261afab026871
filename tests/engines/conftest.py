"""One server of each kind for a run of the tests (for each worker, where they run in parallel)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines.postgres import PostgresServer, postgres_server
from tests.engines.spark import SparkServer, spark_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL that no test stops."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL of one test, which may stop it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkServer]:
    """A running Thrift server of Spark with two executors that no test stops."""
    with spark_server() as server:
        yield server
