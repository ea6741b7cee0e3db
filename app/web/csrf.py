"""The second lock on what a browser sends: beside where it comes from, a token that only our own pages know."""

import base64
import hmac

from fastapi import Request

from app.access.credentials import COOKIE, SessionCookie
from app.access.refusals import CrossSite

FIELD = "csrf"


def token_for(cookie: str) -> str:
    """Made from the session's own secret, so that nothing more need be kept; useless for finding the secret."""
    return base64.urlsafe_b64encode(hmac.digest(cookie.encode(), b"ssp.page.form", "sha256")).decode().rstrip("=")


def check(request: Request, sent: str) -> None:
    """Raises CrossSite for a form that is not one of ours. A system's token is no cookie: nothing sends it along."""
    if not isinstance(getattr(request.state, "credential", None), SessionCookie):
        return
    if not hmac.compare_digest(sent.encode(), token_for(request.cookies.get(COOKIE, "")).encode()):
        raise CrossSite()
