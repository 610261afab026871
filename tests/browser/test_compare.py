"""Compare as its readers meet it: a section by its link, a filter, a close reading, charts to take away."""

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
def test_each_section_opens_by_its_link_without_internet(
    page: Page, app: str, size: tuple[int, int], section: str
) -> None:
    driver.open_app(page, f"{app}/compare?section={section}")
    expect(page.locator(".dl-sentence")).to_be_visible()
    expect(page.get_by_role("radio", name=LABELS[SECTION][section])).to_be_checked()
    main = '[data-testid="stMain"]'
    wide = page.evaluate(
        f"() => {{ const m = document.querySelector('{main}'); return m.scrollWidth - m.clientWidth; }}"
    )
    assert wide <= 0
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_first_link_that_a_new_server_answers_opens_its_page(page: Page, cold_app: str) -> None:
    driver.open_app(page, f"{cold_app}/compare?section=wording&outlet=tass")
    driver.expect_sentence(page, "reported by TASS")
    expect(page.get_by_role("radio", name="Wording")).to_be_checked()


def test_the_filter_narrows_the_matrix(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare")
    rows = page.locator(".dl-matrix tbody tr")
    before = rows.count()
    page.get_by_label("Free text").fill("Taftanaz")
    page.get_by_label("Free text").press("Enter")
    driver.expect_sentence(page, "mentioning “Taftanaz”")
    expect(rows).not_to_have_count(before)
    expect(page.locator(".dl-matrix")).to_contain_text("Taftanaz")


def test_two_outlets_are_read_closely_and_the_link_keeps_them(page: Page, app: str) -> None:
    link = f"{app}/compare?event=turkish-soldiers-2020-02-03&one=tass&other=reuters"
    driver.open_app(page, link)
    expect(page.get_by_text(re.compile("On this event the two outlets differ on"))).to_be_visible()
    expect(page).to_have_url(re.compile("one=tass"))
    expect(page.get_by_role("heading", name="What only TASS says")).to_be_visible()


def test_a_chart_can_be_saved_as_a_picture(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare?section=figures&text=Ariha")
    page.locator('[data-testid="stVegaLiteChart"]').hover()
    expect(page.get_by_role("button", name=re.compile("Download as PNG"))).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Chart as SVG").click()
    assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("<svg")


def test_figures_can_be_downloaded_with_their_citations(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare?section=figures&text=Ariha")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Figures with citations (CSV)").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("event,")
    assert "Ariha" in text


def test_a_view_can_be_cited(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/compare?outlet=tass")
    page.get_by_role("button", name="Cite").click()
    expect(page.get_by_text(re.compile(r"data version [0-9a-f]{12}")).first).to_be_visible()


@pytest.mark.parametrize("section", LABELS[SECTION])
def test_hostile_text_in_every_column_shows_as_text_in_each_section(
    page: Page, hostile_app: str, section: str
) -> None:
    driver.open_app(
        page, f"{hostile_app}/compare?section={section}&differing=all&event=us-strike-idlib-2019-08-31"
    )
    expect(page.get_by_text("<img/src=x/onerror=alert(1)>").first).to_be_attached(timeout=15_000)
    assert page.locator('img[src="x"]').count() == 0
    assert page.problems == []  # type: ignore[attr-defined]
    assert page.outside == []  # type: ignore[attr-defined]
