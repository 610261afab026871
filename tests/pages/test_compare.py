"""The Compare page on the shipped data: each section through its link, the filter, the pair, the rows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.compare.figures import AT_ONCE
from components.compare.matrix import ABSENT, CELLS
from components.shared.compare_options import SECTION
from datelines.compare import matrix
from datelines.compare import wording as terms
from datelines.compare.figure_groups import figure_groups
from datelines.query.query import EventQuery, query_from_parameters
from datelines.query.selection import Selection
from tests.pages.opened import COMPARE, SECTIONS, whole
from tests.stores import event_ids, loaded_folder

ROOT = Path(__file__).parents[2]
EXPLORE = "pages/explore.py"


def opened(**link: str | list[str]) -> AppTest:
    """The Compare page, opened through a link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(COMPARE).run()
    assert not app.exception, app.exception
    assert not app.error
    return app


def link_of(app: AppTest) -> dict[str, list[str]]:
    """The parameters of the link, each as a list."""
    return {
        name: value if isinstance(value, list) else [value] for name, value in dict(app.query_params).items()
    }


def html_of(app: AppTest) -> str:
    """All HTML of the page, as sent to the browser."""
    return "\n".join(element.proto.body for element in app.get("html"))


def words_of(app: AppTest) -> str:
    """Texts and captions of the page."""
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.header, *app.subheader))


def charts_of(app: AppTest) -> list[list[str]]:
    """The titles of the range charts."""
    (chart,) = app.get("vega_lite_chart")
    return [each["title"]["text"] for each in json.loads(chart.proto.spec)["vconcat"]]


def selected(**link: list[str]) -> Selection:
    """What the link selects, without the app."""
    return loaded_folder().selection(query_from_parameters(link))


def events_of(selection: Selection) -> tuple[str, ...]:
    """Ids of its events, by date."""
    return event_ids(selection, 0, selection.counts.events)


def event_of_two() -> tuple[str, str, str]:
    """An event that exactly two outlets report, with both."""
    loaded = loaded_folder()
    table = matrix.matrix(whole(), loaded.selection(EventQuery()).report_ids)
    row = next(row for row in table.rows if row.outlets == 2)
    first, second = sorted(row.cells, key=lambda outlet: whole().outlet_by_id[outlet].name.casefold())
    return row.event_id, first, second


def name_of(outlet_id: str) -> str:
    return whole().outlet_by_id[outlet_id].name


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What each download button would save, by the button's key."""
    found: dict[str, Callable[[], bytes]] = {}

    def keep(label: str, data: Callable[[], bytes], key: str, **_: Any) -> bool:
        found[key] = data
        return False

    monkeypatch.setattr("streamlit.download_button", keep)
    return found


