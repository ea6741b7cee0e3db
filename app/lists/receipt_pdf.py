"""A list's receipt as a PDF to keep: the same words as on the page."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from app.letters.rendering import drawn, shown
from app.lists.receipt_said import said_of
from app.lists.schemas import Receipt
from workflows.calendar import local_date
from workflows.municipalities import said as municipality_said

_LAYOUT = Path(__file__).parent / "receipt.typ"


def pdf_of(receipt: Receipt, at: datetime) -> tuple[str, bytes]:
    """A file's name and the PDF, as it stands ``at``. Raises SheetNotDrawn."""
    sheet = asdict(said_of(receipt)) | {"sender": municipality_said(receipt.municipality_code)}
    return f"kvittering-{receipt.week}-v{receipt.version}.pdf", drawn(_LAYOUT, _shown(sheet), local_date(at))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list | tuple) else value
