"""`codebook`: the part of docs/codebook.md that repeats the schema."""

from __future__ import annotations

import argparse
from pathlib import Path

from datelines.commands import EXIT_FINE, Subparsers, command


def add_parser(subparsers: Subparsers) -> None:
    """Add `codebook [--write FILE]`."""
    description = "Print every table, column and term with its meaning, as Markdown."
    parser = command(subparsers, "codebook", description, "codebook --write docs/codebook.md", run)
    parser.add_argument("--write", metavar="FILE", type=Path, help="bring this file up to date instead")


def run(arguments: argparse.Namespace) -> int:
    """Print the text, or put it between the markers of the file."""
    from datelines.codebook import codebook_text, codebook_with

    if arguments.write is None:
        print(codebook_text(), end="")
    else:
        current = arguments.write.read_text(encoding="utf-8")
        arguments.write.write_text(codebook_with(current), encoding="utf-8")
    return EXIT_FINE
