"""`lesson`: a lesson to take away, as one HTML file and as a handout on paper."""

from __future__ import annotations

import argparse
from pathlib import Path

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


def add_parser(subparsers: Subparsers) -> None:
    """Add `lesson ID [--html FILE] [--pdf FILE] [--teacher]`."""
    description = (
        "Write a lesson of the data as one HTML file that opens without a network, and as a handout (PDF): "
        "the pupils’ edition, or the teacher’s with sample answers and notes."
    )
    example = "lesson four-five-six-eight --html lesson.html --pdf lesson.pdf --teacher"
    parser = command(subparsers, "lesson", description, example, run)
    parser.add_argument("lesson_id", metavar="ID", help="the name of its file in lessons/, without .md")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write it as one page for a browser")
    parser.add_argument("--pdf", metavar="FILE", type=Path, help="write its handout")
    parser.add_argument("--teacher", action="store_true", help="with sample answers and the teacher’s notes")
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=existing_folder,
        help="folder with the tables and lessons (default: the variable DATELINES_DATA, or data)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the file; print every problem where the lesson, or the data that it names, have any."""
    from datelines.lesson.checking import unsound
    from datelines.lesson.handout import lesson_handout
    from datelines.lesson.one_file import Edition, lesson_page
    from datelines.lesson.reading import lesson_paths, read_lesson
    from datelines.query.dataset import Dataset, data_folder, read_folder
    from datelines.words import listed

    if not (arguments.html or arguments.pdf):
        print_error("nothing to write: give --html FILE, --pdf FILE or both")
        return EXIT_USAGE
    folder = arguments.data or data_folder()
    paths = {path.stem: path for path in lesson_paths(folder)}
    if arguments.lesson_id not in paths:
        there = f"choose {listed(paths)}" if paths else f"{folder} has no lessons"
        print_error(f"there is no lesson {arguments.lesson_id!r}: {there}")
        return EXIT_USAGE
    data = read_folder(folder)
    if not isinstance(data, Dataset):
        print_problems(data)
        return EXIT_PROBLEMS
    read = read_lesson(paths[arguments.lesson_id])
    problems = read.problems or tuple(unsound(read, data))
    if problems or read.lesson is None:
        print_problems(problems)
        return EXIT_PROBLEMS
    edition: Edition = "teacher" if arguments.teacher else "pupils"
    made = {}
    if arguments.html:
        made[arguments.html] = lesson_page(read.lesson, data, edition).encode()
    if arguments.pdf:
        made[arguments.pdf] = lesson_handout(read.lesson, data, edition)
    for path, content in made.items():
        try:
            path.write_bytes(content)
        except OSError as error:
            print_error(f"{path}: {error.strerror or error}")
            return EXIT_USAGE
        print(f"{path}: {len(content):,} bytes")
    return EXIT_FINE
