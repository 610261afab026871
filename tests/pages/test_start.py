"""Start: counts, cards, peaks and what is sure, all from the data that are shown."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from components.start.cards import what_is_shown
from tests.pages.opened import PAGES, html_of, opened, whole


def drawings(app: AppTest) -> str:
    """All that the page draws with SVG, as sent to the browser."""
    found = app.get("bidi_component")
    assert found
    return "\n".join(json.loads(one.proto.json)["fragment"] for one in found)


def test_start_is_the_first_page_and_says_that_these_are_reports() -> None:
    app = opened("start")
    archive = whole()
    page = html_of(app)
    assert f"<b>{len(archive.reports):,} reports</b>" in page
    assert f"<b>{len(archive.events)} events</b>" in page
    assert "These are reports, not established facts" in page


def test_four_events_whose_reports_differ_are_drawn_with_their_answer() -> None:
    page = drawings(opened("start"))
    assert page.count('<article class="dl-card">') == 4
    assert "Turkish soldiers killed: reports give 4 to 8" in page


def test_the_peaks_of_publication_are_named() -> None:
    labels = [one.proto.label for one in opened("start").get("page_link")]
    assert any("6 February 2020" in label and "of them on" in label for label in labels)


def test_how_sure_this_is_comes_from_the_rows() -> None:
    archive = whole()
    twice = sum(report.status == "reviewed" for report in archive.reports)
    page = html_of(opened("start"))
    assert f"<b>{twice:,}</b> by two readers" in page
    assert "Two readers agreed in" in page


def test_a_shared_view_at_the_first_address_goes_to_explore_with_all_its_parameters() -> None:
    app = opened(outlet=["tass", "sana"], event="vershinin-interview-2020-02-22")
    assert app.multiselect(key="outlets").value == ["sana", "tass"]
    assert sorted(app.query_params["outlet"]) == ["sana", "tass"]


def test_filters_outlive_a_visit_to_start() -> None:
    app = opened(outlet=["tass"])
    app.switch_page(PAGES["start"]).run()
    app.switch_page(PAGES["explore"]).run()
    assert app.multiselect(key="outlets").value == ["tass"]


def test_a_page_of_many_events_says_that_those_with_most_outlets_were_looked_at() -> None:
    assert what_is_shown(121).startswith(
        "One mark is one figure in one report. Of the 120 events with most outlets,"
    )
    assert "Of the" not in what_is_shown(120)
