"""The English words that go with numbers in tables: numerals, orders of magnitude, qualifiers, blanks."""

from __future__ import annotations

import re

_UP_TO_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty"""
NUMERALS = {word: number for number, word in enumerate(_UP_TO_TWENTY.split())} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
NOBODY = frozenset({"nobody", "no one", "no-one"})
NONE = frozenset({"none", "no", "nil"})
"""Words that alone may also say that there is no figure."""
POWERS = {"k": 3, "hundred": 2, "thousand": 3, "m": 6, "million": 6, "mio": 6, "mln": 6, "billion": 9}
ORDERS = {
    "tens": 1,
    "dozens": 1,
    "hundreds": 2,
    "thousands": 3,
    "tens of thousands": 4,
    "hundreds of thousands": 5,
    "millions": 6,
    "tens of millions": 7,
    "hundreds of millions": 8,
}
QUANTITY_WORDS = re.compile(
    r"(a few|few|several|some|many|numerous|multiple|various|countless|scores|a number of|"
    r"(?:a )?handful|a lot|lots|unspecified|undisclosed|unknown number)(?: of)?"
)
BLANK = frozenset(
    {"", "-", "--", "–", "—", "?", ".", "n/a", "na", "n.a.", "nan", "null", "unknown", "not known"}
    | {"not reported", "not stated", "no data", "nd", "n.d.", "#n/a"}
)
# What stands before or after a number -> the qualifier; the longest is tried first.
BEFORE = {
    "at least": "at-least",
    "at the least": "at-least",
    "no fewer than": "at-least",
    "no less than": "at-least",
    "not less than": "at-least",
    "minimum": "at-least",
    "minimum of": "at-least",
    "min": "at-least",
    "min.": "at-least",
    ">=": "at-least",
    "≥": "at-least",
    "over": "over",
    "more than": "over",
    "above": "over",
    "upwards of": "over",
    ">": "over",
    "up to": "at-most",
    "at most": "at-most",
    "no more than": "at-most",
    "not more than": "at-most",
    "as many as": "at-most",
    "maximum": "at-most",
    "maximum of": "at-most",
    "max": "at-most",
    "max.": "at-most",
    "<=": "at-most",
    "≤": "at-most",
    "under": "under",
    "fewer than": "under",
    "less than": "under",
    "below": "under",
    "almost": "about",
    "<": "under",
    "about": "about",
    "around": "about",
    "some": "about",
    "approximately": "about",
    "approx": "about",
    "approx.": "about",
    "circa": "about",
    "ca": "about",
    "ca.": "about",
    "c.": "about",
    "c": "about",
    "roughly": "about",
    "nearly": "about",
    "estimated": "about",
    "an estimated": "about",
    "~": "about",
    "≈": "about",
}
AFTER = {
    "+": "at-least",
    "or more": "at-least",
    "at least": "at-least",
    "or so": "about",
    "or fewer": "at-most",
    "or less": "at-most",
}
# Words that only name what is counted. Any other word could change what the number says.
NOUNS = re.compile(
    r"(?: (?:people|persons|person|civilians?|soldiers?|fighters?|militants?|troops|residents|women|men|"
    r"children|killed|dead|deaths|died|injured|wounded|hurt|displaced|detained|arrested|casualties|fatalities|"
    r"were|was|others?|attacks?|clashes|strikes?|drones?|vehicles|km|kilometres|kilometers|minutes))+$"
)
