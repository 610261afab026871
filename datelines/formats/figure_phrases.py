"""Reads a number as people write it in a table: `33`, `at least 33`, `33-36`, `tens of thousands`, `many`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from datelines.formats.figure_words import (
    AFTER,
    BEFORE,
    BLANK,
    NOBODY,
    NONE,
    NOUNS,
    NUMERALS,
    ORDERS,
    POWERS,
    QUANTITY_WORDS,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reported number: a term of `vocabulary.QUALIFIERS` and its ends as plain digits, '' for none."""

    qualifier: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class QuantityWord:
    """A word for a quantity that is no number (`many`); it goes to wording.csv, not to figures.csv."""

    word: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that is not read as a number: why, and what would help."""

    why: str
    repair: str


LONGEST = 100
"""Characters of a number with its words; what is longer is another text."""
_GROUPED = re.compile(r"\d{1,3}(?:([,.' ])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_AMBIGUOUS_POINT = Unread(
    "a point before three digits can mean thousands or decimals", "write 1200 or 1.2, without a separator"
)
_DECIMAL_COMMA = Unread(
    "the comma can mark decimals or thousands", "write decimals with a point: 1.5, and thousands as 1500"
)
_NO_NUMBER = Unread(
    "not read as a number", "write it like 33, at least 33, over 300, 33-36, about 30, up to 12 or hundreds"
)
_ZERO_OR_NOTHING = Unread(
    "may mean that nobody was counted, or that there is no figure",
    "write 0 if the source reports zero, or leave it blank",
)
_A_DATE = Unread(
    "a date, not a number: a spreadsheet may have turned a range such as 3-5 into it",
    "write the range as text: 3 to 5",
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}-[a-z]{3}$|[a-z]{3}-\d{1,2}$")


def figure_of(phrase: str) -> Phrase | None:
    """The number that a phrase gives, with its qualifier; None for a blank, a quantity without a number
    (`many`) and whatever is not read (see `reading_of`), such as `none`. `zero` is a reported 0."""
    found = reading_of(phrase)
    return found if isinstance(found, Phrase) else None


@lru_cache(maxsize=65536)
def reading_of(phrase: str) -> Phrase | QuantityWord | Unread | None:
    """What a cell for a number says; None where it says that nothing is reported (blank, `n/a`, `?`).

    Nothing is rounded or guessed: `1,200` and `1 200` are 1200, `1.200` and `1,5` are not read. As in the
    shipped tables, `nearly` and `almost` are read as about, and `a dozen` as about 12.
    """
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in phrase)
    text = re.sub(r"\s+", " ", text.strip().lower().replace("’", "'"))
    if text in BLANK:
        return None
    if len(text) > LONGEST:
        return _NO_NUMBER
    if text in NONE:
        return _ZERO_OR_NOTHING
    text = NOUNS.sub("", f" {text}").strip() if re.search(r"[^a-z ]", text) else _without_nouns(text)
    if text in NOBODY | NONE:
        return Phrase("exact", "0", "0")
    if found := _order(text):
        return found
    if word := QUANTITY_WORDS.fullmatch(text):
        return QuantityWord(word[1])
    return _qualified(text)


def _without_nouns(text: str) -> str:
    """`hundreds of people` as `hundreds`; `killed` alone stays, since it is no number."""
    bare = re.sub(r" of$", "", NOUNS.sub("", f" {text}").strip())
    return bare or text


def _order(text: str) -> Phrase | None:
    hundred = re.fullmatch(r"(?:a few|several|a couple of|some) (hundred|thousand|million)s?", text)
    bare = f"{hundred[1]}s" if hundred else re.sub(r"^(?:many|several) (?=\w+s\b)", "", text)
    power = ORDERS.get(re.sub(r" of$", "", bare))
    return None if power is None else Phrase("order", str(10**power), str(10 ** (power + 1) - 1))


def _qualified(text: str) -> Phrase | Unread:
    for pattern, table in ((_STARTS, BEFORE), (_ENDS, AFTER)):
        match = pattern.fullmatch(text)
        if match:
            number = _number(match["number"])
            # `over at least 30` says two things at once, and is left to whoever wrote it.
            return number if isinstance(number, Unread) else _bound(table[match["words"]], number)
    if re.fullmatch(r"(a |one )?dozen", text):
        return Phrase("about", "12", "12")
    number = _number(text)
    between = _BETWEEN.fullmatch(text) if number is _NO_NUMBER else None
    if between:
        low = _number(between["low"] or between["least"])
        high = _number(between["high"] or between["most"])
        if not (isinstance(low, Unread) or isinstance(high, Unread)):
            return _between(low, high)
    return number if isinstance(number, Unread) else Phrase("exact", number, number)


def _alternatives(table: dict[str, str]) -> str:
    return "|".join(re.escape(words) for words in sorted(table, key=len, reverse=True))


_STARTS = re.compile(rf"(?P<words>{_alternatives(BEFORE)})(?:(?<=[a-z]) |(?<![a-z]) ?)(?P<number>.+)")
_ENDS = re.compile(rf"(?P<number>.+?) ?(?P<words>{_alternatives(AFTER)})")
_END = r"\d[\d,. ']*?|[a-z]+"
_BETWEEN = re.compile(
    rf"(?:from )?(?P<low>{_END}) ?(?:-|–|—|−|\bto\b|\.\.) ?(?P<high>{_END})|"
    rf"between (?P<least>{_END}) and (?P<most>{_END})"
)


def _bound(qualifier: str, number: str) -> Phrase:
    if qualifier in ("at-least", "over"):
        return Phrase(qualifier, number, "")
    if qualifier in ("at-most", "under"):
        return Phrase(qualifier, "", number)
    return Phrase(qualifier, number, number)


def _between(low: str, high: str) -> Phrase:
    if low == high:
        return Phrase("exact", low, low)
    # Ends in the wrong order are kept as they are: the checks say so.
    return Phrase("range", low, high)


def _number(text: str) -> str | Unread:
    """The plain digits of a number without qualifier."""
    text = text.strip()
    if text in NUMERALS:
        return str(NUMERALS[text])
    if re.fullmatch(r"(a |one )?dozen", text):
        return "12"
    tens, _, ones = text.replace("-", " ").partition(" ")
    if NUMERALS.get(tens, 0) >= 20 and 1 <= NUMERALS.get(ones, 0) <= 9:
        return str(NUMERALS[tens] + NUMERALS[ones])
    match = re.fullmatch(rf"(.+?) ?({'|'.join(POWERS)})", text)
    if match:
        head = "1" if match[1] in ("a", "one") else _number(match[1])
        return head if isinstance(head, Unread) else _digits(Decimal(head).scaleb(POWERS[match[2]]))
    grouped = _GROUPED.fullmatch(text)
    if grouped and grouped[1] == "." and text.count(".") == 1:
        return _AMBIGUOUS_POINT
    if grouped:
        return text.replace(grouped[1], "")
    if _PLAIN.fullmatch(text):
        return _digits(Decimal(text))
    if re.fullmatch(r"\d+,\d+", text):
        return _DECIMAL_COMMA
    return _A_DATE if _DATE.match(text) else _NO_NUMBER


def _digits(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
