"""The formats that tables come in and go out in, one module each; a module's `FORMATS` are found here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from datelines.formats.model import Format


@cache
def all_formats() -> Mapping[str, Format]:
    """Every format by name, in the order in which they are asked whether files are theirs."""
    names = [found.name for found in pkgutil.walk_packages(__path__, f"{__name__}.")]
    modules = [importlib.import_module(name) for name in names]
    found = sorted((one for m in modules for one in getattr(m, "FORMATS", ())), key=lambda one: one.rank)
    return MappingProxyType({one.name: one for one in found})


def readable_formats() -> Mapping[str, Format]:
    """The formats that can be read, by name."""
    return MappingProxyType({name: one for name, one in all_formats().items() if one.read})


def writable_formats() -> Mapping[str, Format]:
    """The formats that can be written, by name."""
    return MappingProxyType({name: one for name, one in all_formats().items() if one.write})
