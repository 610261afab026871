"""What is kept of a store: made once, bounded, the same for all threads, and gone with the store."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from datelines.query.dataset import Dataset
from datelines.query.query import EventQuery
from datelines.store.remembered import Remembered
from tests.builders import archive, store_of


def doubled(asked: list[int]) -> Callable[[list[int]], dict[int, int]]:
    """Makes the double of each even number, and notes what it is asked for."""

    def made(numbers: list[int]) -> dict[int, int]:
        asked.extend(numbers)
        return {number: 2 * number for number in numbers if number % 2 == 0}

    return made


def test_a_value_is_made_once_for_each_kind_and_key() -> None:
    kept, made = Remembered(), [object() for _ in range(3)]
    first = kept.one("a", "x", lambda: made[0])
    assert kept.one("a", "x", lambda: made[1]) is first is made[0]
    assert kept.one("b", "x", lambda: made[2]) is made[2]


def test_only_what_is_not_kept_is_made_and_each_key_once() -> None:
    kept, asked = Remembered(), list[int]()
    assert kept.several("n", [2, 4, 2], doubled(asked), 9) == {2: 4, 4: 8}
    assert kept.several("n", [6, 4], doubled(asked), 9) == {4: 8, 6: 12}
    assert asked == [2, 4, 6]


def test_a_key_without_a_value_is_left_out_and_asked_for_again() -> None:
    kept, asked = Remembered(), list[int]()
    assert kept.several("n", [1, 2], doubled(asked), 9) == {2: 4}
    assert kept.several("n", [1, 2], doubled(asked), 9) == {2: 4}
    assert asked == [1, 2, 1]


def test_what_was_used_last_stays() -> None:
    kept, asked = Remembered(), list[int]()
    for numbers in ([2], [4], [2], [6], [2], [4]):
        kept.several("n", numbers, doubled(asked), 2)
    assert asked == [2, 4, 6, 4]


def test_more_than_are_kept_are_given_all_the_same() -> None:
    assert Remembered().several("n", [2, 4, 6], doubled([]), 1) == {2: 4, 4: 8, 6: 12}


def test_nothing_is_kept_of_what_failed() -> None:
    kept = Remembered()
    with pytest.raises(ZeroDivisionError):
        kept.one("a", "x", lambda: 1 // 0)
    assert kept.one("a", "x", lambda: 2) == 2


def test_threads_that_ask_at_once_are_given_the_same_object() -> None:
    kept, at_once = Remembered(), Barrier(4)

    def made() -> object:
        at_once.wait(timeout=30)
        return object()

    with ThreadPoolExecutor(4) as threads:
        found = [future.result() for future in [threads.submit(kept.one, "a", "x", made) for _ in range(4)]]
    assert len(set(map(id, found))) == 1


def test_a_store_is_freed_with_all_that_was_found_of_it_without_the_garbage_collector() -> None:
    loaded = Dataset(store_of(archive()), {})
    selection = loaded.selection(EventQuery(text="event"))
    assert selection.table_rows(0, 10)
    assert loaded.archive_of([])
    gone = [weakref.ref(loaded), weakref.ref(loaded.store), weakref.ref(selection)]
    del loaded, selection
    assert [one() for one in gone] == [None] * 3
