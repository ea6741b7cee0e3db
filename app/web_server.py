"""Serving the API with uvicorn."""

import socket

import uvicorn

from app.access.tokens import TokenVerifier
from app.main import create_app
from app.service import Service
from app.settings import Settings, SettingsWrong


def check_port(settings: Settings) -> None:
    """Raises SettingsWrong when somebody else listens there, or when it is no address of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsWrong(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}): set SSP_PORT or SSP_HOST to another."
        ) from None


def serve_until_stopped(opened: Service, verifier: TokenVerifier) -> None:
    settings = opened.settings
    check_port(settings)
    app = create_app(opened.database, opened.vault, verifier)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,  # its lines carry the query; ours do not
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
