"""One call to Serviceplatformen: what is an answer, and what is only that it is away."""

import logging
import ssl
from collections.abc import Callable
from typing import Final

import httpx

from app.adapters.carrier import CarrierAway

logger = logging.getLogger("ssp.post")

_TRY_AGAIN: Final = frozenset({408, 425, 429})


def answered(call: Callable[[], httpx.Response]) -> httpx.Response:
    """What was answered, be it a refusal. Raises CarrierAway, which repeats nothing of what was sent or said."""
    try:
        answer = call()
    except httpx.HTTPError as error:
        if _is_about_certificates(error):
            logger.error("digital post: one side would not have the other's certificate")
        raise CarrierAway(type(error).__name__) from None
    if answer.status_code >= 500 or answer.status_code in _TRY_AGAIN:
        raise CarrierAway(f"HTTP_{answer.status_code}")
    return answer


def _is_about_certificates(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
