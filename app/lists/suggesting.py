"""Where an entry should go, as it is stored with the entry: the rules' answer, its reason and its inputs."""

import json
from dataclasses import asdict
from datetime import date, datetime

from app.cases.intake import OpenCase
from workflows.calendar import age_on, local_date
from workflows.casework import Track
from workflows.incidents import IncidentRole
from workflows.profile import Profile
from workflows.routing import AuthorityCase, RoutingInputs, looks_like_a_traffic_accident, suggest


class Suggestions:
    """Asks the rules once for each set of inputs; a list has few of them, however many rows."""

    def __init__(self, profile: Profile, at: datetime) -> None:
        self._ages = profile.ages
        self._today = local_date(at)
        self._found: dict[tuple[AuthorityCase, int | None, Track | None, bool], str] = {}
        self._accidents: dict[tuple[str, IncidentRole], bool] = {}

    def json_for(self, birth_date: date | None, role: IncidentRole, offence_text: str, case: OpenCase | None) -> str:
        """``case`` is the open case that the incident joins, if there is one."""
        age = age_on(birth_date, self._today) if birth_date and birth_date <= self._today else None
        # No index of cases is asked yet, so all that is known is what an earlier meeting decided here.
        authority = _authority(case)
        key = (authority, age, case.track if case else None, self._is_accident(offence_text, role))
        if (found := self._found.get(key)) is None:
            found = self._found[key] = self._suggested(*key)
        return found

    def _is_accident(self, offence_text: str, role: IncidentRole) -> bool:
        key = (offence_text, role)
        if (found := self._accidents.get(key)) is None:
            found = self._accidents[key] = looks_like_a_traffic_accident(offence_text, role)
        return found

    def _suggested(self, authority: AuthorityCase, age: int | None, track: Track | None, accident: bool) -> str:
        within = None if age is None else self._ages.include(age)
        return json.dumps(asdict(suggest(RoutingInputs(authority, age, within, track, accident))))


def _authority(case: OpenCase | None) -> AuthorityCase:
    if case is None or case.authority_case_active is None:
        return AuthorityCase.UNKNOWN
    return AuthorityCase.YES if case.authority_case_active else AuthorityCase.NO_CONFIRMED
