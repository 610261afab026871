"""`geocode`: what the gazetteers answer to a name, and why."""

from __future__ import annotations

import argparse

from datelines.commands import DATA_FOLDER, EXIT_FINE, EXIT_PROBLEMS, Subparsers, command, existing_folder
from datelines.problems import printable


def add_parser(subparsers: Subparsers) -> None:
    """Add `geocode NAME… [--online] [--data DIR]`."""
    description = "Show every answer of the gazetteer chain to each name; nothing is chosen among several."
    parser = command(subparsers, "geocode", description, "geocode Idlib Hmeymin", run)
    parser.add_argument("names", metavar="NAME", nargs="+", help="a place name in any spelling or script")
    parser.add_argument("--online", action="store_true", help="ask Nominatim too, over the internet")
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=existing_folder,
        default=DATA_FOLDER,
        help="folder with places.csv (default: data)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the answers to each name; exit 1 where a name has none."""
    from datelines.geocoding import geocoding_chain

    chain = geocoding_chain(arguments.data, online=arguments.online)
    unanswered = 0
    for name in arguments.names:
        answers = list(chain.answers(name))
        unanswered += not answers
        print(printable(f"{name}: {len(answers) or 'no'} answer{'' if len(answers) == 1 else 's'}"))
        for answer in answers:
            point = f"{answer.latitude}, {answer.longitude}"
            words = (
                f"{answer.name} at {point}, precision {answer.precision} ({answer.gazetteer}: {answer.why})"
            )
            print(printable(f"  {words}"))
    return EXIT_PROBLEMS if unanswered else EXIT_FINE
