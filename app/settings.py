"""Everything that can be set from outside, read once from the environment."""

import hashlib
import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import psycopg
from limits import parse
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def _default_data_dir() -> Path:
    """A folder of the platform's for state, one for each checkout, never below a shared home as root.

    PostgreSQL will not run as root, so as root its files belong to another account, which must be
    able to reach the folder without the mode of any other folder being changed.
    """
    checkout = hashlib.sha256(str(Path(__file__).resolve().parent).encode()).hexdigest()[:8]
    if os.geteuid() == 0:
        return Path("/var/lib/ssp") / checkout
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "ssp" / checkout


def _listed(said: object) -> object:
    """``a, b`` as an environment has it."""
    return tuple(one.strip() for one in said.split(",") if one.strip()) if isinstance(said, str) else said


def _networks(said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(ip_network(one)) for one in said)


def _rate(said: str) -> str:
    parse(said)
    return said


def _collector(said: str) -> str:
    """With the path of OTLP where none is said."""
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("write it as https://host:4318/v1/traces")
    return said if parts.path.strip("/") else f"{said.rstrip('/')}/v1/traces"


TracesUrl = Annotated[str, AfterValidator(_collector)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Networks = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_networks)]
Rate = Annotated[str, AfterValidator(_rate)]
"""``100/minute``, as the library limits reads it."""


_SECRETS = "SSP_SECRETS"


class Settings(BaseSettings):
    """Read from the environment, and what is not there from files in a folder; every name is in docs/settings.md."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    secrets: Path | None = Field(None, validation_alias=_SECRETS)
    """A folder with a file for each setting that should not stand in the environment, called by its name."""
    database_url: str | None = Field(None, validation_alias="DATABASE_URL")
    """Any PostgreSQL 15 or newer. Without it the embedded one is started."""
    migration_url: str | None = Field(None, validation_alias="SSP_MIGRATION_URL")
    """The owner of the tables, for ``ssp migrate`` alone. Without it, DATABASE_URL."""
    host: str = Field("127.0.0.1", validation_alias="SSP_HOST")
    port: int = Field(8000, ge=1, le=65535, validation_alias="SSP_PORT")
    data_dir: Path = Field(default_factory=_default_data_dir, validation_alias="SSP_DATA_DIR")
    demo: bool = Field(False, validation_alias="SSP_DEMO")
    """A demo issuer of tokens and the project's own lists; only on the embedded database."""
    token_keys: Path | None = Field(None, validation_alias="SSP_TOKEN_KEYS")
    """A JWKS file with the public keys of those whose tokens are accepted."""
    token_issuer: str = Field("ssp-demo", validation_alias="SSP_TOKEN_ISSUER")
    token_audience: str = Field("ssp", validation_alias="SSP_TOKEN_AUDIENCE")
    identity: Path | None = Field(None, validation_alias="SSP_IDENTITY")
    """A TOML file with the identity providers (docs/identity.md), in place of the three above."""
    encryption_key: Path | None = Field(None, validation_alias="SSP_ENCRYPTION_KEY")
    """The key file for personal data. Without it, the one in the data folder."""
    key_provider: str = Field("file", validation_alias="SSP_KEY_PROVIDER")
    """``file``, or ``package.module:factory`` of an adapter for another key store."""
    audit_key: Path | None = Field(None, validation_alias="SSP_AUDIT_KEY")
    """The key file that signs the log's anchors. Without it, the one in the data folder."""
    audit_anchors: Path | None = Field(None, validation_alias="SSP_AUDIT_ANCHORS")
    """The folder for checkpoints, somewhere that the database's operator cannot write."""
    audit_checkpoints: str = Field("0 * * * *", pattern=r"^\S+( \S+){4}$", validation_alias="SSP_AUDIT_CHECKPOINTS")
    """When checkpoints are made, as cron has it."""
    profiles: Path | None = Field(None, validation_alias="SSP_PROFILES")
    """A folder with municipalities' own files (docs/profiles.md), beside those that come along."""
    outside: Path | None = Field(None, validation_alias="SSP_OUTSIDE")
    """A TOML file with the outside systems of each municipality (docs/outside.md): the register of people, post."""
    receiver_networks: Networks = Field((), validation_alias="SSP_RECEIVER_NETWORKS")
    """Inner networks in which others' systems may be registered as receivers of events."""
    receiver_addresses: Names = Field((), validation_alias="SSP_RECEIVER_ADDRESSES")
    """Receivers that are called as they are written: ``http://127.0.0.1:9000``."""
    receiver_hosts: Names = Field((), validation_alias="SSP_RECEIVER_HOSTS")
    """The only names of receivers: ``a.dk`` is that one, ``.a.dk`` all below it. None named is any."""
    tsa_url: str | None = Field(None, validation_alias="SSP_TSA_URL")
    """A time-stamp authority (RFC 3161)."""
    metrics_host: str = Field("127.0.0.1", validation_alias="SSP_METRICS_HOST")
    metrics_port: int | None = Field(None, ge=1, le=65535, validation_alias="SSP_METRICS_PORT")
    """Where figures for monitoring are given, to whoever reaches it. Without it, nowhere."""
    traces_url: TracesUrl | None = Field(None, validation_alias="SSP_TRACES_URL")
    """A collector that takes OTLP over HTTP. Without it no trace is made."""
    traces_token: str | None = Field(None, min_length=1, repr=False, validation_alias="SSP_TRACES_TOKEN")
    """What the collector knows us by."""
    traces_ratio: float = Field(1, ge=0, le=1, validation_alias="SSP_TRACES_RATIO")
    """How many of the requests and jobs: 1 is all of them."""
    pool_size: int = Field(10, ge=1, le=200, validation_alias="SSP_POOL_SIZE")
    hosts: Names = Field((), validation_alias="SSP_HOSTS")
    """The names that the service answers to. None named is any."""
    forwarded_by: Networks = Field((), validation_alias="SSP_FORWARDED_BY")
    """Proxies (addresses or networks) whose X-Forwarded-For is believed."""
    rate_reads: Rate = Field("6000/minute", validation_alias="SSP_RATE_READS")
    rate_writes: Rate = Field("3000/minute", validation_alias="SSP_RATE_WRITES")
    rate_uploads: Rate = Field("120/minute", validation_alias="SSP_RATE_UPLOADS")
    """These three for each credential, in each process."""
    rate_strangers: Rate = Field("600/minute", validation_alias="SSP_RATE_STRANGERS")
    """For each address, without a credential or with one that was not accepted lately."""
    body_seconds: float = Field(20, gt=0, le=600, validation_alias="SSP_BODY_SECONDS")
    answer_seconds: float = Field(30, gt=0, le=600, validation_alias="SSP_ANSWER_SECONDS")
    list_seconds: float = Field(180, gt=0, le=3600, validation_alias="SSP_LIST_SECONDS")
    statement_seconds: float = Field(60, gt=0, le=3600, validation_alias="SSP_STATEMENT_SECONDS")
    header_seconds: float = Field(10, gt=0, le=600, validation_alias="SSP_HEADER_SECONDS")
    connections: int = Field(1000, ge=1, validation_alias="SSP_CONNECTIONS")
    leave_seconds: float = Field(0, ge=0, le=600, validation_alias="SSP_LEAVE_SECONDS")
    """How long a process that is told to end goes on answering, not ready any more (docs/operations.md)."""
    receipt_step: float = Field(0.5, ge=0, le=60, validation_alias="SSP_RECEIPT_STEP")
    """Seconds; a receipt is given at a full step, and a step is longer by the next for each MiB of the list."""
    receipt_step_per_mib: float = Field(24, ge=0, le=600, validation_alias="SSP_RECEIPT_STEP_PER_MIB")

    @property
    def encryption_key_path(self) -> Path:
        return self.encryption_key or self.data_dir / "keys" / "personal-data.json"

    @property
    def audit_key_path(self) -> Path:
        return self.audit_key or self.data_dir / "keys" / "audit.pem"

    @property
    def anchors_path(self) -> Path | None:
        """With a database of one's own there is none until it is set: it should be on another machine."""
        return self.audit_anchors or (self.data_dir / "anchors" if self.database_url is None else None)

    @property
    def demo_key_path(self) -> Path:
        return self.data_dir / "keys" / "demo-issuer.json"


