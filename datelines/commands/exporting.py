"""`export`: what filters select, in another format."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date as Day
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from datelines.commands import (
    EXIT_FINE,
    EXIT_PROBLEMS,
    EXIT_USAGE,
    Subparsers,
    command,
    default_folder,
    existing_folder,
    format_among,
    print_error,
)
from datelines.words import bar_on, counted, printable

if TYPE_CHECKING:
    from datelines.query.dataset import Dataset
    from datelines.query.query import EventQuery


def add_parser(subparsers: Subparsers) -> None:
    """Add `export FORMAT FILE [filters]`."""
    description = (
        "Write the reports that the filters select, with the sentence that says so, data version, licence "
        "and citation in the file. Filters take ids; one that is given again adds to the choice."
    )
    example = "export geojson idlib.geojson --place idlib-governorate --from 2019-12-01 --to 2020-03-05"
    parser = command(subparsers, "export", description, example, run, _add_filters)
    parser.add_argument(
        "format",
        metavar="FORMAT",
        type=writable_format,
        help="a format by name (geojson, flat, workbook, ...; a wrong name lists them)",
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write")
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=existing_folder,
        help="folder with the tables (default: that of DATELINES_DATA, or data, where no store is named)",
    )
    parser.add_argument(
        "--store",
        metavar="URL",
        help="address of a store, as SQLAlchemy writes it, instead of a folder (default: the variable "
        "DATELINES_STORE). All that is exported is held in memory: 5 to 20 kB for each report, by format",
    )


def _add_filters(parser: argparse.ArgumentParser) -> None:
    from datelines.query.query import CHOICES

    for choice in CHOICES.values():
        parser.add_argument(
            f"--{choice.parameter}", metavar="ID", action="append", default=[], help=choice.option
        )
    parser.add_argument("--from", dest="first", metavar="DAY", type=day, help="dated on 2019-09-03 or later")
    parser.add_argument("--to", dest="last", metavar="DAY", type=day, help="dated on 2019-09-03 or earlier")
    parser.add_argument(
        "--certainly", action="store_true", help="only what lies in the period for certain, not possibly"
    )
    parser.add_argument(
        "--alone", action="store_true", help="at the places themselves, not at places inside them"
    )
    parser.add_argument("--text", metavar="WORDS", default="", help="that mention all of these words")


def writable_format(name: str) -> str:
    """The name of a format that can be written; argparse.ArgumentTypeError otherwise."""
    from datelines.formats import writable_formats

    return format_among(name, writable_formats())


def day(text: str) -> str:
    """A day as YYYY-MM-DD; argparse.ArgumentTypeError where it is not a day."""
    try:
        return Day.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"write a day like 2019-09-03, not {text!r}") from None


def run(arguments: argparse.Namespace) -> int:
    """Write the file, and say what is in it. Raises DataError for tables with problems."""
    from datelines.store.failures import StoreError

    try:
        return _export(arguments)
    except StoreError as error:
        print_error(f"{error.said} {error.repair}")
        return EXIT_PROBLEMS


def _export(arguments: argparse.Namespace) -> int:
    from datelines.formats import writable_formats
    from datelines.formats.model import CannotHold
    from datelines.share.extract import extract_of
    from datelines.table.folder import write_whole

    loaded = _loaded(arguments)
    strange = _strange_ids(arguments, loaded)
    if strange:
        print(*strange, sep="\n", file=sys.stderr)
        return EXIT_USAGE
    query = _query(arguments)
    # The application's address is not known here: the link is what follows it.
    parameters = urlencode(query.parameters(), doseq=True)
    link = f"explore?{parameters}" if parameters else "explore"
    extract = extract_of(loaded, query, link, Day.today(), _progress(loaded.selection(query).counts.reports))
    chosen = writable_formats()[arguments.format]
    assert chosen.write is not None
    try:
        content = chosen.write(extract)
    except CannotHold as error:
        print_error(error)
        return EXIT_PROBLEMS
    write_whole(arguments.file, content)
    if chosen.loses:
        print(f"{chosen.title} loses {chosen.loses}", file=sys.stderr)
    events = loaded.selection(query).counts.events
    what = f"{counted(len(extract.report_ids), 'report')} of {counted(events, 'event')}"
    print(f"wrote {what} to {arguments.file}")
    return EXIT_FINE


def _loaded(arguments: argparse.Namespace) -> Dataset:
    """The data to export from. Raises DataError for a folder with problems, StoreError for a store that
    cannot be read."""
    from datelines.problems import DataError
    from datelines.query.dataset import STORE_VARIABLE, read_folder, read_store

    url = arguments.store or (None if arguments.data else os.environ.get(STORE_VARIABLE))
    if url:
        return read_store(url)
    loaded = read_folder(arguments.data or default_folder())
    if isinstance(loaded, tuple):
        raise DataError(loaded)
    return loaded


def _progress(reports: int) -> Callable[[int], None]:
    bar = bar_on(sys.stderr)
    return lambda fetched: bar(fetched / max(reports, 1), "Fetching")


def _strange_ids(arguments: argparse.Namespace, loaded: Dataset) -> list[str]:
    from rapidfuzz import process

    from datelines.query.query import CHOICES, EventQuery

    lines = []
    for name, choice in CHOICES.items():
        given = getattr(arguments, choice.parameter)
        known = loaded.known(name, given)
        for value in given:
            if value not in known:
                offered = loaded.offer(EventQuery()).choices[name]
                near = process.extractOne(value, list(offered), score_cutoff=60)
                hint = f"; perhaps {near[0]!r}" if near else ""
                lines.append(printable(f"datelines: no report has --{choice.parameter} {value!r}{hint}"))
    return lines


def _query(arguments: argparse.Namespace) -> EventQuery:
    from datelines.query.query import CHOICES, INSIDE_PARAMETER, query_from_parameters

    options = [choice.parameter for choice in CHOICES.values()]
    given = {option: getattr(arguments, option) for option in options if getattr(arguments, option)}
    if arguments.first or arguments.last:
        given["period"] = [f"{arguments.first or '..'}/{arguments.last or '..'}"]
    if arguments.certainly:
        given["certainly"] = ["yes"]
    if arguments.alone:
        given[INSIDE_PARAMETER] = ["no"]
    if arguments.text:
        given["text"] = [arguments.text]
    return query_from_parameters(given)
