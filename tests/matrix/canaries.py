"""Which words each role may see: written by hand from the rules of need to know, and never asked of the service.

The letters are the relations of the oracle. A name is a column of a table; after the comma, which of the
words that the column can hold. What stands in the log has no row: it holds none of them.
"""

from tests.matrix.tables import read

MAY_SEE = read("""
                                                            P  T    R    C    L  I   M  G  A
people.name                                                 .  omexg oeg  omeg o  owe .  g  .
people.cpr_number                                           .  omexg oeg  omeg .  w   .  g  .
people.birth_date                                           .  omexg oeg  omeg .  owe .  g  .
people.address                                              .  omeg oeg  omeg .  .   .  g  .
people.address, town                                        .  omeg oeg  omeg .  .   .  g  .
list_entries.police_journal_number                          .  omeg oeg  omeg .  owe .  g  .
list_entries.offence_code                                   .  omeg oeg  omeg .  owe .  g  .
list_entries.offence_text                                   .  omeg oeg  omeg .  owe .  g  .
list_entries.place                                          .  omeg oeg  omeg .  owe .  g  .
list_entries.note                                           .  omeg oeg  omeg .  owe .  g  .
list_entries.concern_told_by                                .  omeg oeg  omeg .  owe .  g  .
list_entries.concern_necessity                              .  omeg oeg  omeg .  owe .  g  .
list_entries.decision_reason                                .  omeg oeg  omeg .  owe .  g  .
custody_holders.name                                        .  omeg oeg  omeg .  owe .  g  .
custody_holders.contact                                     .  omeg oeg  omeg .  owe .  g  .
custody_holders.address                                     .  omeg oeg  omeg .  .   .  g  .
custody_holders.cpr_number                                  .  .    .    .    .  .   .  .  .
consents.recipients                                         .  omeg oeg  omeg .  owe .  g  .
consents.terms                                              .  omeg oeg  omeg .  owe .  g  .
consents.document                                           .  omeg oeg  omeg .  owe .  g  .
consent_papers.content                                      .  omeg oeg  omeg .  owe .  g  .
# What the family is written is known to whoever has the case.
letters.message                                             .  omeg oeg  omeg .  owe .  g  .
letters.contact_name                                        .  omeg oeg  omeg .  owe .  g  .
letters.meeting_place                                       .  omeg oeg  omeg .  owe .  g  .
letter_templates.title                                      .  o    o    o    .  .   .  .  o
letter_templates.body                                       .  o    o    o    .  .   .  .  o
letter_templates.note                                       .  o    o    o    .  .   .  .  o
# The coordinator's own work. Whom was asked and why stands in the ledger of disclosures too.
letters.message, a course's plan                            .  g    g    omeg .  .   .  g  .
knowledge.asked_of                                          .  g    g    omeg .  .   .  g  .
knowledge.necessity                                         .  g    g    omeg .  .   .  g  .
knowledge.question                                          .  g    g    omeg .  .   .  g  .
knowledge.answer                                            .  g    g    omeg .  .   .  g  .
concern_talks.agreed                                        .  g    g    omeg .  .   .  g  .
concern_talks.reason                                        .  g    g    omeg .  .   .  g  .
# A group around the child, as those who are in it see it, and as the coordinator of the case does.
ad_hoc_groups.task                                          .  g    g    omeg o  .   .  g  .
ad_hoc_group_members.function                               .  g    g    omeg o  .   .  g  .
ad_hoc_group_members.institution                            .  g    g    omeg o  .   .  g  .
ad_hoc_group_members.name                                   .  g    g    omeg o  .   .  g  .
ad_hoc_group_meetings.agreed                                .  g    g    omeg o  .   .  g  .
ad_hoc_groups.outcome                                       .  g    g    omeg .  .   .  g  .
ad_hoc_group_members.necessity                              .  g    g    omeg .  .   .  g  .
history.reason, a change in a group                         .  g    g    omeg .  .   .  g  .
placements.reason                                           .  g    g    omeg .  .   .  g  .
history.reason, the coordinator's proof of delivery         .  g    g    omeg .  .   .  g  .
history.reason, the coordinator's obligation                .  g    g    omeg .  .   .  g  .
history.reason, the coordinator's consent                   .  g    g    omeg .  .   .  g  .
history.reason, the coordinator's close                     .  g    g    omeg .  .   .  g  .
history.reason, the local leader's                          .  g    g    omeg .  .   .  g  .
# The course, which the local leader leads as long as it runs. The last one is shown; of an earlier one, how it went.
course_goals.goal                                           .  g    g    omeg o  .   .  g  .
course_goals.measures                                       .  g    g    omeg o  .   .  g  .
course_participants.function                                .  g    g    omeg o  .   .  g  .
course_participants.name                                    .  g    g    omeg o  .   .  g  .
course_participants.institution                             .  g    g    omeg o  .   .  g  .
course_participants.task                                    .  g    g    omeg o  .   .  g  .
course_participants.necessity                               .  g    g    omeg .  .   .  g  .
course_plans.reason                                         .  g    g    omeg .  .   .  g  .    # in the history too
course_reviews.note                                         .  g    g    omeg o  .   .  g  .
course_meetings.note                                        .  g    g    omeg o  .   .  g  .
course_evaluations.evaluation                               .  g    g    omeg o  .   .  g  .
courses.evaluation                                          .  g    g    omeg o  .   .  g  .
courses.evaluation, an earlier course                       .  g    g    omeg .  .   .  g  .
# Why a course went on without consent: in the ledger of disclosures alone.
courses.necessity                                           .  g    g    omeg .  .   .  g  .
courses.necessity, an earlier course                        .  g    g    omeg .  .   .  g  .
course_goals.goal, an earlier course                        .  .    .    .    .  .   .  .  .
course_goals.measures, an earlier course                    .  .    .    .    .  .   .  .  .
course_participants.function, an earlier course             .  .    .    .    .  .   .  .  .
course_participants.name, an earlier course                 .  .    .    .    .  .   .  .  .
course_participants.institution, an earlier course          .  .    .    .    .  .   .  .  .
course_participants.task, an earlier course                 .  .    .    .    .  .   .  .  .
course_participants.necessity, an earlier course            .  .    .    .    .  .   .  .  .
course_plans.reason, an earlier course                      .  g    g    omeg .  .   .  g  .
course_reviews.note, an earlier course                      .  .    .    .    .  .   .  .  .
course_meetings.note, an earlier course                     .  .    .    .    .  .   .  .  .
course_evaluations.evaluation, an earlier course            .  .    .    .    .  .   .  .  .
# The authority's own work.
assessments.reason                                          .  omeg oeg  g    .  owe .  g  .
cases.authority_reference                                   .  omeg oeg  g    .  owe .  g  .
history.reason, the authority's obligation                  .  omeg oeg  g    .  owe .  g  .
history.reason, the authority's stop of a letter            .  omeg oeg  g    .  owe .  g  .
family_meetings.agreed                                      .  omeg oeg  g    .  owe .  g  .
family_meetings.reason                                      .  omeg oeg  g    .  owe .  g  .
# A concern report is the authority's team leader's to see, whichever track the case is on.
concern_reports.assessment                                  .  omexg oeg g    .  owe .  g  .
# Written for whoever has the case next.
history.reason, a concern                                   .  omexg oeg  omeg .  owe .  g  .
history.reason, rerouted                                    .  omeg oeg  omeg .  owe .  g  .
history.reason, reopened                                    .  omeg oeg  omeg .  owe .  g  .
history.reason, dropped                                     .  omeg oeg  omeg .  owe .  g  .
# What a municipality offers and answers another: whoever has the case, and the meeting there.
transfers.necessity                                         .  om   .    om   .  .   .  .  .
transfers.preview                                           .  om   .    om   .  .   .  .  .
identity_corrections.evidence                               .  .    .    ome  .  .   .  .  .
identity_corrections.reason                                 .  .    .    ome  .  .   .  .  .
# A filter is its owner's.
saved_filters.name                                          .  .    .    o    .  .   .  .  .
# What a system says of itself. Its number of the case is its own: neither those who have the case nor an earlier or a
# later system are told. A secret is in the answer that made it, and nobody is ever shown it again.
case_links.reference                                        .  .    .    .    .  oe  .  .  .
case_links.reference, that was wrong                        .  .    .    .    .  .   .  .  .
webhooks.url                                                .  .    .    .    .  o   .  .  o
webhook_secrets.secret                                      .  .    .    .    .  .   .  .  .
# The handover meeting. The police know who takes part.
meetings.no_list_reason                                     .  m    .    m    .  .   .  .  .
meeting_participants.name                                   m  m    .    m    .  .   .  .  .
meeting_items.reason                                        .  m    .    m    .  .   .  .  .
# Lists: the police get their own rejected rows back, for seven days.
handover_lists.header                                       o  o    .    o    .  .   .  .  .
rejected_entries.original                                   o  o    .    o    .  .   .  .  .
rejected_entries.original, name                             o  o    .    o    .  .   .  .  .
# Why the glass was broken and what was found of it. Whoever broke it sees their own reason too.
break_glass_grants.reason                                   .  .    .    .    .  .   .  p  .
break_glass_grants.note                                     .  .    .    .    .  .   .  p  .
alarms_seen.note                                            .  .    .    .    .  .   .  p  .
access_samples.note                                         .  .    .    .    .  .   .  p  .
pseudonym_reveals.reason                                    .  .    .    .    .  .   .  p  .""")

