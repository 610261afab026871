"""Folders for what a load needs on the way, in the system's folder of temporary files (TMPDIR)."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "datelines-load-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder, removed at the end; those of processes that were killed are removed first."""
    _remove_dead(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # The lock goes with the process, so that a folder without one is known to be nobody's.
    lock = _lock_of(folder)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _remove_dead(root: Path) -> None:
    for lock in root.glob(f"{_PREFIX}*.lock"):
        try:
            with lock.open("r+") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink(missing_ok=True)
        except OSError:
            continue  # held, or another user's
