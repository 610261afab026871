"""Keeps a program running: started again, after a growing pause, whenever it ends."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SETTLED = 60.0
"""Seconds after which a program that ends is one that had been running, and the pauses begin anew."""

PATIENCE = 10.0
"""Seconds that a program has to end when it is asked to."""

HEALTH_TIMEOUT, WARM_UP_TIMEOUT = 2.0, 90.0


class StartError(Exception):
    """A program ended before it answered for the first time."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is kept running. `health` is an address that answers 200 once it works. `warm_up` is one that is
    asked for after that, and once, so that what the program does only once is done before it counts as
    started. `log` takes all that it says; its process id stands beside that in a file of the same name."""

    name: str
    command: tuple[str, ...]
    health: str
    warm_up: str | None
    log: Path
    folder: Path
    environment: Mapping[str, str]


async def keep_running(program: Program, started: Callable[[int], None]) -> None:
    """Run the program until this task is cancelled, and then end it. `started` is called with its process
    id each time that it answers. Raises StartError where it ends before it answered at all."""
    ever, pause = False, None
    while True:
        begun = time.monotonic()
        process = await _launch(program)
        answers = asyncio.create_task(_until_it_answers(program))
        ends = asyncio.create_task(process.wait())
        try:
            await asyncio.wait((answers, ends), return_when=asyncio.FIRST_COMPLETED)
            if not ends.done():
                started(process.pid)
                ever = True
            code = await ends
        finally:
            answers.cancel()
            ends.cancel()
            await _end(process)
        if not ever:
            raise StartError(f"{program.name} {_ending(code)} before it answered:\n{_tail(program.log)}")
        pause = pause_after(pause, time.monotonic() - begun)
        say(f"{program.name} (process id {process.pid}) {_ending(code)}; starting it again in {pause:.0f} s")
        await asyncio.sleep(pause)


def pause_after(last: float | None, ran: float) -> float:
    """Seconds to wait before a program that ran for `ran` seconds is started again; `last` is how long it
    was waited the time before, None where that did not happen."""
    return FIRST_PAUSE if last is None or ran > SETTLED else min(2 * last, LONGEST_PAUSE)


def say(line: str) -> None:
    """A line for whoever looks after the server."""
    print(f"serve-many: {line}", file=sys.stderr, flush=True)


async def _launch(program: Program) -> asyncio.subprocess.Process:
    # Should this process be killed, the kernel ends the program: it would keep its port.
    setpriv = shutil.which("setpriv")
    guard = (setpriv, "--pdeathsig", "TERM", "--") if setpriv else ()
    with program.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *guard,
            *program.command,
            cwd=program.folder,
            env=dict(program.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C reaches this process only, which then ends the program in order.
            start_new_session=True,
        )
    program.log.with_suffix(".pid").write_text(f"{process.pid}\n", encoding="ascii")
    return process


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), PATIENCE)
    # And what it has started: workers of an nginx that was killed would keep its port.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


async def _until_it_answers(program: Program) -> None:
    while not await asyncio.to_thread(_answers, program.health):
        await asyncio.sleep(0.1)
    if program.warm_up is not None and await asyncio.to_thread(_refuses, program.warm_up):
        say(f"{program.name} answers, yet cannot make its page; {program.log} says why")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=HEALTH_TIMEOUT) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def _refuses(address: str) -> bool:
    """Whether the answer is an error. None at all is not: a program that ends is reported as such."""
    try:
        urllib.request.urlopen(address, timeout=WARM_UP_TIMEOUT).close()
    except urllib.error.HTTPError:
        return True
    except (OSError, HTTPException):
        pass
    return False


def _ending(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
    return "\n".join(f"    {line}" for line in lines)
