"""The choices of the Compare page that are not filters: the question, how much is shown, the outlets with a
column, and the two outlets that are read side by side. They are declared here once; the link holds those that
are not the default."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SECTION, CASES, BY = "section", "cases", "by"
PINS, ONE, OTHER, SUBJECT = "pins", "one", "other", "subject"

LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        SECTION: {
            "numbers": "What numbers?",
            "words": "What words?",
            "who": "Who and when?",
        },
        CASES: {"first": "the first cases", "all": "all cases"},
        BY: {"month": "by month", "week": "by week", "year": "by year"},
    }
)
"""Option -> its values with their labels; the first value is the default."""

_BEFORE: Mapping[str, str] = MappingProxyType(
    {
        "matrix": "numbers",
        "figures": "numbers",
        "wording": "words",
        "speakers": "who",
        "dating": "who",
        "coverage": "who",
    }
)
"""Sections of earlier links -> the question that holds what they had."""


def default(option: str) -> str:
    """The value of an option that is not chosen."""
    return next(iter(LABELS[option]))


def is_read(option: str, value: str) -> bool:
    """Whether a value of an option can be read, also that of an earlier link."""
    return value in LABELS[option] or (option == SECTION and value in _BEFORE)


def given_options(given: Mapping[str, list[str]]) -> dict[str, str]:
    """The options that a link asks for; one that is missing or has an unknown value is the default. A link
    made before there were questions asks for the one that holds its section."""
    asked = {option: next(iter(given.get(option, ())), "") for option in LABELS}
    asked[SECTION] = _BEFORE.get(asked[SECTION], asked[SECTION])
    return {
        option: asked[option] if asked[option] in LABELS[option] else default(option) for option in LABELS
    }


def option_parameters(options: Mapping[str, str]) -> dict[str, list[str]]:
    """The options as parameters of a link, without defaults."""
    return {option: [value] for option, value in options.items() if value != default(option)}
