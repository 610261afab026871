"""What a step of a reader costs: time to what is visible, bytes over the wire, the server's time.

Time is taken inside the browser, from the reader's key or mouse to the first frame in which a condition
holds, so that the driver's own round trips (10 to 30 ms) do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

from benchmarks.server import cpu_ms
from tests.browser.driver import settled

QUIET_MS = 200
"""A step is over when the script has stopped and nothing came over the wire for so long."""

_WATCH = """(condition) => {
  const met = new Function('before', 'return (' + condition + ')(before)');
  const timing = { before: met(undefined), begun: null, done: null };
  window.__step = timing;
  const begin = () => { timing.begun = timing.begun ?? performance.now(); };
  // Not `mouseup`: Vega keeps the browser from making one of a pointer that brushes.
  const keyed = (event) => { if (event.key === 'Enter') begin(); };
  const frames = [window, ...[...document.querySelectorAll('iframe')].map((one) => one.contentWindow)];
  for (const one of frames) {
    one.addEventListener('keydown', keyed, true);
    one.addEventListener('pointerup', begin, true);
  }
  timing.begin = begin;
  const look = () => {
    if (window.__step !== timing) return;
    if (timing.begun !== null && met(timing.before) === true) {
      for (const one of frames) {
        one.removeEventListener('keydown', keyed, true);
        one.removeEventListener('pointerup', begin, true);
      }
      timing.done = performance.now();
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: milliseconds to what is visible; milliseconds from the page's first message to the last
    answer; milliseconds of processor time of the server; bytes received, before compression."""

    visible_ms: float
    server_ms: float
    cpu_ms: float
    bytes: int


class Wire:
    """What came over the websocket and by HTTP since `reset`: when the page first asked, when the last
    answer came, and how many bytes."""

    def __init__(self, page: Page) -> None:
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", self._asked)
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.webSocketFrameReceived", self._framed)
        session.on("Network.loadingFinished", self._loaded)
        self.reset()

    def reset(self) -> None:
        self.first_asked: float | None = None
        self.last_answered: float | None = None
        self.bytes = 0

    def _asked(self, event: dict[str, Any]) -> None:
        if self.first_asked is None:
            self.first_asked = event["timestamp"]

    def _framed(self, event: dict[str, Any]) -> None:
        self.last_answered = event["timestamp"]
        # Binary frames come as base64.
        self.bytes += len(event["response"]["payloadData"]) * 3 // 4

    def _loaded(self, event: dict[str, Any]) -> None:
        self.last_answered = event["timestamp"]
        self.bytes += int(event["encodedDataLength"])

    @property
    def server_ms(self) -> float:
        """From the page's first message to the last answer; 0 where nothing was asked."""
        if self.first_asked is None or self.last_answered is None:
            return 0.0
        return max(self.last_answered - self.first_asked, 0.0) * 1000


def stepped(
    page: Page, wire: Wire, pid: int, condition: str, act: Callable[[], object], patience: float
) -> Step:
    """Do `act` and wait until the page shows it.

    `condition` is a JavaScript function. Called without an argument it gives what is there now; called with
    that, it gives true once something else is. `act` ends in a key (Enter), a pointer let go, or a call
    of `__step.begin()`, which start the clock. Raises Playwright's TimeoutError after `patience` seconds.
    """
    page.evaluate(_WATCH, condition)
    wire.reset()
    used = cpu_ms(pid)
    act()
    page.wait_for_function("() => window.__step.done !== null", timeout=patience * 1000, polling=20)
    visible = page.evaluate("() => window.__step.done - window.__step.begun")
    settled(page)
    quiet(page, wire)
    return Step(visible, wire.server_ms, cpu_ms(pid) - used, wire.bytes)


def quiet(page: Page, wire: Wire) -> None:
    """Wait until nothing has come over the wire for QUIET_MS."""
    seen = -1
    while seen != wire.bytes:
        seen = wire.bytes
        page.wait_for_timeout(QUIET_MS)
