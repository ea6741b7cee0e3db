"""Why a connection did not come about."""

import ssl


def is_about_certificates(error: BaseException) -> bool:
    """Whether one side would not have the other's certificate: waiting does not mend that."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            reason = seen.reason or ""
            return "CERTIFICATE" in reason or "UNKNOWN_CA" in reason or "ACCESS_DENIED" in reason
        seen = seen.__cause__ or seen.__context__
    return False
