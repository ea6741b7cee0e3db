"""The outside systems of each municipality, as one file names them (docs/outside.md)."""

import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.adapters.carrier import Carrier
from app.adapters.people_register import PeopleRegister
from app.adapters.sf1520 import Sf1520
from app.adapters.sf1601 import Sf1601
from app.outbound import Address

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Url = Annotated[str, AfterValidator(lambda url: Address.of(url) and url)]


class OutsideWrong(Exception):
    """The file of outside systems cannot be used; the message says where."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RegisterAccess(_Table):
    """SF1520 PersonBaseDataExtended."""

    url: Url
    certificate: Path | None = None
    authorities: Path | None = None
    system_uuid: Uuid
    user_uuid: Uuid
    service_uuid: Uuid = "e6be2436-bf35-4df2-83fe-925142825dc2"
    timeout: float = Field(5, gt=0, le=60)


class PostAccess(_Table):
    """SF1601 KombiPostAfsend and PostForespoerg, with the tokens that they want."""

    url: Url
    """Where the services are, without their path."""
    saml_url: Url
    """Where a SAML token is issued."""
    certificate: Path | None = None
    authorities: Path | None = None
    physical_post: bool = True
    shipment_type: int = Field(0, ge=0)
    """The print supplier's number for the kind of letter (ForsendelseTypeIdentifikator)."""
    timeout: float = Field(10, gt=0, le=60)


class MunicipalityAccess(_Table):
    cvr: str = Field(pattern=r"^[0-9]{8}$")
    name: str = Field(min_length=1, max_length=100)
    """As the sender is shown."""
    register_agreement_uuid: Uuid | None = None
    """The service agreement for SF1520; without one it is not asked for this municipality."""
    digital_post: bool = True


class Outside(_Table):
    """Without a table, the service does without: custody by hand, letters by hand."""

    people_register: RegisterAccess | None = None
    digital_post: PostAccess | None = None
    municipalities: Mapping[str, MunicipalityAccess] = {}

    @cached_property
    def _registers(self) -> dict[str, PeopleRegister]:
        if self.people_register is None:
            return {}
        return {
            code: Sf1520(self.people_register, own.cvr, own.register_agreement_uuid)
            for code, own in self.municipalities.items()
            if own.register_agreement_uuid is not None
        }

    @cached_property
    def _carriers(self) -> dict[str, Carrier]:
        if self.digital_post is None:
            return {}
        return {
            code: Sf1601(self.digital_post, own.cvr, own.name)
            for code, own in self.municipalities.items()
            if own.digital_post
        }

    def register_for(self, municipality_code: str) -> PeopleRegister | None:
        return self._registers.get(municipality_code)

    def carrier_for(self, municipality_code: str) -> Carrier | None:
        return self._carriers.get(municipality_code)


NOTHING_OUTSIDE = Outside()


def read_outside(path: Path) -> Outside:
    """Raises OutsideWrong."""
    try:
        return Outside.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise OutsideWrong(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise OutsideWrong(f"{path} is not TOML") from None
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, e["loc"])) + f" ({e['msg']})" for e in error.errors(include_input=False))
        raise OutsideWrong(f"{path}: {wrong}") from None
