"""The outside systems of each municipality, as one file names them (docs/outside.md)."""

import logging
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Discriminator, Field, ValidationError, model_validator

from app.adapters.amqp import Amqp, BrokerAccess, BrokerAgreement
from app.adapters.beskedfordeler import Beskedfordeler, BeskedfordelerAccess
from app.adapters.carrier import Carrier
from app.adapters.case_index import CaseIndex
from app.adapters.filing_terms import FilingTerms
from app.adapters.haendelsesbesked import EnvelopeTerms
from app.adapters.message_broker import MessageBroker
from app.adapters.people_register import PeopleRegister
from app.adapters.records_folder import FolderAccess, RecordsFolder
from app.adapters.records_system import RecordsSystem
from app.adapters.sbsys import Sbsys, SbsysAccess
from app.adapters.sf1470 import IndexAccess, IndexAgreement, Sf1470
from app.adapters.sf1520 import RegisterAccess, Sf1520
from app.adapters.sf1601 import PostAccess, Sf1601
from app.adapters.sf1601_library import LibraryMissing
from app.adapters.tables import Table, Uuid

logger = logging.getLogger("ssp.post")


class OutsideWrong(Exception):
    """The file of outside systems cannot be used; the message says where."""


class MunicipalityAccess(Table):
    cvr: str = Field(pattern=r"^[0-9]{8}$")
    name: str = Field(min_length=1, max_length=100)
    """As the sender is shown."""
    register_agreement_uuid: Uuid | None = None
    """The service agreement for SF1520; without one it is not asked for this municipality."""
    register_user_uuid: Uuid | None = None
    """The municipality's own there, where it is not the one of ``people_register``."""
    case_index: IndexAgreement | None = None
    """The service agreement for SF1470; without one the index is not asked for this municipality."""
    digital_post: bool = True
    message_broker: BrokerAgreement | None = None
    """That this municipality's events go to a broker; without it they go to none."""
    beskedfordeler: EnvelopeTerms | None = None
    """That they go to KOMBIT's Beskedfordeler instead, and what was agreed there."""

    @model_validator(mode="after")
    def _one_broker(self) -> "MunicipalityAccess":
        if self.message_broker is not None and self.beskedfordeler is not None:
            raise ValueError("message_broker or beskedfordeler, not both")
        return self

    records_system: Annotated[SbsysAccess | FolderAccess, Discriminator("kind")] | None = None
    """Where its documents are filed; without one, nothing is filed for this municipality."""


class Outside(Table):
    """Without a table, the service does without: custody by hand, letters by hand, the authority asked by a person,
    no broker told."""

    people_register: RegisterAccess | None = None
    case_index: IndexAccess | None = None
    digital_post: PostAccess | None = None
    message_broker: BrokerAccess | None = None
    beskedfordeler: BeskedfordelerAccess | None = None
    municipalities: Mapping[str, MunicipalityAccess] = {}

    @cached_property
    def _registers(self) -> dict[str, Sf1520]:
        if self.people_register is None:
            return {}
        return {
            code: Sf1520(self.people_register, own.cvr, own.register_agreement_uuid, user_uuid=own.register_user_uuid)
            for code, own in self.municipalities.items()
            if own.register_agreement_uuid is not None
        }

    @cached_property
    def _indexes(self) -> dict[str, Sf1470]:
        if self.case_index is None:
            return {}
        return {
            code: Sf1470(self.case_index, own.case_index)
            for code, own in self.municipalities.items()
            if own.case_index is not None
        }

    @cached_property
    def _carriers(self) -> dict[str, Sf1601]:
        if self.digital_post is None:
            return {}
        try:
            return {
                code: Sf1601(self.digital_post, own.cvr, own.name)
                for code, own in self.municipalities.items()
                if own.digital_post
            }
        except LibraryMissing as missing:
            logger.error("no letter is sent but by hand: %s", missing)
            return {}

    @cached_property
    def _brokers(self) -> dict[str, Amqp | Beskedfordeler]:
        found: dict[str, Amqp | Beskedfordeler] = {}
        for code, own in self.municipalities.items():
            if self.message_broker is not None and own.message_broker is not None:
                found[code] = Amqp(self.message_broker, own.message_broker)
            if self.beskedfordeler is not None and own.beskedfordeler is not None:
                found[code] = Beskedfordeler(self.beskedfordeler, own.beskedfordeler, own.cvr)
        return found

    @cached_property
    def _records(self) -> dict[str, RecordsSystem]:
        return {
            code: Sbsys(own.records_system)
            if isinstance(own.records_system, SbsysAccess)
            else RecordsFolder(own.records_system)
            for code, own in self.municipalities.items()
            if own.records_system is not None
        }

    def open_registers(self) -> None:
        """Now, not at the first question. Raises OSError when a certificate cannot be read."""
        _ = self._registers

    def open_indexes(self) -> None:
        """The same. Raises OSError when a certificate cannot be read."""
        _ = self._indexes

    def open_carriers(self) -> None:
        """The same, before the first letter."""
        _ = self._carriers

    def open_brokers(self) -> None:
        """What they need is read; nobody is called. Raises OSError when a certificate or a password cannot be read."""
        _ = self._brokers

    def open_records(self) -> None:
        """The same. Raises OSError when a folder, a secret or a certificate cannot be used."""
        _ = self._records

    def close(self) -> None:
        for records in self._records.values():
            records.close()
        for register in self._registers.values():
            register.close()
        for index in self._indexes.values():
            index.close()
        for carrier in self._carriers.values():
            carrier.close()
        for broker in self._brokers.values():
            broker.close()

    def register_for(self, municipality_code: str) -> PeopleRegister | None:
        return self._registers.get(municipality_code)

    def case_index_for(self, municipality_code: str) -> CaseIndex | None:
        return self._indexes.get(municipality_code)

    def carrier_for(self, municipality_code: str) -> Carrier | None:
        return self._carriers.get(municipality_code)

    def message_broker_for(self, municipality_code: str) -> MessageBroker | None:
        return self._brokers.get(municipality_code)

    def records_system_for(self, municipality_code: str) -> RecordsSystem | None:
        return self._records.get(municipality_code)

    def filing_terms_for(self, municipality_code: str) -> FilingTerms | None:
        """What is filed there and under which case; None where nothing is."""
        own = self.municipalities.get(municipality_code)
        return own.records_system if own else None


NOTHING_OUTSIDE = Outside()


def read_outside(path: Path) -> Outside:
    """Raises OutsideWrong."""
    try:
        outside = Outside.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise OutsideWrong(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise OutsideWrong(f"{path} is not TOML") from None
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, e["loc"])) + f" ({e['msg']})" for e in error.errors(include_input=False))
        raise OutsideWrong(f"{path}: {wrong}") from None
    certificates = "certificate or authorities"
    for table, open_all, read in (
        ("people_register", outside.open_registers, certificates),
        ("case_index", outside.open_indexes, certificates),
        ("digital_post", outside.open_carriers, certificates),
        ("message_broker", outside.open_brokers, f"password_file, {certificates}"),
    ):
        try:
            open_all()
        except OSError as error:  # ssl.SSLError is one too
            raise OutsideWrong(f"{path}: {table}: {read} ({error.strerror})") from None
    try:
        outside.open_records()
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise OutsideWrong(f"{path}: records_system: {error.strerror}{where}") from None
    return outside
