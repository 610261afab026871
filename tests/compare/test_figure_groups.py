"""Which reported figures share an axis, in what order, and why others do not."""

from __future__ import annotations

import pytest

from datelines.compare.figure_groups import FigureGroup, comparable_key, figure_groups
from datelines.table.archive import Archive
from datelines.words import joined
from tests.builders import Cells, archive, crowded_archive

SPEAKERS = [{"speaker_id": "speaker-a", "name": "Speaker A"}]
AT_LEAST = {"qualifier": "at-least", "high": ""}


def figures_of(*figures: Cells, **rows: list[Cells]) -> Archive:
    """An archive with one report, unless others are given, and the figures f0, f1, ..."""
    numbered = [{"figure_id": f"f{n}"} | cells for n, cells in enumerate(figures)]
    return archive(figures=numbered, **rows)


def everything(data: Archive) -> frozenset[str]:
    return frozenset(report.report_id for report in data.reports)


def groups(data: Archive, **options: int) -> tuple[FigureGroup, ...]:
    return figure_groups(data, everything(data), **options)


def drawn(data: Archive) -> list[list[str]]:
    """The figures of each group, by id."""
    return [[mark.figure_id for mark in group.marks] for group in groups(data)]


def test_figures_that_agree_in_everything_but_the_number_share_an_axis() -> None:
    (group,) = groups(figures_of({}, {"low": "9", "high": "9"}))
    assert [mark.low for mark in group.marks] == [7, 9]
    assert group.key == ("event-a", "", "killed", "residents", "event", "", "people")


@pytest.mark.parametrize(
    "other",
    [
        {"measure": "injured"},
        {"population": "soldiers"},
        {"scope": "period", "scope_dates": "2019-09"},
        {"unit": "items"},
    ],
)
def test_figures_that_differ_in_one_of_these_do_not(other: Cells) -> None:
    assert len(groups(figures_of({}, other))) == 2


def test_figures_of_two_events_do_not_share_an_axis() -> None:
    data = figures_of(
        {"report_id": "r0"},
        {"report_id": "r1"},
        events=[{"event_id": "a"}, {"event_id": "b"}],
        reports=[{"report_id": "r0", "event_id": "a"}, {"report_id": "r1", "event_id": "b"}],
    )
    assert [group.event_id for group in groups(data)] == ["a", "b"]


def test_figures_for_two_periods_do_not_share_an_axis() -> None:
    data = figures_of(*({"scope": "period", "scope_dates": dates} for dates in ("2019-08", "2019-09", "")))
    assert len(groups(data)) == 3


def test_two_spellings_of_one_date_are_one_period() -> None:
    data = figures_of(
        *({"scope": "state", "scope_dates": dates} for dates in ("2019-09-03", "2019-09-03/2019-09-03"))
    )
    (group,) = groups(data)
    assert group.scope_dates == "2019-09-03"
    assert group.key[5] == "3 September 2019"


def test_the_dates_of_a_figure_for_the_event_itself_do_not_part_it() -> None:
    (group,) = groups(figures_of({"scope_dates": "2019-09-03"}, {}))
    assert group.scope_dates is None
    assert group.period == "the event itself"


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        ({}, False),
        ({"as_reported": "7"}, False),
        ({"low": "8", "high": "8"}, True),
        ({"qualifier": "about"}, True),
        (AT_LEAST, True),
    ],
)
def test_figures_differ_in_qualifier_or_ends_and_not_in_print(other: Cells, differing: bool) -> None:
    data = figures_of({}, other)
    assert [group.differing for group in groups(data)] == [differing]
    assert len(groups(data, differing_only=True)) == differing


def test_groups_with_too_few_figures_are_left_out() -> None:
    data = figures_of({}, {}, {"measure": "injured"})
    assert [len(group.marks) for group in groups(data)] == [2, 1]
    assert [len(group.marks) for group in groups(data, least=2)] == [2]
    assert groups(data, least=3) == ()


def test_figures_are_in_order_of_publication_and_the_undated_last() -> None:
    published = {"s0": "", "s1": "2020-02-04", "s2": "2020-02-03", "s3": "2020-02-03"}
    outlets = {"s0": "outlet-a", "s1": "outlet-a", "s2": "outlet-c", "s3": "outlet-b"}
    data = figures_of(
        *({"report_id": f"r{n}"} for n in range(4)),
        outlets=[{"outlet_id": f"outlet-{letter}"} for letter in "abc"],
        sources=[
            {"source_id": source, "outlet_id": outlets[source], "published": published[source]}
            for source in published
        ],
        reports=[{"report_id": f"r{n}", "source_id": f"s{n}"} for n in range(4)],
    )
    assert drawn(data) == [["f3", "f2", "f1", "f0"]]
    (group,) = groups(data)
    assert [mark.published for mark in group.marks] == [
        *("3 February 2020", "3 February 2020", "4 February 2020"),
        "not known",
    ]
    assert group.marks[-1].published_day is None


def test_within_a_day_figures_go_by_value_since_their_order_is_not_known() -> None:
    lows = ("9", "4", "6")
    data = figures_of(
        *({"report_id": f"r{n}", "low": low, "high": low} for n, low in enumerate(lows)),
        outlets=[{"outlet_id": f"outlet-{letter}"} for letter in "abc"],
        sources=[{"source_id": f"s{n}", "outlet_id": f"outlet-{letter}"} for n, letter in enumerate("abc")],
        reports=[{"report_id": f"r{n}", "source_id": f"s{n}"} for n in range(3)],
    )
    (group,) = groups(data)
    assert [mark.low for mark in group.marks] == [4, 6, 9]


