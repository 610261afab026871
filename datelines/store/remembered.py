"""What was found of a store once and is wanted again: bounded, and gone with whatever it belongs to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered:
    """Values by kind and key. Of each kind `most` are kept, those that were used last; several threads may
    ask at once.

    It belongs to one object (a store, or what a page shows) and must hold nothing that leads back to it: then
    a session's own table is freed as soon as nobody uses it.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, OrderedDict[Any, Any]] = {}
        self._lock = Lock()

    def one(self, kind: str, key: Hashable, made: Callable[[], V], most: int = 1) -> V:
        """The value of a key, made where it is not kept. What `made` raises is raised, nothing is kept."""
        return self.several(kind, (key,), lambda _: {key: made()}, most)[key]

    def several(
        self, kind: str, keys: Collection[K], made: Callable[[list[K]], Mapping[K, V]], most: int
    ) -> dict[K, V]:
        """The values of keys; `made` gives those that are not kept, all at once. One that it leaves out has
        no value, and is asked for again."""
        with self._lock:
            kept = self._kinds.setdefault(kind, OrderedDict())
            there = {key: kept[key] for key in keys if key in kept}
            for key in there:
                kept.move_to_end(key)
        missing = [key for key in dict.fromkeys(keys) if key not in there]
        if not missing:
            return there
        # Not under the lock: a store that does not answer would keep all others waiting.
        found = made(missing)
        with self._lock:
            # Another thread may have been faster: everybody gets the same object.
            there |= {key: kept.setdefault(key, value) for key, value in found.items()}
            while len(kept) > most:
                kept.popitem(last=False)
        return there
