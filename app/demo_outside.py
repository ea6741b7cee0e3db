"""The demo's outside systems: the stand-ins in a process of their own, and the file that names them."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app import clock
from app.access.tokens import SIMPLE_TOKEN_LIFE, DemoIssuer
from app.settings import Settings, SettingsWrong
from workflows.profile import all_profiles
from workflows.roles import Role

PEOPLE: Final = Path(__file__).parent / "standins" / "demo_people.toml"
_UUID: Final = "5a0d6c1e-6a52-4a35-9d4e-0f2f7a1c60d0"
_COLLECTING: Final = ("27.24.00-A00-1-26", "27.24.00-A00-2-26")
"""The numbers of the cases that collect the documents of the two tracks."""
_READY_WITHIN: Final = 30.0


@contextmanager
def played(settings: Settings, issuer: DemoIssuer) -> Iterator[Path]:
    """The stand-ins, until the end of the block; gives the file for SSP_OUTSIDE. Raises SettingsWrong."""
    folder = settings.data_dir / "outside"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    file = folder / "outside.toml"
    secret = _secret(folder)
    file.write_text(_named(url, _certificate(folder), secret), encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own module, with our own arguments
        [
            sys.executable, "-m", "app.standins", "--port", str(port), "--people", str(PEOPLE),
            "--state", str(folder), "--until-input-ends",
        ],
        stdin=subprocess.PIPE,
        start_new_session=True,
    ) as playing:  # fmt: skip
        over = threading.Event()
        try:
            wait_for(f"{url}/standin/letters")
            _prepare_records(url, secret)
            telling = threading.Thread(target=_subscribe, args=(url, settings, issuer, over), daemon=True)
            telling.start()
            yield file
        finally:
            over.set()
            playing.terminate()
            try:
                playing.wait(timeout=15)
            except subprocess.TimeoutExpired:
                playing.kill()


def _named(url: str, certificate: Path, secret: Path) -> str:
    lines = [
        "# Written by the demo: the outside systems are stand-ins on this machine.",
        "[people_register]",
        f'url = "{url}/service/CPR/PersonBaseDataExtended/4"',
        f'system_uuid = "{_UUID}"',
        f'user_uuid = "{_UUID}"',
        "",
        "[case_index]",
        f'url = "{url}/sts-soap-sagdok/sagdokumentindeks/6"',
        "",
        "[digital_post]",
        f'url = "{url}"',
        f'saml_url = "{url}/runtime/api/rest/wstrust/v1/issue"',
        f'certificate = "{certificate}"',
    ]
    for profile in all_profiles():
        lines += [
            "",
            f'[municipalities."{profile.municipality_code}"]',
            f'cvr = "{profile.contact.cvr}"',
            f'name = "{profile.name} Kommune"',
            f'register_agreement_uuid = "{_UUID}"',
            "case_index = {}",
            "",
            f'[municipalities."{profile.municipality_code}".records_system]',
            'kind = "sbsys"',
            "since = 2026-01-01",
            f'url = "{url}/sbsys"',
            f'token_url = "{url}/sbsys/token"',
            'client_id = "ssp"',
            f'client_secret_file = "{secret}"',
            f'collecting_cases = {{ coordinator = "{_COLLECTING[0]}", authority = "{_COLLECTING[1]}" }}',
        ]
    return "\n".join([*lines, ""])


def _secret(folder: Path) -> Path:
    """What the records system is told to know the demo by; another at each start."""
    file = folder / "records.secret"
    file.touch(mode=0o600)
    file.write_text(clock.new_secret(), encoding="ascii")
    return file


def _prepare_records(url: str, secret: Path) -> None:
    """The records system knows its client, and has the cases that collect what is filed."""
    with httpx.Client(base_url=url, trust_env=False) as records:
        client = {"client_id": "ssp", "client_secret": secret.read_text(encoding="ascii")}
        records.post("/standin/records-client", json=client).raise_for_status()
        for number in _COLLECTING:
            records.post("/standin/records-cases", json={"number": number}).raise_for_status()


def _certificate(folder: Path) -> Path:
    """What the demo shows of itself when it asks for a token; nobody else has any use for it."""
    file = folder / "demo.pem"
    if file.exists():
        return file
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ssp demo")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    file.touch(mode=0o600)
    file.write_bytes(
        made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return file


def _subscribe(url: str, settings: Settings, issuer: DemoIssuer, over: threading.Event) -> None:
    """The receiver brings its receipts to the demo's own address, each municipality's with a token of its own."""
    to = f"http://{settings.host}:{settings.port}/v1/letter-receipts"
    with httpx.Client(base_url=url, trust_env=False) as receiver:
        while not over.is_set():
            for profile in all_profiles():
                token = issuer.token(
                    Role.INTEGRATION, profile.municipality_code, subject="beskedfordeler", at=clock.now()
                )
                said = {"url": to, "token": token, "cvr": profile.contact.cvr}
                receiver.post("/standin/receipts", json=said).raise_for_status()
            over.wait((SIMPLE_TOKEN_LIFE / 2).total_seconds())


def wait_for(url: str) -> None:
    """Raises SettingsWrong when the stand-ins do not come up."""
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SettingsWrong("The stand-ins for the outside systems did not start.")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
