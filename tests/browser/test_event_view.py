"""The event view in a browser: the answer in sight, its figures, who says so, and reports that open."""

from __future__ import annotations

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
