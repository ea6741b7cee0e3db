"""Authorities of the tests' own, and certificates from them, for mutual TLS on this machine."""

import ipaddress
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app import clock

Key = ec.EllipticCurvePrivateKey
HERE = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])


class Authority:
    """``file`` is its own certificate: whom one trusts who trusts it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name, self._key = folder, _named(name), ec.generate_private_key(ec.SECP256R1())
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._signed(self._name, self._key, ca=True).public_bytes(Encoding.PEM))

    def issue(self, name: str, *, days: int = 30, host: str | None = None) -> Path:
        """A certificate for this machine, or for ``host`` alone, with its key, in one file; already run out when
        ``days`` is below zero."""
        key = ec.generate_private_key(ec.SECP256R1())
        of = x509.SubjectAlternativeName([x509.DNSName(host)]) if host else HERE
        made = self._signed(_named(name), key, ca=False, days=days, of=of).public_bytes(Encoding.PEM)
        file = self._folder / f"{name}.pem"
        file.write_bytes(made + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return file

    def _signed(
        self, name: x509.Name, key: Key, *, ca: bool, days: int = 30, of: x509.SubjectAlternativeName = HERE
    ) -> x509.Certificate:
        now = clock.now()
        own = self._key.public_key()
        return (
            x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(_usage(ca=ca), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own), critical=False)
            .add_extension(of, critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca, key_cert_sign=ca, crl_sign=ca, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
