"""Opening what a process needs: the database, the key, and whose tokens to trust."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum

import psycopg
from sqlalchemy import text

from app import embedded, migrate
from app.access.identity_file import read_identity
from app.access.identity_providers import Identity
from app.access.tokens import DemoIssuer, NoTokenKeys, TokenVerifier
from app.adapters.outside import NOTHING_OUTSIDE, Outside, read_outside
from app.audit import signing
from app.audit.restored import check_log
from app.audit.sinks import FileSink, Sink
from app.audit.timestamps import TimestampSink
from app.db import Database
from app.outbound import Address, NotAnAddress
from app.people import encryption
from app.people.encryption import Vault
from app.people.key_provider import KeyProvider
from app.people.keys import open_vault, provider_for
from app.receivers.allowed import Receivers
from app.settings import Settings, SettingsWrong


class Part(StrEnum):
    """As whom a process meets the database: the roles that the migrations give rights to."""

    APP = "ssp_app"
    WORKER = "ssp_worker"


@dataclass(frozen=True)
class Service:
    """What every command works with."""

    settings: Settings
    url: str
    database: Database
    vault: Vault


def database_url(settings: Settings) -> str:
    """The address for changing the tables: the database that is set, or else the embedded one, started.

    Raises EmbeddedFailed.
    """
    return settings.migration_url or settings.database_url or embedded.start(settings.data_dir)


@contextmanager
def opened(settings: Settings, part: Part = Part.APP, *, behind: bool = False) -> Iterator[Service]:
    """Raises EmbeddedFailed, NoKey, NoAuditKey, WrongLogin and LogBehind.

    ``behind``: also with a log that does not go as far as its anchors.
    """
    own = settings.database_url is None
    owner_url = database_url(settings)
    if own:
        with migrate.alone(owner_url, "ssp.starting"):
            migrate.upgrade(owner_url)
            _make_logins(owner_url)
    url = as_login(owner_url, part) if own else settings.database_url or ""
    database = Database(url, pool_size=settings.pool_size)
    try:
        if not own:
            _check_rights(database)
        with migrate.alone(url, "ssp.starting") if own else nullcontext():
            vault = open_vault(key_provider(settings), database, may_make=own)
            signing.use(signing.read_key(settings.audit_key_path, may_make=own))
        encryption.use(vault)
        if settings.anchors_path is not None and not behind:
            check_log(database, settings.anchors_path)
        yield Service(settings, url, database, vault)
    finally:
        database.close()


def key_provider(settings: Settings) -> KeyProvider:
    """Raises NoKey."""
    return provider_for(settings.key_provider, settings.encryption_key_path)


def outside(settings: Settings) -> Outside:
    """The outside systems of each municipality; without a file, none. Raises OutsideWrong."""
    return NOTHING_OUTSIDE if settings.outside is None else read_outside(settings.outside)


def receivers(settings: Settings) -> Receivers:
    """Where others' systems may be told of events. Raises SettingsWrong."""
    try:
        return Receivers.of(settings.receiver_networks, settings.receiver_addresses, settings.receiver_hosts)
    except ValueError as error:
        raise SettingsWrong(
            "SSP_RECEIVER_NETWORKS, SSP_RECEIVER_ADDRESSES or SSP_RECEIVER_HOSTS cannot be read: write networks as"
            f" 10.20.0.0/16, addresses as https://host, hosts as a.dk or .a.dk ({error})"
        ) from None


def sinks(settings: Settings) -> list[Sink]:
    """Where the log's checkpoints go. Raises SettingsWrong."""
    folder = settings.anchors_path
    found: list[Sink] = [FileSink(folder)] if folder else []
    if settings.tsa_url:
        try:
            Address.of(settings.tsa_url)
        except NotAnAddress:
            raise SettingsWrong("SSP_TSA_URL is no address: write it as https://host/path") from None
        found.append(TimestampSink(settings.tsa_url, folder))
    return found


class WrongLogin(Exception):
    """The login could go around row-level security, or has none of the rights; the message says what to use."""


_RIGHTS = text(
    """
    select bool_or(rolsuper or rolbypassrls), bool_or(pg_has_role(r.oid, c.relowner, 'member')),
        exists (select from pg_roles part where part.rolname = any(:parts) and pg_has_role(part.oid, 'member'))
    from pg_roles r left join pg_class c on c.oid = to_regclass('audit_log') where r.rolname = current_user
    """
)


def _check_rights(database: Database) -> None:
    with database.transaction() as session:
        above, owner, member = session.execute(_RIGHTS, {"parts": list(Part)}).one()
    if above or owner:
        raise WrongLogin(
            "The login of DATABASE_URL may go around what keeps municipalities apart: it owns the tables, or is"
            " a superuser. Make one for the service: create role ssp_web login password '…' in role ssp_app; and use"
            " SSP_MIGRATION_URL for the owner."
        )
    if not member:
        raise WrongLogin(
            "The login of DATABASE_URL is a member of neither ssp_app nor ssp_worker: run ssp migrate as the owner,"
            " and then: grant ssp_app to the login, or ssp_worker to the worker's."
        )


def _make_logins(url: str) -> None:
    """The embedded PostgreSQL is reached through its own folder alone, so its logins need no password."""
    with psycopg.connect(url, autocommit=True) as connection:
        for part in Part:
            connection.execute(
                f"do $$ begin create role {part}_login login in role {part};"
                " exception when duplicate_object or unique_violation then null; end $$".encode()
            )


def as_login(url: str, part: Part) -> str:
    """The embedded PostgreSQL's address for one part of the service."""
    return url.replace("//postgres@", f"//{part}_login@", 1)


def demo_issuer(settings: Settings) -> DemoIssuer:
    """Raises NoTokenKeys outside demo mode."""
    if not settings.demo:
        raise NoTokenKeys("Tokens are handed out in demo mode alone: set SSP_DEMO=1, or use your own issuer.")
    return DemoIssuer.in_folder(settings.demo_key_path, issuer=settings.token_issuer, audience=settings.token_audience)


def token_verifier(settings: Settings) -> Identity:
    """Whose word is taken for who is calling. Raises NoTokenKeys and IdentityWrong."""
    if settings.demo and settings.identity:
        raise NoTokenKeys("SSP_DEMO=1 hands out tokens to anybody: unset SSP_IDENTITY, or leave demo mode.")
    if settings.demo:
        return demo_issuer(settings).verifier(f"http://{settings.host}:{settings.port}")
    if settings.identity:
        return read_identity(settings.identity)
    if settings.token_keys is None:
        raise NoTokenKeys(
            "Set SSP_TOKEN_KEYS to a JWKS file with the issuer's public keys, or SSP_IDENTITY to a file of identity"
            " providers, or try SSP_DEMO=1."
        )
    return TokenVerifier.from_file(settings.token_keys, issuer=settings.token_issuer, audience=settings.token_audience)
