"""Several Streamlit processes of Datelines behind one nginx: `make serve-many`; docs/serving.md says when.

This checks the ports, writes the configurations below build/serve-many/PORT, and becomes supervisord, which
starts the programs, starts them again when they die, and ends them all when it is ended.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent
FEWEST, MOST = 2, 8
LAST_PORT = 65_535
LOOPBACK = "127.0.0.1"
SECRET_VARIABLE = "STREAMLIT_SERVER_COOKIE_SECRET"
UPLOAD_VARIABLE = "STREAMLIT_SERVER_MAX_UPLOAD_SIZE"
STREAMLIT_UPLOAD_MB = 200
"""Streamlit's own limit, where .streamlit/config.toml names none."""

FRAMING_MB = 1
"""What a form adds to the file that it carries, rounded up: Streamlit's limit is that of the file."""

FAILURES = "max_fails=0"
"""Each request tries its reader's process first and goes on to the next one where that fails, which on one
machine is known at once. If nginx remembered failures, as it does by default, it would shut out a process
that runs again: while one request tries it, all others count it as down, and if the next process dies
meanwhile nobody is left."""


class StartError(Exception):
    """What keeps the programs from starting; the message is one line that says what to do."""


def default_processes() -> int:
    """One process for each core; at least two, so that one can stand in for the other, and at most eight,
    since each has its own memory."""
    return min(max(os.cpu_count() or FEWEST, FEWEST), MOST)


def upload_limit_mb(environment: Mapping[str, str]) -> int:
    """The largest upload that Streamlit takes, in MB."""
    configured = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    limit = configured.get("server", {}).get("maxUploadSize", STREAMLIT_UPLOAD_MB)
    return int(environment.get(UPLOAD_VARIABLE, limit))


def check_ports(address: str, port: int, processes: int) -> None:
    """Raises StartError where nginx cannot listen at `address`:`port`, or a process at its port."""
    if processes < 1:
        raise StartError(f"{processes} processes cannot serve; choose 1 or more: make serve-many PROCESSES=2")
    if not 1 <= port <= LAST_PORT - processes:
        raise StartError(
            f"port {port} is out of range; choose one from 1024 to {LAST_PORT - processes}, since each"
            " process takes one of the ports after it: make serve-many PORT=8500"
        )
    _check_port(address, port, "nginx", instead=port + 100)
    for number in range(1, processes + 1):
        _check_port(LOOPBACK, port + number, f"process {number}", instead=port + 100)


def _check_port(address: str, port: int, whose: str, instead: int) -> None:
    with socket.socket() as tried:
        # As servers do: a port whose connections are only being closed is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except PermissionError:
            raise StartError(
                f"port {port}, for {whose}, is for root only; choose one from 1024 on: make serve-many"
                f" PORT={max(instead, 8500)}"
            ) from None
        except OSError as error:
            raise StartError(
                f"port {port}, for {whose}, cannot be used ({error.strerror}). End the program that uses it"
                f" (ss -ltnp 'sport = :{port}' names it), or choose other ports: make serve-many"
                f" PORT={instead}"
            ) from None


