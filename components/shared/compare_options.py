"""The choices of the Compare page that are not filters: section, order, grouping, pins, and the two outlets
of the close reading. They are declared here once; the link holds those that are not the default."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SECTION, ORDER, GROUP, COLUMNS, DIFFERING, BY = "section", "order", "group", "columns", "differing", "by"
PINS, ONE, OTHER, CHARTS, SUBJECT = "pins", "one", "other", "charts", "subject"

LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        SECTION: {
            "matrix": "Matrix",
            "figures": "Figures",
            "speakers": "Who speaks",
            "wording": "Wording",
            "dating": "Dating and timing",
            "coverage": "Coverage",
        },
        ORDER: {"date": "by date", "outlets": "most outlets first", "differences": "differing figures first"},
        GROUP: {"none": "no grouping", "kind": "by kind of outlet", "country": "by country"},
        COLUMNS: {"many": "the outlets with the most reports", "all": "all outlets"},
        DIFFERING: {
            "several": "reported by two or more figures",
            "differing": "where figures differ",
            "all": "everything",
        },
        BY: {"month": "by month", "week": "by week", "year": "by year"},
    }
)
"""Option -> its values with their labels; the first value is the default."""


def default(option: str) -> str:
    """The value of an option that is not chosen."""
    return next(iter(LABELS[option]))


def given_options(given: Mapping[str, list[str]]) -> dict[str, str]:
    """The options that a link asks for; one that is missing or has an unknown value is the default."""
    asked = {option: next(iter(given.get(option, ())), "") for option in LABELS}
    return {
        option: asked[option] if asked[option] in LABELS[option] else default(option) for option in LABELS
    }


def option_parameters(options: Mapping[str, str]) -> dict[str, list[str]]:
    """The options as parameters of a link, without defaults."""
    return {option: [value] for option, value in options.items() if value != default(option)}
