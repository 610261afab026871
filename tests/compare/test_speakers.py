"""How many of an outlet's reports rest on each speaker, and which are listed where there are many."""

from __future__ import annotations

from datelines.compare.speakers import Carried, SpeakerLine, Speakers, by_speaker, relays, speaker_lines
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


def test_the_outlets_that_carry_a_speaker_stand_together_and_own_voices_come_last() -> None:
    data = data_of(
        said("a", "truce"),
        said("b", "truce"),
        said("b", "attacks"),
        said("a", "attacks", report_id="army", speaker_id="army"),
        *(said("c", "attacks", report_id=f"own-{n}", speaker_id="", voice="own") for n in range(5)),
    )
    assert by_speaker(lines(data)) == (
        Carried("ministry", "Foreign Ministry", 3, (("outlet-b", 2), ("outlet-a", 1))),
        Carried("army", "Army", 1, (("outlet-a", 1),)),
        Carried("", "own voice", 5, (("outlet-c", 5),)),
    )


def test_of_a_chosen_event_its_own_reports_alone_are_counted() -> None:
    data = data_of(said("a", "truce"), said("b", "attacks"), said("b", "truce", relayed_by="outlet-c"))
    own = speaker_lines(selection_of(data), "truce").lines
    assert [(line.outlet_id, line.reports) for line in own] == [("outlet-a", 1), ("outlet-b", 1)]
    assert speaker_lines(selection_of(data), "no-such-event").lines == ()
    assert relays(selection_of(data), "attacks") == ()


def test_relays_are_named_whether_outlet_speaker_or_neither_with_who_carries_them() -> None:
    data = data_of(
        said("a", "truce", relayed_by="outlet-c"),
        said("b", "truce", relayed_by="outlet-c"),
        said("b", "attacks", relayed_by="outlet-c"),
        said("a", "attacks", relayed_by="army"),
        said("c", "attacks", relayed_by="somebody"),
        said("c", "truce"),
    )
    assert relays(selection_of(data)) == (
        Carried("outlet-c", "Outlet C", 3, (("outlet-b", 2), ("outlet-a", 1))),
        Carried("army", "Army", 1, (("outlet-a", 1),)),
        Carried("somebody", "somebody", 1, (("outlet-c", 1),)),
    )
    assert [one.key for one in relays(selection_of(data), most=1)] == ["outlet-c"]
    assert relays(selection_of(data, outlets={"outlet-c"}))[0].reports == 1


def test_only_kept_reports_are_counted() -> None:
    data = data_of(said("a", "truce"), said("b", "truce"), said("b", "attacks"))
    assert [(line.outlet_id, line.reports) for line in lines(data, outlets={"outlet-b"})] == [("outlet-b", 2)]
