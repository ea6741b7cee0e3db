"""The invented people whom somebody who tries the demo can be, and what each would look at first."""

from typing import Final

from app.web.login import PersonToBe
from workflows.roles import Role

_FREDERICIA: Final = "607"

PEOPLE_TO_BE: Final = (
    PersonToBe("betjent", "Bo Betjent", Role.POLICE, _FREDERICIA, "Aflever ugens liste, og se kvitteringen."),
    PersonToBe(
        "tove", "Tove Tovholder", Role.COORDINATOR, _FREDERICIA, "Fordel ugens liste på mødet, og følg sagerne."
    ),
    PersonToBe(
        "tim", "Tim Teamleder", Role.TEAM_LEADER, _FREDERICIA, "Giv sager til rådgivere, og vurdér underretninger."
    ),
    PersonToBe("rikke", "Rikke Rådgiver", Role.CASEWORKER, _FREDERICIA, "Vurdér, og indkald familien til møde."),
    PersonToBe(
        "lars", "Lars Leder", Role.LOCAL_LEADER, _FREDERICIA, "Led et TRIVSEL+-forløb sammen med dem om barnet."
    ),
    PersonToBe("mona", "Mona Chef", Role.MANAGER, _FREDERICIA, "Se tallene, uden at nogen kan genkendes i dem."),
    PersonToBe("kaj", "Kaj Kontrol", Role.LOG_REVIEWER, _FREDERICIA, "Se, hvem der har set hvad, og tag stikprøven."),
    PersonToBe("ada", "Ada Admin", Role.ADMINISTRATOR, _FREDERICIA, "Tag en rolle fra nogen, og ret brevenes ord."),
    PersonToBe("sille", "Sille Silkeborg", Role.COORDINATOR, "740", "Se, at en anden kommune er helt for sig selv."),
)
