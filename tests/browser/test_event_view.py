"""The event view in a browser: the answer in sight, its figures, who says so, and reports that open."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import driver

TITLE = "Saraqib: Turkish soldiers reported killed, 3 February 2020"
LINK = "/explore?event=turkish-soldiers-2020-02-03"


def opened(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}{LINK}")
    driver.expect_event(page, TITLE)


def test_title_and_answer_stand_in_sight_on_a_laptop(page: Page, app: str) -> None:
    opened(page, app)
    answer = page.locator(".dl-answer")
    expect(answer).to_contain_text("Turkish soldiers killed: reports give 4 to 8; most often 4")
    expect(answer).to_be_in_viewport(ratio=1)


def test_each_figure_is_a_mark_with_its_speaker_and_outlet(page: Page, app: str) -> None:
    opened(page, app)
    plot = page.locator(".dl-numbers .dl-wide svg.dv").first
    expect(plot).to_be_visible(timeout=30_000)
    assert plot.locator("circle").count() == 50
    expect(plot.locator("g > title").first).to_contain_text("“")


def test_another_kind_of_figure_is_drawn_when_its_tab_is_chosen(page: Page, app: str) -> None:
    opened(page, app)
    page.get_by_text("Turkish soldiers injured: 7 to 13").first.click()
    expect(page.locator(".dl-numbers h3").first).to_have_text("Turkish soldiers injured", timeout=30_000)


def test_the_chosen_kind_of_figures_is_in_the_link(page: Page, app: str) -> None:
    opened(page, app)
    page.get_by_text("Turkish soldiers injured: 7 to 13").first.click()
    expect(page).to_have_url(re.compile("counted=injured"), timeout=30_000)
    driver.open_app(page, page.url)
    expect(page.locator(".dl-numbers h3").first).to_have_text("Turkish soldiers injured", timeout=30_000)


def test_a_kind_from_the_list_of_more_becomes_a_tab(page: Page, app: str) -> None:
    opened(page, app)
    more = page.get_by_role("combobox", name=re.compile("more kinds"))
    more.click()
    more.press("ArrowDown")
    more.press("Enter")
    expect(page).to_have_url(re.compile("counted="), timeout=30_000)


def test_the_rows_shown_can_be_saved_each_with_its_citation(page: Page, app: str) -> None:
    opened(page, app)
    with page.expect_download(timeout=30_000) as saved:
        page.get_by_role("button", name=re.compile(r"These \d+ reports with citations")).click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert "citation" in lines[0].split(",")
    rows = page.get_by_text(re.compile(r"of \d+, by day of publication")).inner_text()
    assert len(lines) == 1 + int(re.search(r"of (\d+),", rows).group(1))  # type: ignore[union-attr]


def test_the_head_is_brought_into_sight(page: Page, app: str, size: tuple[int, int]) -> None:
    opened(page, app)
    expect(page.locator(".dl-event h2")).to_be_in_viewport(ratio=1, timeout=30_000)
    expect(page.locator(".dl-answer")).to_be_in_viewport(ratio=1, timeout=30_000)


def test_a_report_opens_to_its_whole_card(page: Page, app: str) -> None:
    opened(page, app)
    row = page.locator(".dl-report").first
    expect(row.locator(".dl-account")).to_be_hidden()
    row.locator("summary").first.click()
    expect(row.locator(".dl-account")).to_be_visible()
    expect(row.locator(".dl-source")).to_contain_text("paragraph")


def test_nothing_is_cut_off_and_nothing_scrolls_within_the_page(
    page: Page, app: str, size: tuple[int, int]
) -> None:
    opened(page, app)
    expect(page.locator(".dl-voices")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    boxes = page.locator(".dl-event, .dl-numbers, .dl-voices, .dl-reports, .dl-subjects").evaluate_all(
        "all => all.filter(one => one.scrollHeight > one.clientHeight + 2"
        " && ['auto', 'scroll'].includes(getComputedStyle(one).overflowY)).length"
    )
    assert boxes == 0
