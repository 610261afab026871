"""Several server processes behind one nginx, on free ports, for tests and benchmarks."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import ROOT
from tests.ports import free_ports

PATIENCE_S = 120.0
"""How long the processes have to answer after they were started."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running `tools.serve`: nginx's port, the supervisord over all, and the file of what it prints."""

    port: int
    keeper: subprocess.Popen[bytes]
    output: Path

    @property
    def address(self) -> str:
        """nginx's."""
        return f"http://127.0.0.1:{self.port}"

    def process_id(self, number: int) -> int:
        """The id of process `number`, from 1."""
        return int((self._folder / f"process-{number}.pid").read_text())

    def nginx_id(self) -> str:
        """The process id of nginx; blank in the moment before nginx writes it."""
        return (self._folder / "nginx.pid").read_text().strip()

    @property
    def _folder(self) -> Path:
        return ROOT / f"build/serve-many/{self.port}"

    def sessions(self, number: int) -> int | None:
        """How many readers the process says it has; None while it does not answer."""
        address = f"http://127.0.0.1:{self.port + number}/_stcore/metrics?families=active_sessions"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                found = re.search(r"^active_sessions (\d+)", answer.read().decode(), re.MULTILINE)
        except OSError:
            return None
        return int(found[1]) if found else None

    def is_healthy(self) -> bool:
        """Whether a process answers through nginx."""
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def command(port: int, processes: int = 2, module: str = "tools.serve") -> list[str]:
    """What starts so many processes behind nginx at a port."""
    options = ["--processes", str(processes), "--port", str(port), "--address", "127.0.0.1"]
    return [sys.executable, "-m", module, *options]


@contextmanager
def serving(folder: Path, processes: int = 2) -> Iterator[Served]:
    """`tools.serve` on free ports, from when all processes answer until the end. Raises RuntimeError with
    what it printed where it ends before that, or takes too long."""
    port, output = free_ports(processes + 1), folder / "output"
    with output.open("wb") as written:
        keeper = subprocess.Popen(command(port, processes), cwd=ROOT, stdout=written, stderr=written)
        served = Served(port, keeper, output)
        try:
            _wait_until_all_answer(served, processes)
            yield served
        finally:
            keeper.terminate()
            keeper.wait(timeout=60)


def _wait_until_all_answer(served: Served, processes: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while not (
        served.is_healthy() and all(served.sessions(number) is not None for number in range(1, processes + 1))
    ):
        if served.keeper.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the processes did not start:\n{served.output.read_text()}")
        time.sleep(0.1)  # waiting for processes to open their ports, which nothing announces