def test_a_mark_keeps_what_was_reported_with_its_speaker_and_its_doubt() -> None:
    data = figures_of(
        {"qualifier": "order", "low": "10000", "high": "99999", "as_reported": "tens of thousands"},
        speakers=SPEAKERS,
        reports=[{"speaker_id": "speaker-a", "link_status": "possibly", "voice": "quoted"}],
    )
    (mark,) = groups(data)[0].marks
    assert (mark.low, mark.high) == (10000, 99999)
    assert mark.words == "tens of thousands (10,000–99,999)"
    assert (mark.speaker, mark.as_reported, mark.doubtful) == ("Speaker A", "tens of thousands", True)


def test_an_outlet_that_names_no_speaker_speaks_in_its_own_voice() -> None:
    (mark,) = groups(figures_of({}))[0].marks
    assert (mark.speaker, mark.doubtful, mark.note) == ("own voice", False, "")


def test_a_figure_with_one_end_has_no_other() -> None:
    (mark,) = groups(figures_of(AT_LEAST))[0].marks
    assert (mark.low, mark.high, mark.words) == (7, None, "at least 7")


def test_a_reported_zero_is_a_figure() -> None:
    (mark,) = groups(figures_of({"low": "0", "high": "0"}))[0].marks
    assert (mark.low, mark.high, mark.words) == (0, 0, "0")


def test_only_the_reports_that_the_filter_keeps_are_read_and_none_of_another_event() -> None:
    reports = [{"report_id": "r0"}, {"report_id": "r1"}, {"report_id": "r2", "link_status": "different"}]
    data = figures_of(*({"report_id": f"r{n}"} for n in range(3)), reports=reports)
    assert drawn(data) == [["f0", "f1"]]
    assert figure_groups(data, frozenset({"r2"})) == ()
    (group,) = figure_groups(data, frozenset({"r1", "unknown"}))
    assert [mark.report_id for mark in group.marks] == ["r1"]


def test_groups_are_by_date_of_the_event_and_then_in_order_of_the_measures() -> None:
    data = figures_of(
        {"report_id": "r0", "measure": "injured"},
        {"report_id": "r0"},
        {"report_id": "r1"},
        events=[{"event_id": "a", "date": "2020-01"}, {"event_id": "b", "date": "2019-12-31"}],
        reports=[{"report_id": "r0", "event_id": "a"}, {"report_id": "r1", "event_id": "b"}],
    )
    assert [(g.event_id, g.measure) for g in groups(data)] == [
        ("b", "killed"),
        ("a", "killed"),
        ("a", "injured"),
    ]


def test_soldiers_and_civilian_personnel_are_kept_apart() -> None:
    data = figures_of({"population": "Turkish soldiers"}, {"population": "Turkish civilian personnel"})
    assert [group.population for group in groups(data)] == ["Turkish civilian personnel", "Turkish soldiers"]


def test_a_period_that_the_source_does_not_date_is_named_so() -> None:
    found = groups(figures_of(*({"scope": scope} for scope in ("period", "since", "state"))))
    assert [group.period for group in found] == [
        "a period not dated in the source",
        "since a day not dated in the source",
        "a time not dated in the source",
    ]


def test_every_figure_of_the_kept_reports_is_in_one_group() -> None:
    data = crowded_archive()
    marks = [mark.figure_id for group in groups(data) for mark in group.marks]
    assert sorted(marks) == sorted(figure.figure_id for figure in data.figures)
    for group in groups(data):
        events = {data.report_by_id[mark.report_id].event_id for mark in group.marks}
        assert events == {group.event_id}


def test_the_key_of_a_figure_is_the_key_of_its_group() -> None:
    data = figures_of({"scope": "since", "scope_dates": "2020-01-09"})
    assert groups(data)[0].key == comparable_key(data.figures[0], "event-a")


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [joined("A"), joined("AB"), joined("ABC")] == ["A", "A and B", "A, B and C"]


# Populations and parts

POPULATIONS = [
    {"population_id": "soldiers", "name": "Soldiers", "within": "personnel"},
    {"population_id": "personnel", "name": "Soldiers and civilian personnel"},
]


def test_figures_of_one_population_share_an_axis_whatever_their_words() -> None:
    data = figures_of(
        {"population": "soldiers of the army", "population_id": "soldiers"},
        {"population": "Soldiers", "population_id": "soldiers", "low": "9", "high": "9"},
        populations=POPULATIONS,
    )
    (group,) = groups(data)
    assert (group.population, group.part, len(group.marks)) == ("Soldiers", "", 2)


def test_a_narrower_population_is_kept_apart_from_the_wider_one() -> None:
    data = figures_of({"population_id": "soldiers"}, {"population_id": "personnel"}, populations=POPULATIONS)
    assert [group.population for group in groups(data)] == ["Soldiers", "Soldiers and civilian personnel"]


def test_the_toll_of_a_part_is_kept_apart_from_that_of_the_whole_event() -> None:
    parts = [{"part_id": "hospital", "event_id": "event-a", "name": "the hospital"}]
    data = figures_of({"part_id": "hospital"}, {}, parts=parts)
    assert [group.part for group in groups(data)] == ["", "the hospital"]


def test_an_id_without_a_row_groups_figures_all_the_same() -> None:
    (group,) = groups(figures_of({"population_id": "crowd"}, {"population_id": "crowd", "population": "x"}))
    assert (group.population, len(group.marks)) == ("crowd", 2)
