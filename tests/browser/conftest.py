"""A real Chromium with every outside host unresolvable, and the app on a port of its own."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import ROOT, streamlit_server

SHOTS = ROOT / "build" / "screenshots"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`{{alert(3)}}'\"</script><script>alert(4)</script>"


def chromium() -> str | None:
    """Path of a Chromium on this machine; None leaves it to Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def served(folder: Path, log: Path) -> Iterator[str]:
    """The app on `folder`, as its address; stopped at the end."""
    with streamlit_server(log, folder=folder) as (address, _):
        yield address


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the shipped data."""
    yield from served(ROOT / "data", tmp_path_factory.mktemp("app") / "log")


@pytest.fixture(scope="session")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the shipped data with hostile text in every column of free text."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(ROOT / "data", folder)
    free = {
        "outlets": ["name", "about", "country"],
        "speakers": ["name", "role", "affiliation"],
        "sources": ["title", "via", "note"],
        "places": ["name", "names", "admin1", "coordinates_source", "note"],
        "events": ["title", "note"],
        "reports": ["summary", "place_as_reported", "note"],
        "figures": ["population", "as_reported", "note"],
        "wording": ["subject", "term"],
    }
    for table, columns in free.items():
        _spoil(folder / f"{table}.csv", columns)
    # The rules about copying and length are not what is tested here.
    subprocess.run([sys.executable, "-m", "datelines", "format", str(folder)], cwd=ROOT, check=True)
    yield from served(folder, tmp_path_factory.mktemp("app") / "log")


def _spoil(path: Path, columns: list[str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), list(reader)
    for number, row in enumerate(rows):
        for column in columns:
            if row[column] or column in ("note", "via"):
                # Without blanks it counts as one word; the number keeps rows of wording apart.
                row[column] = f"{column}{number}{HOSTILE.replace(' ', '/')}".replace(";", "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests. Without one the tests fail: they are not to be skipped unseen."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, OFFLINE])
        yield launched
        launched.close()


@pytest.fixture(params=[(1366, 768), (390, 844)], ids=["laptop", "phone"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The two sizes that every page must fit."""
    width, height = request.param
    return width, height


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that remembers requests outside (`page.outside`), errors and dialogs; a screenshot is kept
    when the test fails."""
    width, height = request.getfixturevalue("size") if "size" in request.fixturenames else (1366, 768)
    context = browser.new_context(viewport={"width": width, "height": height})
    opened = context.new_page()
    opened.outside, opened.problems = [], []  # type: ignore[attr-defined]
    opened.on("request", lambda sent: _note_outside(opened, sent.url))
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))  # type: ignore[attr-defined]
    opened.on("dialog", lambda dialog: (opened.problems.append(dialog.message), dialog.dismiss()))  # type: ignore[attr-defined]
    yield opened
    report = getattr(request.node, "report", None)
    if report is not None and report.failed:
        SHOTS.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=str(SHOTS / f"{request.node.name}.png"))
    context.close()


def _note_outside(page: Page, url: str) -> None:
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
        page.outside.append(url)  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures know how the test went."""
    report = yield
    if report.when == "call":
        item.report = report  # type: ignore[attr-defined]
    return report
