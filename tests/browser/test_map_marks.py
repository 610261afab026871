"""Marks of the map stand where something was reported: never moved, never over one another, at any zoom and size."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import driver
from tests.browser.conftest import ROOT

LAYOUT = (ROOT / "static/datelines/clusters.js").read_text(encoding="utf-8")
MOST_PIXELS = 12
"""A mark is never farther from its point than this."""

MEASURED = """() => {
  const map = window.map, frame = map.getContainer().getBoundingClientRect(), found = [];
  for (const mark of map.getContainer().querySelectorAll('[data-places]')) {
    const box = mark.getBoundingClientRect(), at = window.datelines.pointOf(mark.dataset.places.split(' ')[0]);
    found.push({ places: mark.dataset.places, x: box.x + box.width / 2 - frame.x, y: box.y + box.height / 2 - frame.y,
                 wantedX: at.x, wantedY: at.y, radius: box.width / 2 - 4 });
  }
  return found;
}"""


@pytest.fixture
def layout(browser: Browser) -> Page:
    """An empty page with the layout's script."""
    page = browser.new_page()
    page.add_script_tag(content=LAYOUT)
    return page


def test_clusters_hold_every_mark_once_and_none_overlap(layout: Page) -> None:
    chance = random.Random(7)
    for _ in range(40):
        marks = [
            {
                "x": chance.uniform(0, 500),
                "y": chance.uniform(0, 400),
                "weight": weight,
                "radius": 8 + weight / 10,
            }
            for weight in chance.choices(range(1, 90), k=chance.randrange(1, 120))
        ]
        groups = layout.evaluate(
            "(marks) => datelinesLayout.clusters(marks, (weight) => Math.min(17, 8 + weight / 10))", marks
        )
        assert sorted(one for group in groups for one in group["members"]) == list(range(len(marks)))
        for number, group in enumerate(groups):
            first = marks[group["members"][0]]
            assert (group["x"], group["y"]) == (first["x"], first["y"]), (
                "a cluster stands on its largest place"
            )
            assert first["weight"] == max(marks[one]["weight"] for one in group["members"])
            for other in groups[:number]:
                apart = ((group["x"] - other["x"]) ** 2 + (group["y"] - other["y"]) ** 2) ** 0.5
                assert apart >= group["radius"] + other["radius"]
    layout.close()


def test_names_cover_neither_marks_nor_one_another(layout: Page) -> None:
    chance = random.Random(8)
    groups = [{"x": chance.uniform(0, 500), "y": chance.uniform(0, 400), "radius": 12} for _ in range(40)]
    boxes = layout.evaluate(
        "(groups) => datelinesLayout.names(groups, groups.map(() => 'Saraqib'), { x: 500, y: 400 })", groups
    )
    drawn = [box for box in boxes if box]
    assert drawn
    marks = [
        {"left": one["x"] - 12, "right": one["x"] + 12, "top": one["y"] - 12, "bottom": one["y"] + 12}
        for one in groups
    ]
    for number, box in enumerate(drawn):
        for other in [*drawn[:number], *marks]:
            beside = box["right"] <= other["left"] or other["right"] <= box["left"]
            assert beside or box["bottom"] <= other["top"] or other["bottom"] <= box["top"]
    layout.close()


SQUARE = {"x": 100, "y": 100, "wide": 60, "tall": 30, "rings": [[[20, 20], [480, 20], [480, 380], [20, 380]]]}


def test_the_label_of_an_area_is_at_its_label_point_or_beside_what_is_there_and_in_the_area(
    layout: Page,
) -> None:
    place = "([areas, taken]) => datelinesLayout.areaLabels(areas, { x: 500, y: 400 }, taken)"
    (free,) = layout.evaluate(place, [[SQUARE], []])
    assert free == {"left": 70, "top": 85, "right": 130, "bottom": 115}
    mark = {"left": 90, "top": 90, "right": 110, "bottom": 110}
    (beside,) = layout.evaluate(place, [[SQUARE], [mark]])
    assert beside["right"] <= 90 or beside["left"] >= 110 or beside["bottom"] <= 90 or beside["top"] >= 110
    middle = [(beside["left"] + beside["right"]) / 2, (beside["top"] + beside["bottom"]) / 2]
    assert layout.evaluate(
        "([rings, x, y]) => datelinesLayout.within(rings, x, y)", [SQUARE["rings"], *middle]
    )
    full = {"left": 0, "top": 0, "right": 500, "bottom": 400}
    assert layout.evaluate(place, [[SQUARE], [full]]) == [None]
    layout.close()


