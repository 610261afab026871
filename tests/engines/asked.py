"""Asking a store that fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from datelines.engine.asking import Store
from datelines.engine.connecting import engine_of
from datelines.engine.errors import StoreError
from datelines.engine.schema import schema


def failure(ask: Callable[[], object]) -> StoreError:
    """How asking fails."""
    with pytest.raises(StoreError) as caught:
        ask()
    return caught.value


def of(url: str) -> Store:
    """A store at an address, of which nothing is known yet."""
    return Store(engine_of(url), schema())
