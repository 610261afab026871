"""Spark's Thrift server of the tests' own: from the package pyspark, with two executors."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

MASTER = "local-cluster[2,1,1024]"
"""Two executors, each a process with one core and 1 GB."""


class SparkServer:
    """A server that can be stopped and started again on the same tables."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def load_folder(self) -> Path:
        """The folder in which a load writes what the server reads."""
        return self.folder / "load"

    def url(self, database: str = "default") -> str:
        """The address of a database as the pages take it."""
        return f"hive://127.0.0.1:{self.port}/{database}"

    def database(self, name: str) -> str:
        """Make an empty database; gives its address."""
        from pyhive import hive

        with hive.connect("127.0.0.1", self.port) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{name}`")
        return self.url(name)

    def start(self) -> None:
        """Start, and wait until it answers; that takes half a minute."""
        log = self.folder / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command(), stdout=output, stderr=output, env=self._environment()
            )
        for _ in range(600):
            if self._answers():
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.5)  # waiting for a process to open its port, which nothing announces
        raise RuntimeError(f"Spark did not start:\n{log.read_text()[-4000:]}")

    def stop(self) -> None:
        """Stop the server and its executors."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=60)
            self._process = None

    def _answers(self) -> bool:
        from pyhive import hive
        from thrift.transport.TTransport import TTransportException

        try:
            with hive.connect("127.0.0.1", self.port) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                return bool(cursor.fetchall())
        except TTransportException:
            return False

    def _command(self) -> list[str]:
        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": self.folder / "local",
            "spark.sql.warehouse.dir": self.folder / "warehouse",
            "spark.sql.shuffle.partitions": 2,
            "spark.log.level": "ERROR",
            "spark.hadoop.javax.jdo.option.ConnectionURL": (
                f"jdbc:derby:;databaseName={self.folder / 'metastore'};create=true"
            ),
            "spark.driver.extraJavaOptions": f"-Dderby.system.home={self.folder / 'derby'}",
        }
        command = [str(_home() / "bin" / "spark-submit"), "--master", MASTER]
        command += ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"]
        command += [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        command += ["spark-internal", "--hiveconf", f"hive.server2.thrift.port={self.port}"]
        return [*command, "--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1"]

    def _environment(self) -> dict[str, str]:
        # local-cluster writes the executors' folders into SPARK_WORKER_DIR, else into the package.
        own = {"SPARK_HOME": str(_home()), "SPARK_LOCAL_IP": "127.0.0.1"}
        return {**os.environ, **own, "SPARK_WORKER_DIR": str(self.folder / "work")}


@contextmanager
def spark_server() -> Iterator[SparkServer]:
    """A running server without a table; stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="datelines-spark-"))
    server = SparkServer(folder, free_port())
    server.load_folder.mkdir()
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _home() -> Path:
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None or not shutil.which("java"):
        raise RuntimeError("Spark or Java is not installed: tools/install_spark.sh installs them")
    return Path(found.origin).parent
