"""Every table as it stands, to see that nothing was changed."""

import psycopg

_TABLES = """
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname
"""


def everything_stored(url: str) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a checksum of what they say; with the owner's rights."""
    found: dict[str, tuple[int, str]] = {}
    with psycopg.connect(url) as owner:
        for (table,) in owner.execute(_TABLES).fetchall():
            # The log is looked at under either of its names.
            query = (
                f"select count(*), coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') from \"{table}\" t"  # noqa: S608 - names from the catalogue
            )
            rows, checksum = owner.execute(query.encode()).fetchone() or (0, "")
            found[table.removesuffix("_away")] = (rows, checksum)
    return found
