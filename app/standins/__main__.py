"""``python -m app.standins``: the stand-ins as a process, on this machine alone."""

import os
import ssl
import threading
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from app.standins.people import People, read_people
from app.standins.server import application


def main(
    port: Annotated[int, typer.Option()],
    people: Annotated[Path | None, typer.Option(help="A TOML file with the invented people.")] = None,
    state: Annotated[Path | None, typer.Option(help="A folder for what was received.")] = None,
    tls_key: Path | None = None,
    tls_certificate: Path | None = None,
    client_authority: Annotated[Path | None, typer.Option(help="Who must have issued a client's certificate.")] = None,
    until_input_ends: bool = False,
) -> None:
    """Answers on 127.0.0.1 until it is stopped."""
    server = uvicorn.Server(
        uvicorn.Config(
            application(People(read_people(people) if people else ()), state),
            host="127.0.0.1",
            port=port,
            log_level="warning",
            access_log=False,  # an address may hold what nobody should read
            timeout_graceful_shutdown=1,  # nobody waits for an answer that was to be slow
            ssl_keyfile=tls_key,
            ssl_certfile=tls_certificate,
            ssl_ca_certs=str(client_authority) if client_authority else None,
            ssl_cert_reqs=ssl.CERT_REQUIRED if client_authority else ssl.CERT_NONE,
        )
    )
    if until_input_ends:
        threading.Thread(target=_stop_when_input_ends, args=(server,), daemon=True).start()
    server.run()


def _stop_when_input_ends(server: uvicorn.Server) -> None:
    """So that it never outlives whoever started it. Not through sys.stdin: its lock is not given back at the end."""
    while os.read(0, 1024):
        pass
    server.should_exit = True


if __name__ == "__main__":
    typer.run(main)