def test_the_label_of_an_area_whose_label_point_is_out_of_sight_is_in_the_part_in_sight(layout: Page) -> None:
    wide = SQUARE | {"x": -300, "rings": [[[-900, 20], [480, 20], [480, 380], [-900, 380]]]}
    (box,) = layout.evaluate("(areas) => datelinesLayout.areaLabels(areas, { x: 500, y: 400 }, [])", [wide])
    assert 0 <= box["left"] < box["right"] <= 500
    layout.close()


def test_an_area_has_an_outline_and_a_label_with_its_count_and_no_mark(page: Page, app: str) -> None:
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    label = frame.locator('[data-area="idlib-governorate"]')
    expect(label).to_contain_text("Idlib governorate")
    expect(label).to_contain_text("events")
    expect(frame.locator('[data-places*="idlib-governorate"]')).to_have_count(0)
    expect(frame.locator('[data-places*="m4-highway"]')).to_have_count(0)
    label.focus()
    page.keyboard.press("Enter")
    expect(frame.locator(".dl-list")).to_be_focused()
    page.keyboard.press("Escape")
    expect(label).to_be_focused()


def test_on_a_phone_far_places_are_a_row_below_the_map_and_marks_can_be_tapped(
    browser: Browser, app: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    expect(frame.locator(".dl-row .dl-far").first).to_be_visible(timeout=30_000)
    marks = frame.evaluate(MEASURED)
    assert marks
    for number, mark in enumerate(marks):
        for other in marks[:number]:
            apart = ((mark["x"] - other["x"]) ** 2 + (mark["y"] - other["y"]) ** 2) ** 0.5
            assert apart >= 44, (mark, other)
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768), (390, 844)])
def test_marks_stand_within_12_pixels_of_their_points_at_every_zoom(
    browser: Browser, app: str, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    frame.wait_for_selector("[data-places]")
    for zoom in (4, 5.5, 6.75, 8, 9.5, 11):
        frame.evaluate("(zoom) => window.map.setView([35.9, 36.7], zoom, { animate: false })", zoom)
        marks = frame.evaluate(MEASURED)
        assert marks
        for number, mark in enumerate(marks):
            moved = ((mark["x"] - mark["wantedX"]) ** 2 + (mark["y"] - mark["wantedY"]) ** 2) ** 0.5
            assert moved <= MOST_PIXELS, (zoom, mark)
            for other in marks[:number]:
                apart = ((mark["x"] - other["x"]) ** 2 + (mark["y"] - other["y"]) ** 2) ** 0.5
                assert apart >= mark["radius"] + other["radius"] - 1, (zoom, mark, other)
    context.close()


def test_places_out_of_sight_are_named_at_the_edge_and_can_be_gone_to(page: Page, app: str) -> None:
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    far = frame.locator(".dl-far", has_text="Moscow")
    expect(far).to_be_visible(timeout=30_000)
    far.click()
    expect(frame.locator('[data-places*="moscow"]')).to_be_visible(timeout=30_000)


def test_a_map_without_a_mark_in_sight_says_so_and_offers_them(page: Page, app: str) -> None:
    driver.open_app(page, app)
    frame = driver.map_frame(page)
    frame.wait_for_selector("[data-places]")
    frame.evaluate("() => window.map.setView([-40, -140], 6, { animate: false })")
    expect(frame.locator(".dl-nothing")).to_contain_text("No report is placed in this part of the map.")
    frame.get_by_role("button", name="Show all marks").last.click()
    expect(frame.locator(".dl-nothing")).to_have_count(0)


def test_choosing_an_event_brings_its_place_into_sight(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/?event=russian-turkish-talks-2020-02")
    frame = driver.map_frame(page)
    ring = frame.locator("[data-places] circle[stroke='#a0296a']").first
    expect(ring).to_be_visible(timeout=30_000)


def test_the_list_of_a_mark_has_the_focus_and_gives_it_back(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/?place=rukban-camp")
    frame = driver.map_frame(page)
    mark = frame.locator('[data-places="rukban-camp"]')
    mark.focus()
    page.keyboard.press("Enter")
    expect(frame.locator(".dl-list")).to_be_focused()
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()


def test_on_a_phone_choosing_an_event_brings_its_head_into_sight(browser: Browser, app: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    driver.open_app(page, f"{app}/?text=Majdalya")
    driver.wait_for_places(page, "places.length === 1 && places[0] === 'majdalya'")
    driver.map_frame(page).locator('[data-place="majdalya"]').click()
    expect(page.locator(".dl-event h2").first).to_be_in_viewport(timeout=30_000)
    context.close()


def test_a_chosen_event_has_title_and_answer_line_in_sight_on_a_laptop(page: Page, app: str) -> None:
    driver.open_app(page, f"{app}/?event=turkish-soldiers-2020-02-03")
    expect(page.locator(".dl-event h2").first).to_be_in_viewport(timeout=30_000)
    expect(page.get_by_text(re.compile("reports give")).first).to_be_in_viewport(timeout=30_000)
