"""How many of an outlet's reports rest on each speaker, and which are listed where there are many."""

from __future__ import annotations

from datelines.compare.speakers import SpeakerLine, Speakers, leading_lines, speaker_lines
from datelines.table.archive import Archive
from tests.builders import crowded_archive
from tests.compare.said import data_of, said
from tests.stores import nothing_of, selection_of


def lines(data: Archive, **filters: object) -> tuple[SpeakerLine, ...]:
    return speaker_lines(selection_of(data, **filters)).lines


def test_reports_and_events_are_counted_by_speaker_and_outlet() -> None:
    data = data_of(
        said("a", "truce"),
        said("a", "attacks"),
        said("a", "attacks", report_id="again"),
        said("b", "truce"),
        said("a", "truce", report_id="army", speaker_id="army"),
        said("a", "truce", report_id="own", speaker_id="", voice="own"),
    )
    assert lines(data) == (
        SpeakerLine("army", "Army", "outlet-a", 1, 1),
        SpeakerLine("ministry", "Foreign Ministry", "outlet-a", 3, 2),
        SpeakerLine("ministry", "Foreign Ministry", "outlet-b", 1, 1),
        SpeakerLine("", "own voice", "outlet-a", 1, 1),
    )


def test_reports_that_are_not_kept_or_are_about_another_event_rest_on_no_one() -> None:
    data = data_of(said("a", "truce"), said("b", "truce", link_status="different"))
    assert [line.outlet_id for line in lines(data)] == ["outlet-a"]
    assert speaker_lines(nothing_of(data)) == Speakers((), 0)


def test_every_kept_report_rests_on_one_speaker() -> None:
    data = crowded_archive()
    assert sum(line.reports for line in lines(data)) == len(data.reports)


def test_of_many_speakers_those_with_most_reports_are_listed_with_all_their_outlets() -> None:
    data = data_of(
        said("a", "truce"),
        said("b", "truce"),
        said("c", "truce"),
        said("a", "attacks", report_id="army", speaker_id="army"),
        said("a", "attacks", report_id="own", speaker_id="", voice="own"),
        said("b", "attacks", report_id="own-b", speaker_id="", voice="own"),
    )
    assert speaker_lines(selection_of(data), most=6).listed == 3
    found = speaker_lines(selection_of(data), most=5)
    assert (found.speakers, found.listed) == (3, 2)
    assert [(line.speaker_id, line.outlet_id) for line in found.lines] == [
        ("ministry", "outlet-a"),
        ("ministry", "outlet-b"),
        ("ministry", "outlet-c"),
        ("", "outlet-a"),
        ("", "outlet-b"),
    ]
    # The first is listed, however many lines it has.
    assert [line.speaker_id for line in speaker_lines(selection_of(data), most=1).lines] == ["ministry"] * 3


def test_the_leading_speakers_of_some_outlets_have_most_reports_there() -> None:
    data = data_of(
        said("a", "truce"),
        said("a", "attacks"),
        said("b", "truce", report_id="army", speaker_id="army"),
        said("b", "attacks", report_id="own", speaker_id="", voice="own"),
        said("b", "attacks", report_id="army-2", speaker_id="army"),
        said("c", "attacks", report_id="c"),
    )
    found = leading_lines(selection_of(data), ["outlet-b", "outlet-c"], most=1)
    assert [(line.speaker_id, line.outlet_id, line.reports) for line in found.lines] == [
        ("army", "outlet-b", 2)
    ]
    assert (found.listed, found.speakers) == (1, 3)
    assert leading_lines(selection_of(data), ["outlet-b", "outlet-c"], most=5).listed == 3
    assert leading_lines(selection_of(data), [], most=5) == Speakers((), 0)


def test_only_kept_reports_are_counted() -> None:
    data = data_of(said("a", "truce"), said("b", "truce"), said("b", "attacks"))
    assert [(line.outlet_id, line.reports) for line in lines(data, outlets={"outlet-b"})] == [("outlet-b", 2)]
