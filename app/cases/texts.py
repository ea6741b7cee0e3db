"""The Danish words of a case: what a move is called, what a state is called, and what stands in the way."""

from collections.abc import Mapping

from workflows.casework import Event, State
from workflows.participants import CoursePart
from workflows.profile import Profile
from workflows.sharing import SOURCE_OF, Reason

MOVES: Mapping[Event, str] = {
    Event.GIVE_TO_TEAM_LEADER: "Giv til teamleder",
    Event.GIVE_TO_COORDINATOR: "Giv til {coordinator}",
    Event.DROP: "Frasortér",
    Event.SEND_ELSEWHERE: "Send til anden kommune",
    Event.ASSIGN: "Giv ansvaret for sagen",
    Event.INFORM_CASEWORKER: "Informér rådgiver",
    Event.NOTE_REFERENCE: "Notér myndighedens sagsnummer",
    Event.ASSESS_NO_FURTHER_ACTION: "Vurdér: kræver ikke mere",
    Event.ASSESS_FURTHER_ACTION: "Vurdér: kræver mere",
    Event.CALL_TO_MEETING: "Indkald til møde",
    Event.HOLD_MEETING: "Mødet er holdt",
    Event.CONFIRM_INFORMED: "Bekræft, at familien er orienteret",
    Event.START_GATHERING: "Begynd at indhente viden",
    Event.PLACE_ON_STEP: "Trinplacér",
    Event.KEEP_STEP: "Fasthold trinnet",
    Event.PLAN_COURSE: "Planlæg {course}",
    Event.CHANGE_PLAN: "Ret planen for {course}",
    Event.CHANGE_LOCAL_LEADER: "Skift lokal leder",
    Event.START_COURSE: "Start {course}",
    Event.PAUSE_COURSE: "Sæt {course} på pause",
    Event.RESUME_COURSE: "Genoptag {course}",
    Event.COMPLETE_COURSE: "Afslut {course} med evaluering",
    Event.DISCONTINUE_COURSE: "Stop {course} før tid",
    Event.REROUTE: "Flyt til det andet spor",
    Event.TRANSFER: "Overdrag til anden kommune",
    Event.RAISE_CONCERN: "Notér, at der er sendt underretning",
    Event.REASSESS: "Vurdér på ny efter ny hændelse",
    Event.REOPEN: "Genåbn",
    Event.CLOSE: "Luk sagen",
}

STATES: Mapping[State, str] = {
    State.RECEIVED: "Modtaget",
    State.WITH_TEAM_LEADER: "Hos teamleder",
    State.WITH_CASEWORKER: "Hos rådgiver",
    State.ORIENTATION_DUE: "Familien skal orienteres",
    State.FAMILY_INFORMED_BY_AUTHORITY: "Familien er orienteret",
    State.SUMMONS_DUE: "Familien skal indkaldes",
    State.MEETING_CALLED: "Indkaldt til møde",
    State.MEETING_HELD: "Mødet er holdt",
    State.WITH_COORDINATOR: "Hos {coordinator}",
    State.FAMILY_INFORMED: "Familien er orienteret",
    State.GATHERING_KNOWLEDGE: "Viden indhentes",
    State.PLACED: "Trinplaceret",
    State.COURSE_PLANNED: "{course} er planlagt",
    State.COURSE_RUNNING: "{course} er i gang",
    State.COURSE_PAUSED: "{course} er på pause",
    State.COURSE_COMPLETED: "{course} er afsluttet",
    State.CLOSED: "Lukket",
    State.DROPPED: "Frasorteret",
    State.TRANSFERRED: "Overdraget til anden kommune",
}

PARTS: Mapping[CoursePart, str] = {
    CoursePart.YOUNG_PERSON: "Den unge",
    CoursePart.PARENT: "Forælder",
    CoursePart.SCHOOL: "Skole",
    CoursePart.CLUB: "Klub",
    CoursePart.STREET_TEAM: "Gadeteam",
    CoursePart.INSTITUTION: "Selvejende institution",
    CoursePart.HEALTH: "Sundhedstjeneste",
    CoursePart.OTHER: "Anden deltager",
}
"""The part somebody plays in a course."""

_MISSING: Mapping[Reason, str] = {
    Reason.CONSENT_NOT_GRANTED: "der er ikke gyldigt samtykke til forløbet fra alle, der skal give det",
    Reason.CONSENT_NOT_FOR_THIS_RECIPIENT: "samtykket nævner ikke deltagerens institution som modtager",
    Reason.CONSENT_NOT_FOR_THIS_SCOPE: "samtykket gælder ikke forløbet",
    Reason.NECESSITY_NOT_STATED: "den lov, det hviler på, og hvorfor det er nødvendigt, er ikke skrevet",
}


def missing(reason: str) -> str:
    """What is missing before somebody can be brought into a course, by the reason's code."""
    return _MISSING.get(Reason(reason), f"grundlaget bærer det ikke, se {SOURCE_OF[Reason(reason)]}")


REPEATED = "Der er kommet {count} hændelser inden for {weeks} uger. Hele sagen skal vurderes på ny."
LISTS: Mapping[str, str] = {
    "open": "Åbne sager",
    "unassigned": "Uden ansvarlig",
    "overdue": "Over fristen",
    "due_this_week": "Frist i denne uge",
    "new_incident": "Ny hændelse, der skal vurderes",
    "family": "Venter på familien",
    "school": "Venter på skolen",
    "club": "Venter på klubben",
    "street_team": "Venter på gadeteamet",
    "health_service": "Venter på sundhedsplejen",
    "social_authority": "Venter på socialforvaltningen",
    "police": "Venter på politiet",
    "independent_institution": "Venter på en selvejende institution",
    "caseworker": "Venter på rådgiveren",
    "handover_meeting": "Venter på overleveringsmødet",
    "other_municipality": "Venter på en anden kommune",
}
"""The work lists, and one for each whom a case can wait for."""

EMPTIED = "Hændelsen viste sig at handle om en anden."
ABOUT_SOMEBODY_ELSE = "Sagen viste sig at handle om en anden."
CONSENT_ENDED = "Der er ikke længere samtykke til forløbet."

NEEDS: Mapping[str, str] = {
    "reason": "en begrundelse",
    "municipality_code": "kommunens kode",
    "caseworker": "rådgiverens bruger-id",
    "responsible": "bruger-id på den, der får ansvaret",
    "meeting_at": "mødets tidspunkt",
    "severity": "niveauet på alvorsskalaen",
    "not_held": "hvorfor mødet ikke blev holdt",
    "held_at": "hvornår mødet blev holdt",
    "attendees": "hvem der deltog",
    "agreed": "hvad der blev aftalt",
    "authority_reference": "myndighedens sagsnummer",
    "step": "trinnet",
    "local_leader": "den lokale leders bruger-id",
    "goals": "mindst ét mål",
    "start_on": "første dag",
    "evaluation": "en evaluering",
    "goal_evaluations": "en evaluering af hvert mål",
}
"""What a move needs to be said with it."""


def move_title(event: Event, profile: Profile) -> str:
    """What the municipality calls the move."""
    return said_in(profile.moves.names.get(event, MOVES[event]), profile)


def said_in(text: str, profile: Profile) -> str:
    """The text with the municipality's own words in it."""
    return text.format(course=profile.course_name, coordinator=_coordinator(profile))


def _coordinator(profile: Profile) -> str:
    return next(title for role, title in profile.titles.items() if role == "coordinator")
