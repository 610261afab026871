"""`bench`: how long everything takes on a synthetic table of a given size."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from datelines.commands import EXIT_FINE, Subparsers, command, existing_folder

LOADS = 3
ONCE_FROM = 1_000_000
"""So many reports, and more, are loaded once: a median of minutes says no more."""

ROOT = Path(__file__).parents[2]

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


def add_parser(subparsers: Subparsers) -> None:
    """Add `bench --reports N`."""
    description = (
        "Make a synthetic table of so many reports, load it, and time what Explore asks: in the library, to "
        "DuckDB by hand, and over the wire from a server that this starts. Times are medians of several "
        "different questions; `python -m benchmarks.scale` adds what is seen in a browser."
    )
    parser = command(subparsers, "bench", description, "bench --reports 100000 --json", run)
    parser.add_argument(
        "--reports", metavar="N", type=positive, default=1_000, help="how many (default: 1000)"
    )
    parser.add_argument(
        "--seed", metavar="S", type=int, help="of the table (default: that of the published table)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--folder",
        metavar="DIR",
        type=existing_folder,
        help="keep the table (rows-N.parquet) and the store (store-N.duckdb) in this folder",
    )


def positive(text: str) -> int:
    """A number of at least 1, written in digits or like 1e6; argparse.ArgumentTypeError otherwise."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not (number >= 1 and number.is_integer()):
        raise argparse.ArgumentTypeError(f"write a number of reports like 1000 or 1e6, not {text!r}")
    return int(number)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print. Raises OSError where a file cannot be written."""
    with tempfile.TemporaryDirectory(prefix="datelines-bench-") as temporary:
        found = _measured(arguments, arguments.folder or Path(temporary))
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, words in WORDS.items():
            print(f"{found[name] if found[name] is not None else '-':>12} {words}")
    return EXIT_FINE


def _measured(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from benchmarks.layer_times import layer_times
    from benchmarks.synthetic import SEED, write_synthetic
    from datelines.store import read_store

    seed = SEED if arguments.seed is None else arguments.seed
    rows = (folder / f"rows-{arguments.reports}.parquet").resolve()
    store = rows.with_name(f"store-{arguments.reports}.duckdb")
    url = f"duckdb:///{store}"
    _say(f"making {arguments.reports:,} reports")
    begun = time.perf_counter()
    write_synthetic(rows, arguments.reports, seed)
    found = {"reports": arguments.reports, "seed": seed, "generate_s": round(time.perf_counter() - begun, 2)}
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
