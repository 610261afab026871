"""A lesson's file read: YAML between two lines of `---`, then the background and the teacher's notes.

Every fault is a `Problem` with the line and the path of its field; all are found at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

from datelines.lesson.lesson import BACKGROUND_WORDS, Lesson
from datelines.problems import WHOLE_LINE, Problem

LESSONS_FOLDER = "lessons"
"""The folder of lessons, within a folder of data."""

LARGEST = 200_000
"""Bytes of a lesson's file, at most."""

_FENCE = "---"
_SECTIONS = {"background": "Background", "notes": "Teacher’s notes"}
"""The parts of a lesson that stand below the front matter, by their heading."""

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A file that was read: its lesson (None where it has problems), and the line of each field."""

    path: str
    lesson: Lesson | None
    problems: tuple[Problem, ...]
    lines: Mapping[Where, int]

    def problem(self, where: Where, value: str, why: str, repair: str) -> Problem:
        """A problem of a field, on the line where it, or what holds it, begins."""
        held = next(where[:end] for end in range(len(where), -1, -1) if where[:end] in self.lines or not end)
        return Problem(self.path, self.lines.get(held, 1), _named(where), value, why, repair)


def lesson_paths(folder: Path) -> list[Path]:
    """The files of the lessons in a folder of data, by name."""
    return sorted((folder / LESSONS_FOLDER).glob("*.md"))


def read_lesson(path: Path) -> LessonFile:
    """The lesson of a file, named by it. Raises OSError where it cannot be opened."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    return lesson_of(content, path.as_posix(), path.stem)


def lesson_of(content: bytes, path: str, lesson_id: str) -> LessonFile:
    """The lesson that the bytes of a file hold; `path` is what problems call it."""

    def refused(line: int, value: str, why: str, repair: str) -> LessonFile:
        return LessonFile(path, None, (Problem(path, line, WHOLE_LINE, value, why, repair),), {})

    if len(content) > LARGEST:
        return refused(1, "", f"more than {LARGEST:,} bytes", "a lesson is a few pages of text: shorten it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return refused(1, "", f"not UTF-8 (byte {error.start:,})", "save the file as UTF-8")
    front, body, begins = _parted(text)
    if front is None:
        first = text.partition("\n")[0][:80]
        return refused(1, first, "no front matter between two lines of ---", "begin the file with ---")
    try:
        fields, lines = _front_matter(front)
    except yaml.YAMLError as error:
        line, why = _yaml_fault(error)
        return refused(line, "", f"not YAML: {why}", "look at the marks and the indentation of this line")
    given: dict[str, Any] = {**fields, "lesson_id": lesson_id}
    problems = []
    for name, (line, words) in _sections(body, begins).items():
        if name in given:
            why = f"{name} stands in the front matter as well"
            problems.append(Problem(path, line, name, "", why, "keep one of the two"))
        given[name], lines[(name,)] = words, line
    read = LessonFile(path, None, (), lines)
    try:
        lesson = Lesson.model_validate(given, strict=False)
    except ValidationError as error:
        found = [read.problem(*_fault(one)) for one in error.errors()]
        return LessonFile(path, None, tuple(sorted([*problems, *found])), lines)
    length = len(lesson.background.split())
    if length > BACKGROUND_WORDS:
        why = f"{length} words; {BACKGROUND_WORDS} are the most"
        problems.append(read.problem(("background",), lesson.background[:40], why, "shorten it"))
    return LessonFile(path, None if problems else lesson, tuple(problems), lines)


def _parted(text: str) -> tuple[str | None, str, int]:
    """The front matter, what follows it, and the line on which that begins."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].strip() != _FENCE:
        return None, text, 1
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None, text, 1


def _front_matter(front: str) -> tuple[dict[str, Any], dict[Where, int]]:
    """The fields, and the line of the file on which each begins. Raises yaml.YAMLError."""
    for event in yaml.parse(front, Loader=yaml.SafeLoader):
        # An alias makes a small file hold a large value; a lesson needs none.
        if isinstance(event, yaml.AliasEvent):
            raise _fault_at("an alias (*) is not read", event)
    node = yaml.compose(front, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        raise yaml.MarkedYAMLError(problem="no fields (name: value)")
    lines: dict[Where, int] = {}
    return _value(node, (), lines), lines


def _value(node: yaml.Node, where: Where, lines: dict[Where, int]) -> Any:
    # Text stays the text that was written: `age: 15` or `2020-02-03` is neither a number nor a day of YAML's.
    lines.setdefault(where, node.start_mark.line + 2)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, (*where, number), lines) for number, item in enumerate(node.value))
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, item in node.value:
            name = str(key.value)
            if name in found:
                raise _fault_at(f"{name} stands twice", key)
            lines[(*where, name)] = key.start_mark.line + 2
            found[name] = _value(item, (*where, name), lines)
        return found
    written = str(node.value)
    return int(written) if where[-1:] == ("minutes",) and written.isdecimal() else (written or None)


def _fault_at(why: str, at: yaml.Node | yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=why, problem_mark=cast("yaml.Mark", at.start_mark))


def _yaml_fault(error: yaml.YAMLError) -> tuple[int, str]:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return (mark.line + 2 if mark else 1), error.problem or error.context or "unreadable"
    return 1, str(error).partition("\n")[0]


def _sections(body: str, begins: int) -> dict[str, tuple[int, str]]:
    """The line and the text below each heading that a lesson knows."""
    names = {heading.casefold().replace("’", "'"): name for name, heading in _SECTIONS.items()}
    found: dict[str, tuple[int, list[str]]] = {}
    within: list[str] | None = None
    for number, line in enumerate(body.split("\n"), start=begins):
        if line.startswith("#"):
            name = names.get(line.lstrip("#").strip().casefold().replace("’", "'"))
            within = found.setdefault(name, (number, []))[1] if name else None
        elif within is not None:
            within.append(line)
    return {name: (line, "\n".join(words).strip()) for name, (line, words) in found.items()}


def _fault(error: Any) -> tuple[Where, str, str, str]:
    """Field, value, reason and repair of one of pydantic's errors."""
    where = tuple(error["loc"])
    value = error["input"] if isinstance(error["input"], str | int) else ""
    kind, message = error["type"], str(error["msg"]).removeprefix("Value error, ")
    if where[-1:] == ("background",) or where[-1:] == ("notes",):
        heading = _SECTIONS[str(where[-1])]
        if kind == "missing":
            return where, "", "there is no such part", f"write it below a heading “## {heading}”"
    if kind == "missing":
        return where, "", "this field is missing", f"add `{where[-1]}:`"
    if kind == "extra_forbidden":
        return where, str(value)[:80], "a lesson has no such field", "correct its name, or take it out"
    return (
        where,
        str(value)[:80],
        message[:1].lower() + message[1:],
        "docs/lessons.md says what the field holds",
    )


def _named(where: Where) -> str:
    """A path of fields as it is written: `stops[2].reports`, counted from 1."""
    parts: Iterator[str] = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where)
    return "".join(parts).removeprefix(".") or WHOLE_LINE
