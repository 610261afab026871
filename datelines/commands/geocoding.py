"""`geocode`: what the gazetteers answer to a name, and why."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from datelines.commands import EXIT_FINE, EXIT_PROBLEMS, Subparsers, command, default_folder, existing_folder
from datelines.words import counted, printable

if TYPE_CHECKING:
    from datelines.places.gazetteers import Answer


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
        default=default_folder(),
        help="folder with places.csv (default: data)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the answers to each name; exit 1 where a name has none."""
    from datelines.places.geocoding import geocoding_chain

    chain = geocoding_chain(arguments.data, online=arguments.online)
    unanswered = 0
    for name in arguments.names:
        answers = list(chain.answers(name))
        unanswered += not answers
        print(printable(f"{name}: {counted(len(answers), 'answer') if answers else 'no answers'}"))
        for answer in answers:
            print(printable(f"  {_words(answer)}"))
        if not answers:
            for near in chain.suggestions(name):
                print(printable(f"  perhaps {near.name} (spelling ‘{near.spelling}’, {near.gazetteer})?"))
    return EXIT_PROBLEMS if unanswered else EXIT_FINE


def _words(answer: Answer) -> str:
    where = ", an area or a line" if answer.latitude is None else f" at {answer.latitude}, {answer.longitude}"
    country = f", {answer.country}" if answer.country else ""
    precision = "" if answer.precision is None else f", precision {answer.precision}"
    return f"{answer.name}{country}{where}{precision} ({answer.gazetteer}: {answer.why})"
