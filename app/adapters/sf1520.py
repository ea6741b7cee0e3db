"""The national register of people (CPR) by KOMBIT SF1520, PersonBaseDataExtended."""

from pathlib import Path

from pydantic import Field

from app.adapters.tables import Table, Url, Uuid


class RegisterAccess(_Table):
    """SF1520 PersonBaseDataExtended."""

    url: Url
    certificate: Path | None = None
    authorities: Path | None = None
    system_uuid: Uuid
    user_uuid: Uuid
    service_uuid: Uuid = "e6be2436-bf35-4df2-83fe-925142825dc2"
    timeout: float = Field(5, gt=0, le=60)
