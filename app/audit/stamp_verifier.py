"""Checks the time stamps beside the checkpoints: beside the verifier, and alone as that one is.

It needs ``rfc3161-client``. A stamp says: an authority that the service does not run saw this checkpoint then.

    python stamp_verifier.py FOLDER --tsa-cert ROOT.pem
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response


class BadStamp(Exception):
    """A time stamp that is not of its checkpoint, or not by the authority."""


def check_stamps(folder: Path, certificate: Path) -> int:
    """How many checkpoints in ``folder`` are stamped. Raises BadStamp."""
    builder = VerifierBuilder()
    for one in load_pem_x509_certificates(certificate.read_bytes()):
        builder = builder.add_root_certificate(one)
    authority, lines = builder.build(), _lines(folder)
    stamps = sorted(folder.glob("*.tsr"))
    for stamp in stamps:
        try:
            authority.verify_message(decode_timestamp_response(stamp.read_bytes()), lines[stamp.stem])
        except (VerificationError, ValueError, KeyError) as error:
            raise BadStamp(f"{stamp.name} does not stamp a checkpoint ({type(error).__name__})") from None
    return len(stamps)


def _lines(folder: Path) -> dict[str, bytes]:
    """Each checkpoint's own bytes, which were stamped, by what its stamp is called."""
    found = {}
    for file in folder.glob("*.jsonl"):
        for line in file.read_bytes().splitlines():
            checkpoint = json.loads(line)
            found[f"{checkpoint['municipality_code']}-{checkpoint['number']}-{checkpoint['hash'][:8]}"] = line
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """0: they hold. 1: one does not. 2: they could not be checked."""
    parser = argparse.ArgumentParser(description="Checks the time stamps of the log's checkpoints.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tsa-cert", type=Path, required=True, help="PEM file with the authority's root certificate")
    given = parser.parse_args(arguments)
    try:
        said, code = f"OK: {check_stamps(given.folder, given.tsa_cert)} time stamps hold", 0
    except BadStamp as bad:
        said, code = f"BAD STAMP: {bad}", 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        said, code = f"NOT CHECKED: {type(error).__name__}", 2
    sys.stdout.write(f"{said}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
