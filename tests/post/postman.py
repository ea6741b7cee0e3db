"""python -m tests.post.postman: the worker's engine as a process of its own, by a clock that a test moves.

The clock is a file with an instant in it; all else is the service's own, and so are the jobs.
"""

import asyncio
import logging
import sys
from datetime import datetime
from pathlib import Path

from app import worker
from app.adapters.outside import read_outside
from app.audit import signing
from app.db import Database
from app.people import encryption
from app.people.encryption import Vault

EACH_SECOND = "* * * * * */1"


def main(url: str, key: str, audit_key: str, outside: str, clock: str) -> None:
    logging.basicConfig(level=logging.WARNING)
    database = Database(url, pool_size=4)
    encryption.use(Vault.from_file(Path(key)))
    signing.use(signing.read_key(Path(audit_key), may_make=True))

    def now() -> datetime:
        return datetime.fromisoformat(Path(clock).read_text(encoding="ascii"))

    async def work() -> None:
        named = read_outside(Path(outside))
        engine = worker.make(url, database, outside=named, now=now, post_round=EACH_SECOND)
        async with engine.open_async():
            await engine.run_worker_async(concurrency=4, delete_jobs="successful", fetch_job_polling_interval=1)

    asyncio.run(work())


if __name__ == "__main__":
    main(*sys.argv[1:])
