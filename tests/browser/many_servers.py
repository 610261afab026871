"""Several server processes behind one nginx, on free ports, for tests and benchmarks."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import ROOT
from tests.ports import free_ports


@dataclass(frozen=True, slots=True)
class Served:
    """A running `tools.serve_many` with two processes: nginx's port, and the process that looks after all."""

    port: int
    keeper: subprocess.Popen[str]
    errors: Path

    @property
    def address(self) -> str:
        """nginx's."""
        return f"http://127.0.0.1:{self.port}"

    def process_id(self, number: int) -> int:
        """The id of process `number`, from 1."""
        return int((ROOT / f"build/serve-many/{self.port}/process-{number}.pid").read_text())

    def sessions(self, number: int) -> int | None:
        """How many readers the process says it has; None while it does not answer."""
        address = f"http://127.0.0.1:{self.port + number}/_stcore/metrics?families=active_sessions"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                found = re.search(r"^active_sessions (\d+)", answer.read().decode(), re.MULTILINE)
        except OSError:
            return None
        return int(found[1]) if found else None


def command(port: int, processes: int = 2) -> list[str]:
    """What starts so many processes behind nginx at a port."""
    options = ["--processes", str(processes), "--port", str(port), "--address", "127.0.0.1"]
    return [sys.executable, "-m", "tools.serve_many", *options]


@contextmanager
def serving(folder: Path, processes: int = 2) -> Iterator[Served]:
    """`tools.serve_many` on free ports, from its one line until the end."""
    port, errors = free_ports(processes + 1), folder / "errors"
    with errors.open("w") as written:
        keeper = subprocess.Popen(
            command(port, processes), cwd=ROOT, stdout=subprocess.PIPE, stderr=written, text=True
        )
        try:
            assert keeper.stdout is not None
            line = keeper.stdout.readline()
            assert f"http://localhost:{port}" in line, errors.read_text()
            yield Served(port, keeper, errors)
        finally:
            keeper.terminate()
            keeper.wait(timeout=60)
            keeper.stdout.close()
