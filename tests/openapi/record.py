"""python -m tests.openapi.record: writes app/examples.json, from a walk on a service of its own."""

import os
import tempfile
from pathlib import Path

import app
from app import embedded, migrate
from app.access.tokens import DemoIssuer
from app.audit import signing
from app.audit.signing import Signer
from app.db import Database
from app.main import create_app
from app.people.encryption import Vault
from tests.caller import Service
from tests.openapi.recording import Examples, Kept, Recording, text_of
from tests.openapi.refusals import refuse_everything
from tests.openapi.walk import walk

EXAMPLES = Path(app.__file__).parent / "examples.json"


def record(database: Database, vault: Vault, issuer: DemoIssuer) -> Examples:
    """Walks and is refused on an empty database; gives the examples as they are kept."""
    signing.use(Signer.generate())
    served = create_app(database, vault, issuer.verifier())
    kept = Kept()
    served.add_middleware(Recording, kept=kept)
    with Service(served, issuer, database, database) as service:
        walk(service)
        refuse_everything(service, kept)
    return kept.examples()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ssp-") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)  # as root, PostgreSQL's own account must reach below it
        url = embedded.start(folder, stop_at_exit=False)
        try:
            migrate.upgrade(url)
            issuer = DemoIssuer.in_folder(folder / "issuer.json", issuer="ssp-demo", audience="ssp")
            database = Database(url)
            EXAMPLES.write_text(text_of(record(database, Vault.generate(), issuer)), encoding="utf-8")
            database.close()
        finally:
            embedded.stop(folder)


if __name__ == "__main__":
    main()
