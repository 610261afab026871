"""Words of dates in several languages, put into English ones before a date is read: months, “about”, endings."""

from __future__ import annotations

import re
import unicodedata

_MONTHS = """
january   : يناير|كانون الثاني|كانون ثاني|جانفي|январь|января|янв|ocak|januar|jänner|janvier|janv
february  : فبراير|شباط|فيفري|февраль|февраля|фев|şubat|februar|février|févr
march     : مارس|آذار|اذار|март|марта|мар|mart|märz|maerz|mars
april     : أبريل|إبريل|نيسان|أفريل|апрель|апреля|апр|nisan|avril
may       : مايو|أيار|ماي|май|мая|mayıs|mai
june      : يونيو|يونيه|حزيران|جوان|июнь|июня|июн|haziran|juni|juin
july      : يوليو|يوليه|تموز|جويلية|يوليوز|июль|июля|июл|temmuz|juli|juillet|juil
august    : أغسطس|آب|أوت|غشت|август|августа|авг|ağustos|août
september : سبتمبر|أيلول|شتنبر|сентябрь|сентября|сент|сен|eylül|septembre
october   : أكتوبر|تشرين الأول|تشرين أول|октябрь|октября|окт|ekim|oktober|octobre
november  : نوفمبر|تشرين الثاني|تشرين ثاني|نونبر|ноябрь|ноября|ноя|kasım|novembre
december  : ديسمبر|كانون الأول|كانون أول|دجنبر|декабрь|декабря|дек|aralık|dezember|décembre
about     : نحو|حوالي|حوالى|قرابة|около|примерно|yaklaşık|etwa|ungefähr|environ|vers
"""
_ENDS = re.compile(r"(?<=\d{4}) ?(?:г\.?|гг\.?|года|году|م|yılı)$")
_FIRST = re.compile(r"\b1er\b")


def folded_word(text: str) -> str:
    """A text in lower case without the signs that writers leave out: accents, the dots of a Turkish i, and in
    Arabic the hamza on its seat, vowel signs and the kashida. Consonants stay as they are."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ı", "i").replace("ё", "е"))
    plain = "".join(char for char in plain if not unicodedata.combining(char) or char == "\u0306")
    # The breve of the Russian й is no accent that writers leave out.
    return unicodedata.normalize("NFC", plain.replace("\u0640", ""))


def _words() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _MONTHS.strip().splitlines():
        english, _, words = line.partition(":")
        found |= {folded_word(word.strip()): english.strip() for word in words.split("|")}
    return found


_ENGLISH = _words()
_WORD = re.compile(
    r"(?<!\w)(" + "|".join(map(re.escape, sorted(_ENGLISH, key=len, reverse=True))) + r")(?!\w)"
)
_SYRIAN_AND_OTHER = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)\s*(?:/\s*\1\b|\(\s*\1\s*\))"
)


def in_english(text: str) -> str:
    """A date's text with ASCII digits and English months: `٣ أيلول ٢٠١٩` and `3 сентября 2019 г.` as
    `3 september 2019`. A month that is given by two of its names (`أيلول/سبتمبر`) is one."""
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    if digits.isascii() and not re.search("[A-Za-z]", digits):
        return digits
    folded = _FIRST.sub("1", folded_word(digits))
    plain = _WORD.sub(lambda word: _ENGLISH[word[1]], folded)
    return _ENDS.sub("", _SYRIAN_AND_OTHER.sub(r"\1", plain)).strip()
