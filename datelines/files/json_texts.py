"""Reads JSON and JSON Lines within limits; what two readers would read in two ways is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from datelines.files import limits
from datelines.files.encodings import as_utf8
from datelines.files.opened import IntakeError, Opened
from datelines.files.tables import table_of_rows
from datelines.problems import WHOLE_LINE, Problem

_BEYOND_FLOATS = re.compile(rb"\d[eE]\+?\d{3}")
_SHOWN = 200


def json_value(name: str, content: bytes, encoding: str | None = None) -> Opened:
    """A JSON text (RFC 8259) as its value. Raises IntakeError, for a member given twice and NaN too."""
    text, encoded = _checked(name, content, encoding)
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.count(b"\n") > 1:
            # Many tools name JSON Lines `.json`.
            return json_lines(name, content, encoding)
        why = f"not JSON: {error.msg} at line {error.lineno:,}, character {error.colno:,}"
        raise IntakeError(name, why, "correct the file, or export it again") from None
    except _Refused as error:
        raise IntakeError(name, str(error), "correct the file, or export it again") from None
    return Opened(name, "json", f"JSON in {encoded}", len(content), value=value)


def json_lines(name: str, content: bytes, encoding: str | None = None) -> Opened:
    """A JSON object on each line, as a table: a column for each member, numbers as they are written,
    lists and objects as JSON text, null as ''. Rows are numbered by line. Raises IntakeError."""
    text, encoded = _checked(name, content, encoding)
    columns: dict[str, int] = {}
    rows, numbers, problems = [], [], []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _loads(line, str)
            if not isinstance(value, dict):
                raise _Refused("the line is JSON, but not an object")
        except (json.JSONDecodeError, _Refused) as error:
            why = f"not JSON: {error.msg}" if isinstance(error, json.JSONDecodeError) else str(error)
            shown = line[:_SHOWN].decode("utf-8", "replace")
            problems.append(Problem(name, number, WHOLE_LINE, shown, why, "write one object on each line"))
            if len(problems) > limits.RAGGED_ROWS:
                why = f"more than {limits.grouped(limits.RAGGED_ROWS)} lines are not JSON objects"
                raise IntakeError(name, why, "check that the file is JSON Lines") from None
            continue
        nested = [key for key, one in value.items() if isinstance(one, dict | list)]
        if nested:
            # Read again with numbers as numbers: in a nested value they are not the text of a cell.
            again = _loads(line)
            value |= {key: again[key] for key in nested}
        for key in value:
            columns.setdefault(key, len(columns))
        rows.append(value)
        numbers.append(number)
        limits.check_shape(name, len(rows), len(columns))
    if not rows:
        raise IntakeError(name, "no line is a JSON object", "write one object on each line")
    cells = [[_cell(row.get(key)) for key in columns] for row in rows]
    table = table_of_rows(name, PurePosixPath(name).stem, list(columns), cells, numbers, problems)
    return Opened(name, "json-lines", f"JSON Lines in {encoded}", len(content), (table,))


class _Refused(ValueError):
    """JSON that is read differently by different readers, or that is too deep."""


def _checked(name: str, content: bytes, encoding: str | None) -> tuple[bytes, str]:
    limits.check_size(name, len(content), limits.JSON_BYTES, "the JSON text")
    text, encoded = as_utf8(name, content, encoding)
    # Each value is the first of a list or object, or follows a comma.
    values = sum(text.count(sign) for sign in (b",", b"[", b"{"))
    if values > limits.JSON_VALUES:
        why = f"the JSON text has some {limits.grouped(values)} values, and "
        why += f"{limits.grouped(limits.JSON_VALUES)} are the most that is read"
        raise IntakeError(name, why, "keep only the features that you need, or use CSV")
    return text, encoded


def _loads(text: bytes, number: Callable[[str], Any] | None = None) -> Any:
    finite = _finite if _BEYOND_FLOATS.search(text) else None
    try:
        return json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_constant,
            parse_float=number or finite,
            parse_int=number,
        )
    except json.JSONDecodeError:
        raise
    except RecursionError:
        raise _Refused("lists and objects are nested too deeply") from None
    except ValueError as error:
        if isinstance(error, _Refused):
            raise
        raise _Refused("a number has more digits than can be read") from None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refused(f"an object has the member {twice[:80]!r} twice")
    return members


def _constant(word: str) -> Any:
    raise _Refused(f"{word} stands where a number should be")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Refused(f"the number {text[:40]} is beyond what can be read")
    return number


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
