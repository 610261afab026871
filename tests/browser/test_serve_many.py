"""Several processes behind one nginx: a reader stays with one, and goes on with another when it is killed."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser import driver
from tests.browser.many_servers import Served, command, serving
from tests.browser.server import ROOT
from tests.ports import free_ports, is_free
from tools.serve import (
    StartError,
    check_nginx,
    cookie_name,
    nginx_configuration,
    programs_environment,
    upload_limit_mb,
)

pytestmark = pytest.mark.browser

TABLE = "Date,Place,Event,Newspaper\n2019-09-03,Nowhereton,A harvest fair opened,Example Daily\n"


def until(condition: Callable[[], bool], seconds: float = 600) -> None:
    """Wait until the condition holds: of processes, which announce nothing."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.05)


@contextmanager
def killed(served: Served, number: int) -> Iterator[None]:
    """The time in which that process is dead: supervisord, which would start it again, is held."""
    served.keeper.send_signal(signal.SIGSTOP)
    try:
        os.kill(served.process_id(number), signal.SIGKILL)
        until(lambda: served.sessions(number) is None)
        yield
    finally:
        served.keeper.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("serve-many")) as started:
        yield started


def process_of(context: BrowserContext, served: Served) -> int:
    """The process that the reader's cookie names."""
    name = cookie_name(served.port)
    return next(int(cookie["value"]) for cookie in context.cookies() if cookie["name"] == name)


@pytest.fixture
def readers(browser: Browser, served: Served) -> Iterator[list[Page]]:
    """Two readers with the map before them: the first one's process is number 1, the second one's is 2."""
    until(lambda: served.sessions(1) == served.sessions(2) == 0)
    pages: dict[int, Page] = {}
    spare: list[BrowserContext] = []
    while len(pages) < 2:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        watch_runs(page)
        driver.open_app(page, served.address)
        driver.map_frame(page)
        if process_of(context, served) in pages:
            spare.append(context)
        pages.setdefault(process_of(context, served), page)
    for context in spare:
        context.close()
    until(lambda: served.sessions(1) == served.sessions(2) == 1)
    yield [pages[1], pages[2]]
    for page in pages.values():
        page.context.close()


def until_pumped(page: Page, condition: Callable[[], bool]) -> None:
    """Wait until the condition holds, while the page's events are taken."""
    end = time.monotonic() + 600
    while not condition():
        assert time.monotonic() < end, "what was waited for did not come"
        page.wait_for_timeout(50)