def rows_of(save: Callable[[], bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(save().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_opens_through_its_link_and_stays_in_it(section: str) -> None:
    app = opened(section=section)
    assert app.session_state[SECTION] == section
    link = {name: value for name, value in link_of(app).items() if name != "subject"}
    assert link == ({} if section == SECTIONS[0] else {"section": [section]})


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_opens_for_a_single_report(section: str) -> None:
    loaded = loaded_folder()
    lone = next(o.outlet_id for o in reversed(loaded.reporting_outlets))
    app = opened(section=section, outlet=[lone])
    assert "1 event (1 report)" in html_of(app)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_filter_holds_in_every_section(section: str) -> None:
    app = opened(section=section, outlet=["south-front"])
    only = selected(outlet=["south-front"])
    page = html_of(app)
    assert f"{only.counts.events} events ({only.counts.reports} reports)" in page
    assert "reported by South Front" in page
    assert app.multiselect(key="outlets").value == ["south-front"]
    if section == "matrix":
        assert page.split("</thead>")[0].count('scope="col"') == 1 + 1


def test_an_unknown_section_in_a_link_is_said_and_leaves_the_link_with_the_next_choice() -> None:
    app = opened(section="no-such-section", order="sideways")
    assert app.session_state[SECTION] == "matrix"
    assert "section “no-such-section”, order “sideways”" in app.warning[0].value.replace("\\", "")
    app.selectbox(key="order").set_value("outlets").run()
    assert link_of(app) == {"order": ["outlets"]}
    assert not app.warning


def test_options_stand_in_the_link_when_chosen_and_leave_it_with_the_default() -> None:
    app = opened()
    app.selectbox(key="order").set_value("outlets")
    app.selectbox(key="group").set_value("country").run()
    assert link_of(app) == {"order": ["outlets"], "group": ["country"]}
    app.selectbox(key="order").set_value("date").run()
    assert link_of(app) == {"group": ["country"]}


def test_pinned_outlets_are_in_the_link_and_are_the_first_columns() -> None:
    lone = loaded_folder().reporting_outlets[-1].outlet_id
    app = opened(pins=[lone])
    assert link_of(app) == {"pins": [lone]}
    head = html_of(app).split("<thead>", 1)[1].split("</thead>", 1)[0]
    assert head.split("</th>")[1].endswith(name_of(lone))


def test_options_outlive_a_visit_to_another_section_and_page() -> None:
    app = opened(order="outlets", section="dating")
    app.switch_page(EXPLORE).run()
    app.switch_page(COMPARE).run()
    assert not app.exception
    assert link_of(app) == {"order": ["outlets"], "section": ["dating"]}


def test_the_matrix_shows_six_outlets_and_all_when_asked() -> None:
    outlets = len(selected().outlet_ids)
    few, every = html_of(opened()), html_of(opened(columns="all"))
    outlets = min(outlets, CELLS // len(selected().compared(None, 200)))
    assert few.split("</thead>")[0].count('scope="col"') == 1 + 6
    assert every.split("</thead>")[0].count('scope="col"') == 1 + outlets
    assert ABSENT in few
    assert f"{selected().counts.events} of {selected().counts.events} events" in every


def test_every_row_of_the_matrix_links_to_its_event_with_the_rest_of_the_view() -> None:
    page = html_of(opened(outlet=["tass"]))
    events = events_of(selected(outlet=["tass"]))
    assert page.count('target="_self"') == len(events)
    for event in events:
        assert f"?outlet=tass&amp;event={event}" in page


def test_an_empty_selection_says_so_and_offers_the_reset() -> None:
    app = opened(section="figures", text="no such words anywhere")
    assert "No report matches this filter." in html_of(app)
    assert "mentioning “no such words anywhere”" in html_of(app)
    assert not app.get("vega_lite_chart")
    app.button(key="reset_empty").click().run()
    assert not app.exception
    assert "All events: " in html_of(app)
    assert link_of(app) == {"section": ["figures"]}


def test_a_selection_without_figures_says_how_many_there_are() -> None:
    lone = next(
        outlet.outlet_id
        for outlet in reversed(loaded_folder().reporting_outlets)
        if not selected(outlet=[outlet.outlet_id]).counts.figures
    )
    app = opened(section="figures", differing="all", outlet=[lone])
    assert "0 figures in 0 groups" in words_of(app)
    assert not app.get("vega_lite_chart")


def test_the_close_reading_of_two_outlets_names_both_and_stands_in_the_link() -> None:
    event, first, second = event_of_two()
    app = opened(event=event)
    titles = [title.value for title in app.subheader]
    assert titles[:2] == ["Where they differ", "What both say"]
    assert any(name_of(first) in title for title in titles)
    assert any(name_of(second) in title for title in titles)
    assert f"only {name_of(first)} has" in html_of(app)
    assert link_of(app) == {"event": [event], "one": [first], "other": [second]}


def test_a_link_with_the_two_turned_round_keeps_their_order() -> None:
    event, first, second = event_of_two()
    app = opened(event=event, one=second, other=first)
    assert link_of(app) == {"event": [event], "one": [second], "other": [first]}
    assert f"only {name_of(second)} has" in html_of(app)


def test_one_outlet_for_both_sides_becomes_two() -> None:
    event, first, second = event_of_two()
    app = opened(event=event, one=first, other=first)
    assert link_of(app) == {"event": [event], "one": [first], "other": [second]}
    app.selectbox(key="other").set_value(first).run()
    assert not app.exception


def test_a_pair_that_does_not_report_the_event_gives_way_to_one_that_does() -> None:
    event, first, second = event_of_two()
    stranger = next(
        o for o in loaded_folder().offer(EventQuery()).choices["outlets"] if o not in (first, second)
    )
    app = opened(event=event, one=stranger, other=second)
    assert link_of(app) == {"event": [event], "one": [first], "other": [second]}


def test_an_event_chosen_on_compare_is_the_choice_on_explore_and_back() -> None:
    event, _, _ = event_of_two()
    app = opened()
    app.selectbox(key="event").set_value(event).run()
    assert link_of(app)["event"] == [event]
    app.switch_page(EXPLORE).run()
    assert not app.exception
    assert app.selectbox(key="event").value == event
    title = whole().event_by_id[event].title
    assert title.split(",")[0] in html_of(app)
    app.switch_page(COMPARE).run()
    assert app.selectbox(key="event").value == event
    assert app.subheader


def test_only_events_of_two_or_more_outlets_are_offered_for_the_close_reading() -> None:
    app = opened()
    archive = whole()
    rows = matrix.matrix(archive, selected().report_ids).rows
    assert len(app.selectbox(key="event").options) == sum(row.outlets > 1 for row in rows)
    assert "No event of this selection is reported by two outlets." in words_of(
        opened(outlet=["south-front"])
    )


def test_figures_are_counted_for_each_choice_of_them() -> None:
    archive, reports = whole(), selected().report_ids
    for choice, differing, least in (("several", False, 2), ("differing", True, 2), ("all", False, 1)):
        groups = figure_groups(archive, reports, differing_only=differing, least=least)
        figures = sum(len(group.marks) for group in groups)
        words = words_of(opened(section="figures", differing=choice))
        assert f"{figures} figures in {len(groups)} groups" in words
        assert f"In {sum(group.differing for group in groups)} of them the figures differ" in words
        assert "Nothing is averaged or added up." in words


def test_another_page_of_charts_draws_other_groups() -> None:
    app = opened(section="figures", differing="all")
    groups = figure_groups(whole(), selected().report_ids)
    titles = [group.title for group in groups]
    assert [" ".join(lines) for lines in charts_of(app)] == titles[:AT_ONCE]
    app.number_input(key=f"part-charts-{len(groups)}").set_value(2).run()
    assert not app.exception
    assert [" ".join(lines) for lines in charts_of(app)] == titles[AT_ONCE : 2 * AT_ONCE]


def test_a_chosen_subject_is_in_the_link_and_a_wrong_one_gives_way() -> None:
    known = [one.subject for one in terms.subjects(selected()).subjects]
    subject = min(known)
    app = opened(section="wording", subject=subject)
    assert link_of(app) == {"section": ["wording"], "subject": [subject]}
    assert app.selectbox(key="subject").value == subject
    wrong = opened(section="wording", subject="no such subject").selectbox(key="subject").value
    assert wrong in known


def test_a_subject_that_the_filter_leaves_out_gives_way_to_one_that_it_keeps() -> None:
    kept = {one.subject for one in terms.subjects(selected(outlet=["tass"])).subjects}
    everything = {one.subject for one in terms.subjects(selected()).subjects}
    app = opened(section="wording", outlet=["tass"], subject=min(everything - kept))
    assert app.selectbox(key="subject").value in kept


def test_coverage_by_week_counts_weeks_and_says_so() -> None:
    link = {"section": "coverage", "period": "2019-09-01/2020-01-31", "certainly": "yes"}
    by_month, by_week = html_of(opened(**link)), html_of(opened(**link, by="week"))
    assert "<td>2019-09</td>" in by_month
    assert not re.search(r"<td>\d{4}-W\d{2}</td>", by_month)
    assert re.search(r"<td>\d{4}-W\d{2}</td>", by_week)
    assert "<td>2019-09</td>" not in by_week
    assert '<th scope="col">Month</th>' not in by_week, "weeks under a heading that says months"


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("outlet", ["", "tass"])
def test_downloads_hold_the_rows_of_the_selection_each_with_its_citation(
    saved: dict[str, Callable[[], bytes]], section: str, outlet: str
) -> None:
    link = {"outlet": [outlet]} if outlet else {}
    opened(section=section, **link)
    keys = [key for key in saved if key.startswith("download-")]
    # Explore, which is drawn first, has the downloads of reports and figures too.
    own = {"matrix": "download-reports", "figures": "download-figures"}
    key = own.get(section, keys[-1])
    rows, selection = rows_of(saved[key]), selected(**link)
    wording = whole().wording_by_report
    numbers = {
        "figures": selection.counts.figures,
        "wording": sum(len(wording.get(report, ())) for report in selection.report_ids),
    }
    assert len(rows) == numbers.get(section, selection.counts.reports)
    assert {row["report_id"] for row in rows} <= selection.report_ids
    assert all(row["citation"] for row in rows)


def test_the_citation_of_the_view_has_the_data_version_and_the_link() -> None:
    app = opened(section="figures", outlet=["tass"])
    version = whole().version
    codes = [code.value for code in app.code]
    assert len(codes) == 3
    for code in codes:
        assert version in code.replace("\\", "")
    for code in (codes[0], codes[2]):
        assert "?outlet=tass&section=figures" in code
    assert r"?outlet=tass&section=figures" in codes[1].replace("\\", "")


@pytest.mark.parametrize("position", [0, 1, 2])
def test_view_event_and_report_are_cited_on_explore_with_version_and_link(position: int) -> None:
    event, _, _ = event_of_two()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["event"] = event
    app.run()
    choice = app.selectbox(key="cite-explore")
    choice.set_value(choice.options[position]).run()
    assert not app.exception
    for code in (code.value.replace("\\", "") for code in app.code):
        assert whole().version in code
        assert f"?event={event}" in code


def test_what_was_cited_may_vanish_with_the_event() -> None:
    event, _, _ = event_of_two()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["event"] = event
    app.run()
    app.selectbox(key="cite-explore").set_value("this event").run()
    app.selectbox(key="event").set_value(None).run()
    assert not app.exception
    assert app.selectbox(key="cite-explore").value == "this view"
