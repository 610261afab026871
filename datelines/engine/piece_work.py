"""Lets pieces of a flat Parquet file be made by processes of their own, and hands them on in order."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path

from datelines.engine.flat_parquet_pieces import Made, Piece, Pieces

WORKERS = 2
"""Processes at most, each of about 0.6 GB for a piece of 100,000 reports."""


def made_in_order(pieces: Pieces, wanted: Sequence[Piece], folder: Path) -> Iterator[Made]:
    """Every piece as `Pieces.made` makes it. At most one more than there are processes waits to be taken, so
    that no more lie in `folder`. Raises concurrent.futures.BrokenExecutor where a process was killed."""
    workers = min(WORKERS, os.cpu_count() or 1, len(wanted))
    if workers < 2:
        yield from (pieces.made(piece, folder) for piece in wanted)
        return
    # Spawned, since a copy of a process that has threads of DuckDB and Arrow may wait for one that it lacks.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent)
    under_way: deque[Future[Made]] = deque()
    try:
        for piece in wanted:
            under_way.append(pool.submit(pieces.made, piece, folder))
            if len(under_way) > workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Let this process end when the one that started it has gone, even if that was killed."""
    parent = parent_process()
    if parent is not None:

        def wait() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=wait, daemon=True).start()
