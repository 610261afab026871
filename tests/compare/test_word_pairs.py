"""The words of two outlets side by side: what is one term, what is marked, and which two differ most."""

from __future__ import annotations

from datelines.compare.word_pairs import OutletWords, leading_words, outlet_words, paired_subjects
from datelines.table.archive import Archive
from tests.builders import Cells, archive
from tests.compare.said import data_of as said_data
from tests.compare.said import said
from tests.stores import selection_of

Line = tuple[str, str, str, str]
"""Outlet, subject, term, and its group."""


def data_of(*lines: Line, languages: dict[str, str] | None = None, **rows: list[Cells]) -> Archive:
    """One event with a report of each outlet, with these terms."""
    outlets = list(dict.fromkeys(line[0] for line in lines))
    return archive(
        outlets=[{"outlet_id": one, "name": f"Outlet {one.upper()}"} for one in outlets],
        sources=[
            {"source_id": one, "outlet_id": one, "language": (languages or {}).get(one, "en")}
            for one in outlets
        ],
        reports=[{"report_id": one, "source_id": one} for one in outlets],
        wording=[
            {"report_id": outlet, "subject": subject, "term": term, "term_group": group}
            for outlet, subject, term, group in lines
        ],
        **rows,
    )


def words_of(data: Archive, event_id: str = "event-a") -> OutletWords:
    return outlet_words(lambda _: data, selection_of(data), event_id)


def paired(data: Archive) -> list[tuple[str, bool, str, str]]:
    """Subject, whether the same, and the terms of outlets a and b with their marked words in brackets."""
    own = words_of(data).by_outlet
    found = paired_subjects(data, own.get("a", ()), own.get("b", ()))
    return [
        (
            one.subject,
            one.same,
            *(
                "; ".join("".join(f"[{w}]" if marked else w for w, marked in term.pieces) for term in terms)
                for terms in (one.first, one.second)
            ),
        )
        for one in found
    ]


def test_two_spellings_or_languages_of_one_group_are_no_difference() -> None:
    data = data_of(("a", "city", "Idlib", "idlib"), ("b", "city", "إدلب", "idlib"))
    assert paired(data) == [("city", True, "Idlib", "إدلب")]


def test_words_that_the_other_outlet_does_not_have_are_marked() -> None:
    data = data_of(
        ("a", "groups", "elements of terrorist formations", "formations"),
        ("b", "groups", "large groups of terrorist members", "members"),
    )
    assert paired(data) == [
        ("groups", False, "[elements] of terrorist [formations]", "[large groups] of terrorist [members]")
    ]


def test_a_term_without_a_group_is_compared_by_its_words() -> None:
    data = data_of(("a", "groups", "“Militants”", ""), ("b", "groups", '"militants"', ""))
    assert paired(data) == [("groups", True, "“Militants”", '"militants"')]
    assert paired(data_of(("a", "x", "calm", ""), ("b", "x", "respite", "")))[0][1:] == (
        False,
        "[calm]",
        "[respite]",
    )


def test_what_only_one_outlet_names_is_not_marked_as_a_difference_and_comes_last() -> None:
    data = data_of(
        ("a", "alone", "calm", "calm"), ("a", "shared", "war", "war"), ("b", "shared", "war", "war")
    )
    assert paired(data) == [("shared", True, "war", "war"), ("alone", False, "calm", "")]


def test_subjects_with_other_terms_come_before_those_with_the_same() -> None:
    data = data_of(
        ("a", "alike", "war", "war"),
        ("b", "alike", "war", "war"),
        ("a", "unlike", "calm", "calm"),
        ("b", "unlike", "respite", "respite"),
    )
    assert [one[0] for one in paired(data)] == ["unlike", "alike"]


def test_a_gloss_and_the_language_stand_beside_a_term() -> None:
    data = archive(
        sources=[{"language": "tr"}],
        wording=[{"subject": "losses", "term": "şehit", "gloss": "martyr", "term_group": "martyred"}],
    )
    (pair,) = paired_subjects(data, data.reports, ())
    assert [(one.term, one.gloss, one.language) for one in pair.first] == [("şehit", "martyr", "tr")]


THREE = (
    ("a", "x", "one", "1"),
    ("b", "x", "one", "1"),
    ("c", "x", "two", "2"),
    ("a", "y", "one", "1"),
    ("c", "y", "two", "2"),
)


def test_the_pair_at_first_is_the_one_with_other_terms_for_most_subjects() -> None:
    pair = words_of(data_of(*THREE)).pair
    assert pair is not None
    assert (pair.first, pair.second, pair.differing) == ("a", "c", 2)


def test_two_that_write_in_one_language_come_before_a_translation() -> None:
    pair = words_of(data_of(*THREE, languages={"c": "ar", "a": "ru", "b": "ar"})).pair
    assert pair is not None
    assert (pair.first, pair.second, pair.differing) == ("b", "c", 1)


def test_one_outlet_or_none_with_terms_make_no_pair() -> None:
    assert words_of(data_of(("a", "x", "one", "1"))).pair is None
    silent = archive(reports=[{}])
    assert (words_of(silent).pair, words_of(silent).by_outlet) == (None, {})


def test_reports_that_the_filter_hides_or_of_another_event_give_no_words() -> None:
    data = data_of(*THREE)
    found = outlet_words(lambda _: data, selection_of(data, outlets={"a", "b"}), "event-a")
    assert list(found.by_outlet) == ["a", "b"]
    other = archive(
        reports=[{"link_status": "different"}], wording=[{"subject": "x", "term": "one", "term_group": "1"}]
    )
    assert words_of(other).by_outlet == {}


def test_the_words_of_a_statement_are_those_of_all_its_parts() -> None:
    data = said_data(
        said("a", "statement"),
        said("b", "statement"),
        said("a", "attacks"),
        said("a", "truce", report_id="army", speaker_id="army"),
        wording=[
            {"report_id": report, "subject": report, "term": "word", "term_group": "word"}
            for report in ("statement-a", "attacks-a", "army", "statement-b")
        ],
    )
    found = words_of(data, "statement")
    assert found.statement is not None
    subjects = [one.subject for one in paired_subjects(data, found.by_outlet["outlet-a"], ())]
    assert sorted(subjects) == ["attacks-a", "statement-a"]


def test_without_a_chosen_event_the_statement_whose_words_differ_most_is_shown() -> None:
    statements = [{"event_id": one, "kind": "statement"} for one in ("alike", "unlike")]
    speakers = {"alike": "ministry", "unlike": "army"}
    reports = [said(x, event, speaker_id=speaker) for event, speaker in speakers.items() for x in "ab"]
    words = [
        {"report_id": f"{event}-{outlet}", "subject": "x", "term": group, "term_group": group}
        for event, outlet, group in (
            ("alike", "a", "calm"), ("alike", "b", "calm"), ("unlike", "a", "calm"), ("unlike", "b", "respite"),
        )
    ]  # fmt: skip
    data = said_data(*reports, events=statements, wording=words)
    found = leading_words(lambda _: data, selection_of(data))
    assert found is not None
    assert found.event_id == "unlike"


def test_without_a_statement_the_event_that_most_outlets_have_terms_for_is_shown() -> None:
    data = data_of(*THREE)
    found = leading_words(lambda _: data, selection_of(data))
    assert found is not None
    assert (found.event_id, found.statement) == ("event-a", None)
    silent = archive(reports=[{}])
    assert leading_words(lambda _: silent, selection_of(silent)) is None
