"""Opens the store that an address names, as its last complete load left it."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from sqlalchemy import URL, Engine, make_url, select

from datelines.engine.asking import Store, answer
from datelines.engine.connecting import engine_of
from datelines.engine.current import current, suffix_of
from datelines.engine.errors import Failure, StoreError, store_name
from datelines.engine.filling import VERSION
from datelines.engine.schema import schema, version

ASKED_AGAIN_SECONDS = 10.0
"""For so long a server is not asked which filling is in use: Spark takes half a second to say so. A load
keeps the filling before the new one, so that nobody reads tables that have gone."""

_COMMAND = "`python -m datelines load FOLDER --store ADDRESS`"


class NotLoaded(StoreError):
    """A store that can be reached, and that has to be loaded before it is read."""

    def __init__(self, failure: Failure, store: str, words: str, remedy: str) -> None:
        super().__init__(failure, store)
        self.args = (failure, store, words, remedy)  # what a copy is made from

    @property
    def said(self) -> str:
        """What is missing."""
        return f"{self.args[1]} {self.args[2]}"

    @property
    def repair(self) -> str:
        """The command that loads it."""
        return str(self.args[3])

    @property
    def retry(self) -> bool:
        """True: when it has been loaded, asking again finds it."""
        return True


class _Opened(NamedTuple):
    filling: object
    asked: float
    engine: Engine
    store: Store


_opened: dict[str, _Opened] = {}
_lock = Lock()


def open_store(url: str) -> Store:
    """The filling of a store that is in use: the same object until another is loaded. A DuckDB file is looked
    at each time; a server is asked at most every ASKED_AGAIN_SECONDS.

    Raises StoreError where it cannot be reached, NotLoaded where nothing is loaded there, or another version
    of Datelines loaded it.
    """
    known = _opened.get(url)
    # Not under the lock: a server that does not answer would keep all pages waiting one after another.
    found = _file_now(url, known) if _is_file(url) else _server_now(url, known)
    with _lock:
        other = _opened.get(url)
        if other is not None and other is not known and other.filling == found.filling:
            return other.store  # another thread was faster
        _opened[url] = found
    return found.store


def _is_file(url: str) -> bool:
    return url.partition(":")[0].partition("+")[0] == "duckdb"


def _file_now(url: str, known: _Opened | None) -> _Opened:
    address = make_url(url)
    filling = _file(address)
    if known is not None and known.filling == filling:
        return known
    # Another file has that name now: an engine goes on reading the file that it opened.
    store = Store(engine_of(url), schema())
    _check_version(store)
    return _Opened(filling, 0, store.engine, store)


def _server_now(url: str, known: _Opened | None) -> _Opened:
    now = time.monotonic()
    if known is not None and now < known.asked + ASKED_AGAIN_SECONDS:
        return known
    engine = known.engine if known is not None else engine_of(url)
    number = answer(engine, current)
    if number is None:
        raise _nothing_loaded(engine.url)
    if known is not None and known.filling == number:
        return known._replace(asked=now)
    store = Store(engine, schema(suffix_of(number)))
    _check_version(store)
    return _Opened(number, now, engine, store)


def _check_version(store: Store) -> None:
    about, address = store.schema.about, store.engine.url
    wanted = select(about.c.value).where(about.c.name == VERSION)
    if [value for (value,) in store.rows(wanted)] != [version()]:
        words = "was loaded by another version of Datelines."
        raise NotLoaded(Failure.MISSING, store_name(address), words, f"Load it again: {_COMMAND}.")


def _file(address: URL) -> tuple[int, int, int, int]:
    """What tells the file at an address from one that is renamed over it."""
    try:
        found = Path(str(address.database)).stat()
    except OSError:
        raise _nothing_loaded(address) from None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _nothing_loaded(address: URL) -> NotLoaded:
    return NotLoaded(Failure.MISSING, store_name(address), "has nothing in it yet.", f"Load it: {_COMMAND}.")


def forget_opened() -> None:
    """Look every store up anew when it is opened next, on new connections."""
    with _lock:
        for one in _opened.values():
            one.engine.dispose()
        _opened.clear()
