"""Readers of a lecture hall in a real Chromium: from the key pressed to the marks painted, timed in the page.

The page notes when Enter goes down; the map's frame notes when the new layer has been painted. No polling
lies between, so a change of 100 ms is measured as such.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, OFFLINE, chromium
from tests.browser.driver import map_frame, open_app, settled

PRESSED = """() => {
  window.hall = { pressed: 0, painted: 0 };
  const now = () => performance.timeOrigin + performance.now();
  addEventListener("keydown", (event) => {
    if (event.key === "Enter") window.hall = { pressed: now(), painted: 0 };
  }, true);
}"""
PAINTED = """() => {
  const draw = datelines.marks, now = () => performance.timeOrigin + performance.now();
  datelines.marks = (data) => {
    const group = draw(data);
    // After the frame in which the marks are on the map; a task behind it runs once that has been painted.
    requestAnimationFrame(() => setTimeout(() => { parent.hall.painted = now(); }));
    return group;
  };
}"""
PATIENCE = 20_000
"""Milliseconds after which a change counts as failed."""


def watched(page: Page, address: str) -> Page:
    """Open Explore, wait until it is drawn, and begin to note times."""
    open_app(page, address)
    frame = map_frame(page)
    settled(page)
    page.evaluate(PRESSED)
    frame.evaluate(PAINTED)
    return page


def painted_after(page: Page, word: str) -> float:
    """Type a word into the free text; milliseconds from Enter to its marks painted."""
    field = page.get_by_label("Free text")
    field.fill(word)
    field.press("Enter")
    page.wait_for_function("() => window.hall.painted > 0", timeout=PATIENCE, polling=50)
    milliseconds: float = page.evaluate("() => window.hall.painted - window.hall.pressed")
    settled(page)
    return milliseconds


def readers(
    address: str, words: Sequence[str], number: int, every: float, stop: threading.Event, folder: Path
) -> tuple[list[float], list[str]]:
    """Filter in `number` pages by turns, about every `every` seconds in each, until `stop`; the times in
    milliseconds, and what went wrong."""
    times: list[float] = []
    problems: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, OFFLINE])
        size = {"width": 1366, "height": 768}
        pages = [watched(browser.new_page(viewport=size), address) for _ in range(number)]  # type: ignore[arg-type]
        for page in pages:
            page.on("pageerror", lambda error: problems.append(str(error)))
        turn = 0
        while not stop.wait(every / number):
            page, word = pages[turn % number], words[turn % len(words)]
            turn += 1
            try:
                times.append(painted_after(page, word))
            except Exception as error:  # a benchmark reports what failed and goes on
                problems.append(f"{word}: {error}")
                page.screenshot(path=str(folder / f"failed-{turn}.png"))
        browser.close()
    return times, problems
