"""What the server sends and holds for a store: `python -m benchmarks.store_server URL`, as one JSON object.

The app is started on the store, and a reader without a browser (benchmarks.hall_session) opens Explore and
changes its filters. `python -m benchmarks.layer` starts this as a process of its own, so that its memory is
that of a server alone.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.hall_session import Session
from benchmarks.server import cpu_ms, rss_mb, served
from benchmarks.synthetic.rows import COMMON, TOPICS

WORDS = 5
"""Words of each kind that are searched for: those that most reports have, those that few have."""

LISTED = 4
"""Choices from each list."""

SESSIONS = 5


async def measured(address: str, pid: int) -> dict[str, Any]:
    """Bytes of a whole answer to a filter change and milliseconds to its end, medians; processor time of the
    server for one, in the mean; memory of the server and of one more session, in MB."""
    reader = Session(address)
    await reader.open()
    # The first change makes what all sessions share.
    await reader.change({"text": TOPICS[-1]})
    before = cpu_ms(pid)
    answers = [await reader.change({"text": word}) for word in (*COMMON[:WORDS], *TOPICS[:WORDS])]
    await reader.change({"text": ""})
    for name in ("outlets", "kinds"):
        labels = reader.options[name]
        answers += [
            await reader.change({name: labels[: most + 1]}) for most in range(min(LISTED, len(labels)))
        ]
        await reader.change({name: ()})
    used = cpu_ms(pid) - before
    held = rss_mb(pid)
    others = [Session(address) for _ in range(SESSIONS)]
    for other in others:
        await other.open()
    cost = (rss_mb(pid) - held) / SESSIONS
    for one in (reader, *others):
        await one.close()
    return {
        "bytes": int(statistics.median(answer.bytes for answer in answers)),
        "server_ms": round(statistics.median(answer.all_s for answer in answers) * 1000, 1),
        "server_cpu_ms": round(used / (len(answers) + 3), 1),
        "rss_mb": round(held, 1),
        "session_mb": round(cost, 2),
    }


def main() -> None:
    """Measure the store whose address is the argument."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "log", DATELINES_STORE=sys.argv[1]) as (address, pid),
    ):
        print(json.dumps(asyncio.run(measured(address, pid))))


if __name__ == "__main__":
    main()
