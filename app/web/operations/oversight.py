"""What those who look after the log and the roles can do."""

from typing import Final

from app.access.policy import Action
from app.identity.role_withdrawals_api import give_role_back, withdraw_role
from app.identity.schemas import Withdraw
from app.identity.sessions_api import end_sessions
from app.oversight.api import review_sample, see_alarm
from app.oversight.break_glass_api import end_break_glass, review_break_glass
from app.oversight.schemas import ReviewIn, SeenIn
from app.web.forms.fields import Choice
from app.web.operations.operation import Doing, Operation
from app.web.words import title_of
from workflows.roles import GRANTABLE_ROLES


def _see(doing: Doing) -> object:
    return see_alarm(alarm_id=doing.place.object, body=doing.body, **doing.given)


def _review(doing: Doing) -> object:
    return review_sample(drawn_id=doing.place.object, body=doing.body, **doing.given)


def _review_glass(doing: Doing) -> object:
    return review_break_glass(grant_id=doing.place.object, body=doing.body, **doing.given)


def _end_glass(doing: Doing) -> object:
    return end_break_glass(grant_id=doing.place.object, **doing.given)


def _withdraw(doing: Doing) -> object:
    return withdraw_role(body=doing.body, **doing.given)


def _give_back(doing: Doing) -> object:
    return give_role_back(withdrawal_id=doing.place.object, **doing.given)


def _log_out(doing: Doing) -> object:
    return end_sessions(session_id=doing.place.object, **doing.given)


OVERSIGHT: Final = [
    Operation(
        "alarm-set", "Alarmen er set", Action.REVIEW_LOG, SeenIn, _see, button="Marker som set", tab="/log/alarmer"
    ),
    Operation(
        "vurder-opslag", "Gennemgå opslaget", Action.REVIEW_LOG, ReviewIn, _review, tab="/log/stikproeve",
        intro="Kan du ikke se, hvorfor der blev slået op, så vælg, at det skal undersøges. Det giver en alarm.",
    ),
    Operation(
        "vurder-brudt-glas", "Gennemgå det brudte glas", Action.REVIEW_LOG, ReviewIn, _review_glass,
        tab="/log/brudte-glas",
    ),
    Operation(
        "afslut-brudt-glas", "Afslut adgangen nu", Action.REVIEW_LOG, None, _end_glass, button="Afslut",
        tab="/log/brudte-glas",
    ),
    Operation(
        "tag-rolle", "Tag en rolle fra nogen", Action.MANAGE_ROLES, Withdraw, _withdraw, button="Tag rollen",
        tab="/roller", intro="Virker med det samme, også for den, der er logget ind. Uden en rolle: alle roller.",
        choices=lambda _: {"role": [Choice(one.value, title_of(one)) for one in sorted(GRANTABLE_ROLES)]},
    ),
    Operation(
        "giv-rolle-tilbage", "Giv rollen tilbage", Action.MANAGE_ROLES, None, _give_back, button="Giv tilbage",
        tab="/roller", intro="Den første administrator foreslår det, en anden gør det.",
    ),
    Operation(
        "log-ud-bruger", "Log brugeren ud alle steder", Action.MANAGE_ROLES, None, _log_out, button="Log ud",
        tab="/roller",
    ),
]  # fmt: skip
