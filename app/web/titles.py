"""The Danish titles of the codes: a code that a slice already has a word for is read there."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from app.access.withdrawals import Reason
from app.cases import texts
from app.cases.feedback import Asker
from app.oversight.texts import PURPOSES
from workflows import (
    ad_hoc_group,
    concern_report,
    concern_talk,
    consent,
    course,
    handover_list,
    informing,
    knowledge,
    letter,
)
from workflows.casework import Track
from workflows.consent import Scope
from workflows.deadlines import Deadline
from workflows.family_meeting import Attendee
from workflows.family_meeting import Outcome as MeetingOutcome
from workflows.incidents import IncidentRole
from workflows.informing import Means
from workflows.letter_kinds import TITLES as LETTERS
from workflows.oversight import Verdict
from workflows.participants import CoursePart
from workflows.roles import AccessPurpose, Role
from workflows.routing import Decision
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way
from workflows.transfer import Direction

TITLES: Mapping[type[Enum], Mapping[Any, str]] = {
    Ground: {
        Ground.RPL_115_1: "Retsplejelovens § 115, stk. 1",
        Ground.RPL_115_2: "Retsplejelovens § 115, stk. 2",
        Ground.RPL_115_3: "Retsplejelovens § 115, stk. 3",
        Ground.CONSENT: "Samtykke",
        Ground.CONCERN_REPORT: "Underretning",
        Ground.LAW_OTHER: "En anden lov (skriv hvilken)",
    },
    knowledge.Source: {
        knowledge.Source.SCHOOL: "Skole",
        knowledge.Source.CLUB: "Klub",
        knowledge.Source.STREET_TEAM: "Gadeteam",
        knowledge.Source.HEALTH_SERVICE: "Sundhedspleje",
        knowledge.Source.SOCIAL_AUTHORITY: "Socialforvaltning",
        knowledge.Source.POLICE: "Politi",
        knowledge.Source.INDEPENDENT_INSTITUTION: "Selvejende institution",
        knowledge.Source.FAMILY: "Familien",
    },
    knowledge.Outcome: {
        knowledge.Outcome.ANSWERED: "Svarede",
        knowledge.Outcome.NOTHING_KNOWN: "Kender ikke noget til det",
        knowledge.Outcome.REFUSED: "Vil ikke svare",
        knowledge.Outcome.WITHDRAWN: "Træk spørgsmålet tilbage",
    },
    Scope: {
        Scope.COURSE: "Forløbet",
        Scope.SHARE_WITH_SCHOOL: "Deling med skolen",
        Scope.SHARE_WITH_CLUB: "Deling med klubben",
        Scope.SHARE_WITH_STREET_TEAM: "Deling med gadeteamet",
        Scope.SHARE_WITH_HEALTH: "Deling med sundhedsplejen",
        Scope.SHARE_WITH_MUNICIPALITY: "Deling med en anden kommune",
    },
    consent.State: {
        consent.State.NOT_ASKED: "Ikke spurgt",
        consent.State.ASKED: "Spurgt, ikke svaret",
        consent.State.GRANTED: "Givet",
        consent.State.REFUSED: "Afslået",
        consent.State.WITHDRAWN: "Tilbagekaldt",
        consent.State.EXPIRED: "Udløbet",
    },
    Means: {Means.LETTER: "Brev", Means.CALL: "Telefon", Means.MEETING: "Møde"},
    informing.State: {
        informing.State.DUE: "Mangler besked",
        informing.State.DELIVERY_FAILED: "Beskeden nåede ikke frem",
        informing.State.TOLD: "Har fået besked",
        informing.State.EXEMPT: "Undtaget",
        informing.State.LAPSED: "Bortfaldet",
    },
    informing.Purpose: {
        informing.Purpose.INFORM: "Orienteres",
        informing.Purpose.SUMMON: "Indkaldes til møde",
    },
    Attendee: {
        Attendee.CUSTODY_HOLDER: "Forældremyndighedsindehaver",
        Attendee.CHILD: "Barnet eller den unge",
        Attendee.SUPPORT_PERSON: "Bisidder",
        Attendee.CASEWORKER: "Rådgiver",
        Attendee.TEAM_LEADER: "Teamleder",
        Attendee.SCHOOL: "Skole",
        Attendee.CLUB: "Klub",
        Attendee.STREET_TEAM: "Gadeteam",
        Attendee.HEALTH_SERVICE: "Sundhedspleje",
        Attendee.POLICE: "Politi",
        Attendee.INTERPRETER: "Tolk",
        Attendee.OTHER_PROFESSIONAL: "Anden fagperson",
    },
    MeetingOutcome: {
        MeetingOutcome.HELD: "Holdt",
        MeetingOutcome.POSTPONED: "Udsat",
        MeetingOutcome.FAMILY_STAYED_AWAY: "Familien udeblev",
    },
    CoursePart: texts.PARTS,
    Asker: {
        Asker.POLICE: "Politiet",
        Asker.COORDINATOR: "SSP",
        Asker.SCHOOL: "Skolen",
    },
    concern_talk.NotHeld: {
        concern_talk.NotHeld.POSTPONED: "Udsat",
        concern_talk.NotHeld.FAMILY_STAYED_AWAY: "Familien udeblev",
        concern_talk.NotHeld.CALLED_OFF: "Aflyst",
    },
    concern_talk.State: {
        concern_talk.State.PLANNED: "Planlagt",
        concern_talk.State.HELD: "Holdt",
        concern_talk.State.NOT_HELD: "Ikke holdt",
    },
    ad_hoc_group.Because: {
        ad_hoc_group.Because.TASK_DONE: "Opgaven er løst",
        ad_hoc_group.Because.TAKEN_OVER: "Andre har taget over",
        ad_hoc_group.Because.CASE_LEFT: "Sagen er lukket eller flyttet",
    },
    concern_report.Outcome: concern_report.OUTCOMES,
    Decision: {
        Decision.TO_COORDINATOR: "Til SSP",
        Decision.TO_TEAM_LEADER: "Til teamleder i myndighed",
        Decision.DROP: "Frasorteret",
        Decision.TO_OTHER_MUNICIPALITY: "Til en anden kommune",
    },
    Reason: {
        Reason.LEFT: "Er holdt op",
        Reason.MOVED: "Har fået andet arbejde",
        Reason.MISUSE: "Misbrug",
        Reason.PRECAUTION: "For en sikkerheds skyld",
    },
    Verdict: {Verdict.IN_ORDER: "I orden", Verdict.QUESTIONED: "Skal undersøges"},
    letter.State: {
        letter.State.DRAFTED: "Udkast",
        letter.State.QUEUED: "Lagt i posten",
        letter.State.SENT: "Sendt",
        letter.State.DELIVERED: "Nået frem",
        letter.State.FAILED: "Nåede ikke frem",
        letter.State.HANDED_OVER: "Afleveret på papir",
        letter.State.STOPPED: "Stoppet",
    },
    type(next(iter(LETTERS))): LETTERS,
    Track: {Track.AUTHORITY: "Myndighed", Track.COORDINATOR: "SSP"},
    Role: {
        Role.POLICE: "Politi",
        Role.TEAM_LEADER: "Teamleder",
        Role.CASEWORKER: "Rådgiver",
        Role.COORDINATOR: "SSP-tovholder",
        Role.LOCAL_LEADER: "Lokal leder",
        Role.MANAGER: "Leder",
        Role.LOG_REVIEWER: "Logkontrollant",
        Role.ADMINISTRATOR: "Administrator",
        Role.INTEGRATION: "Fagsystem",
        Role.SYSTEM: "Systemet selv",
    },
    IncidentRole: {
        IncidentRole.ENCOUNTERED: "Antruffet",
        IncidentRole.CHARGED: "Sigtet",
        IncidentRole.SUSPECTED: "Mistænkt",
        IncidentRole.VICTIM: "Forurettet",
        IncidentRole.CONCERN: "Bekymring",
    },
    DataKind: {
        DataKind.IDENTITY: "Hvem barnet er",
        DataKind.POLICE_CONTACT: "At der har været kontakt med politiet",
        DataKind.INCIDENT: "Hændelsen",
        DataKind.HANDLED: "At sagen er behandlet",
        DataKind.FAMILY: "Familien",
        DataKind.OBLIGATIONS: "Hvem der har fået besked",
        DataKind.CONSENTS: "Samtykker",
        DataKind.KNOWLEDGE: "Indhentet viden",
        DataKind.ASSESSMENT: "Vurderinger",
        DataKind.MEETING: "Møder",
        DataKind.STEP: "Trin",
        DataKind.COURSE: "Forløb",
        DataKind.HISTORY: "Sagens historik",
        DataKind.ACCESS_LOG: "Hvem der har set",
    },
    Purpose: {
        Purpose.CRIME_PREVENTION: "Forebygge kriminalitet",
        Purpose.WELFARE_COURSE: "Et forløb for barnet",
        Purpose.INFORM_FAMILY: "Orientere familien",
        Purpose.CHILD_PROTECTION: "Beskytte barnet",
        Purpose.SUBJECT_ACCESS: "Indsigt",
        Purpose.RECORD_KEEPING: "Journalisering",
        Purpose.INVESTIGATION: "Efterforskning",
    },
    PartyKind: {
        PartyKind.POLICE: "Politi",
        PartyKind.SCHOOL: "Skole",
        PartyKind.SOCIAL_AUTHORITY: "Socialforvaltning",
        PartyKind.INDEPENDENT_INSTITUTION: "Selvejende institution",
        PartyKind.FAMILY: "Familien",
        PartyKind.OTHER: "Anden",
    },
    Way: {
        Way.LETTER: "Brev",
        Way.QUESTION: "Spørgsmål",
        Way.SCREEN: "Vist på skærmen",
        Way.INTEGRATION: "Hentet af et fagsystem",
        Way.EXPORT: "Udtræk",
        Way.HANDOUT: "Plan givet videre",
        Way.GROUP: "Ad hoc-gruppe",
        Way.FEEDBACK: "Tilbagemelding",
        Way.FILING: "Journaliseret i ESDH",
    },
    AccessPurpose: PURPOSES,
    Deadline: {
        Deadline.DECIDE: "Fordeling på overleveringsmødet",
        Deadline.INFORM_CASEWORKER: "Rådgiveren informeres",
        Deadline.ASSESS: "Vurdering",
        Deadline.INFORM_FAMILY: "Familien orienteres",
        Deadline.ASK_CONSENT: "Samtykke indhentes",
        Deadline.SUMMON: "Familien indkaldes",
        Deadline.HOLD_MEETING: "Mødet holdes",
        Deadline.START_GATHERING: "Viden begynder at blive indhentet",
        Deadline.PLACE: "Trinplacering",
        Deadline.REVIEW_PLACEMENT: "Trinnet tages op igen",
        Deadline.START_COURSE: "Forløbet starter",
        Deadline.REVIEW_COURSE: "Opfølgning på forløbet",
        Deadline.RESUME_COURSE: "Forløbet genoptages",
        Deadline.CLOSE: "Sagen lukkes",
        Deadline.ANSWER_KNOWLEDGE: "Svar på spørgsmål",
        Deadline.ANSWER_TRANSFER: "Svar på overdragelse",
        Deadline.ASSESS_CONCERN: "Underretningen vurderes",
        Deadline.HOLD_CONCERN_TALK: "Bekymringssamtalen holdes",
        Deadline.MEET_AD_HOC_GROUP: "Ad hoc-gruppen mødes",
        Deadline.REASSESS: "Ny vurdering",
    },
    course.State: {
        course.State.PLANNED: "Planlagt",
        course.State.RUNNING: "I gang",
        course.State.PAUSED: "På pause",
        course.State.COMPLETED: "Afsluttet",
        course.State.DISCONTINUED: "Stoppet før tid",
    },
    handover_list.State: {
        handover_list.State.RECEIVED: "Ikke færdigfordelt",
        handover_list.State.DECIDED: "Fordelt",
        handover_list.State.SUPERSEDED: "Afløst af en nyere",
    },
    Direction: {
        direction: {"out": "Til", "in": "Fra"}.get(direction.value, direction.value) for direction in Direction
    },
}

KINDS: Mapping[str, type[Enum]] = {
    "Scope": Scope,
    "ConsentState": consent.State,
    "Means": Means,
    "Owed": informing.State,
    "OwedFor": informing.Purpose,
    "Source": knowledge.Source,
    "KnowledgeOutcome": knowledge.Outcome,
    "Ground": Ground,
    "Purpose": Purpose,
    "PartyKind": PartyKind,
    "Way": Way,
    "DataKind": DataKind,
    "LetterState": letter.State,
    "Deadline": Deadline,
    "IncidentRole": IncidentRole,
    "Decision": Decision,
    "Attendee": Attendee,
    "FamilyMeetingOutcome": MeetingOutcome,
    "TalkState": concern_talk.State,
    "TalkNotHeld": concern_talk.NotHeld,
    "GroupEnd": ad_hoc_group.Because,
    "CourseState": course.State,
    "Role": Role,
    "Track": Track,
    "ConcernOutcome": concern_report.Outcome,
    "AccessPurpose": AccessPurpose,
    "WithdrawalReason": Reason,
    "Verdict": Verdict,
    "ListState": handover_list.State,
}
"""For templates: ``said(Scope, one.scope)``."""
