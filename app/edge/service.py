"""The edge around the service: which piece stands outside which."""

import re
from collections.abc import Callable, Collection

from fastapi import FastAPI
from starlette.types import ASGIApp

from app.edge.answer_time import AnswerTime
from app.edge.body import Body
from app.edge.door import Door
from app.edge.even_pace import EvenPace
from app.edge.limits import EdgeLimits
from app.edge.rate_limits import RateLimits
from app.edge.security_headers import SecurityHeaders


class Edged(FastAPI):
    """A service whose every answer has the security headers, also the one to what nobody foresaw.

    The framework answers that outside all middleware that is added. ``shown`` is what turns an answer into another
    for who asked, outside that too.
    """

    shown: Callable[[ASGIApp], ASGIApp] | None = None

    def build_middleware_stack(self) -> ASGIApp:
        whole = super().build_middleware_stack()
        return SecurityHeaders(self.shown(whole) if self.shown else whole)


def protect(
    app: FastAPI,
    limits: EdgeLimits,
    upload_paths: Collection[str],
    paper_path: re.Pattern[str],
    pages: Callable[[str], bool],
) -> None:
    """Puts the limits around what stands there already; what is added after it stands outside them.

    ``upload_paths`` are where lists are sent to, ``paper_path`` where signed papers are, and ``pages`` says which
    addresses are shown to nobody who is not logged in.
    """
    app.add_middleware(AnswerTime, limits=limits, upload_paths=upload_paths)
    if limits.receipt_step:
        app.add_middleware(EvenPace, limits=limits, upload_paths=upload_paths)
    app.add_middleware(Body, limits=limits, upload_paths=upload_paths, paper_path=paper_path)
    if limits.rates is not None:
        app.add_middleware(
            RateLimits, rates=limits.rates, upload_paths=upload_paths, pages=pages, forwarded_by=limits.forwarded_by
        )
    app.add_middleware(Door, limits=limits)
