"""python -m tests.audit.authority FOLDER: a time-stamp authority of the tests' own, over HTTP, by openssl.

It makes a throw-away root and a certificate for time stamps under it, writes the root to FOLDER/root.pem,
and prints the port that it listens on.
"""

import subprocess
import sys
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app import clock

_SETTINGS = """
[tsa]
default_tsa = one
[one]
serial = {0}/serial
signer_cert = {0}/tsa.pem
signer_key = {0}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


def make_certificates(folder: Path) -> None:
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root of a test")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time stamps of a test")])
    certificate = _certificate(root, root, root_key, root_key, authority=True)
    (folder / "root.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    stamping = _certificate(name, root, key, root_key, authority=False)
    (folder / "tsa.pem").write_bytes(stamping.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "tsa.key").write_bytes(secret)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(_SETTINGS.format(folder))


def _certificate(
    name: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, by: rsa.RSAPrivateKey, *, authority: bool
) -> x509.Certificate:
    now = clock.now()
    made = (
        x509.CertificateBuilder(issuer, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not authority:
        stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(stamps, critical=True)
    return made.sign(by, hashes.SHA256())


class _Authority(BaseHTTPRequestHandler):
    folder: Path

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"]))
        (self.folder / "query.tsq").write_bytes(query)
        asked = (self.folder / "asked").open("ab")
        asked.write(b"x")
        asked.close()
        answer = subprocess.run(
            ["openssl", "ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", self.folder / "query.tsq"],
            capture_output=True, check=True,
        ).stdout  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def main() -> None:
    _Authority.folder = Path(sys.argv[1])
    make_certificates(_Authority.folder)
    server = HTTPServer(("127.0.0.1", 0), _Authority)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
