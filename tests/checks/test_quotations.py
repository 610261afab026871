"""Phrases are looked for where they are cited from, and nowhere is anything guessed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datelines.checks import read_archive
from datelines.checks.quotations import Verification, check_quotations, cited_paragraphs, document_of

DOCUMENTS = Path(__file__).parent.parent / "data" / "documents"


def verified(folder: Path, documents: Path = DOCUMENTS) -> Verification:
    return check_quotations(read_archive(folder), documents)


def edited(folder: Path, name: str, old: str, new: str) -> Path:
    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    return folder


def lines_of(result: Verification, folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in result.problems]


def test_every_phrase_of_the_valid_folder_is_found(folder: Path) -> None:
    result = verified(folder)
    assert result.problems == ()
    assert result.sentence() == "checked 8 phrases in 2 documents: 0 not found"


def test_a_phrase_that_is_not_printed_is_a_problem(folder: Path) -> None:
    result = verified(edited(folder, "figures.csv", "over 300 attacks", "over 400 attacks"))
    (line,) = lines_of(result, folder)
    assert line == (
        "figures.csv:6:as_reported: 'over 400 attacks': not in paragraph 3;4 (attacks-example-zone-a), nor "
        "elsewhere in the document; write the words as printed"
    )
    assert result.sentence() == "checked 8 phrases in 2 documents: 1 not found"


def test_a_phrase_of_another_paragraph_says_which(folder: Path) -> None:
    result = verified(edited(folder, "reports.csv", "source-a,3;4", "source-a,3"))
    (line,) = lines_of(result, folder)
    assert line == (
        "figures.csv:7:as_reported: 'some 30.5 kilometres': not in paragraph 3 (attacks-example-zone-a), "
        "found in paragraph 4; fix the locator"
    )


def test_a_term_is_looked_for_like_a_figure(folder: Path) -> None:
    result = verified(edited(folder, "wording.csv", "armed men", "armed women"))
    assert [(problem.path.rsplit("/")[-1], problem.column) for problem in result.problems] == [
        ("wording.csv", "term")
    ]


def test_a_number_is_not_found_inside_a_longer_one(folder: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    shutil.copytree(DOCUMENTS, documents)
    edited(documents, "source-b.txt", "up to 35 dead", "up to 350 dead")
    (problem,) = verified(folder, documents).problems
    assert problem.value == "up to 35"


def test_a_locator_beyond_the_last_paragraph_is_a_problem(folder: Path) -> None:
    result = verified(edited(folder, "reports.csv", "source-a,2,", "source-a,2;9,"))
    assert lines_of(result, folder) == [
        "reports.csv:2:locator: '2;9': the document has paragraphs 1 to 4; write the paragraph, like 7 or 7-9"
    ]


def test_a_locator_that_ends_before_it_begins_is_a_problem(folder: Path) -> None:
    result = verified(edited(folder, "reports.csv", "source-b,2-3", "source-b,3-2"))
    assert [problem.column for problem in result.problems] == ["locator"]


@pytest.mark.parametrize("name", ["gone.txt", "../documents/source-a.txt", ".."])
def test_a_document_that_is_not_in_the_folder_is_a_problem(folder: Path, name: str) -> None:
    result = verified(edited(folder, "sources.csv", "source-a.txt", name))
    assert [(problem.column, problem.value) for problem in result.problems] == [("document", name)]
    assert result.sentence() == "checked 3 phrases in 1 document: 0 not found"


def test_a_document_that_is_not_utf_8_is_a_problem(folder: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    shutil.copytree(DOCUMENTS, documents)
    (documents / "source-b.txt").write_bytes(b"caf\xe9")
    (problem,) = verified(folder, documents).problems
    assert problem.why == "the document is not UTF-8 at byte 4"


def test_a_report_without_a_locator_is_looked_up_in_the_whole_document(folder: Path) -> None:
    reviewed = "exampleville,attack,reviewed,2026-01-11,maintainers,2026-01-12,maintainers"
    edited(folder, "events.csv", reviewed, "exampleville,attack,draft,2026-01-11,maintainers,,")
    edited(folder, "reports.csv", "source-a,2,", "source-a,,")
    assert verified(folder).problems == ()


@pytest.mark.parametrize(
    ("summary", "copies"),
    [
        ("A witness who asked not to be seen.", False),
        ("Also according to a Witness who asked not to be named.", True),
    ],
)
def test_a_summary_that_copies_eight_words_in_a_row_is_a_problem(
    folder: Path, summary: str, copies: bool
) -> None:
    edited(folder, "reports.csv", '"A witness, not named, speaks of many attacks."', summary)
    assert [problem.column for problem in verified(folder).problems] == (["summary"] if copies else [])


@pytest.mark.parametrize(
    ("printed", "phrase"),
    [
        ("the “camp” guards", 'the "camp" guards'),
        ("Hay’at  Tahrir\u00a0al–Sham", "hay'at tahrir al-sham"),
        ("WELL—ARMED", "well-armed"),
        ("STRAẞE", "straße"),
    ],
)
def test_comparison_folds_blanks_case_quotation_marks_and_dashes(printed: str, phrase: str) -> None:
    assert document_of(printed).paragraphs_with(phrase) == (1,)


@pytest.mark.parametrize(
    ("printed", "phrase"), [("1400", "1,400"), ("Hmeimim", "Hmeymim"), ("armed, men", "armed men")]
)
def test_comparison_folds_nothing_else(printed: str, phrase: str) -> None:
    assert document_of(printed).paragraphs_with(phrase) == ()


def test_paragraphs_are_the_lines_that_are_not_blank() -> None:
    assert document_of("one\n\n \t\r\ntwo\u2028still two\rthree\n").paragraphs == (
        "one",
        "two\u2028still two",
        "three",
    )


@pytest.mark.parametrize(
    ("locator", "numbers"), [("7", (7,)), ("7-9", (7, 8, 9)), ("7;9", (7, 9)), ("1-2;5", (1, 2, 5))]
)
def test_locators_name_paragraphs(locator: str, numbers: tuple[int, ...]) -> None:
    assert cited_paragraphs(locator) == numbers


@pytest.mark.parametrize("locator", ["", "p. 7", "9-7", "7,9", "1-999999", "7-", "٧"])
def test_other_locators_are_refused(locator: str) -> None:
    with pytest.raises(ValueError, match=r"not a list|before it begins"):
        cited_paragraphs(locator)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The documents without that of source-a."""
    documents = tmp_path / "elsewhere"
    shutil.copytree(DOCUMENTS, documents)
    (documents / "source-a.txt").unlink()
    return documents


def test_a_page_is_looked_up_in_its_kept_text(folder: Path, elsewhere: Path, tmp_path: Path) -> None:
    edited(folder, "sources.csv", ",source-a.txt,", ",,")
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "source-a.txt").write_bytes((DOCUMENTS / "source-a.txt").read_bytes())
    result = check_quotations(read_archive(folder), elsewhere, pages)
    assert result.sentence() == "checked 8 phrases in 2 documents: 0 not found"
    (pages / "source-a.txt").write_text("Something else.\n\n1\n2\n3", encoding="utf-8")
    assert check_quotations(read_archive(folder), elsewhere, pages).not_found > 0


def test_a_page_without_a_kept_text_is_passed_over(folder: Path, elsewhere: Path) -> None:
    edited(folder, "sources.csv", ",source-a.txt,", ",,")
    result = check_quotations(read_archive(folder), elsewhere)
    assert result.problems == ()
    assert result.documents == 1
