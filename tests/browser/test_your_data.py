"""Your data in a real browser: from a dropped file to the map, in this session only."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import HOSTILE
from tests.browser.driver import map_frame, marked_places, open_app, settled
from tests.browser.server import ROOT, streamlit_server

TABLE = """Date,Place,Latitude,Longitude,Event,Newspaper,Killed,Link
2019-09-03,Exampleville,12.5,34.25,Market attack reported,Example Daily,at least 12,https://example.org/a
2019-09-03,Exampleville,12.5,34.25,Market attack reported,Sample Post,over 300,https://example.org/b
2019-10,Segou,,,Road closed,Example Daily,,
not a date,Exampleville,12.5,34.25,Undated report,Example Daily,3,
"""
ELSEWHERE = "Date,Place,Country,Event,Newspaper\n2019-09-03,Tripoli,,Talks reported,Example Daily\n"


def dropped(page: Page, app: str, *files: tuple[str, str | bytes]) -> Page:
    """The page of own data, with files dropped and read."""
    open_app(page, f"{app}/your_data")
    payloads = [
        FilePayload(name=name, mimeType="", buffer=text.encode() if isinstance(text, str) else text)
        for name, text in files
    ]
    page.locator('input[type="file"]').set_input_files(payloads)
    page.get_by_text("Remove this table").wait_for(timeout=30_000)
    settled(page)
    return page


def shown(page: Page) -> Page:
    """The same table on the map."""
    page.get_by_role("button", name="on the map and the timeline").click()
    expect(page.get_by_text("Your own table:")).to_be_visible(timeout=30_000)
    settled(page)
    return page


def test_a_spreadsheet_becomes_a_map_and_its_bad_row_is_listed(
    page: Page, app: str, size: tuple[int, int]
) -> None:
    dropped(page, app, ("cafe.csv", TABLE))
    expect(page.get_by_text("4 rows read:")).to_be_visible()
    page.get_by_text("not a date").first.wait_for(state="attached")
    shown(page)
    expect(page.locator(".dl-sentence")).to_contain_text("All events: 2 (3 reports)")
    assert len(marked_places(page)) == 1
    # A lone mark far from the detailed base map has country borders round it, not an empty pane.
    assert map_frame(page).evaluate("() => window.map.getZoom()") <= 5
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.problems == []  # type: ignore[attr-defined]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]


def test_the_figures_keep_their_qualifiers_in_the_comparison(page: Page, app: str) -> None:
    shown(dropped(page, app, ("cafe.csv", TABLE)))
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_text(">300").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("≥12").first).to_be_visible()


def test_another_session_sees_the_reviewed_data_only(page: Page, app: str, browser: Browser) -> None:
    shown(dropped(page, app, ("cafe.csv", TABLE)))
    other = browser.new_page()
    open_app(other, f"{app}/your_data")
    expect(other.get_by_text("Drop one file")).to_be_visible()
    open_app(other, app)
    expect(other.get_by_text("Your own table:")).to_have_count(0)
    other.close()


def test_the_way_back_leads_to_the_reviewed_data(page: Page, app: str) -> None:
    shown(dropped(page, app, ("cafe.csv", TABLE)))
    page.get_by_role("button", name="Back to the reviewed data").click()
    expect(page.get_by_text("Your own table:")).to_have_count(0, timeout=30_000)
    settled(page)
    assert len(marked_places(page)) > 5


def test_a_name_of_the_gazetteer_gets_a_point_and_an_ambiguous_one_waits(page: Page, app: str) -> None:
    dropped(page, app, ("cafe.csv", TABLE + ELSEWHERE.splitlines()[1].replace(",,", ",,,", 1) + ",,\n"))
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("Names that need your choice")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Found: 1. For you to choose")).to_be_visible()
    frame = map_frame(page)
    frame.locator(".dl-candidate").first.wait_for()
    settled(page)
    page.get_by_text("Libya (").first.click()
    expect(page.get_by_text("of which you have chosen 1")).to_be_visible(timeout=30_000)
    shown(page)
    assert len(marked_places(page)) == 3


def test_hostile_text_in_a_dropped_file_stays_text(page: Page, app: str) -> None:
    hostile = HOSTILE.replace('"', '""')
    rows = [f'2019-09-0{day},"{hostile}",12.{day},34,"{hostile}","{hostile}",{day},' for day in range(1, 5)]
    bad = f'"{hostile}","{hostile}",12,34,"{hostile}","{hostile}","{hostile}",'
    header = TABLE.splitlines()[0] + f',"{hostile}"'
    text = "\n".join([header, *(f'{row},"{hostile}"' for row in [*rows, bad])])
    shown(dropped(page, app, (f"{'<b>`$(x)'}.csv", text)))
    assert len(marked_places(page)) == 4
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_bomb_is_refused_with_a_sentence_and_the_app_answers_on(
    page: Page, app: str, browser: Browser
) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.csv", b"0" * 100_000_000)
    dropped(page, app, ("bomb.zip", bomb.getvalue()))
    expect(page.get_by_role("alert").first).to_contain_text("bomb.zip")
    other = browser.new_page()
    open_app(other, app)
    assert len(marked_places(other)) > 5
    other.close()


def test_the_table_is_exported_and_read_again_without_loss(page: Page, app: str) -> None:
    dropped(page, app, ("cafe.csv", TABLE))
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save the file").click()
    name, content = saving.value.suggested_filename, Path(saving.value.path()).read_bytes()
    page.get_by_role("button", name="Remove this table").click()
    settled(page)
    dropped(page, app, (name, content))
    expect(page.locator(".dl-sentence")).to_contain_text("2 events can be explored")


def test_every_page_offers_the_export(page: Page, app: str) -> None:
    for path in ("", "/compare", "/sources"):
        open_app(page, app + path)
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save the file").click()
        assert Path(saving.value.path()).stat().st_size > 1000


class FakeNominatim(BaseHTTPRequestHandler):
    """Stands for Nominatim on this machine: knows one place."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        rows = [{"display_name": "Nowhereton, Jordan", "lat": "31.5", "lon": "36.5"}]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(rows if "Nowhereton" in self.path else []).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def app_with_nominatim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeNominatim)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("DATELINES_NOMINATIM", f"http://127.0.0.1:{server.server_port}")
    with streamlit_server(tmp_path / "log", folder=ROOT / "data") as (address, _):
        yield address
    server.shutdown()


