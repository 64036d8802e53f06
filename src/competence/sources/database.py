"""Databases by SQLAlchemy URL and query: read only, streamed, in an order that is the rows' own.

What a database says of an error repeats addresses, names and values; none of that is passed on: only the kind of
error and what to do.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from competence.config import Source
from competence.sources import cells, limits
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import categorical

_AT_A_TIME = 5_000  # rows
_VARIABLE = re.compile(r"\$\{(\w+)\}")
# What reads a kind of database, where SQLAlchemy's own choice is not the one to install.
DRIVERS = {
    "postgresql": "psycopg",
    "mysql": "pymysql",
    "mariadb": "pymysql",
    "mssql": "pyodbc",
    "oracle": "oracledb",
}


def columns(name: str, source: Source, folder: Path) -> tuple[list[str], list[pd.Categorical]]:
    """Names and columns of what the query gives, rows in the order of their text.

    Parameters
    ----------
    folder : where the file of a SQLite database lies that the URL names without a path from the root.

    Raises
    ------
    DeliveryError : `no_database` (variable, driver, connection), `bad_query`, `nested_column`, `too_large`.
    """
    with _connected(name, source, folder) as connection:
        return _read(name, connection, source)


def sha256(names: list[str], found: list[pd.Categorical]) -> str:
    """Hash of the rows: headings, distinct texts, codes."""
    digest = hashlib.sha256("\x1f".join(names).encode("utf-8"))
    for column in found:
        digest.update("\x1f".join(column.categories).encode("utf-8", "surrogatepass"))
        digest.update(np.ascontiguousarray(column.codes, np.int32).tobytes())
    return digest.hexdigest()


def _read(name: str, connection, source: Source) -> tuple[list[str], list[pd.Categorical]]:
    result = connection.exec_driver_sql(source.query)
    names = list(result.keys())
    if len(names) > limits.COLUMNS:
        raise DeliveryError([fault(name, "too_large", f"{len(names)} columns, at most {limits.COLUMNS}")])
    filling = [cells.Column() for _ in names]
    rows = 0
    for part in result.partitions(_AT_A_TIME):
        for row in part:
            for column, value in zip(filling, row):
                if value is None:
                    continue
                key = (type(value), value) if not isinstance(value, list | dict) else None
                code = column.known.get(key) if key else None
                if code is None:
                    code = column.code(key, cells.of(value, source.decimal))
                column.rows.append(rows)
                column.codes.append(code)
            rows += 1
        if rows > limits.ROWS:
            raise DeliveryError([fault(name, "too_large", f"at most {limits.ROWS} rows")])
    return names, _in_order([column.categorical(rows) for column in filling])


def _in_order(found: list[pd.Categorical]) -> list[pd.Categorical]:
    """Rows by their text, first column first: a database promises no order, and the same rows are the same input."""
    ordered = []
    for column in found:
        texts = np.array(column.categories, object)
        order = np.argsort(texts)
        rank = np.empty(len(texts), np.int32)
        rank[order] = np.arange(len(texts))
        ordered.append(categorical(rank[column.codes], list(texts[order])))
    if not ordered:
        return ordered
    by = np.lexsort([column.codes for column in reversed(ordered)])
    return [categorical(column.codes[by], list(column.categories)) for column in ordered]


@contextmanager
def _connected(name: str, source: Source, folder: Path) -> Iterator:
    import sqlalchemy
    from sqlalchemy import exc

    try:
        url = _url(name, source, folder)
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, hide_parameters=True)
    except DeliveryError:
        raise
    except ModuleNotFoundError:
        raise _no_driver(name, source) from None
    except (exc.ArgumentError, exc.NoSuchModuleError, ValueError):
        raise DeliveryError(
            [fault(name, "no_database", "url is no address of a database that is known")]
        ) from None
    try:
        with engine.connect() as bare:
            for statement in _read_only(engine.dialect.name):
                bare.exec_driver_sql(statement)
            connection = bare.execution_options(stream_results=True, no_parameters=True, yield_per=_AT_A_TIME)
            try:
                yield connection
            finally:
                connection.rollback()
    except cells.NoText:
        raise DeliveryError([fault(name, "nested_column", "lists, records or bytes")]) from None
    except exc.DBAPIError as error:
        raise _told(name, error) from None
    except exc.SQLAlchemyError as error:
        raise DeliveryError([fault(name, "bad_query", type(error).__name__)]) from None
    finally:
        engine.dispose()


def _read_only(kind: str) -> tuple[str, ...]:
    """What makes a connection refuse every change and stop in time, where a kind of database can be told so."""
    seconds = limits.QUERY_SECONDS
    return {
        "postgresql": ("SET TRANSACTION READ ONLY", f"SET LOCAL statement_timeout = '{seconds}s'"),
        "mysql": ("SET SESSION TRANSACTION READ ONLY", f"SET SESSION max_execution_time = {seconds * 1000}"),
        "mariadb": ("SET SESSION TRANSACTION READ ONLY", f"SET SESSION max_statement_time = {seconds}"),
        "oracle": ("SET TRANSACTION READ ONLY",),
        "sqlite": ("PRAGMA query_only = ON",),
    }.get(kind, ())


def _told(name: str, error) -> DeliveryError:
    """The kind of error, and SQLSTATE where the database gives one; never its text."""
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None) or ""
    state = f", state {state}" if re.fullmatch(r"\w{5}", str(state)) else ""
    kind = f"{type(error.orig).__name__}{state}"
    if error.connection_invalidated or error.statement is None:
        return DeliveryError([fault(name, "no_database", f"no connection: {kind}")])
    if state == ", state 57014" or kind.startswith("QueryCanceled"):
        return DeliveryError([fault(name, "bad_query", f"it took more than {limits.QUERY_SECONDS} seconds")])
    return DeliveryError([fault(name, "bad_query", kind)])


def _no_driver(name: str, source: Source) -> DeliveryError:
    kind, _, driver = source.url.partition("://")[0].partition("+")
    package = driver or DRIVERS.get(kind, kind)
    return DeliveryError([fault(name, "no_database", f"its driver is not installed: pip install {package}")])


def _url(name: str, source: Source, folder: Path):
    """The address with the variables of the environment filled in, each as it stands."""
    from sqlalchemy.engine import make_url

    url = make_url(source.url)
    if url.drivername in DRIVERS:
        url = url.set(drivername=f"{url.drivername}+{DRIVERS[url.drivername]}")

    def filled(text: str | None) -> str | None:
        return text and _VARIABLE.sub(lambda m: _variable(name, m[1]), text)

    url = url.set(
        username=filled(url.username),
        password=filled(url.password),
        host=filled(url.host),
        database=filled(url.database),
        query={k: filled(v) if isinstance(v, str) else v for k, v in url.query.items()},
    )
    if url.get_backend_name() == "sqlite":
        file = folder / (url.database or "")
        if not file.is_file():
            raise DeliveryError(
                [fault(name, "missing_file", "the url names a SQLite file that is not there")]
            )
        # Opened so that it cannot be written to, nor made.
        url = url.set(database=f"file:{_quoted(file)}", query={"mode": "ro", "uri": "true"})
    return url


def _quoted(file: Path) -> str:
    from urllib.parse import quote

    return quote(file.resolve().as_posix(), safe="/:")


def _variable(name: str, variable: str) -> str:
    found = os.environ.get(variable)
    if found is None:
        raise DeliveryError([fault(name, "no_database", f"the environment variable {variable} is not set")])
    return found
