"""A PostgreSQL server of the tests' own: Debian's programs, on a folder and a port of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

from tests.ports import free_port

USER, PASSWORD = "datelines", "se;cret/@ %"
"""The password needs quoting in a URL, so that tests see whether it is quoted, and never shown."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # the data outlives no test
    "log_min_messages": "fatal",
}


def programs() -> Path:
    """The folder of `initdb` and `postgres`: Debian's newest, else the one on PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise RuntimeError("PostgreSQL is not installed: tools/install_postgres.sh installs it")
    return Path(found).parent


class PostgresServer:
    """A server that can be stopped and started again, as `USER` with `PASSWORD`, which it asks for."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", password: str = PASSWORD, **query: str) -> str:
        """The address of a database as the pages take it."""
        at = URL.create("postgresql+psycopg", USER, password, "127.0.0.1", self.port, database, query)
        return at.render_as_string(hide_password=False)

    def connection(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of the test's own, which commits each statement."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=PASSWORD,
            dbname=database,
            autocommit=True,
        )

    def database(self, name: str) -> str:
        """Make an empty database; gives its address."""
        with self.connection() as connection:
            connection.execute(f'create database "{name}"')
        return self.url(name)

    @property
    def runs(self) -> bool:
        """Whether it was started, and not stopped since."""
        return self._process is not None

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [programs() / "postgres", "-D", self.folder, "-p", str(self.port), *settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **_not_as_root())
        for _ in range(600):
            try:
                self.connection().close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)  # waiting for a process to open its port, which nothing announces
        raise RuntimeError("PostgreSQL did not start")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop at once: what is asked is broken off, and connections are lost."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            self._process = None


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A running server, without any database but its own; stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="datelines-postgres-"))
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".password") as file:
            file.write(PASSWORD)
            file.flush()
            if os.geteuid() == 0:
                for path in (folder, file.name):
                    shutil.chown(path, _other_user())
            given = ["--auth=scram-sha-256", f"--pwfile={file.name}", "--no-sync"]
            subprocess.run(
                [programs() / "initdb", "-D", folder, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", *given],
                check=True,
                stdout=subprocess.DEVNULL,
                **_not_as_root(),
            )
        server = PostgresServer(folder, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # without writing what nobody reads
    finally:
        shutil.rmtree(folder)


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _not_as_root() -> dict[str, Any]:
    """What makes a program run as another user where the tests run as root: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(_other_user())
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}
