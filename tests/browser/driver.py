"""What a reader does, in Playwright's words: open a link, wait for the page, look at map and timeline."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Frame, Page, expect

_PLACES = (
    "[...[...document.querySelectorAll('[data-places]')].flatMap((mark) => mark.dataset.places.split(' ')),"
    " ...window.datelines.areas()].sort()"
)
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def open_app(page: Page, address: str) -> None:
    """Open a link and wait until its script has run; where it names no page, Explore."""
    parts = urlsplit(address)
    page.goto(parts._replace(path="/explore").geturl() if parts.path in ("", "/") else address)
    settled(page)


def open_start(page: Page, address: str) -> None:
    """Open the first page, and wait until its script has run."""
    page.goto(address)
    settled(page)


def settled(page: Page) -> None:
    """Wait until the app's script is not running."""
    page.wait_for_selector(IDLE, timeout=30_000)


def map_frame(page: Page) -> Frame:
    """The frame of the map, once its map is there."""
    handle = page.wait_for_selector('iframe[title*="st_folium"]', timeout=30_000)
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.map && window.feature_group", timeout=30_000)
    return frame


def marked_places(page: Page) -> list[str]:
    """Ids of the places that are drawn, sorted: with a mark, as one with others, or as an area."""
    script = f"() => {_PLACES}"
    places: list[str] = map_frame(page).evaluate(script)
    return places


def wait_for_places(page: Page, script: str) -> None:
    """Wait until `script`, a condition on the sorted list `places`, holds."""
    map_frame(page).wait_for_function(
        f"() => {{ const places = {_PLACES}; return {script}; }}",
        timeout=30_000,
    )


def sentence(page: Page) -> str:
    """The sentence above the views."""
    return page.locator(".dl-sentence").inner_text()


def expect_sentence(page: Page, words: str) -> None:
    """Wait until the sentence holds the words."""
    expect(page.locator(".dl-sentence")).to_contain_text(words, timeout=30_000)


def expect_event(page: Page, title: str) -> None:
    """Wait until the event card shows the title."""
    expect(page.locator(".dl-event h2")).to_have_text(title, timeout=30_000)
