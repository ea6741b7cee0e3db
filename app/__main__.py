"""``python -m app`` is ``ssp``."""

from app.cli import app

app()
