"""How long everything takes on a synthetic table of a given size, without a browser.

`python -m benchmarks.layer --reports 100000 --json` makes the table, loads it, and times what Explore asks:
in the library, to DuckDB by hand, and over the wire from a server that this starts. Times are medians of
several different questions; `python -m benchmarks.scale` adds what is seen in a browser.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.bare import Bare
from benchmarks.questions import brushes, filtered, panned, questions, windows
from benchmarks.synthetic.writing import SEED, write_synthetic
from datelines.commands import existing_folder
from datelines.query.dataset import Dataset, read_store
from datelines.query.query import EventQuery

LOADS = 3
ONCE_FROM = 1_000_000
"""So many reports, and more, are loaded once: a median of minutes says no more."""

ROOT = Path(__file__).parents[1]

T = TypeVar("T")

WORDS = {
    "reports": "reports",
    "generate_s": "seconds to make the table",
    "file_mb": "MB of the Parquet file",
    "load_s": "seconds to load it into a DuckDB file, checks included",
    "store_mb": "MB of that file",
    "filter_ms": "ms of the query layer for a filter change",
    "pan_ms": "ms of the query layer for a pan of the map",
    "timeline_ms": "ms of the query layer for a brush on the timeline",
    "bare_ms": "ms of DuckDB for the questions of a filter change, asked by hand",
    "filter_cpu_ms": "ms of processor time of the first of these",
    "pan_cpu_ms": "ms of processor time of the second",
    "timeline_cpu_ms": "ms of processor time of the third",
    "bare_cpu_ms": "ms of processor time of the fourth",
    "server_ms": "ms of the server for a filter change, from the question to the end of the answer",
    "server_cpu_ms": "ms of processor time of the server for it",
    "bytes": "bytes that a browser is sent for it",
    "rss_mb": "MB of the server's memory after these",
    "session_mb": "MB of one more session",
}
"""What is measured, in words."""


class Times:
    """What pieces of work took, in ms: by the clock (`wall`), and processor time of all threads (`cpu`)."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def of(self, work: Callable[[], T]) -> T:
        """Do some work, note what it took, and give what it gives."""
        used, begun = time.process_time(), time.perf_counter()
        found = work()
        self.wall.append((time.perf_counter() - begun) * 1000)
        self.cpu.append((time.process_time() - used) * 1000)
        return found


def layer_times(loaded: Dataset, path: str) -> dict[str, Any]:
    """Milliseconds for a filter change, a pan and a brush (`timeline_ms`), for the questions of the filter
    change to DuckDB by hand (`bare_ms`), and what of each is processor time, of all threads. `path` is the
    file of the store. A pan is 0 where the map draws everything at once, and asks for nothing. Raises
    bare.Disagreement."""
    whole = filtered(loaded, EventQuery())  # what is kept for all sessions is asked for by the first
    filters, pans, timelines, by_hand = Times(), Times(), Times(), Times()
    bare = Bare(path)
    try:
        for question in questions(loaded):
            # One after the other, so that what else the machine does is the same for both.
            answers = filters.of(partial(filtered, loaded, question.query))
            by_hand.of(partial(bare.ask, question, answers))
    finally:
        bare.close()
    for window in windows(whole.on_map):
        pans.of(partial(panned, loaded, EventQuery(), window))
    for query in brushes(loaded):
        timelines.of(partial(filtered, loaded, query))
    named = {"filter": filters, "pan": pans, "timeline": timelines, "bare": by_hand}
    wall = {f"{name}_ms": _median(times.wall) for name, times in named.items()}
    return wall | {f"{name}_cpu_ms": _median(times.cpu) for name, times in named.items()}


def _median(times: list[float]) -> float:
    return round(statistics.median(times), 1) if times else 0.0


def positive(text: str) -> int:
    """A number of at least 1, written in digits or like 1e6; argparse.ArgumentTypeError otherwise."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not (number >= 1 and number.is_integer()):
        raise argparse.ArgumentTypeError(f"write a number of reports like 1000 or 1e6, not {text!r}")
    return int(number)


def _measured(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rows = (folder / f"rows-{arguments.reports}.parquet").resolve()
    store = rows.with_name(f"store-{arguments.reports}.duckdb")
    url = f"duckdb:///{store}"
    _say(f"making {arguments.reports:,} reports")
    begun = time.perf_counter()
    write_synthetic(rows, arguments.reports, arguments.seed)
    found = {
        "reports": arguments.reports,
        "seed": arguments.seed,
        "generate_s": round(time.perf_counter() - begun, 2),
    }
    found |= {"file_mb": _mb(rows)}
    loads = []
    times = LOADS if arguments.reports < ONCE_FROM else 1
    for number in range(times):
        _say(f"loading them, {number + 1} of {times}")
        store.unlink(missing_ok=True)
        begun = time.perf_counter()
        _run("datelines", "load", str(rows), "--store", url)
        loads.append(time.perf_counter() - begun)
    found |= {"load_s": round(statistics.median(loads), 2), "store_mb": _mb(store)}
    _say("asking the query layer")
    found |= layer_times(read_store(url), str(store))
    _say("asking a server")
    found |= json.loads(_run("benchmarks.store_server", url))
    return found


def _run(*arguments: str) -> str:
    """What a module prints, run as a process of its own: it has the memory that it would have."""
    command_line = [sys.executable, "-m", *arguments]
    done = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(command_line)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def _mb(path: Path) -> float:
    return round(path.stat().st_size / 1e6, 1)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print. Raises OSError where a file cannot be written."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.layer",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--reports", metavar="N", type=positive, default=1_000, help="how many (default: 1000)"
    )
    parser.add_argument(
        "--seed", metavar="S", type=int, default=SEED, help=f"of the table (default: {SEED}, as published)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--folder",
        metavar="DIR",
        type=existing_folder,
        help="keep the table (rows-N.parquet) and the store (store-N.duckdb) in this folder",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="datelines-bench-") as temporary:
        found = _measured(arguments, arguments.folder or Path(temporary))
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, words in WORDS.items():
            print(f"{found[name] if found[name] is not None else '-':>12} {words}")


if __name__ == "__main__":
    main()
