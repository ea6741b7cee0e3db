"""Reading the tables of this folder, which are written to be read by people."""

from collections.abc import Mapping

from workflows.roles import GRANTABLE_ROLES, Role

LETTERS: Mapping[str, Role] = {
    "P": Role.POLICE, "T": Role.TEAM_LEADER, "R": Role.CASEWORKER, "C": Role.COORDINATOR, "L": Role.LOCAL_LEADER,
    "I": Role.INTEGRATION, "M": Role.MANAGER, "G": Role.LOG_REVIEWER, "A": Role.ADMINISTRATOR,
}  # fmt: skip
"""A role's letter at the head of a column. R is the caseworker (rådgiver), G the log reviewer (gennemser loggen)."""

NEVER, NOWHERE = "-", "."

Row = Mapping[Role, str]


def read(table: str) -> dict[str, Row]:
    """Each row by its name: for each role what stands in its column."""
    head, *lines = [words for line in table.splitlines() if (words := line.partition("#")[0].split())]
    roles = [LETTERS[letter] for letter in head]
    rows: dict[str, Row] = {}
    for words in lines:
        name, cells = " ".join(words[: -len(roles)]), words[-len(roles) :]
        assert name, words
        assert name not in rows, name
        rows[name] = dict(zip(roles, cells, strict=True))
    return rows


assert set(LETTERS.values()) == GRANTABLE_ROLES