def programs_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of all programs: this Python comes first, and nginx is found where Debian keeps it,
    which is not on everyone's PATH."""
    path = (str(Path(sys.executable).parent), environment.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")
    return {
        # One secret for all processes: what one has signed, the others accept.
        SECRET_VARIABLE: secrets.token_hex(32),
        **environment,
        "PATH": os.pathsep.join(path),
    }


def cookie_name(port: int) -> str:
    """Name of the cookie that names a reader's process. Browsers send a cookie to all ports of a host, so
    its name holds the port."""
    return f"datelines_process_{port}"


def nginx_configuration(*, address: str, port: int, processes: int, upload_mb: int) -> str:
    """The configuration of an nginx that listens at `address`:`port`, before processes at the ports after
    that, and lets uploads of `upload_mb` MB through."""
    ports = {number: port + number for number in range(1, processes + 1)}
    return _filled(
        "nginx.conf",
        # As root, nginx would turn into a user who may not read the folder.
        user="user root;" if os.geteuid() == 0 else "",
        address=address,
        port=port,
        cookie=cookie_name(port),
        upload_mb=upload_mb + FRAMING_MB,
        servers=_lines(8, map(_server, ports.values())),
        upstreams=_lines(4, (_upstream(number, ports) for number in ports)),
        groups=_lines(8, (f"{number} process_{number};" for number in ports)),
        processes=_lines(8, (f"~:{process}$ {number};" for number, process in ports.items())),
    )


def _server(port: int, role: str = "") -> str:
    return f"server {LOOPBACK}:{port} {FAILURES}{role};"


def _upstream(number: int, ports: Mapping[int, int]) -> str:
    """The group of the readers whose process has this number: the other processes stand in for it."""
    others = (_server(port, " backup") for other, port in ports.items() if other != number)
    return f"upstream process_{number} {{\n{_lines(8, (_server(ports[number]), *others))}\n    }}"


def _lines(indent: int, lines: Iterable[str]) -> str:
    return "\n".join(" " * indent + line for line in lines)


def supervisor_configuration(*, port: int, processes: int) -> str:
    """The configuration of a supervisord, started in the checkout, over nginx and so many processes."""
    return _filled(
        "supervisord.conf",
        user="user=root" if os.geteuid() == 0 else "",
        # Streamlit writes a word when it is asked to end, which fails once supervisord does not read it.
        guard_process=_ends_with_supervisord("KILL"),
        # A killed nginx leaves its workers behind.
        guard_nginx=_ends_with_supervisord("TERM"),
        port=port,
        processes=processes,
    )


def _ends_with_supervisord(signal: str) -> str:
    """What comes before a command so that the kernel ends it where supervisord is killed: it would keep its
    port. Nothing where there is no setpriv (it is of Linux)."""
    return f"setpriv --pdeathsig {signal} --" if shutil.which("setpriv") else ""


def _filled(template: str, **words: object) -> str:
    """A template of this folder with the words between its @ signs filled in."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    return text


def empty_folder(port: int) -> Path:
    """The folder of the nginx of that port, without what an earlier run left."""
    folder = ROOT / "build/serve-many" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "temporary").mkdir(parents=True)
    return folder


def check_nginx(folder: Path, environment: Mapping[str, str]) -> None:
    """Raises StartError where there is no nginx, or where it refuses the configuration in `folder`."""
    nginx = shutil.which("nginx", path=environment["PATH"])
    if nginx is None:
        raise StartError("nginx was not found; tools/install_nginx.sh installs it")
    checked = subprocess.run(
        [nginx, "-t", "-q", "-p", f"{folder}/", "-c", "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    if checked.returncode:
        raise StartError(f"nginx cannot start: {checked.stderr.strip()}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="serve", description=__doc__)
    parser.add_argument("--processes", type=int, default=default_processes(), help="Streamlit processes")
    parser.add_argument("--port", type=int, default=8500, help="of nginx; the next ones are the processes'")
    parser.add_argument("--address", default="0.0.0.0", help="of nginx; 127.0.0.1 for this machine only")
    return parser.parse_args()


def prepared(given: argparse.Namespace, environment: Mapping[str, str]) -> Path:
    """The folder with the configurations of what was asked for. Raises StartError where it cannot start."""
    check_ports(given.address, given.port, given.processes)
    folder = empty_folder(given.port)
    nginx = nginx_configuration(
        address=given.address,
        port=given.port,
        processes=given.processes,
        upload_mb=upload_limit_mb(environment),
    )
    (folder / "nginx.conf").write_text(nginx, encoding="utf-8")
    check_nginx(folder, environment)
    supervisor = supervisor_configuration(port=given.port, processes=given.processes)
    (folder / "supervisord.conf").write_text(supervisor, encoding="utf-8")
    return folder


def main() -> NoReturn:
    """Become supervisord, which serves until Ctrl-C or SIGTERM, or exit with 1 where it cannot start."""
    given = _options()
    environment = programs_environment(os.environ)
    try:
        folder = prepared(given, environment)
    except StartError as error:
        sys.exit(f"serve-many: {error}")
    print(
        f"Datelines: http://localhost:{given.port}, in some seconds ({given.processes} processes, ports"
        f" {given.port + 1} to {given.port + given.processes}; logs in {folder.relative_to(ROOT)};"
        " Ctrl-C ends it)",
        flush=True,
    )
    os.chdir(ROOT)
    options = ["--nodaemon", "-c", f"{folder}/supervisord.conf"]
    os.execve(sys.executable, [sys.executable, "-m", "supervisor.supervisord", *options], environment)


if __name__ == "__main__":
    main()
