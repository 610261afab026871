"""Filters in a real browser: what Back takes back, rows that are chosen anywhere, and the bar on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import expect_sentence, open_app, settled

pytestmark = pytest.mark.browser


def test_one_press_of_back_takes_one_choice_back(page: Page, app: str) -> None:
    open_app(page, f"{app}/?kind=attack")
    page.get_by_role("button", name="of the kind attack").click()
    expect_sentence(page, "No filter is set.")
    settled(page)
    page.go_back()
    expect_sentence(page, "of the kind attack")
    expect(page).to_have_url(re.compile(r"/explore\?kind=attack$"))


def test_what_a_page_chooses_by_itself_takes_no_press_of_back(page: Page, app: str) -> None:
    open_app(page, f"{app}/compare")
    page.get_by_text("What words?").first.click()
    expect(page).to_have_url(re.compile(r"/compare\?section=words$"), timeout=30_000)
    expect(page.get_by_role("combobox", name="Subject").first).to_be_visible(timeout=30_000)
    settled(page)
    expect(page).to_have_url(re.compile(r"/compare\?section=words$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/compare$"), timeout=30_000)


def test_a_row_of_the_table_is_chosen_by_a_click_anywhere_in_it_and_by_the_keyboard(
    page: Page, app: str
) -> None:
    open_app(page, f"{app}/?kind=attack")
    grid = page.get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    expect(grid.locator("canvas td").first).to_be_attached(timeout=30_000)
    # What scrolls the canvas lies above it.
    grid.locator(".dvn-scroller").click(position={"x": 400, "y": 60})
    expect(page).to_have_url(re.compile(r"event="), timeout=30_000)
    settled(page)
    first = page.url
    page.keyboard.press("ArrowDown")
    expect(page).not_to_have_url(first, timeout=30_000)
    expect(page).to_have_url(re.compile(r"event="))


def test_on_a_phone_the_bar_closes_after_a_choice(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_app(page, app)
    page.get_by_test_id("stExpandSidebarButton").click()
    bar = page.get_by_test_id("stSidebar")
    expect(bar).to_have_attribute("data-collapsed", "false", timeout=30_000)
    outlets = page.get_by_role("combobox", name="Outlets")
    outlets.scroll_into_view_if_needed()
    outlets.fill("TASS (")
    page.get_by_role("option").first.click()
    expect_sentence(page, "reported by TASS")
    expect(bar).to_have_attribute("data-collapsed", "true", timeout=30_000)


def test_on_a_laptop_the_bar_stays_open(page: Page, app: str) -> None:
    open_app(page, app)
    page.get_by_label("Free text").fill("Ariha")
    page.get_by_label("Free text").press("Enter")
    expect_sentence(page, "mentioning “Ariha”")
    settled(page)
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