def watch_runs(page: Page) -> None:
    """Let the page remember (`page.runs`) its websockets, with the number of runs that ended on each."""
    runs: list[int] = []

    def opened(websocket: WebSocket) -> None:
        number = len(runs)
        runs.append(0)
        websocket.on("framereceived", lambda frame: count(number, frame))

    def count(number: int, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
            runs[number] += 1

    page.on("websocket", opened)
    page.runs = runs  # type: ignore[attr-defined]


def reconnected(page: Page) -> None:
    """Wait until the page has a second websocket and has run once over it."""
    until_pumped(page, lambda: len(page.runs) == 2 and page.runs[1] > 0)  # type: ignore[attr-defined]
    driver.settled(page)


def filter_by(page: Page, word: str) -> None:
    """Type a word into the free text and wait for what it selects."""
    field = page.get_by_label("Free text")
    field.fill(word)
    field.press("Enter")
    driver.expect_sentence(page, f"mentioning “{word}”")
    driver.settled(page)


def drop_and_export(page: Page, served: Served) -> tuple[str, bytes]:
    """Drop a table of one event on “Your data” and export it; gives the file's address and its content."""
    driver.open_app(page, f"{served.address}/your_data")
    dropped = FilePayload(name="cafe.csv", mimeType="text/csv", buffer=TABLE.encode())
    page.locator('input[type="file"]').set_input_files([dropped])
    page.get_by_text("Remove this table").wait_for(timeout=30_000)
    driver.settled(page)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save the file").click()
    return saving.value.url, Path(saving.value.path()).read_bytes()


def test_a_reader_stays_with_one_process_and_so_do_uploads_and_downloads(
    readers: list[Page], served: Served
) -> None:
    for number, page in enumerate(readers, start=1):
        address, content = drop_and_export(page, served)
        assert len(content) > 1000
        # Also whoever follows the file's address from elsewhere gets it, though another process is theirs.
        assert answer(address, Cookie=f"{cookie_name(served.port)}={3 - number}")[1] == content
        driver.open_app(page, f"{served.address}/sources")
        assert process_of(page.context, served) == number
    until(lambda: served.sessions(1) == served.sessions(2) == 1)


def test_the_reader_of_a_killed_process_goes_on_with_the_same_filter_and_the_others_notice_nothing(
    readers: list[Page], served: Served, browser: Browser
) -> None:
    hit, spared = readers
    filter_by(hit, "Majdalya")
    filter_by(spared, "Rukban")
    link = hit.url
    for page in readers:
        page.evaluate("window.loadedOnce = true")
    before = served.process_id(1)
    with killed(served, 1):
        # By itself, and on the page as it stands: no reload.
        reconnected(hit)
    assert served.sessions(2) == 2
    driver.wait_for_places(hit, "places.length === 1 && places[0] === 'majdalya'")
    assert process_of(hit.context, served) == 2
    assert hit.evaluate("window.loadedOnce")
    assert hit.url == link
    # The very first choice after it counts; so do files, which must reach the process that took over, also
    # when the killed one answers again.
    filter_by(hit, "Saraqib")
    assert driver.marked_places(hit) != ["majdalya"]
    assert "text=Saraqib" in hit.url
    until(lambda: served.sessions(1) == 0)
    assert served.process_id(1) != before
    assert len(drop_and_export(hit, served)[1]) > 1000
    assert process_of(hit.context, served) == 2
    assert f"spawned: 'process_1' with pid {served.process_id(1)}" in served.output.read_text()

    filter_by(spared, "Aleppo")
    assert spared.evaluate("window.loadedOnce")
    assert len(spared.runs) == 1  # type: ignore[attr-defined]

    # The process that was started again takes readers.
    opened: list[Page] = []
    while not served.sessions(1):
        opened.append(browser.new_page())
        driver.open_app(opened[-1], served.address)
        assert len(driver.marked_places(opened[-1])) > 5
    for page in opened:
        page.close()


def test_a_reader_who_is_elsewhere_than_explore_comes_back_there(readers: list[Page], served: Served) -> None:
    hit = readers[1]
    hit.get_by_role("link", name="Compare").click()
    hit.wait_for_url("**/compare")
    driver.settled(hit)
    filter_by(hit, "Majdalya")
    with killed(served, 2):
        reconnected(hit)
    assert served.sessions(1) == 2
    filter_by(hit, "Rukban")
    assert hit.url.startswith(f"{served.address}/compare?")
    until(lambda: served.sessions(2) == 0)


def answer(address: str, **headers: str) -> tuple[dict[str, list[str]], bytes]:
    """Headers, by lower-case name, and body of an answer."""
    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): headers[name] for name in headers}
    )
    with urllib.request.urlopen(request, timeout=10) as given:
        found: dict[str, list[str]] = {}
        for name, value in given.getheaders():
            found.setdefault(name.lower(), []).append(value)
        return found, given.read()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(served: Served) -> None:
    plain, _ = answer(served.address)
    behind_tls, _ = answer(served.address, X_Forwarded_Proto="https")
    name = cookie_name(served.port)
    assert re.fullmatch(rf"{name}=[12]; Path=/; HttpOnly; SameSite=Lax", plain["set-cookie"][-1])
    assert re.fullmatch(rf"{name}=[12]; Path=/; HttpOnly; SameSite=Lax; Secure", behind_tls["set-cookie"][-1])


def given_cookie(served: Served, **headers: str) -> str:
    """The cookie that comes with a page, without its attributes."""
    return answer(served.address, **headers)[0]["set-cookie"][-1].split(";")[0]


def test_readers_without_the_cookie_take_turns_and_those_with_it_do_not(served: Served) -> None:
    name = cookie_name(served.port)
    both = {f"{name}=1", f"{name}=2"}
    assert {given_cookie(served) for _ in range(2)} == both
    assert {given_cookie(served, Cookie=f"{name}=2") for _ in range(4)} == {f"{name}=2"}
    assert {given_cookie(served, Cookie=f"{name}=99") for _ in range(2)} == both


def test_a_process_that_runs_again_can_take_over_at_once_when_the_next_one_dies(served: Served) -> None:
    name = cookie_name(served.port)
    for number, other in ((1, 2), (2, 1)):
        with killed(served, number), ThreadPoolExecutor(8) as pool:
            cookies = [f"{name}=1", f"{name}=2"] * 4
            given = set(pool.map(lambda cookie: given_cookie(served, Cookie=cookie), cookies))
        assert given == {f"{name}={other}"}
        until(lambda number=number: served.sessions(number) is not None)


def test_nginx_is_started_again_when_it_is_killed(served: Served) -> None:
    before = served.nginx_id()
    os.kill(int(before), signal.SIGKILL)
    # Its workers live on for a moment and still answer; the new one has written its id once it listens.
    until(lambda: served.nginx_id() not in ("", before) and served.is_healthy())
    assert f"spawned: 'nginx' with pid {served.nginx_id()}" in served.output.read_text()


def test_a_page_that_no_process_answers_says_so_and_opens_when_one_does(page: Page, served: Served) -> None:
    with killed(served, 1), killed(served, 2):
        given = page.goto(served.address)
        assert given is not None
        assert given.status == 503
        assert "Datelines is starting" in page.inner_text("body")
        with pytest.raises(urllib.error.HTTPError, match="502"):
            answer(f"{served.address}/_stcore/health")
    driver.settled(page)
    until(lambda: served.sessions(1) is not None and served.sessions(2) is not None)


