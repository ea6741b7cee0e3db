"""Digital and physical post by KOMBIT SF1601: PostForespoerg and KombiPostAfsend."""

from pathlib import Path

from pydantic import Field

from app.adapters.tables import Table, Url


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
