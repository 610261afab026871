"""docs/formats.md against the code: every format has its section, and the tables say what the code does."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from datelines.files import limits
from datelines.formats import all_formats

DOCUMENT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
_NAME = re.compile(r"`([a-z][a-z0-9-]*)`")
_YES = {"yes": True, "no": False}


def names_in_headings(text: str) -> set[str]:
    """Every name in backticks in a heading."""
    headings = [line for line in text.splitlines() if line.startswith("##")]
    return {name for line in headings for name in _NAME.findall(line)}


def table_of_formats(text: str) -> dict[str, tuple[bool, bool]]:
    """Name -> whether it is read and written, of the table below the heading `The formats`."""
    part = text.split("## The formats\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in line.split("|")] for line in part.splitlines() if line.startswith("| `")
    ]
    return {_NAME.findall(row[1])[0]: (_YES[row[3]], _YES[row[4]]) for row in rows}


def formats_without_section(text: str, names: Collection[str]) -> list[str]:
    return sorted(set(names) - names_in_headings(text))


def differences(text: str, formats: Mapping[str, tuple[bool, bool]]) -> set[str]:
    """The names that the table has and the code has not, or the other way round, or otherwise."""
    told = table_of_formats(text)
    return {name for name in {*told, *formats} if told.get(name) != formats.get(name)}


FORMATS = {name: (bool(one.read), bool(one.write)) for name, one in all_formats().items()}


def test_every_format_has_a_section_with_its_name() -> None:
    assert formats_without_section(DOCUMENT, FORMATS) == []


def test_a_format_without_a_section_is_found() -> None:
    assert formats_without_section(DOCUMENT, [*FORMATS, "gedcom"]) == ["gedcom"]


def test_every_name_in_a_heading_is_a_format() -> None:
    assert names_in_headings(DOCUMENT) <= set(FORMATS)


def test_the_table_of_formats_says_what_is_read_and_written() -> None:
    assert differences(DOCUMENT, FORMATS) == set()


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("| `gedcom` | family trees | yes | no | |", "gedcom"),
        ("| `kml` | KML | no | yes | nothing |", "kml"),
    ],
)
def test_a_wrong_line_of_the_table_is_found(line: str, wrong: str) -> None:
    heading = "|---|---|---|---|---|\n"
    start, end = DOCUMENT.split("## The formats\n", 1)
    lines = [one for one in end.splitlines() if not one.startswith(f"| `{wrong}`")]
    changed = "\n".join(lines).replace(heading, f"{heading}{line}\n", 1)
    assert differences(f"{start}## The formats\n{changed}", FORMATS) == {wrong}


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("a file, and all files of one table together", [limits.UPLOAD_BYTES]),
        ("a ZIP once unpacked; its entries", [limits.UNPACKED_BYTES, limits.ZIP_ENTRIES]),
        ("a workbook once unpacked; its cells", [limits.WORKBOOK_BYTES, limits.WORKBOOK_CELLS]),
        ("JSON; its values", [limits.JSON_BYTES, limits.JSON_VALUES]),
        (
            "KML; its tags; elements of one placemark",
            [limits.KML_BYTES, limits.KML_TAGS, limits.PLACEMARK_ELEMENTS],
        ),
        ("GeoPackage; layers, and sheets of a workbook", [limits.GEOPACKAGE_BYTES, limits.LAYERS]),
        ("rows; columns; cells of a table", [limits.ROWS, limits.COLUMNS, limits.CELLS]),
        (
            "lines of a text; bytes of a line; characters of a cell",
            [limits.LINES, limits.LINE_BYTES, limits.CELL_CHARACTERS],
        ),
        ("rows that cannot be read", [limits.RAGGED_ROWS]),
    ],
)
def test_the_limits_are_those_of_the_code(label: str, said: list[int]) -> None:
    row = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| {label} |"))
    told = row.split("|")[2]
    numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", told)]
    megabytes = ["MB" in part for part in told.split(";")]
    assert [n * limits.MEGABYTE if mb else n for n, mb in zip(numbers, megabytes, strict=True)] == said
