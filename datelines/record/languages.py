"""The English names of languages, from the Unicode CLDR by way of Babel."""

from __future__ import annotations

from functools import lru_cache

UNKNOWN = "und"
"""BCP 47 for a language that is not known."""


@lru_cache(maxsize=1024)
def language_name(tag: str) -> str:
    """The name of a language by its BCP 47 tag: `Turkish` for `tr`. Of a tag with parts that have no name
    (`sr-Latn`), the name of its language with the tag; what is no tag at all is given as it is."""
    from babel import Locale  # late: only pages and exports that name a language need it

    if tag == UNKNOWN:
        return "language not recorded"
    base = tag.partition("-")[0].lower()
    name = Locale("en").languages.get(base)
    if name is None:
        return tag
    return name if base == tag.lower() else f"{name} ({tag})"
