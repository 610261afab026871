"""`load`: a folder of tables, or a large Parquet file, into the store that the pages read."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from datelines.commands import (
    EXIT_FINE,
    EXIT_PROBLEMS,
    EXIT_USAGE,
    Subparsers,
    command,
    existing_folder,
    print_error,
    print_problems,
)
from datelines.problems import Problem
from datelines.words import bar_on, counted

if TYPE_CHECKING:
    from sqlalchemy import URL

    from datelines.store.load import LoadDone
    from datelines.words import Progress

SHOWN_REMARKS = 20


def add_parser(subparsers: Subparsers) -> None:
    """Add `load FOLDER|FILE.parquet --store URL`."""
    description = (
        "Load a folder of tables, or a Parquet file with the columns of `export parquet`, into a store: a "
        "DuckDB file, a PostgreSQL database, or Spark. All of it is checked first, and put in use at once "
        "when it is complete; a load that fails leaves what the store held."
    )
    example = (
        "load data --store duckdb:////srv/datelines/reports.duckdb\n"
        "  python -m datelines load reports.parquet --store postgresql+psycopg://loader@db.example/reports"
    )
    parser = command(subparsers, "load", description, example, run)
    parser.add_argument(
        "source",
        metavar="FOLDER|FILE.parquet",
        type=existing_source,
        help="a folder with the tables, or a Parquet file with a row for each report and figure",
    )
    parser.add_argument(
        "--store",
        metavar="URL",
        help="address of the store, as SQLAlchemy writes it (default: the variable DATELINES_STORE)",
    )
    parser.add_argument(
        "--corpus",
        metavar="DIR",
        type=existing_folder,
        help="folder whose datapackage.json gives title, licence, bounds and reviewers for a Parquet file "
        "(default: the licence that the file names, the years of its rows, whoever reviewed them)",
    )
    parser.add_argument(
        "--spark-folder",
        metavar="DIR",
        type=existing_folder,
        help="for Spark: a folder that this machine writes and the Thrift server reads, under the same path",
    )


def existing_source(text: str) -> Path:
    """The path of a folder or file that is there; argparse.ArgumentTypeError where it is not."""
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no folder or file {text!r}")
    return path


def run(arguments: argparse.Namespace) -> int:
    """Load, and say what was put in use."""
    from datelines.files.opened import IntakeError
    from datelines.imports.flat_parquet.load import UnsoundFile
    from datelines.store.filling import LoadError

    url = _address(arguments.store)
    if url is None:
        return EXIT_USAGE
    if arguments.corpus and arguments.source.is_dir():
        return _refused("--corpus is for a Parquet file: a folder has a datapackage.json of its own")
    try:
        done = _loaded(arguments, url, bar_on(sys.stderr))
    except UnsoundFile as error:
        print_problems(error.problems, unlisted=error.unlisted)
        return EXIT_PROBLEMS
    except (IntakeError, LoadError) as error:
        return _refused(str(error))
    _say_remarks(done.remarks)
    what = f"{counted(done.reports, 'report')} of {counted(done.events, 'event')}"
    shown = url.set(query={}).render_as_string(hide_password=True)
    print(f"loaded {what} into {shown} (data version {done.version})")
    return EXIT_FINE


def _loaded(arguments: argparse.Namespace, url: URL, progress: Progress) -> LoadDone:
    from datelines.imports.flat_parquet.load import load_parquet
    from datelines.store.load import load_folder

    if arguments.source.is_dir():
        return load_folder(arguments.source, url, progress, arguments.spark_folder)
    return load_parquet(
        arguments.source,
        url,
        progress,
        corpus_folder=arguments.corpus,
        spark_folder=arguments.spark_folder,
    )


def _address(text: str | None) -> URL | None:
    """The address of the store; None where there is none or it cannot be read, which is then printed."""
    from sqlalchemy import exc, make_url

    from datelines.query.dataset import STORE_VARIABLE

    text = text or os.environ.get(STORE_VARIABLE)
    if not text:
        _refused(f"no store is named: give --store, or set {STORE_VARIABLE}")
        return None
    try:
        return make_url(text)
    except (exc.ArgumentError, ValueError):
        # Not shown: a password may be in it.
        _refused("the address of the store cannot be read: write it like duckdb:////srv/reports.duckdb")
        return None


def _say_remarks(remarks: tuple[Problem, ...]) -> None:
    for remark in remarks[:SHOWN_REMARKS]:
        print(str(remark), file=sys.stderr)
    if remarks:
        more = f", {len(remarks) - SHOWN_REMARKS:,} of them not shown" if len(remarks) > SHOWN_REMARKS else ""
        print(f"{counted(len(remarks), 'remark')} on what was loaded{more}", file=sys.stderr)


def _refused(words: str) -> int:
    print_error(words)
    return EXIT_USAGE
