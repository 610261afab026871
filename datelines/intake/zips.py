"""Opens ZIP files: how large and how many their entries are is looked at before any of them is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from datelines.intake import limits
from datelines.intake.files import IntakeError

_PACKED = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".zst")
_ENCRYPTED = 0x1


def checked_zip(name: str, content: bytes, most: int) -> zipfile.ZipFile:
    """A ZIP whose entries have `most` bytes in sum at most, as its directory says. Raises IntakeError."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
        entries = opened.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError):
        raise IntakeError(name, "the file is a broken ZIP", "download or save it again") from None
    if len(entries) > limits.ZIP_ENTRIES:
        why = f"the ZIP has {limits.counted(len(entries))} entries, and {limits.counted(limits.ZIP_ENTRIES)}"
        raise IntakeError(name, f"{why} are the most that is read", "keep only the tables in it")
    size = sum(entry.file_size for entry in entries)
    if size > most:
        what = f"unpacked, the file has {limits.megabytes(size)}, and {limits.megabytes(most)} are the most"
        raise IntakeError(name, what, "keep only the rows that you need, or save the table as CSV")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise IntakeError(name, "the ZIP has a password", "unpack it, and choose the tables in it")
    nested = next((entry.filename for entry in entries if entry.filename.lower().endswith(_PACKED)), None)
    if nested is not None:
        raise IntakeError(name, f"the ZIP holds another packed file, {nested!r}", "unpack it first")
    return opened


def pieces(name: str, parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry in pieces: all at once, an entry that is longer than the directory says would be unpacked to
    its end. Raises IntakeError for such a one too."""
    try:
        with parts.open(entry) as part:
            while piece := part.read(limits.MEGABYTE):
                yield piece
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        why = f"{entry.filename!r} in the file is broken, or in a packing that is not read"
        raise IntakeError(name, why, "download or save it again") from None


def entry_bytes(name: str, parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The whole of an entry. Raises IntakeError."""
    return b"".join(pieces(name, parts, entry))
