"""A server that is measured: started for a benchmark, its memory and its processor time. Needs no browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.server import streamlit_server


def rss_mb(pid: int) -> float:
    """Resident memory of a process in MB, from /proc."""
    match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(match[1]) / 1024 if match else float("nan")


def cpu_ms(pid: int) -> float:
    """Processor time that a process has used, all threads, in ms; from /proc, which counts in 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(log: Path, script: str = "app.py", **variables: str) -> Iterator[tuple[str, int]]:
    """A server of `script` with these environment variables; its address and process id."""
    earlier = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        with streamlit_server(log, script) as found:
            yield found
    finally:
        for name, value in earlier.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
