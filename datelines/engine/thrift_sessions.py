"""Sessions with Spark's Thrift server: how long they wait, what is set in them, and when they are of no use.

PyHive's own sockets wait for ever, and SQLAlchemy does not know Thrift's exceptions for what they are.
"""

from __future__ import annotations

import getpass
from functools import partial
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from datelines.engine.errors import Failure, failure_of

PLAIN = ("NONE", "LDAP", "CUSTOM")
"""Values of `auth` in the address that send user and password by SASL's PLAIN; PyHive begins with `NONE`."""


def listen(engine: Engine, connect_seconds: float, answer_seconds: float) -> None:
    """Let every session of the engine be opened and asked within these seconds, and be thrown away when it is
    lost. Sessions by HTTP or Kerberos have PyHive's own sockets, and only the server's limit."""

    def open_socket(_dialect: Any, record: Any, _arguments: Any, named: dict[str, Any]) -> None:
        if "scheme" not in named and named.get("auth", "NONE") in PLAIN:
            record.info["socket"], named["thrift_transport"] = _socket(named, connect_seconds)

    def set_up(connection: Any, record: Any) -> None:
        with connection.cursor() as cursor:
            # Else ${...} in a reader's words is taken for a variable, even within quotation marks.
            cursor.execute("SET spark.sql.variable.substitute=false")
            cursor.execute(f"SET spark.sql.thriftServer.queryTimeout={max(1, round(answer_seconds))}")
        if "socket" in record.info:
            # The server breaks off first, and says so.
            record.info["socket"].setTimeout((answer_seconds + connect_seconds) * 1000)

    def throw_away(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception or context.original_exception
        if failure_of(error, asked=True) in (Failure.LOST, Failure.SLOW):
            context.is_disconnect = True
            socket = context.connection and context.connection.info.get("socket")
            if socket:
                socket.close()  # else closing the session would wait for the server once more

    event.listen(engine, "do_connect", open_socket)
    event.listen(engine, "connect", set_up)
    event.listen(engine, "handle_error", throw_away)


def _socket(named: dict[str, Any], seconds: float) -> tuple[Any, Any]:
    """A socket for the arguments of PyHive's `connect`, and the transport over it; the arguments lose what
    the transport stands for."""
    from pyhive.hive import get_installed_sasl
    from thrift.transport.TSocket import TSocket
    from thrift_sasl import TSaslClientTransport

    host, port, password, _ = (named.pop(name, None) for name in ("host", "port", "password", "auth"))
    named["username"] = named.get("username") or getpass.getuser()
    socket = TSocket(host, int(port), socket_keepalive=True)
    socket.setTimeout(seconds * 1000)
    # A server that asks for no password wants one all the same.
    who = {"username": named["username"], "password": password or "x"}
    return socket, TSaslClientTransport(
        partial(get_installed_sasl, host=host, sasl_auth="PLAIN", **who), "PLAIN", socket
    )
