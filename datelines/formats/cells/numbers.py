"""Reads a number as people write it in a table: `33`, `at least 33`, `33-36`, `tens of thousands`, `many`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from datelines.formats.cells.months import folded_word
from datelines.record.qualifiers import ORDERS, QUALIFIERS, Qualifier, ends_in

_UP_TO_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty"""
_NUMERALS = {word: number for number, word in enumerate(_UP_TO_TWENTY.split())} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NOBODY = frozenset({"nobody", "no one", "no-one"})
_NONE = frozenset({"none", "no", "nil"})
"""Words that alone may also say that there is no figure."""
_POWERS = {"k": 3, "hundred": 2, "thousand": 3, "m": 6, "million": 6, "mio": 6, "mln": 6, "billion": 9}
_QUANTITY_WORDS = re.compile(
    r"(a few|few|several|some|many|numerous|multiple|various|countless|scores|a number of|"
    r"(?:a )?handful|a lot|lots|unspecified|undisclosed|unknown number)(?: of)?"
)
_QUANTITIES_ELSEWHERE = frozenset(
    map(
        folded_word,
        (
            "العديد",
            "العديد من",
            "عدد من",
            "عدة",
            "كثيرون",
            "несколько",
            "многие",
            "много",
            "birçok",
            "birkaç",
            "çok sayıda",
            "mehrere",
            "viele",
            "einige",
            "plusieurs",
            "quelques",
            "de nombreux",
        ),
    )
)
_ORDERS_ELSEWHERE = {
    folded_word(word): power
    for power, words in {
        1: "عشرات|العشرات|десятки|onlarca|dutzende|dizaines|des dizaines",
        2: "مئات|المئات|сотни|yüzlerce|hunderte|centaines|des centaines",
        3: "آلاف|الآلاف|тысячи|binlerce|tausende|milliers|des milliers",
        4: "عشرات الآلاف|десятки тысяч|on binlerce|zehntausende|dizaines de milliers|des dizaines de milliers",
        5: "مئات الآلاف|сотни тысяч|yüz binlerce|hunderttausende|centaines de milliers|des centaines de milliers",
    }.items()
    for word in words.split("|")
}
_NOUNS_ELSEWHERE = "|".join(
    map(
        folded_word,
        (
            "قتيل",
            "قتيلا",
            "قتلى",
            "شهيد",
            "شهيدا",
            "شهداء",
            "جريح",
            "جريحا",
            "جرحى",
            "شخص",
            "شخصا",
            "أشخاص",
            "مدني",
            "مدنيا",
            "مدنيين",
            "человек",
            "человека",
            "погибших",
            "погибли",
            "убитых",
            "раненых",
            "kişi",
            "ölü",
            "yaralı",
            "sivil",
            "tote",
            "toten",
            "getötete",
            "verletzte",
            "verletzten",
            "menschen",
            "personen",
            "morts",
            "tués",
            "blessés",
            "personnes",
            "civils",
        ),
    )
)
_BLANK = frozenset(
    {"", "-", "--", "–", "—", "?", ".", "n/a", "na", "n.a.", "nan", "null", "unknown", "not known"}
    | {"not reported", "not stated", "no data", "nd", "n.d.", "#n/a"}
)
# Words that only name what is counted. Any other word could change what the number says.
_NOUNS = re.compile(
    r"(?: (?:people|persons|person|civilians?|soldiers?|fighters?|militants?|troops|residents|women|men|"
    r"children|killed|dead|deaths|died|injured|wounded|hurt|displaced|detained|arrested|casualties|fatalities|"
    r"were|was|others?|attacks?|clashes|strikes?|drones?|vehicles|km|kilometres|kilometers|minutes|"
    + _NOUNS_ELSEWHERE
    + r"))+$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reported number: a term of `qualifiers.QUALIFIERS` and its ends as plain digits, '' for none."""

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


_LONGEST_PHRASE = 100
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


@lru_cache(maxsize=65536)
def reading_of(phrase: str) -> Phrase | QuantityWord | Unread | None:
    """What a cell for a number says; None where it says that nothing is reported (blank, `n/a`, `?`).

    Nothing is rounded or guessed: `1,200` and `1 200` are 1200, `1.200` and `1,5` are not read. `nearly` and
    `almost` are read as about: they say that the number is near, which `under` would lose. `a dozen` is
    about 12.
    """
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in phrase)
    text = re.sub(r"\s+", " ", text.strip().lower().replace("’", "'"))
    if not text.isascii():
        text = folded_word(text.replace("٬", ",").replace("٫", "."))
        # The Arabic “and” is written together with what follows it.
        text = re.sub(r"\bو(?=\d)", "و ", text)
    if text in _BLANK:
        return None
    if len(text) > _LONGEST_PHRASE:
        return _NO_NUMBER
    if text in _NONE:
        return _ZERO_OR_NOTHING
    text = _NOUNS.sub("", f" {text}").strip() if re.search(r"[^a-z ]", text) else _without_nouns(text)
    if text in _NOBODY | _NONE:
        return Phrase("exact", "0", "0")
    if found := _order(text):
        return found
    if text in _QUANTITIES_ELSEWHERE:
        return QuantityWord(phrase.strip())
    if word := _QUANTITY_WORDS.fullmatch(text):
        return QuantityWord(word[1])
    return _qualified(text)