NO_WORDS = {
    "access_samples": "reviewed_by verdict",
    "ad_hoc_groups": "state set_up_by ended_by because",
    "ad_hoc_group_members": "source user_id ground joined_by",
    "ad_hoc_group_meetings": "present written_by",
    "alarms": "kind actor details once_key",
    "alarms_seen": "by",
    "assessments": "by scale_version severity_title factors",
    "authority_answers": "source finding code by",
    "audit_checkpoints": "key_id signature reason",  # why an old backup is gone on with: the operator's, about no child
    "audit_sendings": "sink",
    "audit_log": "actor role purpose action reason fields",
    "break_glass_grants": "holder role reviewed_by verdict",
    "cases": "state track responsible caseworker integration_client local_leader to_municipality_code offered_to"
    " goes_by",
    "case_links": "client",
    "concern_reports": "state raised_by raised_role reason outcome assessed_by",  # why is tried as the move's reason
    "concern_talks": "state planned_by ground attendees because written_by",
    "consents": "signer_kind scope state asked_by answered_by",
    "consent_papers": "media_type added_by",
    "course_evaluations": "progress_title scale_version by",
    "course_meetings": "written_by",
    "course_participants": "part user_id ground",
    "course_plans": "local_leader made_by",
    "course_reviews": "progress_title scale_version written_by",
    "courses": "state local_leader planned_by ground",
    "custody_holders": "relation source entered_by",
    "covers": "role absent substitute arranged_by ended_by",
    "data_keys": "wrapped_with",
    "deadlines": "kind owner",
    # The recipient and the necessity are the question's, the course's and the letter's, and tried as theirs.
    "disclosures": "way kinds recipient_kind recipient purpose ground source necessity by role",
    "earlier_suggestions": "suggestion because",
    "event_heads": "receiver",
    "events": "receiver type",
    "family_meetings": "outcome attendees by",
    "filings": "state case_number record_number code",
    "handover_lists": "kind week sha256 state uploaded_by receipt anchor",
    "held_events": "state last_failure",
    "history": "workflow event from_state to_state actor role details",
    "identity_corrections": "kind entries holders by",
    "knowledge": "source ground asked_by outcome",
    "list_uploads": "uploaded_by step refusal",
    "letter_attempts": "channel outcome code transaction_id",
    "letter_receipts": "outcome code",
    "letter_templates": "kind written_by",
    # The institution is one that the consent names. What is kept of a letter that left is its message and the case's
    # words at that time; they are looked for in the PDF too.
    "letters": "kind state recipient_kind institution institution_cvr template_version created_by queued_by channel"
    " failure text pdf",
    # The incident is the journal number without its dashes, and tried as it.
    "list_entries": "incident role concern_source concern_ground suggestion decision decided_by to_municipality_code",
    "login_attempts": "provider return_to wanted_role wanted_municipality",
    "meetings": "week state called_by closed_by no_list_by",
    "meeting_participants": "role by_user written_by",
    "meeting_items": "outcome decision to_municipality_code suggestion present by role",
    "notices": "kind details to_user to_role seen_by",
    "obligations": "purpose recipient_kind state means told_by",
    "people": "register_status registered_in",
    "person_words": "beginnings",  # keyed
    "placements": "scale_version by",
    "profile_versions": "digest content casework_version routing_version",
    "pseudonym_reveals": "actor by",
    "rejected_entries": "column code",
    "role_withdrawals": "subject role reason by proposed_end_by ended_by",
    "saved_filters": "owner role terms",
    "sessions": "subject provider provider_subject provider_session acting_role possible_roles",
    "signals": "kind to_role",
    # What was handed over and answered is the case's own, and tried as that.
    "transfers": "direction other_municipality_code state grounds package answer offered_by answered_by answered_role"
    " track entries",
    "stored_answers": "client key etag body",
    "webhooks": "client types paused last_failure",
}
"""Columns that hold codes, ids and the like. The body of a stored answer is an answer, and is tried as one."""
