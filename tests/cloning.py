"""Databases like another, on the server of the run."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg


@contextmanager
def cloned(server_url: str, template: str) -> Iterator[str]:
    """A database like ``template``, for as long as it is needed."""
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}" template "{template}" strategy file_copy')
        try:
            yield at_database(server_url, name)
        finally:
            admin.execute(f'drop database "{name}" with (force)')


def at_database(server_url: str, name: str) -> str:
    """The same server's address with another database."""
    if "://" not in server_url:
        return psycopg.conninfo.make_conninfo(server_url, dbname=name)
    return _with(server_url, name)


def _with(server_url: str, name: str) -> str:
    scheme, rest = server_url.split("://", 1)
    host, _, query = rest.partition("?")
    return f"{scheme}://{host.split('/')[0]}/{name}" + (f"?{query}" if query else "")
