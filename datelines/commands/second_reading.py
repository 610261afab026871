"""`second-reading`: the sheet for a second reader, how the two readings differ, and how often they agree."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from datelines.commands import EXIT_FINE, EXIT_USAGE, Subparsers, command, print_error
from datelines.words import counted

_OUTCOMES = ("first", "second", "neither", "both")
_TO_SETTLE = ("right", "settled", "evidence")


def add_parser(subparsers: Subparsers) -> None:
    """Add `second-reading` with ids of sources, `compare FILE` or `agreement FILE...`."""
    description = (
        "Write the blank sheet for a second reader of these sources; with `compare`, list how a filled "
        "sheet differs from the tables; with `agreement`, count how often the readers agreed, from such "
        "lists after every difference was settled. docs/method.md describes the protocol."
    )
    example = "second-reading tass-2020-02-06 --to sheet.xlsx"
    parser = command(subparsers, "second-reading", description, example, run)
    parser.add_argument(
        "words",
        metavar="SOURCE_ID",
        nargs="+",
        help="ids of sources; or `compare` and the filled sheet (.xlsx, or a folder of CSV files); or "
        "`agreement` and the lists of differences",
    )
    parser.add_argument("--data", dest="folder", metavar="DIR", type=Path, default=Path("data"))
    parser.add_argument("--to", metavar="FILE", type=Path, help="the file to write")


def run(arguments: argparse.Namespace) -> int:
    """Do what the first word says. Raises DataError for unsound tables, OSError."""
    chosen, *files = arguments.words
    if chosen == "compare" and len(files) == 1:
        return _compare(arguments.folder, Path(files[0]), arguments.to)
    if chosen == "agreement" and files:
        return _agreement([Path(one) for one in files], arguments.to)
    return _sheet(arguments.folder, arguments.words, arguments.to)


def _sheet(folder: Path, source_ids: Sequence[str], to: Path | None) -> int:
    from datelines.checks import read_archive
    from datelines.formats.tables.reading_sheet import blank_sheet

    if to is None:
        print_error("name the sheet to write: --to FILE.xlsx")
        return EXIT_USAGE
    try:
        content = blank_sheet(read_archive(folder), source_ids)
    except KeyError as error:
        print_error(f"sources.csv has no source {error.args[0]!r}; give ids as they stand there")
        return EXIT_USAGE
    to.write_bytes(content)
    print(f"{to}: a blank sheet for {counted(len(source_ids), 'source')}")
    return EXIT_FINE


def _compare(folder: Path, sheet: Path, to: Path | None) -> int:
    from datelines.checks import read_archive
    from datelines.compare.double_entry import Compared, compare_readings
    from datelines.files.opened import IntakeError
    from datelines.formats.tables.reading_sheet import first_reading, read_sheet

    try:
        second = read_sheet(sheet)
    except IntakeError as error:
        print_error(error)
        return EXIT_USAGE
    cells = compare_readings(first_reading(read_archive(folder)), second)
    differing = [cell for cell in cells if not cell.agreed]
    for cell in differing:
        told = f"{cell.source_id}: {cell.field} of {cell.row or cell.second_row}"
        print(f"{told}: {cell.first!r}, {cell.second!r}")
    print(f"{counted(len(cells), 'cell')} compared, {counted(len(differing), 'difference')}")
    if to is not None:
        header = (*Compared._fields, *_TO_SETTLE)
        rows = ({**cell._asdict(), "agreed": "yes" if cell.agreed else "no"} for cell in cells)
        _write(to, header, rows)
        print(f"{to}: fill in `right` ({', '.join(_OUTCOMES)}), `settled` and `evidence` of each difference")
    return EXIT_FINE


def _agreement(files: Sequence[Path], to: Path | None) -> int:
    from datelines.compare.double_entry import agreement
    from datelines.record.records import Agreement

    cells, outcomes, open_ones = [], [], []
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as text:
            for line, row in enumerate(csv.DictReader(text), start=2):
                agreed = row["agreed"] == "yes"
                cells.append((row["field"], agreed))
                if not agreed and row["right"] in _OUTCOMES:
                    outcomes.append((row["field"], row["right"]))
                elif not agreed:
                    open_ones.append(f"{file}:{line}: {row['field']}: right is {row['right']!r}")
    if open_ones:
        print(*open_ones, f"{counted(len(open_ones), 'difference')} not settled", sep="\n")
        return EXIT_USAGE
    rows = sorted(agreement(cells, outcomes), key=lambda row: str(row["field"]))
    for row in rows:
        print(", ".join(f"{name} {value}" for name, value in row.items()))
    if to is not None:
        _write(to, Agreement.columns(), rows)
    return EXIT_FINE


def _write(to: Path, header: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
