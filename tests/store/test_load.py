"""`python -m datelines load`: what it puts into a DuckDB file, what it refuses, and what fails on the way.

What holds for every engine is in tests/engines/test_loads.py.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from multiprocessing import active_children
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from datelines.__main__ import main
from datelines.checks import check_tables, read_archive
from datelines.imports.flat_parquet import pieces
from datelines.imports.flat_parquet.load import load_parquet
from datelines.store import load as loading
from datelines.store.failures import StoreError
from datelines.store.filling import LoadError
from datelines.store.opening import NotLoaded, open_store
from tests.loads import (
    ROOT,
    duckdb_url,
    exported,
    held,
    held_of,
    loaded,
    sound_archive,
)

DATA = ROOT / "data"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return duckdb_url(tmp_path / "reports.duckdb")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped reports as `export parquet` writes them."""
    return exported(read_archive(DATA), tmp_path_factory.mktemp("shipped") / "shipped.parquet")


def test_a_folder_that_is_not_in_canonical_form_is_loaded_with_a_remark(folder: Path, store: str) -> None:
    path = folder / "events.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\r\n".join([header, *reversed(rows), ""]), encoding="utf-8", newline="")
    version = read_archive(DATA.parent / "tests" / "data" / "valid").version
    done = loaded(folder, store)
    (remark,) = done.remarks
    assert remark.repair == "run `python -m datelines format`"
    assert done.version == version
    assert held(store) == held_of(read_archive(folder))


def test_the_relation_and_the_records_lie_in_the_order_of_events(
    tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "WORKERS", 1)
    loaded(exported(sound_archive(Random(1)), tmp_path / "some.parquet"), store, piece=10)
    with duckdb.connect(str(tmp_path / "reports.duckdb"), read_only=True) as connection:
        for table in ("reports", "record_events", "record_reports", "record_figures"):
            numbers = connection.execute(f"SELECT event_number FROM {table}").fetchall()
            assert numbers == sorted(numbers)


def test_a_folder_with_a_problem_is_refused_as_check_refuses_it(
    folder: Path, store: str, tmp_path: Path, capsys: Captured
) -> None:
    path = folder / "events.csv"
    path.write_text(path.read_text().replace("exampleville,attack", "nowhere,attack"))
    assert main(["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert main(["load", str(folder), "--store", store]) == 1
    assert capsys.readouterr().out == said
    with pytest.raises(NotLoaded):
        open_store(store)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(3, 30))
def test_an_export_of_anything_sound_gives_the_store_that_its_tables_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, random: Random, piece: int
) -> None:
    archive = sound_archive(random)
    monkeypatch.setattr(pieces, "WORKERS", 1)  # processes that are to be started take a second each
    assert check_tables(archive.tables) == []
    store = duckdb_url(tmp_path / "random.duckdb")
    done = loaded(exported(archive, tmp_path / "random.parquet"), store, piece=piece, corpus_folder=tmp_path)
    assert held(store) == held_of(archive)
    assert done.version == archive.version


def test_pieces_made_by_several_processes_give_what_the_whole_gives(
    shipped: Path, store: str, tmp_path: Path
) -> None:
    loaded(shipped, store, piece=150)
    whole = duckdb_url(tmp_path / "whole.duckdb")
    loaded(shipped, whole, piece=10_000)
    assert held(store) == held(whole)


