"""What an import says of its whole for datapackage.json: bounds and reviewers of its rows, title, licence.

A JSON file that we write has what it says of itself in the member `metadata`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from datelines.corpus import BOUNDS_MEMBER, REVIEWERS_MEMBER, UNKNOWN_LICENCE
from datelines.records import TABLES

_LICENCE = "Licence"
_YEAR = re.compile(r"(?:^|[/\[]|\.\.)(\d{4})(?=$|[-/~?%.\]])", re.ASCII)


def bounds_of(dates: Iterable[str]) -> str:
    """The whole years that EDTF dates lie in, as the interval that `datelines:bounds` wants; blank where
    none has a year of four digits."""
    years = {year for date in dates for year in _YEAR.findall(date)} - {"0000"}
    return f"{min(years)}-01-01/{max(years)}-12-31" if years else ""


def members_of_rows(frames: Mapping[str, pd.DataFrame]) -> dict[str, object]:
    """The years that the rows are about, and who reviewed them.

    Rows of a file that Datelines wrote keep their review, whatever its format; other formats make drafts.
    """
    given = [model for model in TABLES if model.table in frames]
    bounds = bounds_of(
        date
        for model in given
        for column in model.edtf_in_bounds()
        for date in frames[model.table][column].unique()
    )
    signed = [frames[model.table] for model in given if "reviewed_by" in model.columns()]
    reviewers = {one for frame in signed for one in frame["reviewed_by"].unique()} - {""}
    members: dict[str, object] = {BOUNDS_MEMBER: bounds} if bounds else {}
    return members | ({REVIEWERS_MEMBER: sorted(reviewers)} if reviewers else {})


def members_of_remarks(said: Any, title: str = "") -> dict[str, object]:
    """The title, and the licence of what a file of ours says of itself (`Extract.remarks`, as label and
    text). Anything may be given; what is no such licence gives none."""
    licence = said.get(_LICENCE) if isinstance(said, Mapping) else None
    members: dict[str, object] = {"title": title} if title else {}
    if isinstance(licence, str) and licence.strip() and licence != UNKNOWN_LICENCE:
        members["licenses"] = [{"title": licence.strip()}]
    return members


def members_of_file(file: Any, title: str = "") -> dict[str, object]:
    """The same of a JSON file, from its member `metadata`; it may be of any shape."""
    return members_of_remarks(file.get("metadata") if isinstance(file, dict) else None, title)
