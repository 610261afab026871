"""Brings text into UTF-8. What is not Unicode is never guessed: bytes are shown, readings proposed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from datelines.files.limits import MEGABYTE
from datelines.files.opened import IntakeError

PROPOSED = ("windows-1252", "windows-1251", "windows-1256")
"""What a spreadsheet saves in when it does not save in Unicode: Western, Cyrillic and Arabic."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORD = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """How the bytes round the first that is not UTF-8 read in an encoding."""

    encoding: str
    text: str


class EncodingError(IntakeError):
    """A text that is not Unicode. `readings` are what it might be: once a person has chosen one, the file
    can be opened with that `encoding`."""

    def __init__(self, name: str, why: str, repair: str, readings: tuple[Reading, ...] = ()) -> None:
        super().__init__(name, why, repair)
        self.readings = readings


def as_utf8(name: str, content: bytes, encoding: str | None = None) -> tuple[bytes, str]:
    """The text as UTF-8 without a byte order mark, and the encoding that it was in (`UTF-8`).

    `encoding` is what the user says, else UTF-8, or UTF-16 with a byte order mark. Raises EncodingError.
    """
    mark = next((found for start, found in _MARKS if content.startswith(start)), None)
    if mark == "utf-8-sig":
        content = content[len(codecs.BOM_UTF8) :]
        encoding = None
    chosen = "utf-16" if mark == "utf-16" else encoding or "utf-8"
    try:
        known = codecs.lookup(chosen).name
    except LookupError:
        repair = f"write one of utf-8, {', '.join(PROPOSED)}"
        raise EncodingError(name, f"no encoding is named {chosen!r}", repair) from None
    if known == "utf-8":
        _check_utf8(name, content)
        return content, "UTF-8"
    try:
        return content.decode(known).encode("utf-8"), chosen.upper() if mark else chosen
    except (UnicodeError, TypeError) as error:
        where = f" at byte {error.start + 1:,}" if isinstance(error, UnicodeDecodeError) else ""
        raise EncodingError(
            name, f"the text cannot be read as {chosen}{where}", "save it as CSV in UTF-8"
        ) from None


def _check_utf8(name: str, content: bytes) -> None:
    """Raises EncodingError at the first byte that is not UTF-8. Decodes in pieces: the whole text might
    take four times its bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content), MEGABYTE):
        pending = len(decoder.getstate()[0])
        piece = content[start : start + MEGABYTE]
        try:
            decoder.decode(piece, final=start + MEGABYTE >= len(content))
        except UnicodeDecodeError as error:
            raise _not_utf8(name, content, start - pending + error.start) from None


def _not_utf8(name: str, content: bytes, at: int) -> EncodingError:
    line = content.count(b"\n", 0, at) + 1
    if b"\0" in content[:200]:
        why = "the file is not a text that can be read (it begins with binary data)"
        return EncodingError(name, why, "save the table as CSV in UTF-8 or as .xlsx")
    readings = tuple(
        Reading(encoding, content[max(at - _WORD, 0) : at + _WORD].decode(encoding, "replace").strip())
        for encoding in PROPOSED
    )
    shown = ", ".join(f"“{_on_one_line(one.text)}” in {one.encoding}" for one in readings)
    why = (
        f"the text is not in UTF-8: line {line:,} has the byte {content[at]:02X} "
        f"(byte {at + 1:,} of the file), which would read {shown}"
    )
    repair = "save it as “CSV UTF-8”, or open it again and name its encoding"
    return EncodingError(name, why, repair, readings)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
