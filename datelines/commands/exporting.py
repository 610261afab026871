"""`export`: what filters select, in another format."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date as Day
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from datelines.commands import (
    DATA_FOLDER,
    EXIT_FINE,
    EXIT_PROBLEMS,
    EXIT_USAGE,
    Subparsers,
    command,
    counted,
    existing_folder,
)
from datelines.problems import printable

if TYPE_CHECKING:
    from datelines.query import EventQuery
    from datelines.store import Loaded

FILTERS = {
    "outlet": ("outlets", "reported by this outlet"),
    "speaker": ("speakers", "attributed to this speaker (`own-voice`: to none)"),
    "place": ("places", "at this place (`no-place`: at none)"),
    "kind": ("kinds", "of this kind"),
    "measure": ("measures", "with a figure for this"),
    "status": ("statuses", "reviewed or draft"),
}
"""Option -> the filter of `EventQuery` that it feeds, and its help."""


def add_parser(subparsers: Subparsers) -> None:
    """Add `export FORMAT FILE [filters]`."""
    description = (
        "Write the reports that the filters select, with the sentence that says so, data version, licence "
        "and citation in the file. Filters take ids; one that is given again adds to the choice."
    )
    example = "export geojson idlib.geojson --place idlib-governorate --from 2019-12-01 --to 2020-03-05"
    parser = command(subparsers, "export", description, example, run)
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
        default=DATA_FOLDER,
        help="folder with the eight tables (default: data)",
    )
    for option, (_, words) in FILTERS.items():
        parser.add_argument(f"--{option}", metavar="ID", action="append", default=[], help=words)
    parser.add_argument("--from", dest="first", metavar="DAY", type=day, help="dated on 2019-09-03 or later")
    parser.add_argument("--to", dest="last", metavar="DAY", type=day, help="dated on 2019-09-03 or earlier")
    parser.add_argument(
        "--certainly", action="store_true", help="only what lies in the period for certain, not possibly"
    )
    parser.add_argument("--text", metavar="WORDS", default="", help="that mention all these words")


def writable_format(name: str) -> str:
    """The name of a format that can be written; argparse.ArgumentTypeError otherwise."""
    from datelines.formats import writable_formats

    if name not in writable_formats():
        names = ", ".join(writable_formats())
        raise argparse.ArgumentTypeError(f"no format is named {name!r}: choose one of {names}")
    return name


def day(text: str) -> str:
    """A day as YYYY-MM-DD; argparse.ArgumentTypeError where it is none."""
    try:
        return Day.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"write a day like 2019-09-03, not {text!r}") from None


def run(arguments: argparse.Namespace) -> int:
    """Write the file, and say what is in it. Raises DataError for unsound tables."""
    from datelines.extracts import extract_of
    from datelines.formats import writable_formats
    from datelines.formats.model import CannotHold
    from datelines.problems import DataError
    from datelines.store import read_folder

    loaded = read_folder(arguments.data)
    if isinstance(loaded, tuple):
        raise DataError(loaded)
    strange = _strange_ids(arguments, loaded)
    if strange:
        print(*strange, sep="\n", file=sys.stderr)
        return EXIT_USAGE
    query = _query(arguments, loaded)
    # The application's address is not known here: the link is what follows it.
    parameters = urlencode(query.parameters(), doseq=True)
    link = f"explore?{parameters}" if parameters else "explore"
    extract = extract_of(loaded, query, link, Day.today())
    chosen = writable_formats()[arguments.format]
    assert chosen.write is not None
    try:
        content = chosen.write(extract)
    except CannotHold as error:
        print(f"datelines: {error}", file=sys.stderr)
        return EXIT_PROBLEMS
    _write(arguments.file, content)
    if chosen.loses:
        print(f"{chosen.title} loses {chosen.loses}", file=sys.stderr)
    events = len(loaded.selection(query).event_ids)
    what = f"{counted(len(extract.report_ids), 'report')} of {counted(events, 'event')}"
    print(f"wrote {what} to {arguments.file}")
    return EXIT_FINE


def _strange_ids(arguments: argparse.Namespace, loaded: Loaded) -> list[str]:
    """A line for each id that no row has."""
    from rapidfuzz import process

    lines = []
    for option, (name, _) in FILTERS.items():
        known = loaded.choices[name]
        for value in getattr(arguments, option):
            if value not in known:
                near = process.extractOne(value, list(known), score_cutoff=60)
                hint = f"; perhaps {near[0]!r}" if near else ""
                lines.append(printable(f"datelines: no report has --{option} {value!r}{hint}"))
    return lines


def _query(arguments: argparse.Namespace, loaded: Loaded) -> EventQuery:
    from datelines.query import query_from_parameters

    given = {option: getattr(arguments, option) for option in FILTERS if getattr(arguments, option)}
    if arguments.first or arguments.last:
        given["period"] = [f"{arguments.first or '..'}/{arguments.last or '..'}"]
    if arguments.certainly:
        given["certainly"] = ["yes"]
    if arguments.text:
        given["text"] = [arguments.text]
    return query_from_parameters(given, loaded.choices)


def _write(path: Path, content: bytes) -> None:
    """Write the file; one that is there already is replaced whole, or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    waiting = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        waiting.chmod(0o666 & ~mask)
        os.replace(waiting, path)
    finally:
        waiting.unlink(missing_ok=True)
