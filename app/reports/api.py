"""The figures of the work, for those who lead it."""

from fastapi import APIRouter

from app.access.service import By
from app.db import Transaction
from app.reports import service
from app.reports.schemas import FiguresView
from app.responses import problems

router = APIRouter(prefix="/v1", tags=["Tal"])


@router.get(
    "/figures", responses=problems(), summary="Tal om arbejdet: alder, lister, tid til besked, trin og tilstand"
)
def get_figures(session: Transaction, by: By) -> FiguresView:
    """Den, der leder arbejdet, ser tal for de sager, rollen selv må se. Til statistik er det hele kommunen, og et antal
    på 1-4 er skjult, sammen med det, der ville røbe det."""
    return service.read_figures(session, by=by)
