"""The labels of a list of choices while their numbers change: which id a label stood for.

A browser keeps what is chosen as it was labelled (`TASS (60)`), and sends that back. The number changes with
the other filters, so a choice that was made meanwhile comes under a label that is no longer offered. What is
chosen has no number in its label: to tell a browser another label of it takes away what is being typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datelines.query.facets import NUMBER

Labels = Mapping[str, str]
"""Labels by id."""

KEPT = 3
"""Lists of labels that are remembered: more runs do not pass between a click and its answer."""


def ids_of(chosen: Sequence[str], shown: Sequence[Labels]) -> list[str]:
    """Ids in place of labels, each once. `shown` are the last lists of labels, the present one first; what
    none of them has is left out."""
    return list(dict.fromkeys(filter(None, (_id_of(value, shown) for value in chosen))))


def relabelled(chosen: Sequence[str], shown: Sequence[Labels], labels: Labels) -> bool:
    """Whether what is chosen (ids) has other labels than when it was last shown."""
    return bool(shown) and any(labels.get(key) != shown[0].get(key) for key in chosen)


def _id_of(value: str, shown: Sequence[Labels]) -> str:
    if any(value in one for one in shown):
        return value
    labels = [item for one in shown for item in one.items()]
    for wanted in (value, _unnumbered(value)):
        for read in (str, _unnumbered):  # a name may end like a number itself
            found = next((key for key, label in labels if read(label) == wanted), None)
            if found is not None:
                return found
    return "" if " " in value else value  # no id holds a blank


def _unnumbered(label: str) -> str:
    """A label without its number, where it has one."""
    name, between, number = label.rpartition(NUMBER)
    return name if between and number.rstrip(")").replace(",", "").isdecimal() else label
