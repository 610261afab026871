"""A Streamlit server of this project on a port of its own, for tests and benchmarks."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def streamlit_server(
    log: Path, script: str = "app.py", folder: Path = ROOT / "data"
) -> Iterator[tuple[str, int]]:
    """Start `script` on the data of `folder`; gives its address and process id, and stops it at the end.
    Raises RuntimeError with the log where it does not start within a minute."""
    port = free_port()
    options = {"headless": "true", "port": port, "address": "127.0.0.1", "fileWatcherType": "none"}
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += [part for name, value in options.items() for part in (f"--server.{name}", str(value))]
    environment = {**os.environ, "DATELINES_DATA": str(folder)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise RuntimeError(f"the app ended:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)  # waiting for a process to open its port, which nothing announces
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")
