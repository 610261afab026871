"""One reader of a lecture hall without a browser: a websocket that speaks Streamlit's protocol.

It sends what Streamlit's page sends when a widget changes (the state of all widgets, the link, the hashes of
the messages that it still holds) and notes when the map's new payload and the end of the answer arrive. The
widgets are found by the keys that components/shared/filters.py gives them: the benchmark fails when one is
gone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE, FIRST_PATIENCE = 20.0, 120.0
"""Seconds after which an answer counts as failed; a server's first one waits for its imports and the data."""

LARGEST = 64 * 2**20
"""Bytes of the largest message that is taken."""


class Failed(RuntimeError):
    """An answer that did not come, or that was an error screen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Seconds from the message to the map's new payload (None where nothing is left to draw) and to the end
    of the answer, and the bytes of it."""

    map_s: float | None
    all_s: float
    bytes: int


class Session:
    """A reader: `open` first, then `change` as often as wanted. `options` are the labels that each list
    offers now, by the list's key; `days` the first and the last day to choose from; `link` says the view."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._socket: ClientConnection | None = None
        self._widgets: dict[str, tuple[str, str]] = {}
        self._values: dict[str, str | bool | tuple[str, ...]] = {}
        self._held: dict[str, int] = {}
        self._runs = 0
        self._page = ""
        self.link = ""
        self.options: dict[str, tuple[str, ...]] = {}
        self.days = (Day.min, Day.max)

    async def open(self) -> Answer:
        """Connect and draw the page for the first time. Raises Failed."""
        stream = self._address.replace("http", "ws", 1) + "/_stcore/stream"
        # A browser offers compression and Streamlit declines it; here it is not even asked for.
        self._socket = await connect(
            stream, subprotocols=["streamlit"], compression=None, max_size=LARGEST, ping_interval=None
        )
        return await self._ask(FIRST_PATIENCE)

    async def change(self, values: Mapping[str, str | tuple[str, ...]]) -> Answer:
        """Set widgets by key (text, or the labels chosen) and wait for the whole answer. Raises Failed."""
        self._values |= values
        return await self._ask(PATIENCE)

    async def close(self) -> None:
        """Leave, as a closed tab does."""
        if self._socket:
            await self._socket.close()

    async def _ask(self, patience: float) -> Answer:
        if self._socket is None:
            raise Failed("the session is not open")
        begun = time.perf_counter()
        await self._socket.send(self._message().SerializeToString())
        try:
            async with asyncio.timeout(patience):
                return await self._answer(self._socket, begun)
        except TimeoutError:
            raise Failed(f"no answer within {patience:g} s") from None

    async def _answer(self, socket: ClientConnection, begun: float) -> Answer:
        drawn, received = None, 0
        async for frame in socket:
            received += len(frame)
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            kind = message.WhichOneof("type")
            if message.metadata.cacheable:
                self._held[message.hash] = self._runs
            if kind == "ref_hash":
                self._held[message.ref_hash] = self._runs
            elif kind == "new_session":
                self._page = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.link = message.page_info_changed.query_string
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise Failed(f"the script ended with status {message.script_finished}")
                self._runs += 1
                # Streamlit's page forgets a message that the last two runs did not use.
                self._held = {name: run for name, run in self._held.items() if self._runs - run <= 2}
                return Answer(drawn, time.perf_counter() - begun, received)
            elif kind == "delta":
                element = message.delta.new_element
                if element.HasField("component_instance"):
                    drawn = time.perf_counter() - begun
                elif element.HasField("exception"):
                    raise Failed(f"{element.exception.type}: {element.exception.message}")
                else:
                    self._note(element)
        raise Failed("the server closed the connection")

    def _note(self, element: Element) -> None:
        """Remember a widget of the filter bar, what it offers and, where the server sets it, its value."""
        kind = element.WhichOneof("type")
        if kind not in ("text_input", "date_input", "multiselect", "checkbox"):
            return
        widget = getattr(element, kind)
        # Streamlit's ids end with the key: `$$ID-<hash>-outlets`.
        key = widget.id.split("-", 2)[-1]
        if key not in self._widgets:
            self._values[key] = {"text_input": "", "checkbox": False}.get(kind, ())
        self._widgets[key] = (kind, widget.id)
        if kind == "multiselect":
            self.options[key] = tuple(widget.options)
            if widget.set_value:  # such as a choice whose label has another number now
                self._values[key] = tuple(widget.raw_values)
        elif kind == "date_input":
            self.days = (Day.fromisoformat(widget.min), Day.fromisoformat(widget.max))

    def _message(self) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.link, self._page
        state.cached_message_hashes.extend(self._held)
        context = state.context_info
        context.timezone, context.locale, context.color_scheme = "UTC", "en-US", "light"
        context.url = f"{self._address}/"
        for kind, widget_id, value in self._states():
            widget = state.widget_states.widgets.add(id=widget_id)
            if kind == "text_input":
                widget.string_value = str(value)
            elif kind == "checkbox":
                widget.bool_value = bool(value)
            else:
                widget.string_array_value.data.extend(value if isinstance(value, tuple) else ())
                widget.string_array_value.SetInParent()
        return message

    def _states(self) -> Iterator[tuple[str, str, str | bool | tuple[str, ...]]]:
        for key, value in self._values.items():
            if key not in self._widgets:
                raise Failed(f"the page has no widget {key!r}")
            yield (*self._widgets[key], value)
