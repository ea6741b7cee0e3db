"""Every table, in one place for the migrations and the tests to find."""

from app.access.models import LoginAttempt, LoginSession, RoleWithdrawal
from app.audit.alarms import Alarm
from app.audit.checkpoint_models import AuditCheckpoint, AuditSending
from app.audit.models import AuditHead, AuditRow
from app.cases.authority_models import AuthorityAnswer
from app.cases.break_glass import BreakGlass
from app.cases.concern_reports import ConcernReport
from app.cases.concern_talks import ConcernTalk
from app.cases.covers import Cover
from app.cases.family_meetings import FamilyMeeting
from app.cases.filters import SavedFilter
from app.cases.links import CaseLink
from app.cases.models import Assessment, Case, Knowledge, Notice, Placement, RunningDeadline, Signal
from app.consents.models import Consent
from app.courses.models import (
    Course,
    CourseEvaluation,
    CourseGoal,
    CourseMeeting,
    CourseParticipant,
    CoursePlan,
    CourseReview,
)
from app.db import Base
from app.disclosures.models import Disclosure
from app.events.models import Event, EventHead
from app.filing.models import Filing
from app.groups.models import AdHocGroup, GroupMeeting, GroupMember
from app.history.models import HistoryRow
from app.idempotency.models import StoredAnswer
from app.letters.models import Letter, LetterAttempt, LetterReceipt, LetterTemplate
from app.lists.corrections import IdentityCorrection
from app.lists.models import EarlierSuggestion, HandoverList, ListEntry, RejectedEntry
from app.lists.uploads import ListUpload
from app.meetings.models import Meeting, MeetingItem, Participant
from app.obligations.models import Obligation
from app.oversight.models import AlarmSeen, Drawing, Drawn, Reveal
from app.people.key_models import DataKey
from app.people.models import CustodyHolder, Person, PersonWord
from app.transfers.models import Transfer
from app.versions.models import ProfileVersion
from app.webhooks.models import HeldEvent, Webhook, WebhookSecret

__all__ = [
    "AdHocGroup",
    "Alarm",
    "AlarmSeen",
    "Assessment",
    "AuditCheckpoint",
    "AuditHead",
    "AuditRow",
    "AuditSending",
    "AuthorityAnswer",
    "Base",
    "BreakGlass",
    "Case",
    "CaseLink",
    "ConcernReport",
    "ConcernTalk",
    "Consent",
    "Course",
    "CourseEvaluation",
    "CourseGoal",
    "CourseMeeting",
    "CourseParticipant",
    "CoursePlan",
    "CourseReview",
    "Cover",
    "CustodyHolder",
    "DataKey",
    "Disclosure",
    "Drawing",
    "Drawn",
    "EarlierSuggestion",
    "Event",
    "EventHead",
    "FamilyMeeting",
    "Filing",
    "GroupMeeting",
    "GroupMember",
    "HandoverList",
    "HeldEvent",
    "HistoryRow",
    "IdentityCorrection",
    "Knowledge",
    "Letter",
    "LetterAttempt",
    "LetterReceipt",
    "LetterTemplate",
    "ListEntry",
    "ListUpload",
    "LoginAttempt",
    "LoginSession",
    "Meeting",
    "MeetingItem",
    "Notice",
    "Obligation",
    "Participant",
    "Person",
    "PersonWord",
    "Placement",
    "ProfileVersion",
    "RejectedEntry",
    "Reveal",
    "RoleWithdrawal",
    "RunningDeadline",
    "SavedFilter",
    "Signal",
    "StoredAnswer",
    "Transfer",
    "Webhook",
    "WebhookSecret",
]
