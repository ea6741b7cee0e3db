"""Municipalities' own files, read when a process starts, and the process proved with each before it runs."""

from pathlib import Path

from workflows.profile import ProfileRejected, all_profiles, read_also
from workflows.proofs import prove_all


def use(folder: Path) -> None:
    """Raises ProfileRejected, also when the process with a municipality's own choices is not sound."""
    read_also(folder)
    for profile in all_profiles():
        if findings := prove_all(profile).findings:
            raise ProfileRejected(profile.name, [str(finding) for finding in findings])
