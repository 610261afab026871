"""Which filling of a database is in use: its tables share a suffix, and one tiny view names it.

Replacing that view is one statement, so that readers see the old filling or the new one, whole. A filling
with a greater number than the current one is of a load that died, or is under way.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection

from sqlalchemy import Connection, inspect, select, table, text
from sqlalchemy import column as named

from datelines.engine.schema import names

VIEW = "datelines_current"
_TABLE = re.compile(rf"(?:{'|'.join(names())})_l(\d+)")


def suffix_of(number: int) -> str:
    """`_l7`, with which the tables of filling 7 end."""
    return f"_l{number}"


def relations(connection: Connection) -> frozenset[str]:
    """The names of all tables and views of the database."""
    if connection.dialect.name == "hive":
        # Spark's answer has the database first; the dialect's own look-up takes that for the name.
        return frozenset(str(row.tableName) for row in connection.execute(text("SHOW TABLES")))
    found = inspect(connection)
    return frozenset(found.get_table_names()) | frozenset(found.get_view_names())


def current(connection: Connection) -> int | None:
    """The number of the filling in use; None where nothing was ever loaded. Fails as the database does."""
    if VIEW not in relations(connection):
        return None
    suffix: object = connection.execute(select(named("suffix")).select_from(table(VIEW))).scalar_one()
    return int(str(suffix).removeprefix(suffix_of(0)[:-1]))


def make_current(connection: Connection, number: int) -> None:
    """Put a filling in use."""
    connection.execute(text(f"CREATE OR REPLACE VIEW {VIEW} AS SELECT '{suffix_of(number)}' AS suffix"))


def fillings(connection: Connection) -> frozenset[int]:
    """The numbers of all fillings that have a table."""
    found = (_TABLE.fullmatch(name) for name in relations(connection))
    return frozenset(int(match[1]) for match in found if match)


def next_number(known: Collection[int]) -> int:
    """A number for a new filling: the time in seconds, or greater than any. A Spark server that died may keep
    files of a table that it has forgotten, so that no number is used again."""
    return max([int(time.time()), *(number + 1 for number in known)])


def drop(connection: Connection, number: int) -> None:
    """Remove the tables of a filling that are there."""
    for name in names():
        connection.execute(text(f"DROP TABLE IF EXISTS {name}{suffix_of(number)}"))
