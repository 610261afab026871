"""Asking a store that fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from datelines.store.failures import StoreError
from datelines.store.opening import engine_of
from datelines.store.schema import schema
from datelines.store.store import Store


def failure(ask: Callable[[], object]) -> StoreError:
    """How asking fails."""
    with pytest.raises(StoreError) as caught:
        ask()
    return caught.value


def of(url: str) -> Store:
    """A store at an address, of which nothing is known yet."""
    return Store(engine_of(url), schema())
