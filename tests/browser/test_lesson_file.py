"""A lesson's one file, opened from disk in Chromium without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from datelines.__main__ import main


@pytest.fixture(scope="module")
def lesson_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the teacher's edition of a shipped lesson."""
    target = tmp_path_factory.mktemp("lesson") / "lesson.html"
    assert main(["lesson", "four-five-six-eight", "--html", str(target), "--teacher"]) == 0
    return Path(target).as_uri()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#step-words")).to_have_text("Step 1 of 9")


def test_a_whole_lesson_goes_by_keyboard(page: Page, lesson_file: str, size: tuple[int, int]) -> None:
    opened(page, lesson_file)
    for number in range(2, 10):
        page.keyboard.press("ArrowRight")
        expect(page.locator("#step-words")).to_have_text(f"Step {number} of 9")
        expect(page.locator(".step.now h2")).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#step-words")).to_have_text("Step 8 of 9")


def test_it_asks_for_nothing_and_reports_no_error(page: Page, lesson_file: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, lesson_file)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-words")).to_contain_text("On the map: Saraqib")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.problems == []  # type: ignore[attr-defined]


def test_an_answer_appears_when_the_teacher_shows_it(page: Page, lesson_file: str) -> None:
    opened(page, lesson_file)
    page.keyboard.press("ArrowRight")
    answer = page.locator(".step.now .answer").first
    expect(answer).to_be_hidden()
    page.get_by_role("button", name="Show answers").click()
    expect(answer).to_be_visible()


def test_hands_are_typed_in_and_shown(page: Page, lesson_file: str) -> None:
    page.goto(f"{lesson_file}#step-6")
    fields = page.locator("#vote input")
    fields.nth(0).fill("12")
    fields.nth(1).fill("6")
    expect(page.locator("#vote .bar").nth(1)).to_have_attribute("style", "inline-size: 50%;")