def _without_nouns(text: str) -> str:
    """`hundreds of people` as `hundreds`; `killed` alone stays, since it is no number."""
    bare = re.sub(r" of$", "", _NOUNS.sub("", f" {text}").strip())
    return bare or text


def _order(text: str) -> Phrase | None:
    hundred = re.fullmatch(r"(?:a few|several|a couple of|some) (hundred|thousand|million)s?", text)
    bare = f"{hundred[1]}s" if hundred else re.sub(r"^(?:many|several) (?=\w+s\b)", "", text)
    power = ORDERS.get(re.sub(r" of$", "", bare), _ORDERS_ELSEWHERE.get(bare))
    return None if power is None else Phrase("order", str(10**power), str(10 ** (power + 1) - 1))


def _qualified(text: str) -> Phrase | Unread:
    if re.fullmatch(r"(a |one )?dozen", text):
        return Phrase("about", "12", "12")
    for pattern, qualifier in _PATTERNS:
        if match := pattern.fullmatch(text):
            ends = {name: _number(end) for name, end in match.groupdict().items()}
            # What is no plain number may be words of a longer phrase. `over at least 30` says two things at
            # once: no phrase leaves a plain number of it, and it is left to whoever wrote it.
            unread = [end for end in ends.values() if isinstance(end, Unread)]
            if not unread:
                return _phrase(qualifier, {name: str(end) for name, end in ends.items()})
            if unread != [_NO_NUMBER] * len(unread):
                return next(why for why in unread if why is not _NO_NUMBER)
    return _NO_NUMBER


def _phrase(qualifier: Qualifier, ends: dict[str, str]) -> Phrase:
    """Ends in the wrong order are kept as they are: the checks say so."""
    low, high = ends.get("low", ""), ends.get("high", "")
    if qualifier.equal_ends:
        return Phrase(qualifier.term, low or high, high or low)
    if low == high and not qualifier.opens:
        return Phrase("exact", low, low)
    return Phrase(qualifier.term, low, high)


_SEVERAL = r"\d[\d,. ']*?|[a-z]+"
"""One of two numbers in a phrase. A single number may be any text: `_number` decides whether it is one."""


def _pattern_of(phrase: str) -> re.Pattern[str]:
    """A folded phrase of the table as a pattern for the whole text. A word needs a space before its number, but none
    after it (`33or more`); a sign may have spaces around it; a dash may be of any length."""
    number = ".+?" if len(ends_in(phrase)) == 1 else _SEVERAL
    pieces = re.split(r"{(low|high)}", folded_word(phrase))
    pattern = ""
    for place, piece in enumerate(pieces):
        words = piece.strip()
        if place % 2:
            pattern += f"(?P<{piece}>{number})"
        elif words:
            first, last = place == 0, place == len(pieces) - 1
            before = "" if first else " " if words[0].isalpha() and not last else " ?"
            after = "" if last else " " if words[-1].isalpha() else " ?"
            pattern += before + ("[-–—−]" if words == "-" else re.escape(words)) + after
    return re.compile(pattern)


def _in_turn(phrase: str) -> tuple[int, bool, int]:
    """A plain number is tried first (`twenty-two` is no range), then phrases with one number, then with two;
    of these, the longest first."""
    words = re.sub(r"{\w+}", "", phrase)
    return len(ends_in(phrase)), words != "", -len(words)


_PHRASES = {
    phrase: qualifier
    for qualifier in QUALIFIERS.values()
    for phrases in qualifier.phrases.values()
    for phrase in phrases
    if ends_in(phrase)
}
_PATTERNS = [(_pattern_of(phrase), _PHRASES[phrase]) for phrase in sorted(_PHRASES, key=_in_turn)]


def _number(text: str) -> str | Unread:
    """The plain digits of a number without qualifier."""
    text = text.strip()
    if text in _NUMERALS:
        return str(_NUMERALS[text])
    if re.fullmatch(r"(a |one )?dozen", text):
        return "12"
    tens, _, ones = text.replace("-", " ").partition(" ")
    if _NUMERALS.get(tens, 0) >= 20 and 1 <= _NUMERALS.get(ones, 0) <= 9:
        return str(_NUMERALS[tens] + _NUMERALS[ones])
    match = re.fullmatch(rf"(.+?) ?({'|'.join(_POWERS)})", text)
    if match:
        head = "1" if match[1] in ("a", "one") else _number(match[1])
        return head if isinstance(head, Unread) else _digits(Decimal(head).scaleb(_POWERS[match[2]]))
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
