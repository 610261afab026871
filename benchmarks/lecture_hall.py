"""A lecture hall: `python -m benchmarks.lecture_hall [--sessions 50] [--seconds 60] [--processes 2]`.

Fifty sessions filter the shipped data every five seconds, each in its own way: most as websocket clients
(benchmarks/hall_session.py; fifty Chromium pages would measure Chromium), two in a real Chromium. Prints one
JSON object a line, then the same as a table. With several processes they stand behind nginx, as `make
serve-many` has them. `map` is from the client's message to the map's new payload,
`all` to the end of the answer, `painted` from the key pressed to the marks painted in Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.hall_filters import Asked, Filters, words_of
from benchmarks.hall_pages import readers
from benchmarks.hall_session import Answer, Failed, Session
from benchmarks.pages import WORDS
from benchmarks.server import rss_mb
from tests.browser.many_servers import serving
from tests.browser.server import ROOT, streamlit_server

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Heard:
    """What all clients noted: answers, failures, and how many questions were asked before."""

    answers: list[Answer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    asked: Asked = field(default_factory=Asked)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def descendants(pid: int) -> list[int]:
    """The processes that a process has started and that still run, and those that they have started."""
    children = [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]
    return [found for child in children for found in (child, *descendants(child))]


@dataclass(frozen=True, slots=True)
class Server:
    """What answers: one process, or the one that looks after several and nginx."""

    address: str
    pid: int

    @property
    def pids(self) -> list[int]:
        """All processes of it."""
        return [self.pid, *descendants(self.pid)]

    @property
    def cpu(self) -> float:
        """Processor seconds so far."""
        return sum(map(cpu_seconds, self.pids))

    @property
    def rss_mb(self) -> float:
        """Resident memory in MB; what processes share counts for each."""
        return sum(map(rss_mb, self.pids))

    @property
    def others_cpu(self) -> float:
        """Processor seconds of what else this process has started: Chromium."""
        return sum(map(cpu_seconds, set(descendants(os.getpid())) - set(self.pids)))


@contextmanager
def started(processes: int, folder: Path) -> Iterator[Server]:
    """A server of so many processes."""
    if processes == 1:
        with streamlit_server(folder / "log") as (address, pid):
            yield Server(address, pid)
        return
    with serving(folder, processes) as served:
        yield Server(served.address, served.keeper.pid)


def percentile(numbers: Sequence[float], share: float) -> float:
    """The least of the numbers that `share` of them do not exceed (nearest rank)."""
    ordered = sorted(numbers)
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)] if ordered else float("nan")


def spread(numbers: Sequence[float]) -> dict[str, float]:
    """Number, median, 95th percentile and maximum."""
    found = {"n": len(numbers), "p50": statistics.median(numbers) if numbers else float("nan")}
    found |= {"p95": percentile(numbers, 0.95), "max": max(numbers, default=float("nan"))}
    return {name: round(value, 1) for name, value in found.items()}


async def reader(session: Session, filters: Filters, every: float, until: float, heard: Heard) -> None:
    """Filter about every `every` seconds until the clock says `until`."""
    draw = filters.random
    await asyncio.sleep(draw.uniform(0, every))
    while (begun := time.perf_counter()) < until:
        values = filters.next(session.options, session.days)
        try:
            heard.answers.append(await session.change(values))
        except Failed as error:
            heard.problems.append(f"{values}: {error}")
            return
        heard.asked.note(session.link)
        pause = begun + every * draw.uniform(0.7, 1.3) - time.perf_counter()
        await asyncio.sleep(max(0.0, pause))


async def opened(address: str, number: int) -> tuple[list[Session], list[float]]:
    """So many sessions, opened one after the other, and the milliseconds that each took."""
    sessions, times = [], []
    for _ in range(number):
        sessions.append(Session(address))
        times.append((await sessions[-1].open()).all_s * 1000)
    return sessions, times


async def hall(server: Server, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Fill the hall, let it filter, and report."""
    words = words_of(ROOT / "data")
    rss_before, address = server.rss_mb, server.address
    sessions, opening = await opened(address, options.sessions - options.pages)
    rss_full = server.rss_mb
    stop, heard = threading.Event(), Heard()
    pages = asyncio.create_task(
        asyncio.to_thread(readers, address, WORDS, options.pages, options.every, stop, folder)
        if options.pages
        else asyncio.sleep(0, ([], []))
    )
    await asyncio.sleep(options.warm)
    own, cpu = time.process_time(), server.cpu
    others, begun = server.others_cpu, time.perf_counter()
    until = begun + options.seconds
    async with asyncio.TaskGroup() as tasks:
        for number, session in enumerate(sessions):
            filters = Filters(options.seed * 1000 + number, words)
            tasks.create_task(reader(session, filters, options.every, until, heard))
    took = time.perf_counter() - begun
    used = {
        "server": server.cpu - cpu,
        "clients": time.process_time() - own,
        "chromium": server.others_cpu - others,
    }
    stop.set()
    painted, problems = await pages
    for session in sessions:
        await session.close()
    answers, all_problems = heard.answers, [*heard.problems, *problems]
    with_map = [answer.map_s * 1000 for answer in answers if answer.map_s is not None]
    return {
        "processes": options.processes,
        "sessions": options.sessions,
        "of_them_in_chromium": options.pages,
        "every_s": options.every,
        "seconds": round(took, 1),
        "open_ms": spread(opening),
        "map_ms": spread(with_map),
        "all_ms": spread([answer.all_s * 1000 for answer in answers]),
        "painted_ms": spread(painted),
        "nothing_left": len(answers) - len(with_map),
        "errors": len(all_problems),
        "first_errors": all_problems[:3],
        "kilobytes": round(statistics.mean(answer.bytes for answer in answers) / 1000, 1)
        if answers
        else None,
        "asked_before": round(heard.asked.again / max(1, heard.asked.views), 3),
        "cores": {name: round(seconds / took, 2) for name, seconds in used.items()},
        "server_cpu_ms_per_answer": round(used["server"] / max(1, len(answers) + len(painted)) * 1000, 1),
        "rss_mb": {"before": round(rss_before), "full": round(rss_full), "after": round(server.rss_mb)},
    }


def table(found: dict[str, Any]) -> str:
    """The times as a Markdown table."""
    lines = ["| ms | answers | p50 | p95 | max |", "|---|---|---|---|---|"]
    names = {"open_ms": "open", "map_ms": "map", "all_ms": "all", "painted_ms": "painted (Chromium)"}
    for key, name in names.items():
        one = found[key]
        lines.append(f"| {name} | {one['n']:g} | {one['p50']:g} | {one['p95']:g} | {one['max']:g} |")
    return "\n".join(lines)


def main() -> None:
    """Start a server, fill the hall, print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--processes", type=int, default=1, help="of the server, behind nginx from 2 on")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--pages", type=int, default=2, help="how many of them are Chromium pages")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between the changes of a session")
    parser.add_argument("--warm", type=float, default=12.0, help="seconds for Chromium to open its pages")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with started(options.processes, folder) as server:
            found = asyncio.run(hall(server, options, folder))
    machine = {"machine": platform.platform(), "cpus": os.cpu_count(), "python": platform.python_version()}
    print(json.dumps(machine))
    print(json.dumps(found))
    print(table(found))


if __name__ == "__main__":
    main()
