"""``make migration m="why"``: the next migration, written from what the models say beyond the newest one."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from app import embedded, migrate


def main(why: str) -> None:
    number = f"{int(migrate.head()) + 1:04}"
    with tempfile.TemporaryDirectory(prefix="ssp-") as folder:
        Path(folder).chmod(0o755)
        url = embedded.start(Path(folder), stop_at_exit=False)
        try:
            migrate.upgrade(url)
            command.revision(migrate.config(url), message=why, autogenerate=True, rev_id=number)
        finally:
            embedded.stop(Path(folder))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        raise SystemExit('Say why: make migration m="what it is for"')
    main(sys.argv[1])
