"""Sources as its readers meet it: tables of twenty rows that fit, and blocks on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import driver

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1024, 1366])
def test_no_table_is_cut_off_at_its_right_edge(page: Page, app: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    driver.open_app(page, f"{app}/sources")
    tables = page.locator(".dl-scroll")
    expect(tables.first).to_be_visible(timeout=30_000)
    for table in tables.all():
        assert table.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0


def test_twenty_rows_are_shown_and_the_others_on_demand(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/sources")
    rows = page.locator(".dl-scroll").first.locator("tbody tr")
    expect(rows).to_have_count(20, timeout=30_000)
    page.get_by_role("button", name="20 of").first.click()
    expect(rows).not_to_have_count(20, timeout=30_000)


def test_on_a_phone_a_row_is_a_block_with_each_heading_before_its_cell(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    driver.open_app(page, f"{app}/sources")
    table = page.locator(".dl-scroll").first
    expect(table.locator("thead")).to_be_hidden(timeout=30_000)
    cell = table.locator('td[data-head="Published"]').first
    expect(cell).to_be_visible()
    assert "Published" in cell.evaluate("(one) => getComputedStyle(one, '::before').content")
    assert table.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
