"""Several Streamlit processes of Datelines behind one nginx: `make serve-many`; docs/serving.md says when.

The processes listen at 127.0.0.1 on the ports after nginx's own. What runs is written below
build/serve-many/PORT: the configuration, a log of each program, nginx's cache.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import shutil
import signal
import socket
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tools.keep_running import Program, StartError, keep_running, say
from tools.nginx_front import nginx_configuration, nginx_program

ROOT = Path(__file__).parents[1]
FEWEST, MOST = 2, 8
LOOPBACK = "127.0.0.1"
SECRET_VARIABLE = "STREAMLIT_SERVER_COOKIE_SECRET"
UPLOAD_VARIABLE = "STREAMLIT_SERVER_MAX_UPLOAD_SIZE"
STREAMLIT_UPLOAD_MB = 200
"""Streamlit's own limit, where .streamlit/config.toml names none."""


class PortError(Exception):
    """A port that cannot be listened at; the message says which, and what to do."""


def default_processes() -> int:
    """One process for each core; two at least, so that one can stand in for the other, and no more than
    eight, for each has its own memory."""
    return min(max(os.cpu_count() or FEWEST, FEWEST), MOST)


def upload_limit_mb(environment: Mapping[str, str]) -> int:
    """The largest upload that Streamlit takes, in MB."""
    configured = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    limit = configured.get("server", {}).get("maxUploadSize", STREAMLIT_UPLOAD_MB)
    return int(environment.get(UPLOAD_VARIABLE, limit))


def check_port(address: str, port: int, whose: str, instead: int) -> None:
    """Raises PortError, with `instead` as another one for nginx, where `port` cannot be listened at for
    `whose`."""
    with socket.socket() as tried:
        # As servers do: a port whose connections are only being closed is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except PermissionError:
            raise PortError(
                f"port {port}, for {whose}, is for root only; choose one from 1024 on: make serve-many"
                f" PORT={max(instead, 8500)}"
            ) from None
        except OSError as error:
            raise PortError(
                f"port {port}, for {whose}, cannot be used ({error.strerror}). End the program that uses it"
                f" (ss -ltnp 'sport = :{port}' names it), or choose other ports: make serve-many"
                f" PORT={instead}"
            ) from None


def check_ports(address: str, port: int, process_ports: Sequence[int]) -> None:
    """Raises PortError where nginx cannot listen at `address`:`port`, or a process at its own port."""
    check_port(address, port, "nginx", instead=port + 100)
    for number, process_port in enumerate(process_ports, start=1):
        check_port(LOOPBACK, process_port, f"process {number}", instead=port + 100)


def streamlit_process(number: int, port: int, folder: Path, environment: Mapping[str, str]) -> Program:
    """The process of that number, which serves app.py at `port` of this machine only."""
    options = {
        "headless": "true",
        "address": LOOPBACK,
        "port": port,
        "fileWatcherType": "none",
        "scriptHealthCheckEnabled": "true",
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    return Program(
        name=f"process {number}",
        command=(*command, *(f"--server.{name}={value}" for name, value in options.items())),
        health=f"http://{LOOPBACK}:{port}/_stcore/health",
        # Runs app.py once: the first reader need not wait while it imports everything and reads the data.
        warm_up=f"http://{LOOPBACK}:{port}/_stcore/script-health-check",
        log=folder / f"process-{number}.log",
        folder=ROOT,
        environment=environment,
    )


def nginx_process(nginx: str, address: str, port: int, folder: Path) -> Program:
    """The nginx of the configuration in `folder`."""
    reachable = LOOPBACK if address == "0.0.0.0" else address
    return Program(
        name="nginx",
        command=(nginx, "-p", f"{folder}/", "-c", "nginx.conf"),
        health=f"http://{reachable}:{port}/_stcore/health",
        warm_up=None,
        log=folder / "nginx.log",
        folder=folder,
        environment=os.environ,
    )


async def serve(processes: tuple[Program, ...], nginx: Program, ready: str) -> None:
    """Start the processes, then nginx, say `ready` once all answer, and keep them running until this task
    is cancelled. Raises an ExceptionGroup of StartError where one does not start."""
    loop = asyncio.get_running_loop()
    this = asyncio.current_task()
    assert this is not None
    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, this.cancel)
    async with asyncio.TaskGroup() as group:
        waiting = []
        for process in processes:
            answered = asyncio.Event()
            group.create_task(keep_running(process, _announcer(process, answered)))
            waiting.append(answered.wait())
        await asyncio.gather(*waiting)
        answered = asyncio.Event()
        group.create_task(keep_running(nginx, _announcer(nginx, answered)))
        await answered.wait()
        print(ready, flush=True)


def _announcer(program: Program, answered: asyncio.Event) -> Callable[[int], None]:
    def announce(process_id: int) -> None:
        if answered.is_set():
            say(f"{program.name} answers again (process id {process_id})")
        answered.set()

    return announce


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="serve_many", description=__doc__)
    parser.add_argument("--processes", type=int, default=default_processes(), help="Streamlit processes")
    parser.add_argument("--port", type=int, default=8500, help="of nginx; the next ones are the processes'")
    parser.add_argument("--address", default="0.0.0.0", help="of nginx; 127.0.0.1 for this machine only")
    given = parser.parse_args()
    if given.processes < 1 or not 1 <= given.port <= 65535 - given.processes:
        parser.error("--processes is 1 or more, and --port leaves room for the ports after it")
    return given


def empty_folder(port: int) -> Path:
    """The folder of the nginx of that port, without what an earlier run left."""
    folder = ROOT / "build/serve-many" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "temporary").mkdir(parents=True)
    return folder


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; 1 where it cannot start."""
    given = _options()
    ports = range(given.port + 1, given.port + 1 + given.processes)
    nginx = nginx_program()
    if nginx is None:
        say("nginx was not found; tools/install_nginx.sh installs it")
        return 1
    try:
        check_ports(given.address, given.port, ports)
    except PortError as error:
        say(str(error))
        return 1

    folder = empty_folder(given.port)
    configuration = nginx_configuration(
        address=given.address,
        port=given.port,
        process_ports=tuple(ports),
        upload_mb=upload_limit_mb(os.environ),
    )
    (folder / "nginx.conf").write_text(configuration, encoding="utf-8")
    # One secret for all: what one process has signed, the others accept.
    environment = {SECRET_VARIABLE: secrets.token_hex(32), **os.environ}
    processes = tuple(
        streamlit_process(number, port, folder, environment) for number, port in enumerate(ports, start=1)
    )
    ready = (
        f"Datelines: http://localhost:{given.port} ({given.processes} processes, ports {ports[0]} to"
        f" {ports[-1]}; logs in {folder.relative_to(ROOT)}; Ctrl-C ends it)"
    )
    code = 0
    # Cancelled is how serving ends when it is asked to.
    with suppress(asyncio.CancelledError):
        try:
            asyncio.run(serve(processes, nginx_process(nginx, given.address, given.port, folder), ready))
        except* StartError as failed:
            code = 1
            for failure in failed.exceptions:
                say(str(failure))
    return code


if __name__ == "__main__":
    sys.exit(main())