def test_scripts_and_maps_are_packed_and_nobody_outside_can_have_a_page_run(served: Served) -> None:
    _, page = answer(served.address)
    script = re.search(rb'src="\./(static/js/index\.[^"]+\.js)"', page)
    assert script is not None
    for path in (script[1].decode(), "app/static/basemap/basemap.geojson"):
        packed, body = answer(f"{served.address}/{path}", Accept_Encoding="gzip")
        _, plain = answer(f"{served.address}/{path}")
        assert packed["content-encoding"] == ["gzip"]
        assert len(body) < len(plain) / 2
        assert "set-cookie" not in packed
    assert answer(f"{served.address}/_stcore/script-health-check")[1] == page


def test_an_upload_beyond_streamlits_limit_is_refused_and_one_of_some_megabytes_is_not(
    served: Served,
) -> None:
    address = "/_stcore/upload_file/session/file"
    for megabytes, refused in ((402, True), (5, False)):
        asked = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        asked.putrequest("PUT", address)
        asked.putheader("Content-Length", str(megabytes * 1024 * 1024))
        asked.endheaders(None if refused else bytes(megabytes * 1024 * 1024))
        # Streamlit itself refuses the small one for its session, which does not exist.
        assert (asked.getresponse().status == 413) == refused
        asked.close()


def test_the_configuration_has_a_group_for_each_process_with_the_others_standing_in(tmp_path: Path) -> None:
    text = nginx_configuration(address="127.0.0.1", port=8500, processes=2, upload_mb=400)
    assert not re.search(r"@\w+@", text)
    (tmp_path / "nginx.conf").write_text(text)
    (tmp_path / "temporary").mkdir()
    check_nginx(tmp_path, programs_environment(os.environ))
    groups = dict(re.findall(r"upstream (\w+) \{(.*?)\}", text, re.DOTALL))
    found = {
        name: [
            (int(port), bool(backup))
            for port, backup in re.findall(r"server \S+:(\d+)[^;]*?( backup)?;", group)
        ]
        for name, group in groups.items()
    }
    assert found == {
        "any_process": [(8501, False), (8502, False)],
        "process_1": [(8501, False), (8502, True)],
        "process_2": [(8502, False), (8501, True)],
    }
    # Streamlit's limit is that of the file, nginx's that of the form with the file in it.
    assert "client_max_body_size 401m;" in text


@pytest.mark.parametrize(
    ("environment", "limit"), [({}, 400), ({"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "7"}, 7)]
)
def test_the_upload_limit_is_streamlits(environment: dict[str, str], limit: int) -> None:
    assert upload_limit_mb(environment) == limit


def test_an_nginx_that_is_missing_or_refuses_its_configuration_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"nginx was not found; tools/install_nginx\.sh installs it"):
        check_nginx(tmp_path, {"PATH": str(tmp_path)})
    (tmp_path / "nginx.conf").write_text("no_such_word on;")
    with pytest.raises(StartError, match=r'nginx cannot start: .*"no_such_word"'):
        check_nginx(tmp_path, programs_environment(os.environ))


def refused(command: list[str]) -> str:
    """What a start that fails prints: one line on standard error."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    return ended.stderr


@pytest.mark.parametrize(("step", "whose"), [(0, "nginx"), (2, "process 2")])
def test_a_port_in_use_is_named_with_what_to_do(step: int, whose: str) -> None:
    port = free_ports(3)
    with socket.socket() as used:
        used.bind(("127.0.0.1", port + step))
        used.listen()
        line = refused(command(port))
    assert f"port {port + step}, for {whose}, cannot be used (Address already in use)" in line
    assert f"make serve-many PORT={port + 100}" in line


@pytest.mark.parametrize("module", ["tools.serve", "tools.serve_many"])
@pytest.mark.parametrize(
    ("port", "processes", "said"),
    [
        (0, 2, "port 0 is out of range; choose one from 1024 to 65533"),
        (65_534, 2, "port 65534 is out of range; choose one from 1024 to 65533"),
        (8500, 0, "0 processes cannot serve; choose 1 or more"),
    ],
)
def test_numbers_out_of_range_are_named_with_what_to_do(
    port: int, processes: int, said: str, module: str
) -> None:
    assert said in refused(command(port, processes, module))


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_end_of_supervisord_is_the_end_of_all(asked: signal.Signals, tmp_path: Path) -> None:
    with serving(tmp_path) as started:
        os.kill(started.process_id(2), 0)
        started.keeper.send_signal(asked)
        code = started.keeper.wait(timeout=60)
        until(lambda: all(is_free(started.port + step) for step in range(3)))
        assert code == (-asked if asked is signal.SIGKILL else 0)
        assert "Traceback" not in started.output.read_text()
