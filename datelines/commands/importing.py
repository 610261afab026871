"""`import`: files in another format, as a folder of our tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from datelines.commands import EXIT_FINE, EXIT_USAGE, Subparsers, command, format_among, print_error
from datelines.words import bar_on, counted, printable

if TYPE_CHECKING:
    from datelines.files.opened import Opened
    from datelines.formats.model import Format, Options
    from datelines.imports.run import Import

AUTO = "auto"
SHOWN_PROBLEMS = 50


def add_parser(subparsers: Subparsers) -> None:
    """Add `import FORMAT FILE… --to DIR`."""
    description = (
        "Write a folder of our tables from files in another format. Every row that is flagged or skipped is "
        "listed on standard error; the last line is `read N, kept N, flagged N, skipped N`."
    )
    example = "import ucdp-ged GEDEvent_v25_1.csv --to imported\n  python -m datelines check imported"
    parser = command(subparsers, "import", description, example, run)
    parser.add_argument(
        "format",
        metavar="FORMAT",
        type=readable_format,
        help="a format by name (ucdp-ged, acled, ...; a wrong name lists them), or `auto`",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="the files of one table")
    parser.add_argument(
        "--to", metavar="DIR", type=Path, required=True, help="the folder to write, new or empty"
    )
    parser.add_argument(
        "--day-order", choices=("day-first", "month-first"), help="how 3/9/2019 is read; a problem otherwise"
    )
    parser.add_argument(
        "--column",
        metavar="OURS=THEIRS",
        action="append",
        default=[],
        type=column_choice,
        help="read our column from theirs (nothing after `=`: from none); may be given again",
    )
    parser.add_argument("--encoding", metavar="NAME", help="encoding of a text that is not in Unicode")
    parser.add_argument("--problems", metavar="FILE", type=Path, help="write every problem as CSV")


def readable_format(name: str) -> str:
    """The name of a format that can be read, or `auto`; argparse.ArgumentTypeError otherwise."""
    from datelines.formats import readable_formats

    return format_among(name, (AUTO, *readable_formats()))


def column_choice(text: str) -> tuple[str, str]:
    """`ours=theirs` as a pair; argparse.ArgumentTypeError for any other text."""
    ours, sign, theirs = text.partition("=")
    if not sign or not ours.strip():
        raise argparse.ArgumentTypeError(f"write our column, `=` and theirs, not {text!r}")
    return ours.strip(), theirs.strip()


def run(arguments: argparse.Namespace) -> int:
    """Read, check, write, and say what happened to the rows. Exit 0 where the folder was written."""
    from datelines.files.opened import IntakeError
    from datelines.imports.run import imported, problems_csv
    from datelines.imports.write import check_free, write_import

    check_free(arguments.to)
    try:
        files = _opened(arguments.files, arguments.encoding)
        chosen = _format(arguments.format, files)
        result = imported(chosen, files, _options(arguments))
    except IntakeError as error:
        print_error(error)
        return EXIT_USAGE
    write_import(result, arguments.to)
    if arguments.problems:
        arguments.problems.write_bytes(problems_csv(result.problems))
    _say_what_was_done(result, arguments.to)
    print(result.counts.sentence())
    return EXIT_FINE


def _opened(paths: Sequence[Path], encoding: str | None) -> list[Opened]:
    from datelines.files.limits import check_total
    from datelines.files.opening import opened

    check_total((path.name, path.stat().st_size) for path in paths)
    files = []
    for path in paths:
        with path.open("rb") as content:
            files.append(opened(path.name, content, encoding))
        _say(f"{path.name}: {files[-1].said}")
    return files


def _format(name: str, files: Sequence[Opened]) -> Format:
    from datelines.files.opened import IntakeError
    from datelines.formats import readable_formats
    from datelines.imports.run import recognised

    if name != AUTO:
        return readable_formats()[name]
    found = recognised(files)
    if not found:
        names = ", ".join(readable_formats())
        raise IntakeError(files[0].name, "no format was recognised", f"name one of {names}")
    chosen, why = found[0]
    _say(f"read as {chosen.name} ({chosen.title}), because {why}")
    return chosen


def _options(arguments: argparse.Namespace) -> Options:
    from datelines.formats.model import Options

    return Options(columns=dict(arguments.column), day_order=arguments.day_order, progress=bar_on(sys.stderr))


def _say_what_was_done(result: Import, folder: Path) -> None:
    from datelines.imports.write import KEPT_COLUMNS_FILE

    for ours, theirs in result.imported.mapping.items():
        _say(f"  {ours}: {theirs}")
    kept = result.imported.kept_columns
    if kept is not None and len(kept.columns) > 1:
        names = ", ".join(map(str, kept.columns[1:]))
        _say(f"columns that none of ours holds, kept in {KEPT_COLUMNS_FILE}: {names}")
    problems = result.problems
    for problem in problems[:SHOWN_PROBLEMS]:
        _say(str(problem))
    if len(problems) > SHOWN_PROBLEMS:
        _say(f"and {len(problems) - SHOWN_PROBLEMS:,} more; --problems FILE writes all of them")
    if problems:
        hiding = len(result.left_out)
        _say(f"{counted(len(problems), 'problem')}; {hiding:,} of them keep a row from being shown")
    rows = sum(len(table.lines) for table in result.sound.tables.values())
    _say(f"wrote {folder}: {counted(rows, 'row')}")


def _say(text: str) -> None:
    print(printable(text), file=sys.stderr, flush=True)