def test_the_command_says_what_it_loaded_and_takes_the_store_from_the_environment(
    folder: Path, store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINES_STORE", store)
    assert main(["load", str(folder)]) == 0
    output = capsys.readouterr()
    version = read_archive(folder).version
    assert output.out == f"loaded 4 reports of 3 events into {store} (data version {version})\n"
    assert output.err.splitlines()[0] == "Reading the tables"
    assert output.err.splitlines()[-1] == "Done"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "no store is named"),
        (["--store", "reports"], "cannot be read"),
        (["--store", "sqlite:///x.db"], "cannot be loaded"),
        (["--store", "duckdb:///:memory:"], "gone when the load ends"),
        (["--store", "hive://127.0.0.1:1/default"], "--spark-folder"),
        (["--store", "postgresql+psycopg://me:hush@127.0.0.1:1/x"], "was not loaded"),
        (["--store", "postgresql+psycopg://me:hush@127.0.0.1:port/x"], "cannot be read"),
        (["--store", "duckdb:////tmp/x.duckdb", "--corpus", "data"], "--corpus is for a Parquet file"),
    ],
)
def test_a_store_that_cannot_be_loaded_is_wrong_usage_and_no_password_is_shown(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.delenv("DATELINES_STORE", raising=False)
    assert main(["load", str(folder), *options]) == 2
    output = capsys.readouterr()
    assert said in output.err
    assert "hush" not in output.out + output.err
    assert "Traceback" not in output.err


def test_what_is_neither_folder_nor_file_is_wrong_usage(store: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["load", "nowhere", "--store", store])
    assert stopped.value.code == 2
    assert "there is no folder or file 'nowhere'" in capsys.readouterr().err


def test_nothing_loaded_and_another_version_are_told_with_the_command_that_helps(
    folder: Path, store: str, tmp_path: Path
) -> None:
    with pytest.raises(NotLoaded, match=r"has nothing in it yet.*python -m datelines load FOLDER --store"):
        open_store(store)
    loaded(folder, store)
    with duckdb.connect(str(tmp_path / "reports.duckdb")) as connection:
        connection.execute("UPDATE about SET value = 'older' WHERE name = 'version'")
    with pytest.raises(NotLoaded, match=r"loaded by another version of Datelines\..*Load it again"):
        open_store(store)


def test_what_is_told_of_a_store_that_is_not_loaded_can_be_copied_to_another_process(store: str) -> None:
    with pytest.raises(NotLoaded) as refused:
        open_store(store)
    copy = pickle.loads(pickle.dumps(refused.value))
    assert (str(copy), copy.retry) == (str(refused.value), True)


def test_a_file_that_is_no_store_is_not_opened_and_not_overwritten(
    folder: Path, store: str, tmp_path: Path
) -> None:
    path = tmp_path / "reports.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS one")
    content = path.read_bytes()
    with pytest.raises(LoadError, match="is not a store of Datelines"):
        loaded(folder, store)
    with pytest.raises(StoreError):
        open_store(store)
    assert path.read_bytes() == content


def test_a_load_that_fails_leaves_the_old_filling_and_nothing_else(
    folder: Path, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(folder, store)
    before = held(store)

    def failing(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(loading, "in_order_of_events", failing)
    with pytest.raises(LoadError, match=r"was not loaded: .*No space left on device"):
        loaded(folder, store)
    assert held(store) == before
    assert sorted(path.name for path in tmp_path.glob("reports*")) == [
        "reports.duckdb",
        "reports.duckdb.lock",
    ]


def test_a_disk_that_takes_no_more_leaves_the_old_filling(folder: Path, store: str, tmp_path: Path) -> None:
    loaded(folder, store)
    before = held(store)
    command = [sys.executable, "-m", "datelines", "load", str(DATA), "--store", store]
    limit = (tmp_path / "reports.duckdb").stat().st_size // 2
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "was not loaded" in done.stderr
    assert "Traceback" not in done.stderr
    assert held(store) == before


def test_a_process_that_the_system_ends_is_told_and_leaves_the_old_filling(
    folder: Path, shipped: Path, store: str
) -> None:
    loaded(folder, store)
    before = held(store)

    def end_processes(share: float, words: str) -> None:
        for process in active_children() if "piece 1 of" in words else ():
            process.kill()

    with pytest.raises(LoadError, match="was ended by the system"):
        load_parquet(shipped, make_url(store), end_processes, piece=30)
    assert held(store) == before
