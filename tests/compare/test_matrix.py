"""The matrix of events by outlets, and the events that they date differently."""

from __future__ import annotations

import pickle

import pytest

from datelines.compare.matrix import (
    EVENT_ORDERS,
    GROUPINGS,
    Matrix,
    MatrixCell,
    dated_differently,
    matrix,
    number_of_shared_events,
    outlet_groups,
)
from datelines.table.archive import Archive
from tests.builders import Cells, archive, crowded_archive
from tests.stores import selection_of

OUTLETS = [
    {"outlet_id": "tower", "name": "Tower", "country": "Russia"},
    {"outlet_id": "signal", "name": "Signal", "kind": "online"},
    {"outlet_id": "harbour", "name": "Harbour", "country": "Syria"},
]
SOURCES = [
    {"source_id": f"{outlet['outlet_id']}-page", "outlet_id": outlet["outlet_id"]} for outlet in OUTLETS
]


def of(outlet: str, **cells: str) -> Cells:
    """A report of an outlet; its id is that of the outlet where none is given."""
    return {"report_id": outlet, "source_id": f"{outlet}-page"} | cells


def data_of(*reports: Cells, **rows: list[Cells]) -> Archive:
    return archive(outlets=OUTLETS, sources=SOURCES, reports=list(reports), **rows)


def everything(data: Archive) -> frozenset[str]:
    return frozenset(report.report_id for report in data.reports)


def whole(data: Archive, order: str = "date") -> Matrix:
    return matrix(data, everything(data), order=order)


def cell(outlet: str, data: Archive) -> MatrixCell:
    (row,) = whole(data).rows
    return row.cells[outlet]


def test_an_outlet_has_a_cell_only_where_it_reports_the_event() -> None:
    found = whole(
        data_of(
            of("tower", event_id="b"),
            of("harbour", event_id="a", report_id="h0"),
            of("harbour", event_id="b", report_id="h1"),
            events=[{"event_id": "a"}, {"event_id": "b"}],
        )
    )
    assert found.outlet_ids == ("harbour", "tower")
    assert [(row.event_id, sorted(row.cells), row.outlets) for row in found.rows] == [
        ("a", ["harbour"], 1),
        ("b", ["harbour", "tower"], 2),
    ]


def test_an_event_without_a_kept_report_has_no_row_and_an_outlet_without_one_no_column() -> None:
    data = data_of(of("tower"), of("harbour", link_status="different"))
    assert whole(data).outlet_ids == ("tower",)
    assert matrix(data, frozenset({"harbour"})) == Matrix((), ())
    assert matrix(data, frozenset()) == Matrix((), ())


def test_a_cell_says_how_the_outlet_reported_it() -> None:
    data = data_of(
        of("tower", voice="quoted", speaker_id="speaker-a", place_as_reported="Khmeimim"),
        speakers=[{}],
        figures=[{"report_id": "tower", "qualifier": "about"}],
    )
    assert cell("tower", data) == MatrixCell(
        report_ids=("tower",),
        figures=("about 7 killed (residents)",),
        dated="",
        places=("Khmeimim",),
        voices=("quoted",),
        speakers=("Speaker A",),
        doubtful=False,
    )


def test_a_report_in_the_own_voice_names_no_speaker_and_blank_cells_stay_blank() -> None:
    found = cell("tower", data_of(of("tower")))
    assert (found.voices, found.speakers, found.places, found.figures) == (("own",), (), (), ())


def test_several_reports_of_an_outlet_share_a_cell_and_nothing_is_lost_or_said_twice() -> None:
    text = {"report_id": "tower-text", "qualifier": "about"}
    headline = {"report_id": "tower-headline", "figure_id": "f1"}
    data = data_of(
        of("tower", report_id="tower-text", voice="quoted", place_as_reported="Idlib"),
        of("tower", report_id="tower-headline", place_as_reported="Idlib"),
        of("tower", report_id="tower-third", place_as_reported="Idleb", link_status="possibly"),
        figures=[text, headline, headline | {"figure_id": "f2"}],
    )
    found = cell("tower", data)
    assert found.report_ids == ("tower-headline", "tower-text", "tower-third")
    assert found.figures == ("7 killed (residents)", "about 7 killed (residents)")
    assert found.places == ("Idlib", "Idleb")
    assert found.voices == ("own", "quoted")
    assert found.doubtful


def test_a_headline_that_drops_the_qualifier_of_its_text_is_a_difference() -> None:
    figures = [{"report_id": "text", "qualifier": "about"}, {"report_id": "headline", "figure_id": "f1"}]
    reports = [of("tower", report_id="text"), of("tower", report_id="headline")]
    data = data_of(*reports, figures=figures)
    assert whole(data).rows[0].differing_figures
    assert not matrix(data, frozenset({"text"})).rows[0].differing_figures


@pytest.mark.parametrize("other", [{}, {"population": "soldiers", "low": "9", "high": "9"}])
def test_equal_figures_and_figures_that_cannot_be_compared_are_no_difference(other: Cells) -> None:
    data = data_of(
        of("tower"),
        of("harbour"),
        figures=[{"report_id": "tower"}, {"report_id": "harbour", "figure_id": "f1"} | other],
    )
    assert not whole(data).rows[0].differing_figures


def test_a_date_stands_in_a_cell_only_where_it_is_not_that_of_the_event() -> None:
    dates = {"tower": "2020-01-05~", "harbour": "2020-01-15~", "signal": ""}
    data = data_of(
        *(of(outlet, date_as_reported=dated) for outlet, dated in dates.items()),
        events=[{"date": "2020-01-15~"}],
    )
    assert whole(data).rows[0].dated == "about 15 January 2020"
    assert cell("tower", data).dated == "about 5 January 2020"
    assert cell("harbour", data).dated == cell("signal", data).dated == ""


