"""The reader's filters: what they keep, what they say, and what a link keeps of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from datelines.query.query import (
    CHOICES,
    NO_PLACE,
    NOT_RECORDED,
    OWN_VOICE,
    EventQuery,
    query_from_parameters,
    unreadable,
)
from datelines.record.dates import Period, date_span
from datelines.store.store import Store
from datelines.words import listed
from tests.builders import HOSTILE, Cells, archive, crowded_archive, store_of
from tests.oracle import certainly_within, keeps, possibly_within, rows_of
from tests.query.queries import IDS, periods, queries

FEW = settings(max_examples=40)
SEPTEMBER_3 = Day(2019, 9, 3)
WEEK = Period(Day(2019, 9, 2), Day(2019, 9, 8))


@cache
def crowd() -> Store:
    return store_of(crowded_archive())


def matched(query: EventQuery, store: Store) -> set[tuple[str, int]]:
    """Report and number of the place of the rows that a store finds."""
    reports = store.schema.reports
    conditions = query.conditions(store.schema, store.numbers)
    found = select(reports.c.report_id, reports.c.place_number).where(*conditions)
    return {(row.report_id, row.place_number) for row in store.rows(found)}


def kept(query: EventQuery, **rows: list[Cells]) -> list[str]:
    """Ids of the kept reports of an archive of these rows."""
    return sorted({report_id for report_id, _ in matched(query, store_of(archive(**rows)))})


def wanted_rows(query: EventQuery) -> set[tuple[str, int]]:
    """The rows of the crowded archive that a query has to keep."""
    data = crowded_archive()
    return {(row["report_id"], row["place_number"]) for row in rows_of(data) if keeps(data, query, row)}


def keeps_date(query: EventQuery, date: str, as_reported: str = "") -> bool:
    reports = [{"date_as_reported": as_reported}]
    return kept(query, events=[{"date": date}], reports=reports) == ["report-a"]


def test_the_default_matches_everything_and_leaves_nothing_in_a_link() -> None:
    query = EventQuery()
    assert query.is_default
    assert query.parameters() == {}
    assert query.sentence(lambda name, value: value) == ""
    assert query.conditions(crowd().schema, crowd().numbers) == ()
    assert query_from_parameters({}) == query


@pytest.mark.parametrize(
    "changes",
    [{name: frozenset({"x"})} for name in CHOICES]
    + [{"text": "x"}, {"period": WEEK}, {"window": WEEK}, {"certainly": True}],
)
def test_any_filter_is_not_the_default_and_stands_in_the_link(changes: dict[str, Any]) -> None:
    query = EventQuery(**changes)
    assert not query.is_default
    assert query.parameters()


def test_every_filter_has_a_parameter_of_its_own() -> None:
    full = EventQuery(
        period=WEEK,
        certainly=True,
        window=WEEK,
        text="x",
        **{name: frozenset({"x"}) for name in CHOICES},
    )
    assert len(full.parameters()) == len(CHOICES) + 4


@given(
    ids=st.dictionaries(
        st.sampled_from(list(CHOICES)), st.frozensets(st.text(min_size=1, max_size=20), max_size=4)
    ),
    period=periods(),
    window=periods(),
    certainly=st.booleans(),
    text=st.text(max_size=200),
)
def test_a_link_gives_back_the_query_whatever_its_text(
    ids: dict[str, frozenset[str]], period: Period, window: Period, certainly: bool, text: str
) -> None:
    query = EventQuery(period=period, window=window, certainly=certainly, text=text, **ids)
    assert query_from_parameters(query.parameters()) == query


@pytest.mark.parametrize(
    "text",
    ["a&b=c#d", "حميميم drone", "<script>", "50% of +1", "  two  spaces ", "\u202e", "a;b,c/d", "a\nb"],
)
def test_an_encoded_link_gives_back_hostile_text(text: str) -> None:
    query = EventQuery(text=text, outlets=frozenset({"tass", "smart-news"}), period=Period(SEPTEMBER_3))
    assert query_from_parameters(parse_qs(urlencode(query.parameters(), doseq=True))) == query


def test_ids_in_a_link_are_sorted_so_that_equal_queries_have_equal_links() -> None:
    query = EventQuery(outlets=frozenset({"c", "a", "b"}))
    assert query.parameters() == {"outlet": ["a", "b", "c"]}


def test_ids_that_are_not_known_are_left_out_of_a_query() -> None:
    known = {name: {"old"} for name in CHOICES}
    asked = query_from_parameters({"outlet": ["old", "gone"], "place": ["gone"]}, known)
    assert asked == EventQuery(outlets=frozenset({"old"}))


def test_the_stand_ins_for_blank_cells_are_ids_like_others_in_a_link() -> None:
    known = {name: {OWN_VOICE, NO_PLACE} for name in CHOICES}
    query = EventQuery(speakers=frozenset({OWN_VOICE}), places=frozenset({NO_PLACE}))
    assert query_from_parameters(query.parameters(), known) == query


@pytest.mark.parametrize(
    "period",
    [
        "",
        "/",
        "x/y",
        "2019-02-30/",
        "2019-09-10/2019-09-01",
        "2019-09-01/2019-09-10/x",
        "0000-01-01/",
        "99999-01-01/",
        "2019-09/..",
        "../../etc",
        "１/",
        "-1/",
        "\x00/",
    ],
)
def test_a_period_that_cannot_be_read_is_no_period(period: str) -> None:
    assert query_from_parameters({"period": [period], "days": [period]}) == EventQuery()


def test_an_open_end_of_a_period_is_two_dots_in_a_link() -> None:
    assert EventQuery(period=Period(SEPTEMBER_3)).parameters() == {"period": ["2019-09-03/.."]}
    assert EventQuery(period=Period(None, SEPTEMBER_3)).parameters() == {"period": ["../2019-09-03"]}
    assert query_from_parameters({"period": ["../2019-09-03"]}).period == Period(None, SEPTEMBER_3)


@pytest.mark.parametrize("value", ["no", "", "YES", "true"])
def test_certainly_is_asked_for_by_yes_alone(value: str) -> None:
    assert not query_from_parameters({"certainly": [value]}).certainly
    assert query_from_parameters({"certainly": ["yes"]}).certainly


def test_a_link_cannot_ask_for_a_text_without_end() -> None:
    assert len(query_from_parameters({"text": ["x" * 100_000]}).text) == 200


@pytest.mark.parametrize(
    ("date", "possibly", "certainly"),
    [
        ("2019-09-03", True, True),
        ("2019-09-01", False, False),
        ("2019-09", True, False),
        ("2019-10", False, False),
        ("2019", True, False),
        ("2019-09-02/2019-09-08", True, True),
        ("2019-09-01/2019-09-08", True, False),
        ("2019-09-08/2019-09-30", True, False),
        ("2019-09-05~", True, False),
        ("2019-09-13~", True, False),
        ("2019-09-14~", False, False),
        ("2019-08-28?", True, False),
        ("2019-08-27?", False, False),
    ],
)
def test_a_date_is_possibly_or_certainly_in_a_week(date: str, possibly: bool, certainly: bool) -> None:
    assert keeps_date(EventQuery(period=WEEK), date) is possibly
    assert keeps_date(EventQuery(period=WEEK, certainly=True), date) is certainly


@pytest.mark.parametrize(
    ("period", "kept_possibly", "kept_certainly"),
    [
        (Period(Day(2019, 9, 15)), True, False),
        (Period(Day(2019, 9, 1)), True, True),
        (Period(Day(2019, 10, 1)), False, False),
        (Period(None, Day(2019, 9, 15)), True, False),
        (Period(None, Day(2019, 9, 30)), True, True),
        (Period(None, Day(2019, 8, 31)), False, False),
        (Period(), True, True),
    ],
)
def test_a_period_with_an_open_end_bounds_a_month_on_one_side(
    period: Period, kept_possibly: bool, kept_certainly: bool
) -> None:
    assert keeps_date(EventQuery(period=period), "2019-09") is kept_possibly
    assert keeps_date(EventQuery(period=period, certainly=True), "2019-09") is kept_certainly


def test_the_date_that_a_report_gives_counts_not_that_of_the_event() -> None:
    assert not keeps_date(EventQuery(period=WEEK), "2019-09-03", as_reported="2019-09-20")
    assert keeps_date(EventQuery(period=WEEK), "2019-09-20", as_reported="2019-09-03")


def test_the_brush_narrows_to_what_is_possibly_in_it_even_if_the_period_is_certain() -> None:
    query = EventQuery(window=WEEK, certainly=True)
    assert keeps_date(query, "2019-09")
    assert not keeps_date(query, "2019-10")
    assert query.without_window() == EventQuery(certainly=True)


@FEW
@given(periods(), st.booleans())
def test_the_relation_agrees_with_the_dates_about_every_period(period: Period, certainly: bool) -> None:
    within = certainly_within if certainly else possibly_within
    data = crowded_archive()
    wanted = {
        report.report_id
        for report in data.reports
        if within(date_span(report.date_as_reported or data.event_by_id[report.event_id].date), period)
    }
    found = matched(EventQuery(period=period, certainly=certainly), crowd())
    assert {report_id for report_id, _ in found} == wanted


def test_the_own_voice_is_chosen_apart_from_every_speaker() -> None:
    rows: dict[str, list[Cells]] = {
        "speakers": [{}],
        "reports": [
            {"report_id": "own"},
            {"report_id": "said", "speaker_id": "speaker-a", "voice": "quoted"},
        ],
    }
    assert kept(EventQuery(speakers=frozenset({OWN_VOICE})), **rows) == ["own"]
    assert kept(EventQuery(speakers=frozenset({"speaker-a"})), **rows) == ["said"]
    assert kept(EventQuery(speakers=frozenset({OWN_VOICE, "speaker-a"})), **rows) == ["own", "said"]


def test_events_without_a_place_are_chosen_by_no_place_alone() -> None:
    rows: dict[str, list[Cells]] = {
        "places": [{}],
        "events": [{"event_id": "placed", "place_ids": "town"}, {"event_id": "unplaced"}],
        "reports": [
            {"report_id": "there", "event_id": "placed"},
            {"report_id": "anywhere", "event_id": "unplaced"},
        ],
    }
    assert kept(EventQuery(places=frozenset({NO_PLACE})), **rows) == ["anywhere"]
    assert kept(EventQuery(places=frozenset({"town"})), **rows) == ["there"]


def test_a_measure_keeps_the_reports_with_such_a_figure_and_a_reported_zero_is_one() -> None:
    rows: dict[str, list[Cells]] = {
        "reports": [{"report_id": "zero"}, {"report_id": "blank"}, {"report_id": "drones"}],
        "figures": [
            {"figure_id": "f1", "report_id": "zero", "low": "0", "high": "0"},
            {"figure_id": "f2", "report_id": "drones", "measure": "drones"},
            {"figure_id": "f3", "report_id": "drones", "measure": "injured"},
        ],
    }
    assert kept(EventQuery(measures=frozenset({"killed"})), **rows) == ["zero"]
    assert kept(EventQuery(measures=frozenset({"injured", "killed"})), **rows) == ["drones", "zero"]
    assert kept(EventQuery(measures=frozenset({"displaced"})), **rows) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Khmeimim", True),
        ("KHMEIMIM", True),
        ("حميميم", True),
        ("Ḫmeimîm", True),
        ("hmeimim", True),
        ("Хмеймим", True),
        ("hmeimim drone", True),
        ("drone hmeimim", True),
        ("hmeimim tank", False),
        ("Outlet A", True),
        ("fighters", True),
        ("seven", True),
        ("Speaker A", True),
        ("Title A", True),
        ("hme.*", False),
        ("hme[i]mim", False),
        ("(", False),
        ("   ", True),
    ],
)
def test_free_text_finds_every_name_in_any_script_and_wants_every_word(text: str, found: bool) -> None:
    rows: dict[str, list[Cells]] = {
        "places": [{"place_id": "hmeimim", "name": "Hmeimim", "names": "Khmeimim;Hmeymin;حميميم;Хмеймим"}],
        "speakers": [{}],
        "events": [{"place_ids": "hmeimim"}],
        "reports": [{"speaker_id": "speaker-a", "voice": "quoted", "summary": "A drone was shot down."}],
        "figures": [{}],
        "wording": [{}],
    }
    assert kept(EventQuery(text=text), **rows) == (["report-a"] if found else [])


@FEW
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=30))
def test_free_text_finds_a_title_by_the_title_itself(title: str) -> None:
    # Outer blanks are no part of a cell, and a cell of blanks alone is a blank one.
    cell = title.strip() or "x"
    assert kept(EventQuery(text=title), events=[{"title": cell}]) == ["report-a"]


@FEW
@given(st.text(max_size=40))
def test_no_text_is_too_hostile_to_be_looked_for(text: str) -> None:
    found = matched(EventQuery(text=text), crowd())
    assert found == wanted_rows(EventQuery(text=text))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_found_where_it_stands_and_nowhere_else(text: str) -> None:
    rows: dict[str, list[Cells]] = {
        "events": [{"event_id": "one", "title": f"x {text}".strip()}, {"event_id": "two", "title": "x"}],
        "reports": [{"report_id": name, "event_id": name} for name in ("one", "two")],
    }
    assert kept(EventQuery(text=text), **rows) == ["one"]
    hostile: dict[str, Any] = {name: frozenset({text}) for name in CHOICES}
    assert matched(EventQuery(**hostile), crowd()) == set()


@FEW
@given(queries())
def test_a_query_keeps_what_each_of_its_filters_keeps(query: EventQuery) -> None:
    alone = [
        EventQuery(**{name: getattr(query, name)}, alone=query.alone) for name in (*CHOICES, "window", "text")
    ]
    alone.append(EventQuery(period=query.period, certainly=query.certainly))
    wanted = set.intersection(*(matched(single, crowd()) for single in alone))
    assert matched(query, crowd()) == wanted == wanted_rows(query)


@FEW
@given(queries(), st.sampled_from(list(CHOICES)), st.data())
def test_one_more_choice_in_a_filter_never_keeps_fewer(
    query: EventQuery, name: str, data: st.DataObject
) -> None:
    fewer = replace(query, **{name: getattr(query, name) or frozenset(IDS[name][:1])})
    more = replace(fewer, **{name: getattr(fewer, name) | {data.draw(st.sampled_from(IDS[name]))}})
    assert matched(fewer, crowd()) <= matched(more, crowd())


def test_a_query_matches_a_relation_without_rows() -> None:
    store = store_of(archive(reports=[], events=[]))
    full = EventQuery(period=WEEK, text="x y", window=WEEK, **{name: frozenset({"x"}) for name in CHOICES})
    assert matched(full, store) == matched(EventQuery(), store) == set()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (EventQuery(outlets=frozenset({"b", "a"})), "reported by outlets a or outlets b"),
        (EventQuery(speakers=frozenset({"a"})), "attributed to speakers a"),
        (EventQuery(places=frozenset({"a"})), "at places a"),
        (EventQuery(kinds=frozenset({"a"})), "of the kind kinds a"),
        (EventQuery(measures=frozenset({"a"})), "with figures for measures a"),
        (EventQuery(statuses=frozenset({"a"})), "with the review status statuses a"),
        (EventQuery(period=WEEK), "possibly dated 2–8 September 2019"),
        (EventQuery(period=WEEK, certainly=True), "certainly dated 2–8 September 2019"),
        (EventQuery(period=Period(SEPTEMBER_3)), "possibly dated from 3 September 2019"),
        (EventQuery(window=WEEK), "on the days selected (2–8 September 2019)"),
        (EventQuery(text="  two   words "), "mentioning “two words”"),
    ],
)
def test_the_sentence_says_each_filter(query: EventQuery, words: str) -> None:
    assert query.sentence(lambda name, value: f"{name} {value}") == words


def test_the_short_sentence_gives_the_number_of_many_choices_and_the_whole_one_names_them() -> None:
    query = EventQuery(outlets=frozenset("abcd"), kinds=frozenset({"attack"}))
    assert query.sentence(lambda name, value: value) == "reported by 4 outlets, of the kind attack"
    whole = query.sentence(lambda name, value: value, whole=True)
    assert whole == "reported by a, b, c or d, of the kind attack"
    assert EventQuery(outlets=frozenset("abc")).sentence(lambda name, value: value) == "reported by a, b or c"


def test_each_part_of_the_sentence_can_be_taken_off_alone() -> None:
    query = EventQuery(period=WEEK, window=WEEK, text="x", alone=True, places=frozenset({"a"}))
    parts = [part for part, _ in query.parts(lambda name, value: value)]
    assert parts == ["places", "alone", "period", "window", "text"]
    for part in parts:
        left = [other for other, _ in query.without(part).parts(lambda name, value: value)]
        assert part not in left
        assert set(parts) - {part, "alone"} <= set(left)


def test_the_sentence_says_that_places_are_meant_alone() -> None:
    one = EventQuery(places=frozenset({"a"}), alone=True)
    assert one.sentence(lambda name, value: value) == "at a, not inside it"
    assert EventQuery(alone=True).sentence(lambda name, value: value) == ""


NESTED: dict[str, list[Cells]] = {
    "places": [
        {"place_id": "country", "kind": "country", "name": "Syria", "country": "Syria"},
        {"place_id": "zone", "kind": "zone", "country": "Syria"},
        {
            "place_id": "governorate",
            "kind": "governorate",
            "admin1": "Idlib",
            "country": "Syria",
            "within": "zone",
        },
        {"place_id": "stated", "within": "governorate"},
        {"place_id": "derived", "admin1": "Idlib", "country": "Syria"},
        {"place_id": "beside", "admin1": "Aleppo", "country": "Syria"},
        {"place_id": "abroad", "country": "Turkey"},
    ],
    "events": [
        {"event_id": one, "place_ids": one}
        for one in ("country", "zone", "governorate", "stated", "derived", "beside", "abroad")
    ],
    "reports": [
        {"report_id": one, "event_id": one}
        for one in ("country", "zone", "governorate", "stated", "derived", "beside", "abroad")
    ],
}
"""A town that names its governorate, one that does not, a governorate in a zone, and a country."""


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("stated", ["stated"]),
        ("governorate", ["derived", "governorate", "stated"]),
        ("zone", ["derived", "governorate", "stated", "zone"]),
        ("country", ["beside", "country", "derived", "governorate", "stated", "zone"]),
        ("abroad", ["abroad"]),
    ],
)
def test_a_place_means_what_lies_inside_it_unless_it_is_meant_alone(place: str, inside: list[str]) -> None:
    assert kept(EventQuery(places=frozenset({place})), **NESTED) == inside
    assert kept(EventQuery(places=frozenset({place}), alone=True), **NESTED) == [place]


def test_a_place_within_one_that_is_not_there_lies_in_its_governorate_all_the_same() -> None:
    lost = {**NESTED, "places": [*NESTED["places"][:3], {**NESTED["places"][4], "within": "gone"}]}
    lost["events"] = [{"event_id": "derived", "place_ids": "derived"}]
    lost["reports"] = [{"report_id": "derived", "event_id": "derived"}]
    assert kept(EventQuery(places=frozenset({"governorate"})), **lost) == ["derived"]


def test_outlets_are_chosen_by_their_country_and_kind_and_documents_by_their_language() -> None:
    rows: dict[str, list[Cells]] = {
        "outlets": [
            {"outlet_id": "a", "country": "Turkey", "kind": "agency"},
            {"outlet_id": "b", "country": "", "kind": "newspaper"},
        ],
        "sources": [
            {"source_id": "a", "outlet_id": "a", "language": "tr"},
            {"source_id": "b", "outlet_id": "b", "language": "ru"},
        ],
        "reports": [{"report_id": "a", "source_id": "a"}, {"report_id": "b", "source_id": "b"}],
    }
    assert kept(EventQuery(countries=frozenset({"Turkey"})), **rows) == ["a"]
    assert kept(EventQuery(countries=frozenset({NOT_RECORDED})), **rows) == ["b"]
    assert kept(EventQuery(outlet_kinds=frozenset({"newspaper"})), **rows) == ["b"]
    assert kept(EventQuery(languages=frozenset({"tr", "de"})), **rows) == ["a"]


def test_a_blank_speaker_is_the_outlets_own_voice_only_where_the_voice_says_so() -> None:
    rows: dict[str, list[Cells]] = {
        "reports": [{"report_id": "own", "voice": "own"}, {"report_id": "blank", "voice": "unknown"}]
    }
    assert kept(EventQuery(speakers=frozenset({OWN_VOICE})), **rows) == ["own"]
    assert kept(EventQuery(speakers=frozenset({NOT_RECORDED})), **rows) == ["blank"]
    assert kept(EventQuery(speakers=frozenset({NOT_RECORDED, OWN_VOICE})), **rows) == ["blank", "own"]


def test_what_cannot_be_read_of_a_link_is_named() -> None:
    given = {"period": ["soon"], "days": ["../.."], "certainly": ["perhaps"], "inside": ["no"]}
    assert unreadable(given) == (("period", "soon"), ("certainly", "perhaps"))
    assert unreadable({"period": ["2020-02-01/2020-02-10"], "certainly": ["yes"]}) == ()


@FEW
@given(queries())
def test_the_sentence_says_all_filters_at_once(query: EventQuery) -> None:
    said = query.sentence(lambda name, value: f"<{name}:{value}>", whole=True)
    for name in CHOICES:
        assert all(f"<{name}:{value}>" in said for value in getattr(query, name))
    assert ("dated" in said) == (query.period != Period())
    assert ("days selected" in said) == (query.window != Period())
    assert ("mention" in said) == bool(query.text)


@pytest.mark.parametrize(
    ("words", "joined"),
    [([], ""), (["a"], "a"), (["b", "a"], "a or b"), (["c", "b", "a"], "a, b or c")],
)
def test_words_are_listed_in_order(words: list[str], joined: str) -> None:
    assert listed(words) == joined
