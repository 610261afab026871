"""What `benchmarks.scale` found, as a Markdown table with the machine, and where it stands in docs."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import date as Day
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.browser.conftest import chromium

BEGIN, END = "<!-- scale: begin -->", "<!-- scale: end -->"
GOALS = {30: 0.15, 1_000: 0.2, 10_000: 0.3, 100_000: 0.5, 1_000_000: 1.0}
"""Goals of a filter change to what is visible, in seconds, by reports."""

_NOT_RUN = "not run"
Found = Mapping[str, Any]


def _value(name: str, scale: float = 1, digits: int = 0) -> Callable[[Found], str]:
    def cell(found: Found) -> str:
        if name not in found:
            return _NOT_RUN
        return "nothing asked" if found[name] is None else f"{found[name] / scale:,.{digits}f}"

    return cell


def _ratio(name: str, ratio: str, digits: int = 2) -> Callable[[Found], str]:
    def cell(found: Found) -> str:
        if name not in found:
            return _NOT_RUN
        times = f"{found[ratio]:,.{0 if found[ratio] >= 10 else 1}f}×"
        return f"{found[name]:,.{digits}f} ({times})"

    return cell


def _bench(name: str, digits: int = 0) -> Callable[[Found], str]:
    """A value that `benchmarks.layer` measured, without a browser."""
    return lambda found: _value(name, digits=digits)(found["bench"])


def _layer(found: Found) -> str:
    ours, bare = found["bench"]["filter_ms"], found["bench"]["bare_ms"]
    return f"{ours:,.0f} / {bare:,.0f} ({ours / bare:.1f}×)"


def _goal(found: Found) -> str:
    goal = GOALS.get(found["reports"])
    return f"{goal:g}" if goal else "none set"


_ROWS: tuple[tuple[str, Callable[[Found], str]], ...] = (
    ("filter to visible, s", _value("filter_visible_s", digits=2)),
    ("goal, s", _goal),
    ("… a filter that keeps 4 of 5 reports, s", _value("filter_broad_s", digits=2)),
    ("… the naive page for the same (times ours), s", _ratio("naive_visible_s", "naive_ratio")),
    ("… `st.pydeck_chart` for the same (times ours), s", _ratio("pydeck_visible_s", "pydeck_ratio")),
    ("pan to visible, s", _value("pan_visible_s", digits=2)),
    ("brush to visible, s", _value("brush_visible_s", digits=2)),
    ("first load, empty cache, s", _value("first_load_s", digits=1)),
    ("server: a filter, from question to last answer, ms", _value("filter_server_ms")),
    ("server: a filter, processor time, ms", _value("filter_cpu_ms")),
    ("server: a pan, processor time, ms", _value("pan_cpu_ms")),
    ("server: a brush, processor time, ms", _value("brush_cpu_ms")),
    ("sent for a filter, KB", _value("filter_bytes", 1000)),
    ("sent for a pan, KB", _value("pan_bytes", 1000)),
    ("sent for a brush, KB", _value("brush_bytes", 1000)),
    ("query layer / bare DuckDB for a filter, ms", _layer),
    ("query layer for a pan, ms", _bench("pan_ms")),
    ("query layer for a brush, ms", _bench("timeline_ms")),
    ("load, s", _bench("load_s", digits=1)),
    ("store on disk, MB", _bench("store_mb", digits=1)),
    ("memory of the server, MB", _value("rss_mb")),
    ("memory of one more session, MB", _value("session_mb", digits=1)),
)


def machine() -> dict[str, Any]:
    """The machine, and the versions that count."""
    about = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
    processor = re.search(r"model name\s*:\s*(.+)", about)
    browser = chromium()
    said = (
        subprocess.run([browser, "--version"], capture_output=True, text=True, check=False)
        if browser
        else None
    )
    return {
        "day": Day.today().isoformat(),
        "machine": platform.platform(),
        "processor": processor[1].strip() if processor else platform.machine(),
        "cpus": os.cpu_count(),
        "memory_gb": round(int(memory[1]) / 1e6) if memory else None,
        "disk_free_gb": round(shutil.disk_usage(".").free / 1e9),
        "python": platform.python_version(),
        "chromium": said.stdout.split(" built")[0].strip() if said else "Playwright's own",
        **{name: version(name) for name in ("duckdb", "streamlit", "streamlit-folium")},
        "load_before": round(os.getloadavg()[0], 1),
    }


def markdown(on: Mapping[str, Any], found: Sequence[Found]) -> str:
    """The table: a column for each size."""
    words = (
        f"Measured on {on['day']}: {on['cpus']} cores ({on['processor']}), {on['memory_gb']} GB, "
        f"{on['machine']}; "
        f"Python {on['python']}, DuckDB {on['duckdb']}, Streamlit {on['streamlit']}, {on['chromium']}; "
        f"load average before: {on['load_before']}."
    )
    header = "| reports | " + " | ".join(f"{one['reports']:,}" for one in found) + " |"
    lines = [f"| {name} | " + " | ".join(cell(one) for one in found) + " |" for name, cell in _ROWS]
    return "\n".join([words, "", header, "|" + "---|" * (len(found) + 1), *lines])


def write_docs(path: Path, table: str) -> None:
    """Put the table between its two marks. Raises ValueError where they are not there."""
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{path} has no lines {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
