"""Opening what a process needs: the database, the key, and whose tokens to trust."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import psycopg

from app import embedded, migrate
from app.access.tokens import DemoIssuer, NoTokenKeys, TokenVerifier
from app.db import Database
from app.people import encryption
from app.people.encryption import Vault
from app.people.keys import open_vault
from app.settings import Settings


@dataclass(frozen=True)
class Service:
    """What every command works with."""

    settings: Settings
    url: str
    database: Database
    vault: Vault


def database_url(settings: Settings) -> str:
    """The database that is set, or else the embedded one, started and brought to the newest shape.

    Raises EmbeddedFailed.
    """
    if settings.database_url:
        return settings.database_url
    url = embedded.start(settings.data_dir)
    with _alone(url):
        migrate.upgrade(url)
    return url


@contextmanager
def opened(settings: Settings) -> Iterator[Service]:
    """Raises EmbeddedFailed and NoKey."""
    url = database_url(settings)
    own = settings.database_url is None
    database = Database(url, pool_size=settings.pool_size)
    try:
        with _alone(url) if own else nullcontext(), database.transaction() as session:
            vault = open_vault(settings.encryption_key_path, session, may_make=own)
        encryption.use(vault)
        yield Service(settings, url, database, vault)
    finally:
        database.close()


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Of several processes that start at once on an empty database, one makes the tables and the key."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext('ssp.starting'))")
        yield


def demo_issuer(settings: Settings) -> DemoIssuer:
    """Raises NoTokenKeys outside demo mode."""
    if not settings.demo:
        raise NoTokenKeys("Tokens are handed out in demo mode alone: set SSP_DEMO=1, or use your own issuer.")
    return DemoIssuer.in_folder(settings.demo_key_path, issuer=settings.token_issuer, audience=settings.token_audience)


def token_verifier(settings: Settings) -> TokenVerifier:
    """Raises NoTokenKeys when nothing says whose tokens to accept."""
    if settings.demo:
        return demo_issuer(settings).verifier()
    if settings.token_keys is None:
        raise NoTokenKeys("Set SSP_TOKEN_KEYS to a JWKS file with the issuer's public keys, or try SSP_DEMO=1.")
    return TokenVerifier.from_file(settings.token_keys, issuer=settings.token_issuer, audience=settings.token_audience)
