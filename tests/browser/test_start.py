"""The first page in a browser: what stands in sight, and the ways in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import driver


def test_cards_lead_to_their_event(page: Page, app: str) -> None:
    driver.open_start(page, app)
    expect(page).to_have_title("Start – Datelines")
    expect(page.locator(".dl-card svg.dv").first).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="All 50 figures").first.click()
    driver.expect_event(page, "Saraqib: Turkish soldiers reported killed, 3 February 2020")
    expect(page).to_have_title("Explore – Datelines")


def test_a_peak_leads_to_the_event_that_most_of_its_reports_are_about(page: Page, app: str) -> None:
    driver.open_start(page, app)
    page.locator(".st-key-peaks a").filter(has_text="3 February 2020").first.click()
    driver.expect_event(page, "Saraqib: Turkish soldiers reported killed, 3 February 2020")


@pytest.mark.parametrize("path", ["", "/explore", "/compare", "/sources", "/your_data", "/method"])
def test_each_page_has_a_title_of_its_own(page: Page, app: str, path: str) -> None:
    driver.open_start(page, f"{app}{path}")
    name = path.removeprefix("/").replace("_", " ").capitalize() or "Start"
    expect(page).to_have_title(f"{name} – Datelines", timeout=30_000)


def test_start_fits_the_screen_and_asks_for_nothing_outside(
    page: Page, app: str, size: tuple[int, int]
) -> None:
    driver.open_start(page, app)
    expect(page.locator(".dl-card svg.dv")).to_have_count(4, timeout=30_000)
    expect(page.locator(".dl-sure")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.problems == []  # type: ignore[attr-defined]
