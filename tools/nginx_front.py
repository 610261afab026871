"""The nginx before several processes: its program, its configuration, and the cookie that keeps a reader
with one process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

TEMPLATE = Path(__file__).with_name("nginx.conf")
FAILURES = "max_fails=0"
"""Each request tries its process anew and goes on to the next one where that fails, which on one machine is
known at once. To remember failures, as nginx does by default, would shut out a process that runs again: while
one request tries it, all others count it as down, and if the next one dies meanwhile nobody is left."""

FRAMING_MB = 1
"""What a form adds to the file that it carries, rounded up: Streamlit's limit is that of the file."""


def nginx_program() -> str | None:
    """Path of nginx, or None. Debian keeps it where only root's PATH leads."""
    folders = [os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]
    return shutil.which("nginx", path=os.pathsep.join(folders))


def cookie_name(port: int) -> str:
    """Name of the cookie that names a reader's process. Cookies do not know ports, so the name does."""
    return f"datelines_process_{port}"


def nginx_configuration(*, address: str, port: int, process_ports: tuple[int, ...], upload_mb: int) -> str:
    """The configuration of an nginx that listens at `address`:`port` before processes at `process_ports`
    of 127.0.0.1 and lets through uploads of `upload_mb` MB."""
    numbered = list(enumerate(process_ports, start=1))
    words = {
        # As root, nginx would turn into a user who may not read the folder.
        "user": "user root;" if os.geteuid() == 0 else "",
        "address": address,
        "port": str(port),
        "cookie": cookie_name(port),
        "upload_mb": str(upload_mb + FRAMING_MB),
        "servers": _lines(8, (_server(process) for process in process_ports)),
        "upstreams": _lines(4, (_upstream(number, process_ports) for number, _ in numbered)),
        "groups": _lines(8, (f"{number} process_{number};" for number, _ in numbered)),
        "processes": _lines(8, (f"~:{process}$ {number};" for number, process in numbered)),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text


def _server(port: int, role: str = "") -> str:
    return f"server 127.0.0.1:{port} {FAILURES}{role};"


def _upstream(number: int, process_ports: tuple[int, ...]) -> str:
    """The group of those whose process has this number: the others stand in for it."""
    others = [port for other, port in enumerate(process_ports, start=1) if other != number]
    servers = [_server(process_ports[number - 1]), *(_server(port, " backup") for port in others)]
    return f"upstream process_{number} {{\n{_lines(8, servers)}\n    }}"


def _lines(indent: int, lines: Iterable[str]) -> str:
    return "\n".join(" " * indent + line for line in lines)
