"""The security headers of every answer, whoever gives it."""

from typing import Final

from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PERMISSIONS = PermissionsPolicy()
for _feature in (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb",
):  # fmt: skip
    _PERMISSIONS = _PERMISSIONS.add_directive(_feature, "()")

_SECURE: Final = Secure(
    cache=CacheControl().no_store(),
    coop=CrossOriginOpenerPolicy().same_origin(),
    corp=CrossOriginResourcePolicy().same_origin(),
    csp=ContentSecurityPolicy().default_src("'none'").frame_ancestors("'none'"),
    hsts=StrictTransportSecurity().max_age(2 * 365 * 24 * 3600).include_subdomains(),
    permissions=_PERMISSIONS,
    referrer=ReferrerPolicy().no_referrer(),
    xcto=XContentTypeOptions().nosniff(),
)
ALWAYS: Final = tuple((name.lower().encode(), value.encode()) for name, value in _SECURE.headers.items())
"""For an answer that shows nothing: a page brings a policy of its own for what it shows."""

_NEVER_KEPT = ("/v1/", "/login", "/logout")
_NO_STORE = (b"cache-control", b"no-store")


class SecurityHeaders:
    """Plain ASGI, outside everything else: adds what the answer does not say itself.

    The library's own middleware would lay its content policy over that of a page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        never_kept = scope["path"].startswith(_NEVER_KEPT)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower(), value) for name, value in message.get("headers", ())]
                if never_kept:
                    own = [*(one for one in own if one[0] != b"cache-control"), _NO_STORE]
                said = {name for name, _ in own}
                message = {**message, "headers": [*own, *(one for one in ALWAYS if one[0] not in said)]}
            await send(message)

        await self.app(scope, receive, told)
