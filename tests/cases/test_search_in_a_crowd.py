"""Among ten thousand children a search asks an index, behind the database's own line between municipalities too."""

from typing import Any

import pytest
from sqlalchemy import event, text

from app.caller import Caller as By
from app.cases import search
from app.db import Database
from app.lists.service import import_file
from app.people.encryption import Vault
from bench.lists import weekly_list
from tests.caller import FREDERICIA, instant
from workflows.roles import Role

CROWD = 10_000
RARE = "Opdigtet Xerxes Quist"
HERS, JOURNAL = "610312-4996", "3799-71273-00001-26"


@pytest.fixture
def crowd(database: Database, app_database: Database, vault: Vault) -> Database:
    """As the web processes meet it: the planner's figures are there, and so are the rules for rows."""
    header, _, rest = weekly_list(CROWD - 1).decode("cp1252").partition("\r\n")
    hers = f"{JOURNAL};{HERS};{RARE};;;;Antruffet;;;16-11-2026 10:00;;;"
    police = By("politi", Role.POLICE, FREDERICIA, instant("2026-11-16T09:00:00+01:00"))
    with app_database.transaction(FREDERICIA) as session:
        receipt = import_file(session, f"{header}\r\n{hers}\r\n{rest}".encode("cp1252"), "liste.csv", by=police)
        assert receipt.accepted == CROWD
    with database.transaction() as session:
        session.execute(text("analyze"))
    return app_database


def plan_of(crowd: Database, sought: str, role: Role) -> tuple[int, str]:
    """How many are found, and how the database looked for them."""
    sent: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *more: Any) -> None:
        sent.append((statement, parameters))

    by = By("tove", role, FREDERICIA, instant("2026-11-17T09:00:00+01:00"))
    with crowd.transaction(FREDERICIA) as session:
        event.listen(crowd.engine, "before_cursor_execute", note)
        try:
            many = len(search.search(session, sought, by=by).items)
        finally:
            event.remove(crowd.engine, "before_cursor_execute", note)
        asked = [one for one in sent if "ORDER BY cases.closed_at IS NOT NULL" in one[0] or "person_words" in one[0]]
        plans = [session.connection().exec_driver_sql(f"explain {how}", said).all() for how, said in asked]
        return many, "\n".join(line for plan in plans for (line,) in plan)


def test_each_way_of_searching_has_its_index(crowd: Database) -> None:
    for sought, index in (
        ("Xerxes", "ix_person_words_municipality_code_head"),
        ("xerx qui", "ix_person_words_municipality_code_head"),
        (HERS, "uq_people_cpr"),
        (JOURNAL, "ix_list_entries_incident"),
    ):
        many, plan = plan_of(crowd, sought, Role.COORDINATOR)
        assert (many, index in plan) == (1, True), f"{sought}\n{plan}"
        for table in ("people", "person_words", "list_entries"):
            assert f"Seq Scan on {table}" not in plan, f"{sought}\n{plan}"
    many, plan = plan_of(crowd, "SAG-1", Role.TEAM_LEADER)
    assert (many, "ix_cases_authority_reference" in plan) == (0, True), plan
