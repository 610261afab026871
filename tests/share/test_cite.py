"""Citations of reports, events and views: complete, clear about what is inferred, never broken by text."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.share.cite import Citation, cite_event, cite_report, cite_view
from datelines.table.archive import Archive
from tests.builders import HOSTILE, Cells, archive

LINK = "https://datelines.example/explore?event=event-a&days=2019-09-01/.."
TODAY = date(2026, 12, 1)
FULL = {"url": "https://example.org/a", "retrieved": "2026-11-22", "published": "2019-09-12"}


def cited(source: Cells | None = None, report: Cells | None = None, on: date | None = TODAY) -> Citation:
    """The citation of the only report."""
    return cite_report(archive(sources=[source or {}], reports=[report or {}]), "report-a", LINK, on)


def item(citation: Citation) -> dict[str, Any]:
    (only,) = json.loads(citation.csl_json)
    return only


def fields(citation: Citation) -> dict[str, str]:
    """The fields of the BibTeX entry, each on its line."""
    return dict(re.findall(r"^  (\S+) = \{(.*)\},$", citation.bibtex, re.MULTILINE))


def balanced(bibtex: str) -> bool:
    """Whether braces close as they open, as BibTeX counts them: a backslash before one changes nothing."""
    depth = 0
    for sign in bibtex:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def test_a_report_is_cited_with_its_source_its_paragraph_and_its_record() -> None:
    data = archive(sources=[FULL])
    assert cite_report(data, "report-a", LINK, TODAY).text == (
        "Outlet A: “Title A”, 12 September 2019, https://example.org/a, paragraph 2, "
        "read on 22 November 2026. "
        f"Event: “Event A”. As recorded by Datelines, data version {data.version}, {LINK}, "
        "accessed 1 December 2026."
    )


@pytest.mark.parametrize(
    ("locator", "words"),
    [("2", "paragraph 2."), ("7-9", "paragraphs 7-9."), ("8;13-14", "paragraphs 8, 13-14.")],
)
def test_paragraphs_are_named_one_or_several(locator: str, words: str) -> None:
    assert words in cited(report={"locator": locator}).text


def test_what_is_not_known_is_left_out() -> None:
    citation = cited({"published": "", "published_basis": ""}, {"locator": ""}, on=None)
    assert citation.text.startswith("Outlet A: “Title A”, date not known. Event:")
    assert "paragraph" not in citation.text
    assert "accessed" not in citation.text
    assert not {"issued", "accessed"} & set(item(citation))
    assert not {"year", "date", "urldate"} & set(fields(citation))


def test_what_is_inferred_is_said_in_every_form() -> None:
    citation = cited({"outlet_basis": "inferred", "published_basis": "inferred", "via": "a repost"})
    assert "Outlet A (outlet inferred)" in citation.text
    assert "(date inferred)" in citation.text
    for note in (item(citation)["note"], fields(citation)["note"]):
        assert note.startswith(
            "Outlet inferred, date of publication inferred, by way of a repost, paragraph 2."
        )


def test_nothing_is_called_inferred_that_is_stated() -> None:
    citation = cited(FULL)
    assert "inferred" not in citation.text + citation.bibtex + citation.csl_json


def test_a_page_is_a_webpage_in_csl_and_online_in_bibtex() -> None:
    citation = cited(FULL)
    found = item(citation)
    assert (found["id"], found["type"]) == ("datelines-report-a", "webpage")
    assert (found["title"], found["container-title"]) == ("Title A", "Outlet A")
    assert (found["URL"], found["accessed"]) == ("https://example.org/a", {"date-parts": [[2026, 11, 22]]})
    assert found["issued"] == {"date-parts": [[2019, 9, 12]]}
    assert citation.bibtex.startswith("@online{datelines-report-a,\n  author = {{Outlet A}},\n")
    written = fields(citation)
    assert (written["url"], written["urldate"]) == ("https://example.org/a", "2026-11-22")
    assert (written["year"], written["date"]) == ("2019", "2019-09-12")


def test_a_source_without_an_address_is_cited_by_the_link_to_its_record() -> None:
    citation = cited({"retrieved": "2026-11-22"})
    found = item(citation)
    assert (found["type"], found["URL"]) == ("document", LINK)
    assert found["accessed"] == {"date-parts": [[2026, 12, 1]]}
    assert citation.bibtex.startswith("@misc{")


@pytest.mark.parametrize(
    ("published", "issued", "words"),
    [
        ("2019-09", {"date-parts": [[2019, 9]]}, "September 2019"),
        ("2019", {"date-parts": [[2019]]}, "2019"),
        ("2019-09-12~", {"date-parts": [[2019, 9, 12]], "circa": True}, "about 12 September 2019"),
        ("2019-09?", {"date-parts": [[2019, 9]], "circa": True}, "date uncertain: September 2019"),
        ("2019-12/2020-01-05", {"date-parts": [[2019, 12], [2020, 1, 5]]}, "December 2019 – 5 January 2020"),
        ("2019-12/2020~", {"date-parts": [[2019, 12], [2020]], "circa": True}, "December 2019 – about 2020"),
        ("2019-21", {"date-parts": [[2019, 3, 1], [2019, 5, 31]], "circa": True}, "spring 2019"),
    ],
)
def test_a_date_is_never_made_more_exact_than_its_source(
    published: str, issued: dict[str, Any], words: str
) -> None:
    citation = cited({"published": published})
    assert item(citation)["issued"] == issued
    assert fields(citation)["date"] == published
    assert fields(citation)["note"].startswith(f"Dated {words}. ")
    assert words in citation.text


def test_an_exact_day_needs_no_words_in_the_note() -> None:
    assert "Dated" not in fields(cited(FULL))["note"]


def events(**cells: str) -> Archive:
    return archive(
        events=[cells],
        sources=[{"source_id": "s0"}, {"source_id": "s1"}],
        reports=[
            {"report_id": "r0", "source_id": "s0"},
            {"report_id": "r1", "source_id": "s1"},
            {"report_id": "r2", "source_id": "s1", "link_status": "different"},
        ],
    )


def test_an_event_is_cited_as_a_record_with_its_date_and_what_it_rests_on() -> None:
    data = events(date="2019-09-03~", date_basis="inferred")
    citation = cite_event(data, "event-a", LINK, TODAY)
    assert citation.text == (
        "Datelines: “Event A”. Dated about 3 September 2019 (date inferred); 2 reports by 1 outlet. "
        f"As recorded by Datelines, data version {data.version}, {LINK}, accessed 1 December 2026."
    )
    found = item(citation)
    assert (found["id"], found["type"]) == ("datelines-event-event-a", "dataset")
    assert (found["title"], found["URL"]) == ("Event A", LINK)
    assert found["accessed"] == {"date-parts": [[2026, 12, 1]]}
    assert "about 3 September 2019 (date inferred)" in found["note"]
    assert citation.bibtex.startswith("@misc{datelines-event-event-a,")


def test_the_record_of_an_event_is_issued_on_the_day_of_its_review() -> None:
    assert item(cite_event(events(), "event-a", LINK))["issued"] == {"date-parts": [[2026, 1, 11]]}
    draft = cite_event(events(reviewed_on=""), "event-a", LINK)
    assert not {"issued", "accessed"} & set(item(draft))


def test_a_view_is_cited_by_its_sentence_its_day_and_the_version_of_the_data() -> None:
    data = archive()
    citation = cite_view(data, "1 event in 1 report.", LINK, TODAY)
    assert citation.text == (
        f"Datelines: “1 event in 1 report.” As recorded by Datelines, data version {data.version}, {LINK}, "
        "accessed 1 December 2026."
    )
    found = item(citation)
    assert (found["type"], found["title"]) == ("dataset", "1 event in 1 report.")
    assert found["issued"] == found["accessed"] == {"date-parts": [[2026, 12, 1]]}


def test_the_key_of_a_view_is_stable_and_another_link_or_other_data_has_another() -> None:
    def key(data: Archive, link: str, on: date) -> str:
        return item(cite_view(data, "A view.", link, on))["id"]

    first = key(archive(), LINK, TODAY)
    assert first == key(archive(), LINK, date(2027, 1, 1))
    assert first != key(archive(), f"{LINK}&kind=clash", TODAY)
    assert first != key(archive(events=[{"title": "Another"}]), LINK, TODAY)
    assert re.fullmatch(r"datelines-view-[0-9a-f]{12}", first)


def test_reports_and_events_that_are_not_there_cannot_be_cited() -> None:
    with pytest.raises(KeyError, match="gone"):
        cite_report(archive(), "gone", LINK)
    with pytest.raises(KeyError, match="gone"):
        cite_event(archive(), "gone", LINK)


def test_signs_that_tex_reads_as_commands_are_written_out() -> None:
    title = fields(cited({"title": r"50% & $5 #1 a_b {x} \y ~ ^"}))["title"]
    assert title == (
        r"{50\% \& \$5 \#1 a\_b \textbraceleft{}x\textbraceright{} \textbackslash{}y "
        r"\textasciitilde{} \textasciicircum{}}"
    )


def test_an_address_has_no_sign_that_would_end_its_field() -> None:
    citation = cited({"url": "https://example.org/{a}?q=b c&d=%20#é\\"})
    assert fields(citation)["url"] == "https://example.org/%7Ba%7D?q=b%20c&d=%20#%C3%A9%5C"
    assert item(citation)["URL"] == fields(citation)["url"]


def test_titles_in_other_scripts_stay_as_they_are() -> None:
    citation = cited({"title": "هجوم على حميميم"})
    assert "هجوم على حميميم" in citation.csl_json
    assert "هجوم على حميميم" in citation.bibtex


def test_half_a_character_does_not_keep_a_citation_from_being_saved() -> None:
    citation = cite_view(archive(), "A \ud800 view.", LINK, TODAY)
    for text in (citation.text, citation.bibtex, citation.csl_json):
        assert text.encode("utf-8").decode("utf-8") == text
    assert item(citation)["title"] == "A view."


def test_the_braces_of_the_text_count_for_bibtex_even_behind_a_backslash() -> None:
    assert balanced("{a{b}}")
    assert not balanced(r"{a\}}")
    assert not balanced("}{")


@given(st.text(min_size=1) | st.sampled_from(HOSTILE), st.text() | st.sampled_from(HOSTILE))
def test_no_text_breaks_a_citation(title: str, link: str) -> None:
    data = archive()
    source = data.sources[0].model_copy(update={"title": title, "url": link, "via": title})
    event = data.events[0].model_copy(update={"title": title})
    vars(data).update(source_by_id={"source-a": source}, event_by_id={"event-a": event})
    for citation in (
        cite_view(data, title, link, TODAY),
        cite_event(data, "event-a", link),
        cite_report(data, "report-a", link, TODAY),
    ):
        lines = citation.bibtex.split("\n")
        assert balanced(citation.bibtex)
        assert citation.bibtex.splitlines() == lines[:-1]
        assert len(lines) == len(fields(citation)) + 3
        assert all(balanced(line) for line in lines[1:-2])
        shown, found = item(citation)["title"], fields(citation)
        assert letters(shown) == letters(title)
        assert letters(found["title"]) >= letters(title)
        assert len(citation.text.splitlines()) == 1


def letters(text: str) -> set[str]:
    return {sign for sign in text if sign.isalnum()}
