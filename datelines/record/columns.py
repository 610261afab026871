"""What a cell of a reviewed table may hold: the column types that the records use, and what the
annotations of a record say about its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as Day
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from annotated_types import MinLen
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic.fields import FieldInfo

from datelines.record.terms import Terms

_Mark = TypeVar("_Mark")
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


@dataclass(frozen=True, eq=False)
class _OneOf:
    """The rule that a cell holds a term of a closed list. Compared by identity, since annotations are
    hashed and a read-only mapping is not hashable."""

    terms: Terms

    def __call__(self, value: str) -> str:
        if value not in self.terms:
            raise ValueError(f"not one of {', '.join(self.terms)}")
        return value


def one_of(terms: Terms) -> AfterValidator:
    """The column type of a closed list of terms."""
    return AfterValidator(_OneOf(terms))


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a column that holds ids of rows of another table: `Annotated[Slug, Refers("events")]` holds one,
    `Annotated[Slugs, Refers("places")]` several. With `or_table`, an id is that of a row of either table.
    `called` is the word for a row that is referred to, where the name of the column does not give it. An id
    that only groups rows is not `needed` as a row: where the row is missing, those with the same id belong
    together all the same."""

    table: str
    or_table: str | None = None
    called: str = ""
    needed: bool = True


class Reference(NamedTuple):
    """A column that holds ids of rows of other tables: those `tables` (one of several tables has the id),
    what such a row is `called`, whether a cell may hold `several` ids joined by `;`, and whether the row is
    `needed` or the id also groups rows without it."""

    column: str
    tables: tuple[str, ...]
    called: str
    several: bool
    needed: bool

    @property
    def table(self) -> str | None:
        """The only table that the ids are of; None where they may be of one of several."""
        return self.tables[0] if len(self.tables) == 1 else None


@dataclass(frozen=True, slots=True)
class Dated:
    """Marks a column of EDTF dates, as text. Dates of what is reported lie `in_bounds`, the bounds of the
    corpus; a source may well be published after them, and `timed`: at a time of day with its offset."""

    in_bounds: bool
    timed: bool = False


def _several(cell: Any) -> Any:
    if cell is None:
        return ()
    if isinstance(cell, str):
        return tuple(part.strip() for part in cell.split(";") if part.strip())
    return cell


def _plain_number(cell: Any) -> Any:
    # Python would also read `1_000`, `1e3` and `nan`; a reviewer who reads the cell would not.
    if isinstance(cell, str) and not re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII):
        raise ValueError("not a plain number such as 1200 or 33.5")
    return cell


def _plain_day(cell: Any) -> Any:
    # pydantic would also read a number of seconds, or a day with a time.
    if isinstance(cell, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        raise ValueError("not a day written as YYYY-MM-DD")
    return cell


Slug = Annotated[str, Field(pattern=SLUG)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_several)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_several)]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False, ge=0)]
Degrees = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False)]
Integer = Annotated[int, BeforeValidator(_plain_number)]
CalendarDay = Annotated[Day, BeforeValidator(_plain_day)]
EdtfWithTime = Annotated[str, Field(min_length=1), Dated(in_bounds=False, timed=True)]
EdtfInBounds = Annotated[str, Field(min_length=1), Dated(in_bounds=True)]


def annotation_parts(hint: Any) -> list[Any]:
    """An annotation and all its parts: for `float | None` that itself, `float` and `None`."""
    return [hint, *(part for inner in get_args(hint) for part in annotation_parts(inner))]


def terms_in(hint: Any) -> Terms | None:
    """The closed list named anywhere in an annotation such as `Annotated[str, …] | None`."""
    rules = (part.func for part in annotation_parts(hint) if isinstance(part, AfterValidator))
    return next((rule.terms for rule in rules if isinstance(rule, _OneOf)), None)


def is_any_text(hint: Any) -> bool:
    """Whether a column of this annotation takes any text that is not blank."""
    leaves = [part for part in annotation_parts(hint) if not get_args(part)]
    rules = [
        part for part in leaves if part not in (str, type(None)) and not isinstance(part, Refers | Dated)
    ]
    return str in leaves and all(isinstance(one, FieldInfo) and one.metadata == [MinLen(1)] for one in rules)


@cache
def hints_of(model: type[BaseModel]) -> dict[str, Any]:
    """The annotation of each column of a record, as written in its class."""
    hints = get_type_hints(model, include_extras=True)
    return {column: hints[column] for column in model.model_fields}


def columns_made_of(model: type[BaseModel], *kinds: type) -> tuple[str, ...]:
    """The columns whose values are of one of these kinds (`float`, `tuple`), in column order."""
    # In `tuple[str, ...]`, the tuple is the origin of the annotation and not one of its arguments.
    return tuple(
        column
        for column, hint in hints_of(model).items()
        if any(part in kinds or get_origin(part) in kinds for part in annotation_parts(hint))
    )


def marks_on(model: type[BaseModel], kind: type[_Mark]) -> dict[str, _Mark]:
    """The mark of this kind (`Refers`, `Dated`) of each column that has one, in column order."""
    found = ((column, part) for column, hint in hints_of(model).items() for part in annotation_parts(hint))
    return {column: part for column, part in found if isinstance(part, kind)}


def references_of(model: type[BaseModel]) -> tuple[Reference, ...]:
    """The columns of a record that refer to rows of other tables, in column order."""
    several = columns_made_of(model, tuple)
    found = []
    for column, mark in marks_on(model, Refers).items():
        tables = (mark.table, mark.or_table) if mark.or_table else (mark.table,)
        called = mark.called or column.removesuffix("s").removesuffix("_id")
        found.append(Reference(column, tables, called, several=column in several, needed=mark.needed))
    return tuple(found)
