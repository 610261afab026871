"""What .streamlit/config.toml says of the server that `make run` starts."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVER = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]


def command_of(*arguments: str) -> str:
    """What `make run` would call last."""
    # `make test` runs these tests, and must not pass its own flags on.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "run", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1].strip()


def test_the_app_answers_this_machine_only_and_watches_no_files() -> None:
    assert (SERVER["address"], SERVER["fileWatcherType"]) == ("localhost", "none")
    assert command_of() == ".venv/bin/streamlit run app.py"


def test_whoever_names_an_address_shows_the_app_to_others() -> None:
    assert command_of("ADDRESS=0.0.0.0").endswith("run app.py --server.address 0.0.0.0")
