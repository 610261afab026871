"""Opens a stranger's file, whatever it is, in memory alone: by what its bytes say first, then by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from datelines.files.limits import content_of
from datelines.files.opened import IntakeError, Opened

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = {
    ".xls": "an old Excel file",
    ".xlsb": "a binary Excel file",
    ".ods": "an OpenDocument sheet",
    ".pdf": "a PDF",
    ".docx": "a text document",
    ".numbers": "an Apple Numbers sheet",
}
_PICTURES = ".jpg .jpeg .png .gif .webp .bmp .tif .tiff .heic .avif"
_SOUNDS = ".mp3 .wav .m4a .ogg .oga .flac .aac"
_FILMS = ".mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg"
_MEDIA = {
    suffix: what
    for what, suffixes in (("an image", _PICTURES), ("a sound file", _SOUNDS), ("a video", _FILMS))
    for suffix in suffixes.split()
}
# First bytes, of which those of sound and video stand behind a length or a version.
_MEDIA_STARTS = (
    (re.compile(rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|RIFF.{4}WEBP", re.DOTALL), "an image"),
    (re.compile(rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2]|RIFF.{4}WAVE|OggS\0|fLaC\0", re.DOTALL), "a sound file"),
    (re.compile(rb"\0.{3}ftyp|RIFF.{4}AVI |\x1aE\xdf\xa3", re.DOTALL), "a video"),
)
_JSON = (".json", ".geojson")
_JSON_LINES = (".jsonl", ".ndjson", ".jsonlines", ".geojsonl", ".geojsons")
_TEXTS = (".csv", ".tsv", ".tab", ".txt")
_LOOKED_AT = 2_000
_SAVE_AS = "save the table as .xlsx or as CSV in UTF-8"
_TYPE_IN = "write what it shows or says into a table, and save that as .xlsx or as CSV in UTF-8"


def opened(
    name: str, content: bytes | BinaryIO, encoding: str | None = None, columns: Sequence[str] = ()
) -> Opened:
    """The tables or the value of a file.

    `encoding` names that of a text which is not Unicode, as the user says it; `columns` are the names for a
    delimited text, alone or in a ZIP, that has no header. Raises IntakeError (for a text that is not Unicode
    its subclass EncodingError, with proposals).
    """
    data = content_of(name, content)
    suffix = PurePosixPath(name.lower()).suffix
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from datelines.files.zips import packed

        return packed(name, data, encoding, columns)
    if data.startswith(_OLD_OFFICE):
        raise IntakeError(name, "an old Excel file, or one with a password", _SAVE_AS)
    if data.startswith(b"%PDF") or suffix in _REFUSED:
        raise IntakeError(name, f"{_REFUSED.get(suffix, 'a PDF')} is not read", _SAVE_AS)
    media = next((what for starts, what in _MEDIA_STARTS if starts.match(data)), _MEDIA.get(suffix))
    if media:
        raise IntakeError(name, f"{media} is not read", _TYPE_IN)
    if data.startswith(b"SQLite format 3\0"):
        from datelines.files.geopackages import geopackage

        return geopackage(name, data)
    if data.startswith(b"PAR1"):
        from datelines.files.parquet_files import parquet

        return parquet(name, data)
    start = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix == ".kml" or (start.startswith(b"<") and b"<kml" in start):
        from datelines.files.kml_files import kml

        return kml(name, data)
    if suffix in _JSON_LINES:
        from datelines.files.json_texts import json_lines

        return json_lines(name, data, encoding)
    if suffix in _JSON or (suffix not in _TEXTS and start.startswith((b"{", b"["))):
        from datelines.files.json_texts import json_value

        return json_value(name, data, encoding)
    from datelines.files.delimited import delimited

    return delimited(name, data, encoding, columns)
