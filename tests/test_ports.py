"""The ports that tests give to their servers."""

from __future__ import annotations

import socket

from tests.ports import free_port, free_ports, is_free


def test_a_port_is_not_given_twice() -> None:
    given = [free_port() for _ in range(20)]
    assert len(set(given)) == 20


def test_a_row_of_ports_leaves_out_one_that_is_listened_at() -> None:
    with socket.socket() as used:
        used.bind(("127.0.0.1", free_port() + 1))
        used.listen()
        taken = used.getsockname()[1]
        first = free_ports(3)
        assert not is_free(taken)
    assert taken not in range(first, first + 3)
    assert is_free(taken)


def test_the_ports_are_below_those_that_linux_gives_to_outgoing_connections() -> None:
    assert free_ports(3) + 2 < 32_768
