"""What a cell of a reviewed table may hold: the column types that `datelines.records` is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as Day
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from datelines import vocabulary as v

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


@dataclass(frozen=True, eq=False)
class _OneOf:
    """The rule that a cell holds a term of a closed list. Compared by identity, since annotations are
    hashed and a read-only mapping is not hashable."""

    terms: v.Terms

    def __call__(self, value: str) -> str:
        if value not in self.terms:
            raise ValueError(f"not one of {', '.join(self.terms)}")
        return value


def one_of(terms: v.Terms) -> AfterValidator:
    """The column type of a closed list of terms."""
    return AfterValidator(_OneOf(terms))


def _several(cell: Any) -> Any:
    """A cell of values joined by ';' as a tuple of stripped values."""
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


def terms_in(hint: Any) -> v.Terms | None:
    """The closed list named anywhere in an annotation such as `Annotated[str, …] | None`."""
    if isinstance(hint, AfterValidator):
        return hint.func.terms if isinstance(hint.func, _OneOf) else None
    return next((terms for part in get_args(hint) if (terms := terms_in(part)) is not None), None)
