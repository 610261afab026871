"""Which events are shown as those whose reports differ most."""

from __future__ import annotations

from datelines.compare.differences import Difference, differing_events
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.table.archive import Archive
from tests.builders import archive, store_of


def rows(*given: tuple[str, str, str], **cells: str) -> Archive:
    """An archive with a report for each (event, outlet, number)."""
    numbered = list(enumerate(given))
    return archive(
        outlets=[{"outlet_id": name, "name": name} for name in sorted({outlet for _, outlet, _ in given})],
        sources=[{"source_id": f"s{n}", "outlet_id": outlet} for n, (_, outlet, _) in numbered],
        events=[
            {"event_id": name, "title": f"Title {name}"} for name in sorted({event for event, _, _ in given})
        ],
        reports=[
            {"report_id": f"r{n}", "source_id": f"s{n}", "event_id": event} | cells
            for n, (event, _, _) in numbered
        ],
        figures=[
            {"figure_id": f"f{n}", "report_id": f"r{n}", "low": number, "high": number}
            for n, (_, _, number) in numbered
            if number
        ],
    )


def found(data: Archive, most: int = 10) -> tuple[Difference, ...]:
    selection = Selection(store_of(data), EventQuery())
    return differing_events(selection, lambda ids: data, most)


def test_the_event_with_most_figures_unlike_the_usual_one_comes_first() -> None:
    data = rows(
        ("little", "a", "4"), ("little", "b", "4"), ("little", "c", "5"),
        ("much", "a", "4"), ("much", "b", "5"), ("much", "c", "6"),
    )  # fmt: skip
    assert [(one.event_id, one.unlike) for one in found(data)] == [("much", 2), ("little", 1)]


def test_reports_that_agree_do_not_differ() -> None:
    assert found(rows(("one", "a", "4"), ("one", "b", "4"))) == ()


def test_one_outlet_with_two_figures_is_no_difference() -> None:
    assert found(rows(("one", "a", "4"), ("one", "a", "5"))) == ()


def test_days_that_lie_apart_are_a_difference_where_no_figure_is() -> None:
    data = archive(
        outlets=[{"outlet_id": "a"}, {"outlet_id": "b"}],
        sources=[{"source_id": "s0", "outlet_id": "a"}, {"source_id": "s1", "outlet_id": "b"}],
        reports=[
            {"report_id": "r0", "source_id": "s0"},
            {"report_id": "r1", "source_id": "s1", "date_as_reported": "2019-09-05"},
        ],
    )
    (one,) = found(data)
    assert one.days_apart == 2
    assert one.sentence == "reports date it 2 days apart"


def test_a_month_lies_no_days_apart_from_a_day_in_it() -> None:
    data = archive(
        outlets=[{"outlet_id": "a"}, {"outlet_id": "b"}],
        sources=[{"source_id": "s0", "outlet_id": "a"}, {"source_id": "s1", "outlet_id": "b"}],
        reports=[
            {"report_id": "r0", "source_id": "s0"},
            {"report_id": "r1", "source_id": "s1", "date_as_reported": "2019-09"},
        ],
    )
    assert found(data) == ()


def test_reports_of_one_long_period_lie_no_days_apart() -> None:
    cells = {"date_as_reported": "2019-09-01/2019-09-20"}
    assert found(rows(("one", "a", ""), ("one", "b", ""), **cells)) == ()


def placed(*printed: str) -> Archive:
    """An archive with an event at two places and a report for each place as printed."""
    return archive(
        outlets=[{"outlet_id": f"o{n}"} for n, _ in enumerate(printed)],
        sources=[{"source_id": f"s{n}", "outlet_id": f"o{n}"} for n, _ in enumerate(printed)],
        places=[
            {"place_id": "idlib", "name": "Idlib", "names": "Idlib;إدلب"},
            {"place_id": "saraqib", "name": "Saraqib", "names": "Saraqib"},
        ],
        events=[{"place_ids": "idlib;saraqib"}],
        reports=[
            {"report_id": f"r{n}", "source_id": f"s{n}", "place_as_reported": words}
            for n, words in enumerate(printed)
        ],
    )


def test_two_spellings_of_one_place_are_no_difference() -> None:
    assert found(placed("Idlib", "إدلب")) == ()


def test_words_that_name_no_place_of_the_event_are_not_compared() -> None:
    assert found(placed("Idlib", "the north of the country")) == ()


def test_two_places_of_an_event_are_a_difference_and_are_named() -> None:
    (one,) = found(placed("إدلب", "Saraqib"))
    assert one.sentence == "reports name Idlib and Saraqib"


def test_the_sentence_is_neutral_and_names_the_span() -> None:
    (one,) = found(rows(("one", "a", "4"), ("one", "b", "8")))
    assert one.sentence == "Residents killed: reports give 4 to 8"


def test_no_more_are_given_than_asked_for() -> None:
    data = rows(("one", "a", "4"), ("one", "b", "8"), ("two", "a", "4"), ("two", "b", "8"))
    assert len(found(data, most=1)) == 1
