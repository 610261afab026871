"""How cost grows with the table, from 30 reports to ten million: `python -m benchmarks.scale [REPORTS...]`.

For each size a synthetic table is made and loaded, and Explore is driven in a real Chromium beside the naive
page and st.pydeck_chart on the same rows. Results go to build/bench/scale.jsonl and as a table to standard
output; `--write-docs` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, TimeoutError, sync_playwright

from benchmarks import conditions
from benchmarks.compared_rows import ROWS
from benchmarks.scale_table import machine, markdown, write_docs
from benchmarks.server import rss_mb, served
from benchmarks.steps import PANS, Filter, brush, brushes, closer, filters, pan
from benchmarks.synthetic.writing import SEED
from benchmarks.watching import Step, Wire, quiet, stepped
from tests.browser.conftest import FLAGS, OFFLINE, chromium
from tests.browser.driver import open_app
from tests.browser.server import ROOT

SIZES = (30, 1_000, 10_000, 100_000, 1_000_000)
LARGEST = 10_000_000
FOLDER = ROOT / "build" / "bench"
SESSIONS = 5
LOADS = 3
PATIENCE = 60.0
"""Seconds after which a step of ours counts as failed."""

COMPARED = {
    "naive": ("benchmarks/naive_page.py", conditions.NAIVE, 100_000),
    "pydeck": ("benchmarks/pydeck_page.py", conditions.PYDECK, 100_000),
}
"""The pages that we are compared with: script, when it shows the answer, the largest size that is tried."""

COMPARED_PATIENCE = 2_400.0
"""The same for the pages that we are compared with: the naive one takes minutes at 1e5 reports."""
ONCE_FROM = 100_000
"""From this size on, a page that we are compared with is measured once."""


def measured(browser: Browser, reports: int, seed: int) -> dict[str, Any]:
    """Everything for one size."""
    rows, store = FOLDER / f"rows-{reports}.parquet", FOLDER / f"store-{reports}.duckdb"
    command = [sys.executable, "-m", "benchmarks.layer", "--reports", str(reports), "--seed", str(seed)]
    command += ["--json", "--folder", str(FOLDER)]
    answered = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = {"reports": reports, "seed": seed, "bench": json.loads(answered.stdout)}
    changes, parts = filters(rows), brushes(rows)
    with served(FOLDER / f"server-{reports}.log", DATELINES_STORE=f"duckdb:///{store}") as (address, pid):
        found |= explored(browser, address, pid, changes, parts)
    for name, (script, condition, most) in COMPARED.items():
        if reports <= most:
            log = FOLDER / f"{name}-{reports}.log"
            with served(log, script, **{ROWS: str(rows)}) as (address, pid):
                wanted = [one for one in changes if one.group == "broad"][: 1 if reports >= ONCE_FROM else 5]
                visible = compared(browser, address, pid, condition, wanted)
            found[f"{name}_visible_s"] = visible
            found[f"{name}_ratio"] = round(visible / found["filter_broad_s"], 1)
    return found


def explored(
    browser: Browser,
    address: str,
    pid: int,
    changes: Sequence[Filter],
    parts: Sequence[tuple[float, float]],
) -> dict[str, Any]:
    """Our own page: its first load, filters, pans, brushes, and its memory."""
    found: dict[str, Any] = {
        "first_load_s": _first_load(browser, address),
        "rss_first_mb": round(rss_mb(pid)),
    }
    page = _opened(browser.new_context(viewport={"width": 1366, "height": 768}), address)
    wire = Wire(page)
    step = partial(stepped, page, wire, pid)
    steps = [(one.group, step(conditions.FILTERED, partial(one.act, page), PATIENCE)) for one in changes]
    found |= _medians("filter", [one for group, one in steps if group != "clear"])
    for group in ("broad", "narrow", "list"):
        visible = [one.visible_ms for name, one in steps if name == group]
        found[f"filter_{group}_s"] = round(statistics.median(visible) / 1000, 3)
    page.close()
    page = _opened(browser.contexts[-1], address)
    wire = Wire(page)
    step = partial(stepped, page, wire, pid)
    brushed = [step(conditions.FILTERED, partial(brush, part, page), PATIENCE) for part in parts]
    found |= _medians("brush", brushed)
    page.close()
    page = _opened(browser.contexts[-1], address)
    found |= _medians("pan", _pans(page, pid))
    found["rss_mb"] = round(rss_mb(pid))
    found["session_mb"] = _session_mb(browser, address, pid)
    for context in browser.contexts:
        context.close()
    return found


def _pans(page: Page, pid: int) -> list[Step]:
    """The pans; none where the whole of the marks is drawn at once, and a pan asks for nothing."""
    wire = Wire(page)
    wire.reset()
    closer(page)
    quiet(page, wire)
    steps = []
    for move in PANS:
        try:
            steps.append(stepped(page, wire, pid, conditions.MOVED, partial(pan, move, page), 5.0))
        except TimeoutError:
            if wire.bytes:
                raise
            return []
    return steps


def compared(browser: Browser, address: str, pid: int, condition: str, changes: Sequence[Filter]) -> float:
    """Seconds from a filter change to what is visible on another page; the median."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    # folium's page asks for scripts of other hosts; they come from this folder, and faster than from there.
    context.route(lambda url: not url.startswith(address), _answer)
    page = context.new_page()
    page.set_default_timeout(COMPARED_PATIENCE * 1000)
    page.goto(address)
    page.wait_for_function(condition, arg="", timeout=COMPARED_PATIENCE * 1000, polling=500)
    wire = Wire(page)
    steps = [
        stepped(page, wire, pid, condition, partial(one.act, page), COMPARED_PATIENCE) for one in changes
    ]
    context.close()
    return round(statistics.median(one.visible_ms for one in steps) / 1000, 3)


