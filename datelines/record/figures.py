"""Reported figures in words, as their source qualified them and never rounded."""

from __future__ import annotations

from decimal import Decimal

from datelines.record.dates import date_in_words
from datelines.record.qualifiers import ORDERS, QUALIFIERS, ends_in
from datelines.record.records import Figure

_MEASURES = {
    "attacks": ("attack", "attacks"),
    "clashes": ("clash", "clashes"),
    "civilians": ("civilian", "civilians"),
    "drone-attacks": ("attack with drones", "attacks with drones"),
    "drones": ("drone", "drones"),
    "fighters": ("fighter", "fighters"),
    "killed-or-injured": ("killed or injured", "killed or injured"),
    "posts": ("military post", "military posts"),
    "strikes": ("strike", "strikes"),
    "targets": ("target hit", "targets hit"),
    "vehicles": ("vehicle", "vehicles"),
    "violations": ("ceasefire breach", "ceasefire breaches"),
}
"""Measure -> the words after one and after several; any other measure is its own word (`5 killed`)."""
_BEFORE_NUMBER = frozenset({"distance", "duration", "population"})
"""Measures that are written before their number: `distance 30 km`."""
_TIMES = frozenset({"minutes", "hours", "days", "weeks", "months", "years"})
"""Units of a length of time, which is kept in the one that the page prints."""
_SCOPES = {"period": "for", "since": "since", "state": "as of"}


def figure_in_words(figure: Figure) -> str:
    """The number with its qualifier and unit: `over 300`, `22–29`, `about 30 km`,
    `tens of thousands (10,000–99,999)`.

    Raises ValueError where an end that the qualifier needs is blank.
    """
    qualifier = QUALIFIERS[figure.qualifier]
    ends = {"low": figure.low, "high": figure.high}
    for name in ends_in(qualifier.words):
        if ends[name] is None:
            raise ValueError(f"{figure.figure_id}: qualifier {figure.qualifier!r} needs a value in {name}")
    numbers = {name: number_in_words(end) for name, end in ends.items() if end is not None}
    words = qualifier.words.format(**numbers)
    order = order_of_magnitude(figure.low, figure.high) if qualifier.numbers == "order" else None
    return (f"{order} ({words})" if order else words) + _unit_words(figure)


def figure_sentence(figure: Figure) -> str:
    """The figure with what it counts and what it is for: `about 150 killed (Syrian troops), for
    December 2019 – January 2020`. Raises ValueError as `figure_in_words` does."""
    number = figure_in_words(figure)
    if figure.measure in _BEFORE_NUMBER:
        words = f"{figure.measure} {number}"
    elif figure.measure == "other":
        words = number
    else:
        singular, plural = _MEASURES.get(figure.measure, (figure.measure, figure.measure))
        words = f"{number} {singular if figure.low == figure.high == 1 else plural}"
    return f"{words} ({figure.population}){_scope_words(figure)}"


def number_in_words(number: float) -> str:
    """A number with thousands separators and every digit that it has: `1,200`, `33.5`."""
    if number == int(number):
        return f"{int(number):,}"
    return f"{Decimal(repr(number)):,f}"


def order_of_magnitude(low: float | None, high: float | None) -> str | None:
    """`hundreds` for 100 and 999, `tens of thousands` for 10,000 and 99,999; None for other ends."""
    for words, power in ORDERS.items():
        if low == 10**power and high == 10 ** (power + 1) - 1:
            return words
    return None


def _unit_words(figure: Figure) -> str:
    if figure.unit in _TIMES:
        one = {figure.low, figure.high} - {None} == {1}
        return f" {figure.unit[:-1]}" if one else f" {figure.unit}"
    return {"km": " km", "metres": " metres", "km2": " km²", "percent": " per cent"}.get(figure.unit, "")


def _scope_words(figure: Figure) -> str:
    if figure.scope == "event":
        return ""
    if figure.scope_dates is None:
        return {
            "period": ", for a period not dated in the source",
            "since": ", since a day not dated in the source",
            "state": "",
        }[figure.scope]
    return f", {_SCOPES[figure.scope]} {date_in_words(figure.scope_dates)}"
