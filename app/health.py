"""Is it alive, and is it ready."""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.errors import Unavailable
from app.responses import only

router = APIRouter(tags=["Drift"])


class Health(BaseModel):
    status: str


@router.get("/healthz", summary="Processen lever")
def healthz() -> Health:
    return Health(status="ok")


@router.get("/readyz", responses=only(503), summary="Databasen svarer, og dens tabeller er de rigtige")
def readyz(request: Request) -> Health:
    if request.app.state.leaving:
        raise Unavailable("Processen er ved at slutte.", headers={"Retry-After": "5"})
    database: Database = request.app.state.database
    try:
        with database.transaction() as session:
            revision = session.scalar(text("select version_num from alembic_version"))
    except SQLAlchemyError:
        raise Unavailable("Databasen svarer ikke.", headers={"Retry-After": "5"}) from None
    # One that a newer version has updated will do: what this version needs is still there.
    if revision is None or revision < request.app.state.revision:
        raise Unavailable("Databasen mangler en opdatering: kør ssp migrate.")
    return Health(status="ready")
