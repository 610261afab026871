"""Explore as its readers meet it: open, filter, click, brush, come back by the link; nothing outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from datelines.query.query import EventQuery
from tests.browser import driver
from tests.browser.conftest import served
from tests.crowd import EVENTS, write_crowd
from tests.stores import loaded_folder

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def crowd_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on more events than it draws at once."""
    folder = write_crowd(tmp_path_factory.mktemp("crowd") / "data")
    yield from served(folder, tmp_path_factory.mktemp("crowd") / "log")


def test_open_filter_click_a_mark_and_see_the_event_without_internet(page: Page, app: str) -> None:
    driver.open_app(page, app)
    everything = driver.marked_places(page)
    assert everything == [mark.place.place_id for mark in loaded_folder().selection(EventQuery()).marks]
    page.get_by_label("Free text").fill("Majdalya")
    page.get_by_label("Free text").press("Enter")
    driver.expect_sentence(page, "mentioning “Majdalya”")
    driver.wait_for_places(page, "places.length === 1 && places[0] === 'majdalya'")
    driver.map_frame(page).locator('[data-place="majdalya"]').click()
    driver.expect_event(page, "Majdalya: fighting reported, March 2020")
    expect(page.locator(".dl-report summary").first).to_contain_text(
        "Unnamed sources close to the Syrian Arab Army"
    )
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_mark_with_several_events_lists_them_to_choose_from(page: Page, app: str) -> None:
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    frame.locator('[data-place="rukban-camp"]').click()
    buttons = frame.locator(".dl-list button")
    events = loaded_folder().archive_of(()).events
    expect(buttons).to_have_count(sum("rukban-camp" in event.place_ids for event in events))
    buttons.filter(has_text="aid reported").click()
    driver.expect_event(page, "Rukban camp: aid reported, early September 2019")


