"""Reads latitudes and longitudes as people write them, and never swaps or corrects them."""

from __future__ import annotations

import re

LONGEST_COORDINATE = 40
"""Characters of a coordinate; what is longer is another text."""
_PLAIN = re.compile(r"[+-]?\d{1,3}(\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d{1,3},\d+", re.ASCII)
_WITH_SIDE = re.compile(
    r"([+]?\d{1,3}(?:\.\d+)?) ?°? ?([NSEWnsew])|([NSEWnsew]) ?(\d{1,3}(?:\.\d+)?) ?°?", re.ASCII
)
_DEGREES = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?) ?°", re.ASCII)
_MINUTES = re.compile(r"\d+ ?[°ºd:] ?\d+", re.ASCII)
_DECIMAL = r"[+-]?\d{1,3}(?:\.\d+)?(?: ?°)?(?: ?[NSEWnsew])?"
_PAIR = re.compile(rf"[(\[]?\s*({_DECIMAL})(?:\s*[,;/|]\s*|\s+)({_DECIMAL})\s*[)\]]?", re.ASCII)
_WRITE = "write decimal degrees with a point: 36.5"


def coordinate_reading(cell: str) -> tuple[str, str, str]:
    """A cell as decimal degrees, with why and a repair where there is something to remark.

    A hemisphere letter becomes the sign. A decimal comma is read as a point, with a remark; degrees and
    minutes are not read. Several places in one cell have `;` between them, and are read one by one.
    """
    found = [_one(part.strip()) for part in cell.split(";")]
    why, repair = next(((why, repair) for _, why, repair in found if why), ("", ""))
    return ";".join(number for number, _, _ in found), why, repair


def _one(text: str) -> tuple[str, str, str]:
    if len(text) > LONGEST_COORDINATE:
        return text, "not read as a coordinate", _WRITE
    text = text.replace("−", "-")
    if not text or _PLAIN.fullmatch(text):
        return text.removeprefix("+"), "", ""
    if match := _WITH_SIDE.fullmatch(text):
        number, side = match[1] or match[4], match[2] or match[3]
        return ("-" if side in "SWsw" else "") + number.removeprefix("+"), "", ""
    if match := _DEGREES.fullmatch(text):
        return match[1].removeprefix("+"), "", ""
    if _COMMA.fullmatch(text):
        number = text.replace(",", ".").removeprefix("+")
        return number, f"the comma is read as a decimal point: {number}", _WRITE
    if _MINUTES.search(text) or "'" in text or "′" in text:
        return text, "degrees and minutes are not read", _WRITE
    return text, "not read as a coordinate", _WRITE


def pair_of(cell: str) -> tuple[str, str] | None:
    """Latitude and longitude of one cell (`36.5, 37.2`), or None. A letter that says the order is
    otherwise (`37.2 E, 36.5 N`) swaps them."""
    match = _PAIR.fullmatch(cell.strip()) if len(cell) <= 2 * LONGEST_COORDINATE else None
    if not match:
        return None
    first, second = match[1], match[2]
    if first[-1] in "EWew" and second[-1] in "NSns":
        first, second = second, first
    return _one(first)[0], _one(second)[0]


def swapped(latitude: str, longitude: str) -> bool:
    """Whether the pair is impossible as it stands and possible the other way round."""
    if not (_PLAIN.fullmatch(latitude) and _PLAIN.fullmatch(longitude)):
        return False
    return abs(float(latitude)) > 90 and abs(float(latitude)) <= 180 and abs(float(longitude)) <= 90