class SettingsWrong(Exception):
    """The settings do not fit together; the message says which and what to do."""


def read_settings() -> Settings:
    """The settings of this process.

    Raises SettingsWrong when a value does not fit, or when demo mode meets a database of one's own.
    """
    folder = os.environ.get(_SECRETS)
    if folder is not None and not Path(folder).is_dir():
        raise SettingsWrong(f"SSP_SECRETS is no folder: {folder}")
    try:
        settings = Settings(_secrets_dir=folder)
    except ValidationError as error:
        wrong = ", ".join(f"{e['loc'][0]} ({e['msg']})" for e in error.errors(include_input=False))
        raise SettingsWrong(f"These settings do not fit: {wrong}") from None
    if settings.database_url and not _is_readable(settings.database_url):
        raise SettingsWrong("DATABASE_URL cannot be read: write it as postgresql://user:password@host/name")
    if settings.demo and settings.database_url:
        raise SettingsWrong(
            "SSP_DEMO=1 hands out tokens to anybody, so it runs on the embedded database alone: "
            "unset DATABASE_URL, or leave demo mode and set SSP_TOKEN_KEYS."
        )
    return settings


def _is_readable(url: str) -> bool:
    """Both as SQLAlchemy reads it and, for the worker, as PostgreSQL's own library does."""
    try:
        made = make_url(url)
        conninfo_to_dict(url)
    except (ArgumentError, ValueError, psycopg.ProgrammingError):
        return False
    return made.drivername in ("postgresql", "postgres")
