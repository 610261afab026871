"""The event view's figures: whose they are, in which order, and what a table without the rest still shows."""

from __future__ import annotations

from components.explore.event_reports import _with_figure
from components.explore.event_view import _legend, _sides, _subject, group_name, head_of_event, order_in_words
from datelines.compare.answer import leading
from datelines.compare.event_words import NO_GROUP, PrintedTerm, SubjectWords, TermGroup
from datelines.compare.figure_groups import FigureGroup, figure_groups
from datelines.compare.sheet import event_sheet
from datelines.query.dataset import SHIPPED_DATA, Dataset, read_folder
from datelines.table.archive import Archive
from tests.builders import Cells, archive


def groups_of(data: Archive) -> tuple[FigureGroup, ...]:
    return figure_groups(data, frozenset(report.report_id for report in data.reports))


def figure(report: str, number: str, **cells: str) -> Cells:
    return {"figure_id": f"f-{report}-{number}", "report_id": report, "low": number, "high": number} | cells


def test_reports_of_a_day_are_in_order_of_value_and_not_of_the_alphabet() -> None:
    data = archive(
        sources=[
            {"source_id": "a", "published": "2019-10-01"},
            {"source_id": "b", "published": "2019-10-01"},
            {"source_id": "c", "published": "2019-09-30"},
        ],
        reports=[{"report_id": name, "source_id": name} for name in "abc"],
        figures=[figure("a", "8"), figure("b", "4"), figure("c", "9")],
    )
    (group,) = groups_of(data)
    accounts = {account.report_id: account for account in event_sheet(data, "event-a").accounts}
    assert [one.report_id for one in _with_figure(group, accounts)] == ["c", "b", "a"]


def test_the_order_within_a_day_is_said_not_to_be_known_unless_a_page_prints_a_time() -> None:
    (group,) = groups_of(archive(figures=[figure("report-a", "4")]))
    assert order_in_words(group) == "Within a day the order is not known."
    timed = archive(sources=[{"published": "2019-10-01T10:15+03:00"}], figures=[figure("report-a", "4")])
    (group,) = groups_of(timed)
    assert "1 report’s page prints a time" in order_in_words(group)


def test_a_blank_speaker_is_not_in_the_legend_as_the_outlets_own_voice() -> None:
    (group,) = groups_of(archive(reports=[{"voice": "unknown"}], figures=[figure("report-a", "4")]))
    legend = _legend(group, _sides(group))
    assert "Speaker not recorded" in legend
    assert "own voice" not in legend


def test_at_most_six_sides_have_a_colour_and_all_keep_their_letter() -> None:
    sides = ("turkish-government", "syrian-government", "russian-government", "us-and-coalition", "armed-groups",
             "united-nations", "media")  # fmt: skip
    data = archive(
        speakers=[{"speaker_id": f"s{n}", "side": side} for n, side in enumerate(sides)],
        reports=[
            {"report_id": f"r{n}", "speaker_id": f"s{n}", "voice": "quoted", "locator": f"{n}"}
            for n in range(len(sides))
        ],
        figures=[figure(f"r{n}", "4") for n in range(len(sides))],
    )
    (group,) = groups_of(data)
    coloured = {colour for side, colour in _sides(group).items() if side in sides}
    assert len(coloured) == 6
    assert all(f">{letter}<" in _legend(group, _sides(group)) for letter in "TSRUANP")


def test_a_table_with_blank_columns_still_has_a_head() -> None:
    data = archive(
        reports=[{"voice": "unknown", "locator": ""}], sources=[{"published": "", "published_basis": ""}]
    )
    head = head_of_event(event_sheet(data, "event-a"), ())
    assert "No figure is recorded for this event." in head
    assert "no place reported" in head
    assert "0 speakers" in head


def test_each_kind_of_figures_of_an_event_has_a_name_of_its_own_in_the_link() -> None:
    loaded = read_folder(SHIPPED_DATA)
    assert isinstance(loaded, Dataset)
    assert loaded.whole
    names = [group_name(group) for group in groups_of(loaded.whole)]
    assert len(set(names)) == len(names)


def test_an_event_about_turkish_dead_leads_with_the_figures_of_turkish_soldiers() -> None:
    loaded = read_folder(SHIPPED_DATA)
    assert isinstance(loaded, Dataset)
    assert loaded.whole
    event = "turkish-soldiers-2020-02-03"
    found = [group for group in groups_of(loaded.whole) if group.event_id == event]
    first = leading(found, loaded.whole.event_by_id[event].title)[0]
    assert (first.measure, first.population) == ("killed", "Turkish soldiers")


def test_the_name_of_a_group_of_terms_stands_in_quotation_marks_and_the_rest_does_not() -> None:
    terms = (PrintedTerm("regime forces", "", ("Outlet A",)),)
    groups = (TermGroup("regime forces", terms), TermGroup(NO_GROUP, terms))
    shown = str(_subject(SubjectWords("Syrian army", groups, 1)))
    assert "<b>“regime forces”</b>" in shown
    assert f"<b>{NO_GROUP}</b>" in shown
