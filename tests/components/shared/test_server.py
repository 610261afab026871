"""What stays in memory is out of the garbage collector's rounds, until the data are others."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from components.shared.server import spare_what_stays


class Knot:
    """Something that holds itself, which only the collector can let go."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The collector goes over everything again after a test."""
    yield
    gc.unfreeze()
    spare_what_stays.cache_clear()


def test_data_of_an_old_version_are_let_go_once_there_is_another() -> None:
    knot = Knot()
    data = weakref.ref(knot)
    spare_what_stays("version", "Explore")
    del knot
    gc.collect()
    assert data() is not None, "it is out of the rounds"
    spare_what_stays("version", "Explore")
    assert data() is not None, "nothing is new"
    spare_what_stays("another version", "Explore")
    assert data() is None
