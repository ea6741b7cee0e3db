"""A municipality whose records system takes nothing: so that there is something to try again, without a network."""

from datetime import date
from uuid import UUID

from app.adapters.filing_terms import FilingTerms
from app.adapters.outside import Outside
from app.adapters.records_system import Document, Filed, RecordsRefused, RecordsSystem
from app.filing import handing_over
from tests.caller import Service


class _Refusing:
    def file(self, document: Document, *, tried_before: bool) -> Filed:
        raise RecordsRefused("HTTP_409")

    def close(self) -> None:
        """Nothing is held open."""


class _Terms(FilingTerms):
    """Also a case that is on no track now has its number."""

    def case_number_for(self, own: str | None, track: str | None) -> str | None:
        return "27.24.00-A00-1-26"


class _Outside(Outside):
    def records_system_for(self, municipality_code: str) -> RecordsSystem | None:
        return _Refusing()

    def filing_terms_for(self, municipality_code: str) -> FilingTerms | None:
        return _Terms(since=date(2020, 1, 1))


def refuse_to_file(service: Service, municipality_code: str, case_id: str) -> None:
    """Whatever of the case is to be filed has been refused."""
    handing_over.file_case(service.workers_database, _Outside(), municipality_code, UUID(case_id), now=service.at)
