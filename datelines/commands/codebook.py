"""`codebook`: what repeats the schema, in docs/codebook.md and in data/datapackage.json."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from datelines.commands import EXIT_FINE, EXIT_PROBLEMS, Subparsers, command

REPEATING = (Path("docs/codebook.md"), Path("data/datapackage.json"))
"""The files of this project that repeat the schema."""


def add_parser(subparsers: Subparsers) -> None:
    """Add `codebook [--write [FILE ...] | --check [FILE ...]]`."""
    description = "Print every table, column and term with its meaning, as Markdown."
    parser = command(subparsers, "codebook", description, "codebook --write docs/codebook.md", run)
    files = " and ".join(path.as_posix() for path in REPEATING)
    which = f"these files: Markdown with the codebook, or datapackage.json (default: {files})"
    chosen = parser.add_mutually_exclusive_group()
    for option, what in (("--write", "bring up to date"), ("--check", "exit 1 if one is out of date of")):
        chosen.add_argument(option, metavar="FILE", type=Path, nargs="*", help=f"instead {what} {which}")


def run(arguments: argparse.Namespace) -> int:
    """Print the text; or bring files up to date, or say which are not."""
    from datelines.checks.codebook import codebook_text

    if arguments.check is not None:
        return _check(arguments.check or REPEATING)
    if arguments.write is None:
        print(codebook_text(), end="")
        return EXIT_FINE
    for path in arguments.write or REPEATING:
        path.write_text(_brought_up_to_date(path), encoding="utf-8")
    return EXIT_FINE


def _check(paths: Sequence[Path]) -> int:
    outdated = [path for path in paths if _brought_up_to_date(path) != path.read_text(encoding="utf-8")]
    for path in outdated:
        print(f"{path} is out of date; run `python -m datelines codebook --write {path}`")
    return EXIT_PROBLEMS if outdated else EXIT_FINE


def _brought_up_to_date(path: Path) -> str:
    """The text of the file as it should be. A datapackage.json describes the tables beside it."""
    from datelines.checks.codebook import codebook_with
    from datelines.record.package import package_with

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".json":
        return codebook_with(text)
    return package_with(text, {one.stem for one in path.parent.glob("*.csv")})