def test_choosing_the_same_event_again_after_another_works(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/?place=majdalya&place=aleppo-city")
    frame = driver.map_frame(page)
    frame.locator('[data-place="majdalya"]').click()
    driver.expect_event(page, "Majdalya: fighting reported, March 2020")
    page.get_by_role("button", name="▶").click()
    expect(page.locator(".dl-event h2")).not_to_have_text("Majdalya: fighting reported, March 2020")
    driver.map_frame(page).locator('[data-place="majdalya"]').click()
    driver.expect_event(page, "Majdalya: fighting reported, March 2020")


def test_a_bar_of_the_timeline_chooses_its_event(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/?text=Near+Idlib+city&outlet=south-front")
    mark = page.locator('[aria-label^="South Front: Near Idlib city: US strike"]').first
    mark.click(force=True)
    driver.expect_event(page, "Near Idlib city: US strike, 31 August 2019")


def test_a_brush_narrows_the_map_and_stands_in_the_link(page: Page, app: str) -> None:
    driver.open_app(page, app)
    before = driver.marked_places(page)
    strip = page.locator(".concat_1_marks").bounding_box()
    assert strip is not None
    height = strip["y"] + strip["height"] / 2
    page.mouse.move(strip["x"] + strip["width"] * 0.90, height)
    page.mouse.down()
    page.mouse.move(strip["x"] + strip["width"] * 0.98, height, steps=8)
    page.mouse.up()
    driver.expect_sentence(page, "on the days selected")
    driver.wait_for_places(page, f"places.length > 0 && places.length < {len(before)}")
    after, said = driver.marked_places(page), driver.sentence(page)
    expect(page).to_have_url(re.compile("days="))
    driver.open_app(page, page.url)
    driver.expect_sentence(page, said)
    assert driver.marked_places(page) == after


def test_the_link_opens_the_same_view(page: Page, app: str) -> None:
    driver.open_app(page, app)
    page.get_by_label("Free text").fill("Hmeimim")
    page.get_by_label("Free text").press("Enter")
    driver.expect_sentence(page, "mentioning “Hmeimim”")
    driver.map_frame(page).locator('[data-place="hmeimim-air-base"]').click()
    driver.map_frame(page).locator(".dl-list button").first.click()
    expect(page.locator(".dl-event h2")).to_be_visible()
    title, said = page.locator(".dl-event h2").inner_text(), driver.sentence(page)
    places = driver.marked_places(page)
    expect(page).to_have_url(re.compile("event="))
    driver.open_app(page, page.url)
    driver.expect_sentence(page, said)
    driver.expect_event(page, title)
    assert driver.marked_places(page) == places


def test_the_table_chooses_by_keyboard_or_click(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/?text=Majdalya")
    chooser = page.get_by_role("combobox", name=re.compile("Event"))
    chooser.click()
    chooser.press("ArrowDown")
    chooser.press("Enter")
    driver.expect_event(page, "Majdalya: fighting reported, March 2020")


def test_a_filter_change_keeps_zoom_and_position_of_the_map(page: Page, app: str) -> None:
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    frame.evaluate("() => { window.map.setView([35.9, 36.6], 9, { animate: false }); }")
    page.get_by_label("Free text").fill("drone")
    page.get_by_label("Free text").press("Enter")
    driver.expect_sentence(page, "mentioning “drone”")
    driver.wait_for_places(page, "places.length < 10")
    view = driver.map_frame(page).evaluate("() => [window.map.getCenter().lat, window.map.getZoom()]")
    assert view == pytest.approx([35.9, 9], abs=0.01)


@pytest.mark.parametrize("path", ["", "sources", "method"])
def test_each_page_fits_its_screen_without_sideways_scrolling(
    page: Page, app: str, size: tuple[int, int], path: str
) -> None:
    driver.open_app(page, f"{app}/{path}")
    if not path:
        driver.map_frame(page)
    wide = page.evaluate(
        "() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth - "
        "document.querySelector('[data-testid=\"stMain\"]').clientWidth"
    )
    assert wide <= 0
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_map_asks_for_tiles_only_when_they_are_switched_on(page: Page, app: str) -> None:
    driver.open_app(page, app)
    driver.map_frame(page)
    assert page.outside == []  # type: ignore[attr-defined]
    with page.expect_request(re.compile("tile.openstreetmap.org"), timeout=15_000):
        page.get_by_text("Online map tiles").click()


@pytest.mark.parametrize("path", ["", "?event=us-strike-idlib-2019-08-31", "sources", "method"])
def test_hostile_text_in_every_column_shows_as_text(page: Page, hostile_app: str, path: str) -> None:
    driver.open_app(page, f"{hostile_app}/{path}")
    if path == "method":
        return
    expect(page.get_by_text("<img/src=x/onerror=alert(1)>").first).to_be_attached(timeout=15_000)
    assert page.locator('img[src="x"]').count() == 0
    assert page.problems == []  # type: ignore[attr-defined]
    assert page.outside == []  # type: ignore[attr-defined]


def test_hostile_text_on_map_and_timeline_shows_as_text(page: Page, hostile_app: str) -> None:
    driver.open_app(page, hostile_app)
    frame = driver.map_frame(page)
    frame.wait_for_selector("[data-places]")
    frame.evaluate(
        "() => { window.map.setView(window.datelines.whereIs('majdalya'), 12, { animate: false }); }"
    )
    frame.locator('[data-place="majdalya"]').hover()
    expect(frame.locator(".dl-tip")).to_contain_text("{{alert(3)}}")
    expect(frame.locator(".dl-tip")).to_contain_text("`${alert(2)}`")
    frame.evaluate(
        "() => { window.map.setView(window.datelines.whereIs('rukban-camp'), 9, { animate: false }); }"
    )
    frame.locator('[data-place="rukban-camp"]').click()
    expect(frame.locator(".dl-list button").first).to_contain_text("<img/src=x/onerror=alert(1)>")
    assert frame.locator("img").count() == 0
    page.locator(".concat_0_layer_5_marks line").last.hover(force=True)
    expect(page.locator("#vg-tooltip-element")).to_contain_text("<img/src=x/onerror=alert(1)>")
    assert page.locator("#vg-tooltip-element img").count() == 0
    assert page.problems == []  # type: ignore[attr-defined]


HEARD = """() => {
  const send = window.Streamlit.setComponentValue;
  window.heard = [];
  window.Streamlit.setComponentValue = (value) => {
    window.heard.push(value);
    return send.call(window.Streamlit, value);
  };
}"""
PLATES = "[...document.querySelectorAll('[data-cell]')]"


def wait_for_cells(page: Page, condition: str) -> None:
    """Wait until `condition` on `cells`, the plates of the cells, holds."""
    driver.map_frame(page).wait_for_function(
        f"() => {{ const cells = {PLATES}; return {condition}; }}", timeout=15_000
    )


def test_moving_the_map_says_nothing_where_all_marks_are_drawn(page: Page, app: str) -> None:
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    frame.evaluate(HEARD)
    frame.evaluate("() => { window.map.setView([35.9, 36.6], 9, { animate: false }); }")
    frame.evaluate("() => { window.map.setView([34.9, 37.6], 5, { animate: false }); }")
    frame.evaluate("() => { window.map.setView([35.83, 36.53], 12, { animate: false }); }")
    frame.locator('[data-place="majdalya"]').focus()
    page.keyboard.press("Enter")  # what is said after it shows that the moves were not
    frame.wait_for_function("() => window.heard.length > 0")
    heard = frame.evaluate("() => window.heard.map((value) => value.last_active_drawing.properties)")
    assert [(said["event_id"] is not None, said["window"]) for said in heard] == [(True, None)]


def test_many_events_are_cells_that_lead_to_marks_and_to_an_event(
    page: Page, crowd_app: str, size: tuple[int, int]
) -> None:
    driver.open_app(page, crowd_app)
    wait_for_cells(page, "cells.length > 10")
    frame = driver.map_frame(page)
    frame.evaluate(
        "() => { window.stays = true; window.parent.document.querySelector('.dl-sentence').stays = true; }"
    )
    count = frame.evaluate(
        f"() => {PLATES}.reduce((sum, cell) => sum + parseInt(cell.textContent.replace(',', '')), 0)"
    )
    assert count == EVENTS * 99 // 100
    plate = frame.locator('[aria-label$="events reported in this cell: zoom in"]').nth(7)
    key = plate.get_attribute("data-cell")
    # An answer to the first look may come before the zoom ends, and a move before that is undone by its end.
    frame.evaluate("() => { window.map.once('zoomend', () => { window.zoomed = true; }); }")
    plate.focus()
    page.keyboard.press("Enter")
    frame.wait_for_function("() => window.zoomed")
    wait_for_cells(page, f"cells.length > 0 && !cells.some((cell) => cell.dataset.cell === '{key}')")
    frame.evaluate("() => { window.map.setView([13, 30], 9, { animate: false }); }")
    driver.wait_for_places(page, "places.length > 0")
    assert frame.locator("[data-cell]").count() == 0
    # Neither the frame nor the page has been drawn again by all that.
    assert frame.evaluate("() => window.stays && window.parent.document.querySelector('.dl-sentence').stays")
    frame.evaluate("() => { window.map.setView([13, 30], 6, { animate: false }); }")
    wait_for_cells(page, "cells.some((cell) => cell.getAttribute('aria-label').endsWith('show the list'))")
    frame.locator('[aria-label$="show the list"]').first.evaluate("(plate) => plate.click()")
    button = frame.locator(".dl-list button").first
    title = button.locator("span").last.inner_text()
    button.click()
    driver.expect_event(page, title)
    expect(page).to_have_url(re.compile("event=event-"))
    assert frame.evaluate("() => window.stays")
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_long_list_of_a_cell_is_turned_page_by_page(page: Page, tmp_path: Path) -> None:
    folder = write_crowd(tmp_path / "data", together=250)
    with contextmanager(served)(folder, tmp_path / "log") as address:
        driver.open_app(page, address)
        wait_for_cells(page, "cells.length > 10")
        frame = driver.map_frame(page)
        frame.evaluate("() => { window.map.setView([18, 29], 6, { animate: false }); }")
        plate = frame.get_by_role("button", name=re.compile("^250 events .*show the list"))
        plate.evaluate("(plate) => plate.click()")
        turned = frame.locator(".dl-turn")
        expect(turned).to_contain_text("1–100 of 250")
        expect(turned.get_by_role("button", name="Earlier")).to_be_disabled()
        listed = frame.locator(".dl-list > button")
        first = listed.first.inner_text()
        turned.get_by_role("button", name="Later").click()
        expect(turned).to_contain_text("101–200 of 250")
        assert listed.first.inner_text() != first
        turned.get_by_role("button", name="Later").click()
        expect(turned).to_contain_text("201–250 of 250")
        expect(turned.get_by_role("button", name="Later")).to_be_disabled()
        expect(listed).to_have_count(50)
        turned.get_by_role("button", name="Earlier").click()
        expect(turned).to_contain_text("101–200 of 250")
        title = listed.last.locator("span").last.inner_text()
        listed.last.click()
        driver.expect_event(page, title)
        assert page.problems == []  # type: ignore[attr-defined]


def test_a_filter_change_keeps_the_view_of_the_cells(page: Page, crowd_app: str) -> None:
    driver.open_app(page, crowd_app)
    wait_for_cells(page, "cells.length > 10")
    frame = driver.map_frame(page)
    frame.evaluate("() => { window.map.setView([13, 30], 6.5, { animate: false }); }")
    wait_for_cells(page, "cells.length > 10 && cells.every((cell) => cell.dataset.cell.endsWith(' 64'))")
    before = frame.evaluate(f"() => {PLATES}.length")
    page.get_by_label("Free text").fill("Small List")
    page.get_by_label("Free text").press("Enter")
    driver.expect_sentence(page, "mentioning “Small List”")
    driver.wait_for_places(page, "places.length > 100")  # so few that each is drawn again
    assert frame.evaluate("() => window.map.getZoom()") == 6.5
    page.get_by_label("Free text").fill("Big List")
    page.get_by_label("Free text").press("Enter")
    wait_for_cells(page, f"cells.length > 10 && cells.length <= {before}")
    assert frame.evaluate("() => [window.map.getCenter().lat, window.map.getZoom()]") == pytest.approx(
        [13, 6.5], abs=0.01
    )


def test_a_brush_over_the_columns_brings_single_reports_and_comes_back_by_the_link(
    page: Page, crowd_app: str
) -> None:
    driver.open_app(page, crowd_app)
    expect(page.locator('[aria-label^="Big List, January 2005"]').first).to_be_attached(timeout=15_000)
    strip = page.locator(".concat_1_marks").bounding_box()
    assert strip is not None
    height = strip["y"] + strip["height"] / 2
    page.mouse.move(strip["x"] + strip["width"] * 0.50, height)
    page.mouse.down()
    page.mouse.move(strip["x"] + strip["width"] * 0.54, height, steps=8)
    page.mouse.up()
    driver.expect_sentence(page, "on the days selected")
    bar = page.locator('[aria-label^="Big List: Event"]')
    expect(bar.first).to_be_attached(timeout=15_000)
    said = driver.sentence(page)
    driver.open_app(page, page.url)
    driver.expect_sentence(page, said)
    expect(bar.first).to_be_attached(timeout=15_000)


def test_the_table_turns_its_pages(page: Page, crowd_app: str) -> None:
    driver.open_app(page, crowd_app)
    expect(page.get_by_text("Rows 1–200 of 1,800, by date")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Page 4").click()
    expect(page.get_by_text("Rows 601–800 of 1,800, by date")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Event (601–800 of 1,800 in this selection)")).to_be_visible()
