"""``python -m app.standins``: the stand-ins as a process, on this machine alone."""

import ssl
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from app.standins.people import People, read_people
from app.standins.server import application
from app.standins.serving import serve


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
    serve(
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
        ),
        until_input_ends=until_input_ends,
    )


if __name__ == "__main__":
    typer.run(main)
