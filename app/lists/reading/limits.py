"""How large a list may be, and what reading one may cost."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are in bytes, times in seconds. A list of a week has some fifty rows; a whole country's 100,000."""

    max_bytes: int = 20 * _MIB
    max_rows: int = 200_000
    max_columns: int = 200
    max_cell_chars: int = 4_000
    max_unpacked: int = 200 * _MIB
    max_ratio: int = 150
    max_members: int = 2_000
    child_seconds: int = 20
    child_cpu_seconds: int = 15
    child_memory: int = 512 * _MIB
    child_answer: int = 64 * _MIB


RATIO_COUNTS_FROM = _MIB
"""A small part may well pack tightly; the ratio says something only of a large one."""
