"""The file that SSP_IDENTITY names: which identity providers there are, read once and checked whole."""

import tomllib
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.access.certificates import Proxies
from app.access.choices import ClaimMapping, has_profile
from app.access.identity_providers import (
    Identity,
    Metadata,
    Provider,
    SessionRules,
    Use,
    fetched_json,
)
from app.access.jwks import FetchedKeys, FixedKeys, Keys, NoKeys
from app.outbound import Address, NotAnAddress
from app.settings import SettingsWrong
from workflows.roles import GRANTABLE_ROLES


class IdentityWrong(SettingsWrong):
    """The file of identity providers does not fit together; the message says where."""


def read_identity(path: Path) -> Identity:
    """Reads a TOML file. Raises IdentityWrong with one sentence that says where, and never what stood there."""
    try:
        return _put_together(_File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))), path.parent)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise IdentityWrong(f"SSP_IDENTITY: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IdentityWrong(f"SSP_IDENTITY: {path} cannot be read as TOML ({type(error).__name__})") from None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _address(given: object) -> object:
    try:
        Address.of(str(given))
    except NotAnAddress:
        raise ValueError("write an https address (http is for this machine alone)") from None
    return given


Url = Annotated[str, BeforeValidator(_address)]


class _Claims(_Part):
    subject: str = "sub"
    role: str = "role"
    municipality: str = "municipality"


class _Provider(_Part):
    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    issuer: Url
    use: frozenset[Use] = Field(min_length=1)
    audience: str = Field("", max_length=300)
    jwks_uri: Url | None = None
    jwks_file: Path | None = None
    algorithms: tuple[Literal["ES256", "RS256", "PS256"], ...] = Field(("ES256", "RS256", "PS256"), min_length=1)
    client_id: str = ""
    client_secret_file: Path | None = None
    scope: str = "openid"
    strength: tuple[Annotated[str, Field(pattern=r"^[!-~]{1,300}$")], ...] = ()
    also_at: tuple[Url, ...] = ()
    """Other addresses of the provider's that its metadata may send us to."""
    claims: _Claims = _Claims()
    roles: dict[str, str] | None = None
    municipalities: dict[str, str] | None = None
    plain_subjects: bool = False
    most_token_minutes: float = Field(15, gt=0, le=24 * 60)
    mtls: Literal["required", "if_bound"] = "if_bound"


class _Sessions(_Part):
    idle_minutes: float = Field(30, gt=0, le=12 * 60)
    most_hours: float = Field(10, gt=0, le=24)
    at_once: int = Field(5, ge=1, le=100)


class _Certificates(_Part):
    trusted_proxies: tuple[Annotated[IPv4Network | IPv6Network, BeforeValidator(lambda one: ip_network(str(one)))], ...]
    header: str = Field("Client-Cert", pattern=r"^[A-Za-z][A-Za-z0-9-]+$")


class _File(_Part):
    public_url: Url | None = None
    sessions: _Sessions = _Sessions()
    certificates: _Certificates | None = None
    provider: tuple[_Provider, ...] = Field(min_length=1)


def _put_together(file: _File, folder: Path) -> Identity:
    if any(Use.PEOPLE in one.use for one in file.provider) and file.public_url is None:
        raise IdentityWrong("SSP_IDENTITY: public_url: say where people reach the service")
    for what, values in (
        ("name", [one.name for one in file.provider]),
        ("issuer", [one.issuer for one in file.provider]),
    ):
        if len(set(values)) < len(values):
            raise IdentityWrong(f"SSP_IDENTITY: provider.{what}: two are the same")
    if sum(one.plain_subjects for one in file.provider) > 0 and len(file.provider) > 1:
        raise IdentityWrong("SSP_IDENTITY: provider.plain_subjects: of several providers each needs its own prefix")
    proxies = Proxies()
    if file.certificates:
        proxies = Proxies(file.certificates.trusted_proxies, file.certificates.header.lower())
    return Identity(
        [_provider(one, folder) for one in file.provider],
        public_url="" if file.public_url is None else _origin(file.public_url),
        sessions=SessionRules(
            timedelta(minutes=file.sessions.idle_minutes),
            timedelta(hours=file.sessions.most_hours),
            file.sessions.at_once,
        ),
        proxies=proxies,
    )


def _provider(said: _Provider, folder: Path) -> Provider:
    where = f"SSP_IDENTITY: provider {said.name}"
    if Use.PEOPLE in said.use and not said.client_id:
        raise IdentityWrong(f"{where}: client_id: needed to log people in")
    if said.strength and Use.PEOPLE not in said.use:
        raise IdentityWrong(f"{where}: strength: is of a login, and nobody logs in there")
    if Use.SYSTEMS in said.use and not said.audience:
        raise IdentityWrong(f"{where}: audience: needed to know that a token is for us")
    if said.audience and said.audience == said.client_id:
        raise IdentityWrong(f"{where}: audience: must not be the client_id, or a proof of login would do as a token")
    _check_mapping(said, where)
    addresses = frozenset(map(Address.of, filter(None, (said.issuer, said.jwks_uri, *said.also_at))))
    metadata = Metadata(said.issuer, addresses)
    return Provider(
        name=said.name,
        issuer=said.issuer,
        audience=said.audience,
        keys=_keys(said, metadata, addresses, folder, where),
        uses=said.use,
        algorithms=said.algorithms,
        claims=ClaimMapping(
            said.claims.subject, said.claims.role, said.claims.municipality, said.roles, said.municipalities,
            prefix="" if said.plain_subjects else f"{said.name}:",
        ),
        most_token_life=timedelta(minutes=said.most_token_minutes),
        certificate_required=said.mtls == "required",
        client_id=said.client_id,
        client_secret=_secret(said, folder, where),
        scope=said.scope,
        strength=said.strength,
        addresses=addresses,
        metadata=metadata,
    )  # fmt: skip


def _check_mapping(said: _Provider, where: str) -> None:
    for role, _, code in (value.partition("@") for value in (said.roles or {}).values()):
        if role not in set(GRANTABLE_ROLES) or (code and not has_profile(code)):
            raise IdentityWrong(f"{where}: roles: a value is no role of ours, or of a municipality without a profile")
    if not all(map(has_profile, (said.municipalities or {}).values())):
        raise IdentityWrong(f"{where}: municipalities: a value is no municipality that has a profile")


def _keys(said: _Provider, metadata: Metadata, addresses: frozenset[Address], folder: Path, where: str) -> Keys:
    if said.jwks_file:
        try:
            return FixedKeys.from_file(folder / said.jwks_file)
        except (OSError, ValueError, NoKeys):
            raise IdentityWrong(f"{where}: jwks_file: no usable set of public keys") from None
    return FetchedKeys(lambda: fetched_json(said.jwks_uri or metadata.needed("jwks_uri"), addresses))


def _secret(said: _Provider, folder: Path, where: str) -> str | None:
    if said.client_secret_file is None:
        return None
    try:
        return (folder / said.client_secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise IdentityWrong(f"{where}: client_secret_file: cannot be read") from None


def _origin(url: str) -> str:
    """Scheme, host and port as a browser writes them in ``Origin``."""
    made = httpx.URL(url)
    return f"{made.scheme}://{made.netloc.decode()}"
