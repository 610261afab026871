"""Compare as its readers meet it: a question by its link, a filter, two outlets, charts to take away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.shared.compare_options import LABELS, SECTION
from tests.browser import driver
from tests.browser.conftest import served
from tests.browser.server import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture
def cold_app(tmp_path: Path) -> Iterator[str]:
    """A server that has not answered anybody yet."""
    yield from served(ROOT / "data", tmp_path / "log")


@pytest.mark.parametrize("section", LABELS[SECTION])
def test_each_question_opens_by_its_link_without_internet_and_nothing_is_cut_off(
    page: Page, app: str, size: tuple[int, int], section: str
) -> None:
    driver.open_app(page, f"{app}/compare?section={section}")
    expect(page.get_by_role("heading", name=LABELS[SECTION][section], level=1)).to_be_visible()
    expect(page.get_by_role("radio", name=LABELS[SECTION][section])).to_be_checked()
    main = '[data-testid="stMain"]'
    wide = page.evaluate(
        f"() => {{ const m = document.querySelector('{main}'); return m.scrollWidth - m.clientWidth; }}"
    )
    assert wide <= 0
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_first_link_that_a_new_server_answers_opens_its_page(page: Page, cold_app: str) -> None:
    driver.open_app(page, f"{cold_app}/compare?section=words&outlet=tass")
    driver.expect_sentence(page, "reported by TASS")
    expect(page.get_by_role("radio", name="What words?")).to_be_checked()


def test_a_link_to_an_earlier_section_opens_the_question_that_holds_it(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare?section=coverage")
    expect(page.get_by_role("radio", name="Who and when?")).to_be_checked()
    expect(page.get_by_role("heading", name="How much was published when?")).to_be_visible(timeout=30_000)


def test_the_filter_narrows_the_cases(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare")
    cases = page.locator(".dm tbody tr")
    expect(cases).to_have_count(13, timeout=30_000)
    page.get_by_label("Free text").fill("Ariha")
    page.get_by_label("Free text").press("Enter")
    driver.expect_sentence(page, "mentioning “Ariha”")
    expect(cases.first).to_contain_text("Ariha", timeout=30_000)


def test_a_chosen_event_narrows_the_cases_to_its_own_and_stands_in_the_link(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare")
    link = page.locator(".dm tbody th a").first
    title = link.inner_text()
    link.click()
    expect(page).to_have_url(re.compile("event="), timeout=30_000)
    driver.settled(page)
    expect(page.locator(".dc-lead").first).to_contain_text(title, timeout=30_000)
    expect(page.locator(".dm tbody th a")).to_have_count(0)


def test_on_a_phone_a_case_is_a_block_with_the_outlet_before_its_figures(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    driver.open_app(page, f"{app}/compare")
    cell = page.locator(".dm td[data-outlet]").first
    expect(cell).to_be_visible(timeout=30_000)
    name = cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert cell.get_attribute("data-outlet") in name
    expect(page.locator(".dm thead")).to_be_hidden()
    expect(page.locator(".dm tbody tr:visible")).to_have_count(6)


def test_two_outlets_stand_side_by_side_and_the_link_keeps_them(page: Page, app: str) -> None:
    link = f"{app}/compare?section=words&event=russian-mfa-statement-2020-03-16"
    driver.open_app(page, f"{link}&one=south-front&other=hawar-news")
    heads = page.locator(".dw thead th")
    expect(heads.nth(1)).to_contain_text("South Front", timeout=30_000)
    expect(heads.nth(2)).to_contain_text("Hawar News")
    expect(page).to_have_url(re.compile("one=south-front"))
    expect(page.locator(".ds tbody tr").first).to_be_visible()


def test_a_chart_can_be_saved_as_a_picture(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare?section=who&text=Ariha")
    page.locator('[data-testid="stVegaLiteChart"]').first.hover()
    expect(page.get_by_role("button", name=re.compile("Download as PNG")).first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Chart as SVG").first.click()
    assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("<svg")


def test_figures_can_be_downloaded_with_their_citations(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare?text=Ariha")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Figures with citations (CSV)").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert "Ariha" in text


def test_a_view_can_be_cited(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare?outlet=tass")
    page.get_by_role("button", name="Cite").click()
    expect(page.get_by_text(re.compile(r"data version [0-9a-f]{12}")).first).to_be_visible()


@pytest.mark.parametrize("section", LABELS[SECTION])
def test_hostile_text_in_every_column_shows_as_text_in_each_question(
    page: Page, hostile_app: str, section: str
) -> None:
    driver.open_app(page, f"{hostile_app}/compare?section={section}&event=us-strike-idlib-2019-08-31")
    expect(page.get_by_text("<img/src=x/onerror=alert(1)>").first).to_be_attached(timeout=30_000)
    assert page.locator('img[src="x"]').count() == 0
    assert page.problems == []  # type: ignore[attr-defined]
    assert page.outside == []  # type: ignore[attr-defined]
