"""The Compare page on the shipped data: each question through its link, the filter, the event, the pair."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.compare.matrix import COLUMNS, FIRST
from components.shared.compare_options import SECTION
from datelines.compare import wording as terms
from datelines.compare.answer import counted_words
from datelines.compare.matrix import NumberCase, number_cases
from datelines.query.query import query_from_parameters
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


def matrix_of(app: AppTest) -> str:
    """The table of figures by outlets, which is drawn with its strips."""
    given = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    # The component that closes the bar on a phone draws nothing.
    return next((str(one["fragment"]) for one in given if "fragment" in one), "")


def cases_in(app: AppTest) -> int:
    """How many cases it has."""
    return matrix_of(app).count('<th scope="row">')


def selected(**link: list[str]) -> Selection:
    """What the link selects, without the app."""
    return loaded_folder().selection(query_from_parameters(link))


def events_of(selection: Selection) -> tuple[str, ...]:
    """Ids of its events, by date."""
    return event_ids(selection, 0, selection.counts.events)


def cases_of(selection: Selection, event_id: str | None = None) -> tuple[NumberCase, ...]:
    """The cases of a selection, or all of one event."""
    if event_id is None:
        return number_cases(whole(), selection.report_ids)
    reports = selection.reports_of({event_id})
    return number_cases(whole(), reports, outlets=1, differing_only=False)


SOLDIERS = "turkish-soldiers-2020-02-03"
STATEMENT = "russian-mfa-statement-2020-03-16"


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
def test_each_question_opens_through_its_link_and_stays_in_it(section: str) -> None:
    app = opened(section=section)
    assert app.session_state[SECTION] == section
    chosen = ("subject", "one", "other")
    link = {name: value for name, value in link_of(app).items() if name not in chosen}
    assert link == {"section": [section]}


@pytest.mark.parametrize(("before", "now"), [("matrix", "numbers"), ("wording", "words"), ("dating", "who")])
def test_a_link_to_an_earlier_section_opens_the_question_that_holds_it(before: str, now: str) -> None:
    app = opened(section=before, order="differences", differing="all")
    assert app.session_state[SECTION] == now
    assert not app.warning
    app.multiselect(key="kinds").set_value(["attack"]).run()
    assert not {"order", "differing"} & link_of(app).keys()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_question_opens_for_a_single_report(section: str) -> None:
    loaded = loaded_folder()
    lone = next(o.outlet_id for o in reversed(loaded.reporting_outlets))
    app = opened(section=section, outlet=[lone])
    assert "1 event (1 report)" in html_of(app)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_question_opens_for_a_chosen_event(section: str) -> None:
    for event in (SOLDIERS, STATEMENT):
        app = opened(section=section, event=event)
        assert link_of(app)["event"] == [event]
        assert app.selectbox(key="event").value == event


@pytest.mark.parametrize("section", SECTIONS)
def test_the_filter_holds_in_every_question(section: str) -> None:
    app = opened(section=section, outlet=["south-front"])
    only = selected(outlet=["south-front"])
    page = html_of(app)
    assert f"{only.counts.events} events ({only.counts.reports} reports)" in page
    assert "reported by South Front" in page
    assert app.multiselect(key="outlets").value == ["south-front"]


def test_an_unknown_question_in_a_link_is_said_and_leaves_the_link_with_the_next_choice() -> None:
    app = opened(section="no-such-section", cases="sideways")
    assert app.session_state[SECTION] == SECTIONS[0]
    assert "section “no-such-section”, cases “sideways”" in app.warning[0].value.replace("\\", "")
    app.button(key="all-cases").click().run()
    assert link_of(app) == {"cases": ["all"]}
    assert not app.warning


def test_options_outlive_a_visit_to_another_page() -> None:
    app = opened(section="who", by="week")
    app.switch_page(EXPLORE).run()
    app.switch_page(COMPARE).run()
    assert not app.exception
    assert link_of(app) == {"section": ["who"], "by": ["week"]}


def test_the_cases_with_most_figures_unlike_the_commonest_are_shown_and_all_when_asked() -> None:
    cases = cases_of(selected())
    app = opened()
    assert f"In {len(cases)} cases two or more outlets give figures that differ" in html_of(app)
    assert cases_in(app) == FIRST < len(cases)
    first = matrix_of(app).split('<th scope="row">')[1]
    assert first.startswith(counted_words(cases[0].group))
    app.button(key="all-cases").click().run()
    assert cases_in(app) == len(cases)
    assert link_of(app) == {"cases": ["all"]}
    app.button(key="all-cases").click().run()
    assert cases_in(app) == FIRST


def test_chosen_outlets_have_the_first_columns() -> None:
    heads = matrix_of(opened(pins=["south-front"])).split("</thead>")[0].split('class="dm-outlet">')[1:]
    assert len(heads) == COLUMNS
    assert heads[0].startswith(name_of("south-front"))


def test_of_a_chosen_event_its_own_cases_alone_are_shown() -> None:
    app = opened(event=SOLDIERS)
    assert cases_in(app) == min(len(cases_of(selected(), SOLDIERS)), FIRST)
    title = whole().event_by_id[SOLDIERS].title
    assert f"{title}: what its reports count" in html_of(app)
    assert title not in matrix_of(app), "not again at each case"


def test_every_case_links_to_its_event_with_the_rest_of_the_view() -> None:
    table = matrix_of(opened(outlet=["tass"]))
    cases = cases_of(selected(outlet=["tass"]))
    assert table.count('target="_self"') == min(len(cases), FIRST)
    for case in cases[:FIRST]:
        assert f"?outlet=tass&amp;event={case.group.event_id}" in table


def test_an_empty_selection_says_so_and_offers_the_reset() -> None:
    app = opened(section="who", text="no such words anywhere")
    assert "No report matches this filter." in html_of(app)
    assert "mentioning “no such words anywhere”" in html_of(app)
    assert not app.get("vega_lite_chart")
    app.button(key="reset_empty").click().run()
    assert not app.exception
    assert "All events: " in html_of(app)
    assert link_of(app) == {"section": ["who"]}


def test_a_selection_without_figures_says_so() -> None:
    lone = next(
        outlet.outlet_id
        for outlet in reversed(loaded_folder().reporting_outlets)
        if not selected(outlet=[outlet.outlet_id]).counts.figures
    )
    app = opened(outlet=[lone])
    assert "No figures are given here that can be compared." in words_of(app)
    assert not matrix_of(app)


def pair_of(app: AppTest) -> dict[str, list[str]]:
    """The two outlets that are read side by side, as a link has them."""
    return {name: [app.session_state[name]] for name in ("one", "other")}


def test_what_the_page_presets_is_in_the_link_from_the_next_choice_on() -> None:
    app = opened(section="words", event=STATEMENT)
    assert link_of(app) == {"section": ["words"], "event": [STATEMENT]}
    app.multiselect(key="kinds").set_value(["statement"]).run()
    assert pair_of(app).items() <= link_of(app).items()


def test_two_outlets_are_preset_to_the_greatest_difference() -> None:
    app = opened(section="words", event=STATEMENT)
    link = pair_of(app)
    (first,), (second,) = link["one"], link["other"]
    page = html_of(app)
    assert name_of(first) in page
    assert name_of(second) in page
    assert ": the words of all parts of the statement." in page
    assert "<mark>" in page
    assert "Which points of it, in which outlet?" in words_of(app)


def test_a_link_with_the_two_turned_round_keeps_their_order() -> None:
    found = pair_of(opened(section="words", event=STATEMENT))
    app = opened(section="words", event=STATEMENT, one=found["other"], other=found["one"])
    assert pair_of(app)["one"] == found["other"]
    assert pair_of(app)["other"] == found["one"]


def test_one_outlet_for_both_sides_becomes_two() -> None:
    app = opened(section="words", event=STATEMENT, one="south-front", other="south-front")
    assert pair_of(app)["one"] == ["south-front"]
    assert pair_of(app)["other"] != ["south-front"]


def test_a_pair_without_a_term_for_the_event_gives_way_to_one_that_has() -> None:
    app = opened(section="words", event=STATEMENT, one="a-haber", other="south-front")
    assert pair_of(app)["one"] != ["a-haber"]
    assert pair_of(app)["other"] == ["south-front"]


def test_an_event_that_is_no_statement_has_words_of_two_outlets_and_no_grid() -> None:
    app = opened(section="words", event=SOLDIERS)
    assert None not in {*pair_of(app)["one"], *pair_of(app)["other"]}
    assert "Which points of it, in which outlet?" not in words_of(app)


def test_an_event_chosen_on_compare_is_the_choice_on_explore_and_back() -> None:
    app = opened()
    app.selectbox(key="event").set_value(SOLDIERS).run()
    assert link_of(app)["event"] == [SOLDIERS]
    app.switch_page(EXPLORE).run()
    assert not app.exception
    assert app.selectbox(key="event").value == SOLDIERS
    app.switch_page(COMPARE).run()
    assert app.selectbox(key="event").value == SOLDIERS


def test_a_chosen_subject_is_in_the_link_and_a_wrong_one_gives_way() -> None:
    known = [one.subject for one in terms.subjects(selected()).subjects]
    subject = min(known)
    app = opened(section="words", subject=subject)
    assert link_of(app)["subject"] == [subject]
    assert app.selectbox(key="subject").value == subject
    wrong = opened(section="words", subject="no such subject").selectbox(key="subject").value
    assert wrong in known


def test_a_subject_that_the_filter_leaves_out_gives_way_to_one_that_it_keeps() -> None:
    kept = {one.subject for one in terms.subjects(selected(outlet=["tass"])).subjects}
    everything = {one.subject for one in terms.subjects(selected()).subjects}
    app = opened(section="words", outlet=["tass"], subject=min(everything - kept))
    assert app.selectbox(key="subject").value in kept


def test_subjects_of_a_chosen_event_are_those_of_its_reports() -> None:
    own = {one.subject for one in terms.subjects(selected(), event_id=SOLDIERS).subjects}
    app = opened(section="words", event=SOLDIERS)
    assert len(app.selectbox(key="subject").options) == len(own) < len(terms.subjects(selected()).subjects)


def test_speakers_and_first_reports_are_those_of_the_chosen_event() -> None:
    page = html_of(opened(section="who", event=SOLDIERS))
    assert whole().event_by_id[SOLDIERS].title in page
    assert "Turkish Defence Ministry" in page
    assert "Mariya Zakharova" not in page


def test_coverage_counts_by_the_period_asked_for() -> None:
    link = {"section": "who", "outlet": ["tass"]}
    by_month, by_week = html_of(opened(**link)), html_of(opened(**link, by="week"))
    assert ">2020-02</td>" in by_month
    assert ">2020-02</td>" not in by_week
    assert ">2020-W06</td>" in by_week


def test_no_table_stands_open_at_first() -> None:
    for section in SECTIONS:
        for data in opened(section=section).expander:
            assert not data.proto.expanded, data.label


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("outlet", ["", "tass"])
def test_downloads_hold_the_rows_of_the_selection_each_with_its_citation(
    saved: dict[str, Callable[[], bytes]], section: str, outlet: str
) -> None:
    link = {"outlet": [outlet]} if outlet else {}
    opened(section=section, **link)
    key = {"numbers": "download-figures", "words": "download-wording", "who": "download-reports"}[section]
    rows, selection = rows_of(saved[key]), selected(**link)
    wording = whole().wording_by_report
    numbers = {
        "numbers": selection.counts.figures,
        "words": sum(len(wording.get(report, ())) for report in selection.report_ids),
    }
    assert len(rows) == numbers.get(section, selection.counts.reports)
    assert {row["report_id"] for row in rows} <= selection.report_ids
    assert all(row["citation"] for row in rows)
    if section == "numbers":
        assert all(row["qualifier"] and (row["low"] or row["high"]) for row in rows)


def test_the_citation_of_the_view_has_the_data_version_and_the_link() -> None:
    app = opened(section="who", outlet=["tass"])
    version = whole().version
    codes = [code.value for code in app.code]
    assert len(codes) == 3
    for code in codes:
        assert version in code.replace("\\", "")
    for code in (codes[0], codes[2]):
        assert "?outlet=tass&section=who" in code
    assert r"?outlet=tass&section=who" in codes[1].replace("\\", "")


@pytest.mark.parametrize("position", [0, 1, 2])
def test_view_event_and_report_are_cited_on_explore_with_version_and_link(position: int) -> None:
    event = SOLDIERS
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
    event = SOLDIERS
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["event"] = event
    app.run()
    app.selectbox(key="cite-explore").set_value("this event").run()
    app.selectbox(key="event").set_value(None).run()
    assert not app.exception
    assert app.selectbox(key="cite-explore").value == "this view"