def test_two_other_dates_of_an_outlet_both_stand_in_its_cell() -> None:
    reports = [
        of("tower", report_id=f"r{n}", date_as_reported=dated)
        for n, dated in enumerate(("2019-09-04", "2019-09-05", "2019-09-04", ""))
    ]
    assert cell("tower", data_of(*reports)).dated == "4 September 2019; 5 September 2019"


def ordered_events() -> Archive:
    """`early` has one outlet, `wide` three, `differs` two whose figures differ, `late` one."""
    events = {"late": "2020-03", "differs": "2020-02", "wide": "2020-01", "early": "2019"}
    outlets = {"late": ["tower"], "differs": ["tower", "harbour"], "early": ["tower"]}
    outlets["wide"] = ["tower", "harbour", "signal"]
    return data_of(
        *(
            of(outlet, event_id=event, report_id=f"{event}-{outlet}")
            for event in events
            for outlet in outlets[event]
        ),
        events=[{"event_id": event, "date": dated} for event, dated in events.items()],
        figures=[
            {"figure_id": "f0", "report_id": "differs-tower"},
            {"figure_id": "f1", "report_id": "differs-harbour", "low": "9", "high": "9"},
        ],
    )


@pytest.mark.parametrize(
    ("order", "events"),
    [
        ("date", ["early", "wide", "differs", "late"]),
        ("outlets", ["wide", "differs", "early", "late"]),
        ("differences", ["differs", "early", "wide", "late"]),
    ],
)
def test_rows_are_in_the_order_asked_for_and_ties_by_date(order: str, events: list[str]) -> None:
    assert [row.event_id for row in whole(ordered_events(), order).rows] == events


def test_there_are_no_other_orders() -> None:
    with pytest.raises(ValueError, match="'title': not one of date, outlets, differences"):
        whole(data_of(of("tower")), "title")


def test_a_matrix_can_be_kept_in_a_cache() -> None:
    found = whole(crowded_archive())
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("order", EVENT_ORDERS)
def test_every_kept_report_is_in_one_cell(order: str) -> None:
    data = crowded_archive()
    kept = frozenset(sorted(everything(data))[::2])
    found = matrix(data, kept, order=order)
    cells = [cell for row in found.rows for cell in row.cells.values()]
    assert sorted(name for cell in cells for name in cell.report_ids) == sorted(kept)


def test_outlets_are_grouped_by_kind_in_the_order_of_the_codebook() -> None:
    names = ("signal", "tower", "harbour")
    groups = outlet_groups(data_of(of("tower")), names, "kind")
    assert groups == (("agency", ("tower", "harbour")), ("online", ("signal",)))


def test_an_outlet_without_a_country_comes_last_under_words_that_say_so() -> None:
    names = ("signal", "tower", "harbour")
    groups = outlet_groups(data_of(of("tower")), names, "country")
    assert groups == (
        ("Russia", ("tower",)),
        ("Syria", ("harbour",)),
        ("country not known", ("signal",)),
    )


def test_outlets_that_are_not_grouped_are_one_group_in_their_order() -> None:
    groups = outlet_groups(data_of(of("tower")), ("tower", "harbour"), "none")
    assert groups == (("", ("tower", "harbour")),)


@pytest.mark.parametrize("by", GROUPINGS)
def test_no_outlets_make_no_group(by: str) -> None:
    assert outlet_groups(archive(), (), by) == ()


def test_outlets_are_grouped_by_nothing_else() -> None:
    with pytest.raises(ValueError, match="'language': not one of none, kind, country"):
        outlet_groups(archive(), (), "language")


def test_events_of_two_outlets_or_more_can_be_compared() -> None:
    data = data_of(
        of("tower", event_id="a", report_id="1"),
        of("harbour", event_id="a", report_id="2"),
        of("tower", event_id="b", report_id="3"),
        of("tower", event_id="b", report_id="4"),
        of("signal", event_id="b", report_id="5", link_status="different"),
        events=[{"event_id": "a"}, {"event_id": "b"}],
    )
    assert number_of_shared_events(selection_of(data)) == 1
    assert number_of_shared_events(selection_of(data, outlets={"tower"})) == 0


def test_a_ceasefire_dated_to_early_and_to_mid_january_is_dated_differently() -> None:
    data = data_of(
        of("signal"),
        of("tower", date_as_reported="2020-01-05~"),
        events=[{"date": "2020-01-15~"}],
    )
    (found,) = dated_differently(data, everything(data))
    assert (found.event_id, found.title) == ("event-a", "Event A")
    assert found.dates == (
        ("tower", "2020-01-05~", "about 5 January 2020", "tower"),
        ("signal", "2020-01-15~", "about 15 January 2020", "signal"),
    )
    assert dated_differently(data, frozenset({"tower"})) == ()


@pytest.mark.parametrize("same", ["", "2019-09-03", "2019-09-03/2019-09-03"])
def test_the_same_date_repeated_or_written_otherwise_is_not_another(same: str) -> None:
    data = data_of(of("tower", date_as_reported=same), of("harbour"))
    assert dated_differently(data, everything(data)) == ()


@pytest.mark.parametrize("other", ["2019-09-03~", "2019-09", "2019-09-03/2019-09-04"])
def test_a_less_exact_or_qualified_date_is_another(other: str) -> None:
    data = data_of(of("tower", date_as_reported=other), of("harbour"))
    assert len(dated_differently(data, everything(data))) == 1


def test_a_report_about_another_event_dates_nothing() -> None:
    data = data_of(of("tower", date_as_reported="2019-10", link_status="different"), of("harbour"))
    assert dated_differently(data, everything(data)) == ()