def _answer(route: Route) -> None:
    path = ROOT / "static" / "leaflet" / route.request.url.rpartition("/")[2]
    route.fulfill(path=path) if path.is_file() else route.fulfill(body="")


def _opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    open_app(page, address)
    page.wait_for_function(conditions.READY, timeout=PATIENCE * 1000)
    return page


def _first_load(browser: Browser, address: str) -> float:
    """Seconds from a link with an empty cache to the marks; median of LOADS."""
    times = []
    for _ in range(LOADS):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        begun = time.perf_counter()
        _opened(context, address)
        times.append(time.perf_counter() - begun)
        context.close()
    return round(statistics.median(times), 2)


def _session_mb(browser: Browser, address: str, pid: int) -> float:
    """Memory that one more open session costs the server, in MB, over SESSIONS sessions."""
    before = rss_mb(pid)
    for _ in range(SESSIONS):
        _opened(browser.new_context(viewport={"width": 1366, "height": 768}), address)
    return round((rss_mb(pid) - before) / SESSIONS, 2)


def _medians(name: str, steps: Sequence[Step]) -> dict[str, Any]:
    """The medians of some steps, None for each where there is none."""

    def median(value: Callable[[Step], float], digits: int) -> float | None:
        return round(statistics.median(map(value, steps)), digits) if steps else None

    return {
        f"{name}_visible_s": median(lambda step: step.visible_ms / 1000, 3),
        f"{name}_server_ms": median(lambda step: step.server_ms, 1),
        # Counted by the kernel in steps of 10 ms: a mean says more than a median.
        f"{name}_cpu_ms": round(statistics.mean(step.cpu_ms for step in steps), 1) if steps else None,
        f"{name}_bytes": median(lambda step: step.bytes, 0),
    }


def main() -> None:
    """Measure the sizes that are asked for, and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("sizes", metavar="REPORTS", nargs="*", type=lambda text: int(float(text)))
    parser.add_argument("--all", action="store_true", help=f"up to {LARGEST:,} reports, which takes an hour")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the generator (default: {SEED})")
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    sizes = arguments.sizes or [*SIZES, *([LARGEST] if arguments.all else [])]
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = []
    with sync_playwright() as playwright, (FOLDER / "scale.jsonl").open("w") as lines:
        print(json.dumps(machine()), file=lines, flush=True)
        for reports in sizes:
            # A browser for each size: what one leaves behind must not slow the next.
            browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, OFFLINE])
            found.append(measured(browser, reports, arguments.seed))
            browser.close()
            print(json.dumps(found[-1]), file=lines, flush=True)
            print(json.dumps(found[-1]), file=sys.stderr, flush=True)
    table = markdown(machine(), found)
    print(table)
    if arguments.write_docs:
        write_docs(ROOT / "docs" / "benchmarks.md", table)


if __name__ == "__main__":
    main()
