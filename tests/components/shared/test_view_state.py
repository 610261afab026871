"""Choices of the reader: what a link sets, where the steps lead, and labels that are read as ids."""

from __future__ import annotations

from datetime import date as Day

import pytest

from components.shared import view_state
from components.shared.view_state import EVENT, LABELS_KEPT, Known, SessionValue, View
from datelines.record.dates import Period
from tests.sessions import Session

EVENTS = ("a", "b", "c")


def knows(*known: str) -> Known:
    """Data that know these ids in every filter."""
    return lambda name, ids: frozenset(ids) & frozenset(known)


def neighbour(event_id: str | None, by: int) -> str | None:
    """The neighbour among EVENTS, as a selection finds it."""
    return EVENTS[(EVENTS.index(event_id) + by) % len(EVENTS)] if event_id in EVENTS else EVENTS[(by > 0) - 1]


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session after its first run."""
    session = Session(monkeypatch)
    session.run()
    return session


@pytest.mark.parametrize(
    ("present", "by", "then"), [("a", 1, "b"), ("c", 1, "a"), ("a", -1, "c"), ("c", -1, "b")]
)
def test_a_step_chooses_the_neighbour(state: Session, present: str | None, by: int, then: str) -> None:
    state[EVENT] = present
    view_state.step(neighbour, by)
    assert state[EVENT] == then


def test_a_step_among_no_events_leads_nowhere(state: Session) -> None:
    view_state.step(lambda event_id, by: None, 1)
    assert state[EVENT] is None
    assert view_state.choices() == 0


def test_selected_days_narrow_the_query_until_they_are_taken_off(state: Session) -> None:
    days = Period(Day(2019, 9, 3), Day(2019, 9, 4))
    view_state.select_days(days)
    assert state[view_state._WINDOW] == days
    view_state.select_days(Period())
    assert state[view_state._WINDOW] == Period()


def test_a_value_of_a_component_is_its_default_until_it_is_set(state: Session) -> None:
    one, other = SessionValue("one", 0), SessionValue("other", 0)
    assert one.get() == 0
    one.set(7)
    assert (one.get(), other.get()) == (7, 0)
    state.clear()
    assert one.get() == 0


def test_a_view_without_a_choice_has_an_empty_link() -> None:
    assert View().link == {}
    assert View(event_id="a", pins=("tass",)).link == {"event": ["a"], "pins": ["tass"]}


@pytest.mark.parametrize(("rows", "then"), [([1], "b"), ([], None), ([7], None)])
def test_a_row_of_the_table_chooses_its_event(state: Session, rows: list[int], then: str | None) -> None:
    state["table"] = {"selection": {"rows": rows}}
    view_state.choose_from_table("table", EVENTS)
    assert state[EVENT] == then


def test_a_cell_of_the_table_chooses_the_event_of_its_row(state: Session) -> None:
    state["table"] = {"selection": {"rows": [], "cells": [(1, "Places")]}}
    view_state.choose_from_table("table", EVENTS)
    assert state[EVENT] == "b"


def test_a_reset_takes_all_filters_off_and_keeps_the_event_and_the_tiles(state: Session) -> None:
    link = {
        "outlet": ["tass"],
        "text": ["drone"],
        "period": ["2019-09-01/.."],
        "days": ["2019-09-02/2019-09-03"],
    }
    state.run(link | {"event": ["b"]}, knows("tass"))
    assert (state["outlets"], state["text"], state[EVENT]) == (["tass"], "drone", "b")
    state[view_state.TILES] = True
    before = state.run().timeline_key
    view_state.reset()
    assert state["outlets"] == []
    assert (state["text"], state["first"], state["certainly"]) == ("", None, False)
    assert (state[EVENT], state[view_state.TILES]) == ("b", True)
    after = state.run()
    assert after.query.window == Period()
    assert after.timeline_key != before, "the chart would keep its brush"


def test_a_link_sets_only_what_is_known(state: Session) -> None:
    link = {"outlet": ["tass", "gone"], "kind": ["<script>"], "period": ["x"], "certainly": ["maybe"]}
    state.run(link, knows("tass"))
    assert (state["outlets"], state["kinds"]) == (["tass"], [])
    assert (state["first"], state["last"], state["certainly"]) == (None, None, False)


LABELS = {"tass": "TASS (60)", "sana": "SANA (20)"}
FEWER = {"tass": "TASS (7)", "sana": "SANA (2)"}


def shown(state: Session, *lists: dict[str, str]) -> None:
    """The list of outlets was drawn with these labels, one run after the other."""
    for labels in lists:
        view_state.relabel("outlets", labels)


def test_what_a_browser_sends_with_the_labels_of_a_run_before_is_read_as_ids(state: Session) -> None:
    shown(state, LABELS, FEWER)
    state["outlets"] = ["TASS (60)", "sana", "TASS (7)"]
    state.run()
    assert state["outlets"] == ["tass", "sana"]


def test_a_label_that_no_list_had_is_left_out_and_an_id_never(state: Session) -> None:
    shown(state, LABELS)
    state["outlets"] = ["Gone (3)", "not-listed", "sana"]
    state.run()
    assert state["outlets"] == ["not-listed", "sana"]


def test_a_name_that_ends_like_a_number_is_read_as_it_is(state: Session) -> None:
    shown(state, {"ru": "TASS (Russian edition) (3)", "24": "Channel (24) (5)", "tass": "TASS"})
    state["outlets"] = ["TASS (Russian edition)", "Channel (24)", "TASS (60)"]
    state.run()
    assert state["outlets"] == ["ru", "24", "tass"]


def test_labels_are_remembered_for_a_few_runs_only(state: Session) -> None:
    other = [{f"other-{n}": f"Other {n} (1)"} for n in range(LABELS_KEPT)]
    shown(state, LABELS, *other[1:])
    state["outlets"] = ["TASS (60)"]
    state.run()
    assert state["outlets"] == ["tass"]
    shown(state, *other)
    state["outlets"] = ["TASS (60)"]
    state.run()
    assert state["outlets"] == []


def test_a_choice_is_set_again_only_when_its_own_label_changes(state: Session) -> None:
    chosen = state["outlets"] = ["sana"]
    shown(state, LABELS, LABELS)
    assert state["outlets"] is chosen
    shown(state, LABELS | {"tass": "TASS (1)"})
    assert state["outlets"] is chosen
    shown(state, FEWER)
    assert state["outlets"] is not chosen
    assert state["outlets"] == ["sana"]


def test_names_with_brackets_of_their_own_keep_them(state: Session) -> None:
    shown(state, {"ministry": "Ministry (Defence) (1,234)", "other": "Ministry (Health) (12)"})
    state["outlets"] = ["Ministry (Health) (13)", "Ministry (Defence) (1)"]
    state.run()
    assert state["outlets"] == ["other", "ministry"]


def test_labels_of_other_data_are_forgotten(state: Session) -> None:
    shown(state, LABELS)
    view_state.start_over()
    state["outlets"] = ["TASS (60)"]
    state.run()
    assert state["outlets"] == []


def test_the_kind_of_figures_is_in_the_link_unless_it_is_the_events_first(state: Session) -> None:
    kinds = ("a.killed.soldiers", "a.injured.soldiers")
    state[EVENT] = "a"
    assert view_state.begin_counted(kinds) == "a.killed.soldiers"
    assert "counted" not in state.run().link
    state[view_state.COUNTED] = "a.injured.soldiers"
    assert view_state.begin_counted(kinds) == "a.injured.soldiers"
    assert state.run().link["counted"] == ["injured.soldiers"]


def test_a_link_opens_with_its_kind_of_figures(state: Session) -> None:
    state.run({"event": ["a"], "counted": ["injured.soldiers"]})
    assert view_state.begin_counted(("a.killed.soldiers", "a.injured.soldiers")) == "a.injured.soldiers"


def test_another_event_opens_with_its_own_first_kind(state: Session) -> None:
    state.run({"event": ["a"], "counted": ["injured.soldiers"]})
    state[EVENT] = "b"
    assert "counted" not in state.run().link
    assert view_state.begin_counted(("b.killed.soldiers", "b.injured.soldiers")) == "b.killed.soldiers"


def test_a_kind_chosen_from_the_list_of_more_is_the_one_that_is_drawn(state: Session) -> None:
    view_state.begin_counted(("a.x", "a.y"))
    state["more"] = "a.y"
    view_state.choose_counted("more")
    assert (state[view_state.COUNTED], state["more"]) == ("a.y", None)
