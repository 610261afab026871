"""Each page runs on the shipped data, and says what it should, without a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import server
from datelines.query import dataset
from datelines.query.query import EventQuery
from tests.pages.opened import PAGES, html_of, map_arguments, opened, whole
from tests.stores import loaded_folder

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_on_the_shipped_data(page: str) -> None:
    app = opened(page)
    assert not app.error


def test_explore_says_the_counts_of_the_whole_corpus_without_a_filter() -> None:
    archive = whole()
    page = html_of(opened())
    assert f"All events: {len(archive.events)} ({len(archive.reports):,} reports)." in page


def test_a_link_sets_the_filter_and_the_event() -> None:
    app = opened(outlet=["tass"], event="vershinin-interview-2020-02-22")
    assert app.multiselect(key="outlets").value == ["tass"]
    assert app.selectbox(key="event").value == "vershinin-interview-2020-02-22"
    assert "reported by TASS" in html_of(app)
    assert "Interview of the Russian Deputy Foreign Minister" in html_of(app)


def test_a_filter_writes_the_link_with_ids() -> None:
    app = opened()
    app.multiselect(key="outlets").set_value(["tass"]).run()
    assert dict(app.query_params) == {"outlet": "tass"}


def test_the_numbers_of_a_list_follow_the_other_filters_and_what_is_chosen_stays() -> None:
    app = opened(outlet=["tass", "sana"])
    outlets, kinds = app.multiselect(key="outlets"), app.multiselect(key="kinds")
    everything = {label.rpartition(" (")[0] or label: label for label in outlets.options}
    assert {"TASS", "SANA"} <= set(outlets.options), "what is chosen has no number"
    before = int(everything["A News"].removeprefix("A News (").removesuffix(")"))
    assert before > 0
    assert len(everything) == len(loaded_folder().reporting_outlets)
    kinds.set_value(["ceasefire"]).run()
    fewer = {label.rpartition(" (")[0] or label: label for label in app.multiselect(key="outlets").options}
    assert app.multiselect(key="outlets").value == ["sana", "tass"]
    assert list(fewer) == list(everything), "the list does not move under the pointer"
    assert int(fewer["A News"].removeprefix("A News (").removesuffix(")")) < before
    app.multiselect(key="outlets").set_value(["tass"]).run()
    assert app.multiselect(key="kinds").value == ["ceasefire"]
    assert dict(app.query_params) == {"outlet": "tass", "kind": "ceasefire"}


def test_what_stays_in_memory_is_spared_the_collectors_rounds_by_the_first_run_of_a_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spared_for: list[tuple[str, str]] = []
    monkeypatch.setattr(server, "spare_what_stays", lambda *about: spared_for.append(about))
    opened()
    assert spared_for == [(loaded_folder().version, "Start"), (loaded_folder().version, "Explore")]


def test_an_unknown_id_in_a_link_is_left_out() -> None:
    app = opened(outlet=["no-such-outlet"], event="no-such-event")
    assert app.multiselect(key="outlets").value == []
    assert app.selectbox(key="event").value is None


def test_filters_outlive_a_visit_to_a_page_that_does_not_draw_them() -> None:
    app = opened(outlet=["tass"])
    app.switch_page(PAGES["method"]).run()
    app.switch_page(PAGES["explore"]).run()
    assert app.multiselect(key="outlets").value == ["tass"]
    assert dict(app.query_params) == {"outlet": "tass"}


def test_a_filter_without_a_match_says_itself_and_offers_the_reset() -> None:
    app = opened(text="no such words anywhere")
    assert "No report matches this filter." in html_of(app)
    assert "mentioning “no such words anywhere”" in html_of(app)
    app.button(key="reset_empty").click().run()
    assert "All events: " in html_of(app)
    assert dict(app.query_params) == {}


def test_a_place_means_what_lies_inside_it_and_the_link_says_where_it_does_not() -> None:
    app = opened(place="idlib-governorate")
    loaded = loaded_folder()
    around = loaded.selection(EventQuery(places=frozenset({"idlib-governorate"})))
    alone = loaded.selection(EventQuery(places=frozenset({"idlib-governorate"}), alone=True))
    assert alone.counts.reports < around.counts.reports
    assert f"({around.counts.reports:,} reports)" in html_of(app)
    app.toggle(key="alone").set_value(True).run()
    assert f"({alone.counts.reports:,} reports)" in html_of(app)
    assert dict(app.query_params) == {"place": "idlib-governorate", "inside": "no"}


def test_an_empty_result_offers_to_take_off_each_part_and_says_what_that_brings() -> None:
    app = opened(outlet="tass", text="no such words anywhere")
    assert app.button(key="widen-outlets").label.replace("\\", "") == "✕ reported by TASS: 0 events"
    assert app.button(key="widen-outlets").disabled
    app.button(key="widen-text").click().run()
    assert dict(app.query_params) == {"outlet": "tass"}
    assert "reported by TASS" in html_of(app)


def test_each_part_of_the_filter_is_a_chip_that_takes_it_off() -> None:
    app = opened(outlet=["tass", "sana"], kind="attack", period="2020-02-01/2020-02-10", certainly="yes")
    app.button(key="chip-outlets-sana").click().run()
    assert app.multiselect(key="outlets").value == ["tass"]
    app.button(key="chip-period-").click().run()
    app.button(key="chip-kinds-").click().run()
    assert dict(app.query_params) == {"outlet": "tass"}
    app.button(key="chip-outlets-").click().run()
    assert "All events: " in html_of(app)
    assert "No filter is set." in html_of(app)


def test_a_link_with_something_unknown_says_it_keeps_the_rest_and_is_not_rewritten() -> None:
    link: dict[str, str | list[str]] = {
        "outlet": ["gone", "tass"],
        "event": "no-such-event",
        "period": "soon",
        "section": "sideways",
    }
    app = opened(**link)
    said = app.warning[0].value.replace("\\", "")
    for words in ("outlet “gone”", "event “no-such-event”", "period “soon”", "section “sideways”"):
        assert words in said
    assert app.multiselect(key="outlets").value == ["tass"]
    assert dict(app.query_params) == link
    app.multiselect(key="kinds").set_value(["attack"]).run()
    assert dict(app.query_params) == {"outlet": "tass", "kind": "attack"}
    assert not app.warning


def test_a_link_whose_only_part_is_unknown_is_not_rewritten_to_everything() -> None:
    app = opened(outlet="gone")
    assert "outlet “gone”" in app.warning[0].value.replace("\\", "")
    assert dict(app.query_params) == {"outlet": "gone"}


def test_a_link_with_nothing_unknown_has_no_warning() -> None:
    assert not opened(outlet="tass", event="vershinin-interview-2020-02-22").warning


def test_the_figures_of_a_measure_are_counted_alone() -> None:
    figures = [one for one in whole().figures if one.measure == "killed"]
    assert f"{len(figures):,} figures for killed." in html_of(opened(measure="killed"))


def test_brushed_days_without_a_report_offer_the_reset_too() -> None:
    app = opened(days="2016-01-01/2016-01-02")
    assert "No report matches this filter." in html_of(app)
    assert app.get("component_instance"), "the map stays, and the timeline to brush again"
    app.button(key="reset_empty").click().run()
    assert "All events: " in html_of(app)


def test_a_reversed_period_is_said_and_left_out() -> None:
    app = opened()
    app.date_input(key="first").set_value("2020-02-01")
    app.date_input(key="last").set_value("2020-01-01").run()
    assert "ends before it begins" in app.error[0].value
    assert "All events: " in html_of(app)


def test_the_map_script_does_not_change_with_the_filter() -> None:
    everything, little = map_arguments(opened()), map_arguments(opened(outlet=["tass"]))
    assert everything["script"] == little["script"]
    assert everything["feature_group"] != little["feature_group"]


def test_the_map_asks_no_server_outside() -> None:
    arguments = map_arguments(opened())
    links = [*arguments["js_links"], *arguments["css_links"]]  # type: ignore[misc]
    assert links
    assert all(link.startswith("../../app/static/") for link in links)
    assert "http" not in arguments["script"] + arguments["feature_group"]  # type: ignore[operator]


def test_online_tiles_are_off_until_switched_on() -> None:
    app = opened()
    assert "openstreetmap" not in str(map_arguments(app)["feature_group"])
    app.toggle(key="tiles").set_value(True).run()
    assert "openstreetmap" in str(map_arguments(app)["feature_group"])


def test_steps_go_through_the_events_in_order_of_date() -> None:
    app = opened()
    order = list(app.selectbox(key="event").options)
    forward = next(button for button in app.button if button.label == "▶")
    forward.click().run()
    first = app.selectbox(key="event").value
    next(button for button in app.button if button.label == "▶").click().run()
    assert app.selectbox(key="event").value != first
    assert len(order) == len(whole().events)


def test_sources_shows_twenty_rows_of_each_table_and_all_when_asked() -> None:
    archive = whole()
    app = opened("sources")
    assert html_of(app).count("<tr>") <= 4 + 3 * 20 + 20
    for button in [one for one in app.button if str(one.key).startswith("more-")]:
        app.button(key=button.key).click().run()
    documents = {source.document for source in archive.sources if source.document}
    page = html_of(app)
    for part in [one for one in app.number_input if str(one.key).startswith("part-documents-")]:
        for number in range(2, int(part.max) + 1):
            page += html_of(app.number_input(key=part.key).set_value(number).run())
    assert all(document in page for document in documents)
    inferred = [event for event in archive.events if event.date_basis == "inferred"]
    for part in [one for one in app.number_input if str(one.key).startswith("part-inferred-")]:
        for number in range(2, int(part.max) + 1):
            page += html_of(app.number_input(key=part.key).set_value(number).run())
    assert page.count("date of “") >= len(inferred)


def test_method_tells_the_data_version() -> None:
    app = opened("method")
    assert any(whole().version in caption.value for caption in app.caption)


def test_broken_data_is_told_on_a_page_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "data"
    shutil.copytree(dataset.SHIPPED_DATA, broken)
    events = (broken / "events.csv").read_text(encoding="utf-8")
    (broken / "events.csv").write_text(events.replace("2019-09-03", "2019-13-03"), encoding="utf-8")
    monkeypatch.setenv(dataset.DATA_VARIABLE, str(broken))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not app.exception
    assert "The data has" in app.title[0].value
    assert "2019-13-03" in html_of(app)
    assert "events.csv:" in html_of(app)


def test_large_type_is_a_part_of_the_link_and_stays_from_page_to_page() -> None:
    app = opened(outlet=["tass"], projector="yes")
    assert app.toggle(key="projector").value is True
    assert "22 px, no filter bar" in html_of(app)
    app.switch_page(PAGES["start"]).run()
    assert app.toggle(key="projector").value is True
    app.toggle(key="projector").set_value(False).run()
    assert "22 px, no filter bar" not in html_of(app)


def test_a_printed_sheet_says_what_it_is_and_where_it_stands() -> None:
    page = html_of(opened(outlet=["tass"]))
    assert '@bottom-left { content: "Datelines' in page
