"""The labels of a list of choices while their numbers change: which id a label stood for.

A browser keeps what is chosen as it was labelled (`TASS (60)`), and sends that back. The number changes with
the other filters, so a choice that was made meanwhile comes under a label that is no longer offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datelines.facets import NUMBER

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
    name, between, _ = value.rpartition(NUMBER)
    if not between:
        return value  # no id holds a blank
    labels = (item for one in shown for item in one.items())
    return next((key for key, label in labels if label.rpartition(NUMBER)[0] == name), "")
