"""The English words that go with numbers in tables: numerals, powers, nouns, blanks."""

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
QUANTITY_WORDS = re.compile(
    r"(a few|few|several|some|many|numerous|multiple|various|countless|scores|a number of|"
    r"(?:a )?handful|a lot|lots|unspecified|undisclosed|unknown number)(?: of)?"
)
BLANK = frozenset(
    {"", "-", "--", "–", "—", "?", ".", "n/a", "na", "n.a.", "nan", "null", "unknown", "not known"}
    | {"not reported", "not stated", "no data", "nd", "n.d.", "#n/a"}
)
# Words that only name what is counted. Any other word could change what the number says.
NOUNS = re.compile(
    r"(?: (?:people|persons|person|civilians?|soldiers?|fighters?|militants?|troops|residents|women|men|"
    r"children|killed|dead|deaths|died|injured|wounded|hurt|displaced|detained|arrested|casualties|fatalities|"
    r"were|was|others?|attacks?|clashes|strikes?|drones?|vehicles|km|kilometres|kilometers|minutes))+$"
)
