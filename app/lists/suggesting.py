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

_UNKNOWN = AuthorityCase.UNKNOWN


class Suggestions:
    """Asks the rules once for each set of inputs; a list has few of them, however many rows."""

    def __init__(self, profile: Profile, at: datetime) -> None:
        self._ages = profile.ages
        self._today = local_date(at)
        self._found: dict[tuple[date | None, IncidentRole, str, Track | None, AuthorityCase], str] = {}
        self._suggested: dict[RoutingInputs, str] = {}

    def json_for(
        self,
        birth_date: date | None,
        role: IncidentRole,
        offence_text: str,
        case: OpenCase | None,
        *,
        learned: AuthorityCase | None = None,
    ) -> str:
        """``case`` is the open case that the incident joins, if there is one; ``learned`` what is known of the
        authority's, where more is than what an earlier meeting decided here.
        """
        track, authority = (None, _UNKNOWN) if case is None or case.is_new else (case.track, _authority(case))
        authority = learned or authority
        key = (birth_date, role, offence_text, track, authority)
        if (found := self._found.get(key)) is None:
            found = self._found[key] = self._json_for(*key)
        return found

    def _json_for(
        self,
        birth_date: date | None,
        role: IncidentRole,
        offence_text: str,
        track: Track | None,
        authority: AuthorityCase,
    ) -> str:
        age = age_on(birth_date, self._today) if birth_date and birth_date <= self._today else None
        inputs = RoutingInputs(
            authority,
            age,
            None if age is None else self._ages.include(age),
            track,
            looks_like_a_traffic_accident(offence_text, role),
        )
        if inputs not in self._suggested:
            self._suggested[inputs] = json.dumps(asdict(suggest(inputs)))
        return self._suggested[inputs]


def _authority(case: OpenCase) -> AuthorityCase:
    if case.authority_case_active is None:
        return _UNKNOWN
    return AuthorityCase.YES if case.authority_case_active else AuthorityCase.NO_CONFIRMED
