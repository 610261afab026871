"""How fast Start, Explore and Compare answer, in a real Chromium: `make bench`, or `python -m benchmarks.pages`.

Prints one JSON object a line. Times are medians in milliseconds of one run on one machine; `ratio` is to
the same step on a bare Streamlit page (benchmarks/bare_app.py) in the same run.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.server import rss_mb
from benchmarks.watching import Wire
from tests.browser.conftest import FLAGS, OFFLINE, chromium
from tests.browser.driver import map_frame, open_app, open_start, settled
from tests.browser.server import streamlit_server

WORDS = (
    "drone",
    "Majdalya",
    "Aleppo",
    "Rukban",
    "ceasefire",
    "Hmeimim",
    "Saraqib",
    "camp",
    "talks",
    "Libya",
    "patrol",
    "strike",
    "guards",
    "clashes",
    "Ankara",
    "shelling",
    "corridors",
    "Russia",
)
SESSIONS = 10


def filter_changes(page: Page, wait: str, in_frame: bool) -> dict[str, float]:
    """Type each word into the free text and wait until `wait` is true; medians."""
    wire, visible, served, received = Wire(page), [], [], []
    field = page.get_by_label("Free text")
    # A word of its own each time, so that no answer is one that was made before.
    for word in WORDS:
        field.fill(word)
        wire.reset()
        begun = time.perf_counter()
        field.press("Enter")
        target = map_frame(page) if in_frame else page
        target.wait_for_function(wait.replace("WORD", word).replace("LENGTH", str(len(word))), timeout=15_000)
        visible.append((time.perf_counter() - begun) * 1000)
        settled(page)
        page.wait_for_timeout(250)
        served.append(wire.server_ms)
        received.append(wire.bytes)
    return {
        "visible_ms": round(statistics.median(visible), 1),
        "server_ms": round(statistics.median(served), 1),
        "bytes": int(statistics.median(received)),
    }


def cards_drawn(page: Page) -> None:
    """Wait until Start shows its last card and how sure the data are."""
    page.wait_for_selector(".st-key-card-3 svg.dv", timeout=30_000)
    page.wait_for_selector(".dl-sure", timeout=30_000)


def first_load(browser: Browser, address: str, ready: Any, opened: Any = open_app) -> float:
    """Opening the page with an empty cache until `ready(page)` returns, in ms; median of 5."""
    times = []
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        begun = time.perf_counter()
        opened(page, address)
        ready(page)
        times.append((time.perf_counter() - begun) * 1000)
        context.close()
    return round(statistics.median(times), 1)


def session_mb(browser: Browser, address: str, pid: int) -> float:
    """Memory that one more open session costs the server, in MB, over SESSIONS sessions."""
    before, contexts = rss_mb(pid), []
    for _ in range(SESSIONS):
        context = browser.new_context()
        page = context.new_page()
        open_app(page, address)
        map_frame(page)
        contexts.append(context)
    cost = (rss_mb(pid) - before) / SESSIONS
    for context in contexts:
        context.close()
    return round(cost, 2)


CHANGED = """() => {
  const said = window.parent.document.querySelector('.dl-sentence');
  const marks = document.querySelectorAll('[data-places], [data-area]').length;
  return said && said.textContent.includes('“WORD”') && marks > 0
    && window.lastMarks !== window.feature_group[0] && (window.lastMarks = window.feature_group[0], true);
}"""
COMPARED = """() => {
  const said = document.querySelector('.dl-sentence');
  const stale = document.querySelector('[data-stale="true"]');
  return said && said.textContent.includes('“WORD”') && !stale;
}"""
SECTIONS = ("numbers", "words", "who")
BARE = "() => document.querySelector('.dl-sentence').textContent.startsWith('LENGTH ')"


def main() -> None:
    """Run everything and print it."""
    log = Path(tempfile.mkdtemp()) / "log"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, OFFLINE])
        with streamlit_server(log, "benchmarks/bare_app.py") as (address, _):
            load = first_load(browser, address, settled)
            page = browser.new_page()
            open_app(page, address)
            bare = {"page": "bare", "first_load_ms": load, **filter_changes(page, BARE, in_frame=False)}
        with streamlit_server(log) as (address, pid):
            start: dict[str, Any] = {
                "page": "start",
                "first_load_ms": first_load(browser, address, cards_drawn, open_start),
            }
            cold = first_load(browser, address, map_frame)
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            open_app(page, address)
            explore: dict[str, Any] = {"page": "explore", "first_load_ms": cold}
            explore |= filter_changes(page, CHANGED, in_frame=True)
            compared = []
            for section in SECTIONS:
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                open_app(page, f"{address}/compare?section={section}")
                found = filter_changes(page, COMPARED, in_frame=False)
                compared.append({"page": f"compare: {section}", **found})
                page.close()
            explore["rss_mb"] = round(rss_mb(pid), 1)
            explore["session_mb"] = session_mb(browser, address, pid)
        times = ("first_load_ms", "visible_ms", "server_ms")
        for found in (start, explore):
            found["ratio"] = {name: round(found[name] / bare[name], 2) for name in times if name in found}
        browser.close()
    machine = {"machine": platform.platform(), "cpus": os.cpu_count(), "python": platform.python_version()}
    for line in (machine, bare, start, explore, *compared):
        print(json.dumps(line))


if __name__ == "__main__":
    main()
