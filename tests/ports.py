"""Ports for servers of the tests' and benchmarks' own, which no other test is given."""

from __future__ import annotations

import os
import socket
from itertools import cycle

FIRST, PER_WORKER, WORKERS = 12_000, 1_000, 20
"""All below 32,768, from where on Linux gives ports to outgoing connections: a port from there that is free
when asked may be a browser's a moment later. Each of pytest-xdist's workers has ports of its own."""

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
_MINE = range(FIRST + _WORKER * PER_WORKER, FIRST + (_WORKER + 1) * PER_WORKER)
_next = cycle(_MINE)


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody listens on; none is given twice in a thousand."""
    row: list[int] = []
    for _ in range(2 * PER_WORKER):
        port = next(_next)
        row = [*row, port] if is_free(port) and (not row or port == row[-1] + 1) else []
        if len(row) == count:
            return row[0]
    raise RuntimeError(f"no {count} free ports in a row in {_MINE}")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    return free_ports(1)


def is_free(port: int) -> bool:
    """Whether a port can be listened at."""
    with socket.socket() as tried:
        # As servers do: a port whose connections are only being closed is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