def test_nominatim_is_asked_only_when_it_is_switched_on(page: Page, app_with_nominatim: str) -> None:
    rows = "".join(f"2019-09-0{day},Nowhereton {day},Seen,Example Daily\n" for day in range(1, 4))
    dropped(page, app_with_nominatim, ("cafe.csv", "Date,Place,Event,Newspaper\n" + rows))
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("Not found: 3.")).to_be_visible(timeout=60_000)
    assert FakeNominatim.asked == []
    page.get_by_text("Also ask OpenStreetMap").click()
    expect(page.get_by_text("Up to 3 names are sent, one a second")).to_be_visible()
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("Found: 3. For you to choose")).to_be_visible(timeout=60_000)
    assert len(FakeNominatim.asked) == 3


def test_a_look_up_can_be_cancelled_and_keeps_what_it_has(page: Page, app_with_nominatim: str) -> None:
    rows = "".join(f"2019-09-03,Nowhereton {number},Seen,Example Daily\n" for number in range(60))
    dropped(page, app_with_nominatim, ("cafe.csv", "Date,Place,Event,Newspaper\n" + rows))
    page.get_by_text("Also ask OpenStreetMap").click()
    settled(page)
    page.get_by_role("button", name="Look up").click()
    page.get_by_text("3 of 60").wait_for(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Look up")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Found: ").first).to_be_visible()
