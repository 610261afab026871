"""`verify`: recorded phrases against the documents that they are cited from."""

from __future__ import annotations

import argparse

from datelines.commands import EXIT_FINE, EXIT_PROBLEMS, Subparsers, add_folder, command, existing_folder


def add_parser(subparsers: Subparsers) -> None:
    """Add `verify [DIR] --documents FOLDER [--documents FOLDER]`."""
    description = "Look for each phrase recorded as printed in the paragraph that it is cited from."
    parser = command(subparsers, "verify", description, "verify data --documents ../documents", run)
    add_folder(parser)
    parser.add_argument(
        "--documents",
        metavar="FOLDER",
        type=existing_folder,
        required=True,
        action="append",
        help="folder of the documents, or of texts of pages as <source_id>.txt; may be given again",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print what was not found, and how much was looked for. Raises DataError for unsound tables."""
    from datelines.checks import read_archive
    from datelines.checks.quotations import check_quotations

    result = check_quotations(read_archive(arguments.folder), *arguments.documents)
    for problem in result.problems:
        print(problem)
    print(result.sentence())
    return EXIT_PROBLEMS if result.problems else EXIT_FINE
