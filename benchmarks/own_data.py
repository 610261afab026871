"""How long a reader's own table takes from the drop to the map: `python -m benchmarks.own_data`.

Prints one JSON object for each size (synthetic UCDP GED files). Times are seconds of one run in a real
Chromium on one machine; memory is the server's, before, at its highest while reading, and after.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.server import rss_mb
from benchmarks.ucdp_file import ucdp_csv
from tests.browser.conftest import FLAGS, OFFLINE, chromium
from tests.browser.driver import map_frame, open_app, settled
from tests.browser.server import streamlit_server

SIZES = (1_000, 16_000, 300_000)
PATIENCE = 180_000
"""Milliseconds after which a size counts as failed."""


class Peak:
    """The highest resident memory of a process while this is open, in MB."""

    def __init__(self, pid: int) -> None:
        self.pid, self.mb, self._open = pid, 0.0, True
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._thread.join()

    def _watch(self) -> None:
        while self._open:
            self.mb = max(self.mb, rss_mb(self.pid))
            time.sleep(0.05)


def measured(browser: Browser, address: str, pid: int, rows: int, folder: Path) -> dict[str, Any]:
    """Drop a file of `rows` events, wait for the counts, show it, and wait for its marks."""
    path = folder / f"ged-{rows}.csv"
    path.write_bytes(ucdp_csv(rows))
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    open_app(page, f"{address}/your_data")
    before = rss_mb(pid)
    with Peak(pid) as peak:
        begun = time.perf_counter()
        page.locator('input[type="file"]').set_input_files(path)
        page.get_by_text(f"{rows:,} rows read").wait_for(timeout=PATIENCE)
        settled(page)
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        page.get_by_role("button", name="on the map and the timeline").click()
        frame = map_frame(page)
        frame.wait_for_function(
            "() => document.querySelectorAll('[data-places], [data-area], [data-cell]').length > 5"
        )
        settled(page)
        shown = time.perf_counter() - begun
    found = {
        "rows": rows,
        "file_mb": round(path.stat().st_size / 1e6, 1),
        "drop_to_checked_s": round(read, 2),
        "checked_to_map_s": round(shown, 2),
        "drop_to_map_s": round(read + shown, 2),
        "rss_before_mb": round(before),
        "rss_peak_mb": round(peak.mb),
        "rss_after_mb": round(rss_mb(pid)),
    }
    page.close()
    return found


def main() -> None:
    """Measure every size, or those given as arguments, each on a server of its own."""
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, OFFLINE])
        for rows in sizes:
            with streamlit_server(Path(folder) / "log") as (address, pid):
                print(json.dumps(measured(browser, address, pid, rows, Path(folder))), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
