"""A store that goes away while it is read: the page says so, and comes back by itself as it was left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import driver
from tests.browser.server import ROOT, streamlit_server
from tests.crowd import write_crowd
from tests.engines.postgres import PASSWORD, PostgresServer, postgres_server

pytestmark = pytest.mark.browser

PROBLEM = '[data-testid="stAlert"]'
BACK_MS = 60_000


@dataclass(frozen=True, slots=True)
class Served:
    """The app on a store of PostgreSQL, that server, and what the app has logged."""

    address: str
    postgres: PostgresServer
    log: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app on PostgreSQL, loaded with more events than map and timeline draw each."""
    folder = tmp_path_factory.mktemp("store")
    crowd = write_crowd(folder / "crowd")
    with postgres_server() as postgres, pytest.MonkeyPatch.context() as patch:
        url = postgres.database("reports")
        command = [sys.executable, "-m", "datelines", "load", str(crowd), "--store", url]
        subprocess.run(command, cwd=ROOT, check=True, env=os.environ)
        patch.setenv("DATELINES_STORE", url)
        log = folder / "log"
        with streamlit_server(log) as (address, _):
            yield Served(address, postgres, log)


@pytest.fixture(autouse=True)
def running(served: Served) -> Iterator[None]:
    """After each test the server runs again, whether or not the test came so far."""
    yield
    if not served.postgres.runs:
        served.postgres.start()


def expect_problem(page: Page, words: str) -> None:
    """Wait until the page says what is wrong, once, and nothing of the code."""
    expect(page.locator(PROBLEM)).to_have_count(1, timeout=30_000)
    expect(page.locator(PROBLEM)).to_contain_text(words)
    text = page.locator("body").inner_text()
    assert "Traceback" not in text
    assert PASSWORD not in text


def filtered(page: Page, served: Served) -> str:
    """Open the page with two filters, one from the link and one typed; gives its link."""
    driver.open_app(page, f"{served.address}/explore?outlet=small")
    page.get_by_label("Free text").fill("Event 1")
    page.get_by_label("Free text").press("Enter")
    driver.expect_sentence(page, "reported by Small List, mentioning “Event 1”")
    driver.settled(page)
    return page.url


def expect_filtered(page: Page, link: str) -> None:
    """Wait until the page is as `filtered` left it."""
    driver.expect_sentence(page, "reported by Small List, mentioning “Event 1”")
    expect(page.locator(PROBLEM)).to_have_count(0)
    expect(page.get_by_label("Free text")).to_have_value("Event 1")
    assert page.url == link


def test_the_page_comes_back_by_itself_with_its_filters(page: Page, served: Served) -> None:
    link = filtered(page, served)
    served.postgres.stop()
    page.get_by_label("Free text").fill("Event 17")
    page.get_by_label("Free text").press("Enter")
    expect_problem(page, "cannot be reached")
    served.postgres.start()
    driver.expect_sentence(page, "reported by Small List, mentioning “Event 17”")
    expect(page.locator(PROBLEM)).to_have_count(0)
    page.get_by_label("Free text").fill("Event 1")
    page.get_by_label("Free text").press("Enter")
    expect_filtered(page, link)
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_link_that_is_opened_while_the_store_is_down_is_shown_when_it_is_back(
    page: Page, served: Served
) -> None:
    served.postgres.stop()
    # Of what nobody has asked before: answers are kept, and shown without the store.
    link = f"{served.address}/explore?outlet=big&text=Event+123"
    driver.open_app(page, link)
    expect_problem(page, "cannot be reached")
    assert page.url == link
    served.postgres.start()
    driver.expect_sentence(page, "reported by Big List, mentioning “Event 123”")
    expect(page.locator(PROBLEM)).to_have_count(0)
    assert page.url == link


def test_the_button_brings_the_page_back_at_once(page: Page, served: Served) -> None:
    link = filtered(page, served)
    served.postgres.stop()
    page.get_by_role("button", name="▶").click()
    expect_problem(page, "cannot be reached")
    page.get_by_role("button", name="Try again").click()
    expect_problem(page, "cannot be reached")
    served.postgres.start()
    # The page may have come back by itself just before, and the button gone with what was wrong.
    page.evaluate(
        "() => [...document.querySelectorAll('button')].find((one) => one.innerText === 'Try again')?.click()"
    )
    expect_filtered(page, link)


def test_a_map_that_is_moved_while_the_store_is_down_says_so_in_its_place(page: Page, served: Served) -> None:
    driver.open_app(page, served.address)
    frame = driver.map_frame(page)
    frame.wait_for_function("() => document.querySelectorAll('[data-cell]').length > 10")
    sentence = driver.sentence(page)
    served.postgres.stop()
    frame.evaluate("() => { window.map.setView([13, 30], 7, { animate: false }); }")
    expect_problem(page, "cannot be reached")
    assert driver.sentence(page) == sentence
    served.postgres.start()
    expect(page.locator(PROBLEM)).to_have_count(0, timeout=BACK_MS)
    driver.map_frame(page).wait_for_function(
        "() => document.querySelectorAll('[data-cell], [data-places]').length > 10", timeout=BACK_MS
    )
    assert "Uncaught" not in served.log.read_text()
