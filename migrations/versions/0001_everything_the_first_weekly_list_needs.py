"""Everything the first weekly list needs

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("audit_log", "history")


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.String(length=40)), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_audit_log")),
    )
    op.create_index(
        op.f("ix_audit_log_municipality_code_subject_id_at"),
        "audit_log",
        ["municipality_code", "subject_id", "at"],
        unique=False,
    )
    op.create_table(
        "handover_lists",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("uploaded_by", sa.String(length=100), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("receipt", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("header_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("kind in ('file', 'typed')", name=op.f("ck_handover_lists_kind")),
        sa.CheckConstraint("received = accepted + duplicate + rejected", name=op.f("ck_handover_lists_it_reconciles")),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_handover_lists")),
    )
    op.create_index("uq_handover_lists_file", "handover_lists", ["municipality_code", "sha256"], unique=True)
    op.create_index(
        "uq_handover_lists_version", "handover_lists", ["municipality_code", "week", "kind", "version"], unique=True
    )
    op.create_table(
        "history",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workflow", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_history")),
    )
    op.create_index(
        op.f("ix_history_municipality_code_case_id_at_id"),
        "history",
        ["municipality_code", "case_id", "at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_history_municipality_code_workflow_subject_id"),
        "history",
        ["municipality_code", "workflow", "subject_id"],
        unique=False,
    )
    op.create_table(
        "people",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("cpr_number_index", sa.LargeBinary(), nullable=True),
        sa.Column("cpr_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_protected", sa.Boolean(), nullable=False),
        sa.Column("same_as_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("same_as_id <> id", name=op.f("ck_people_not_itself")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "same_as_id"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_people_municipality_code_same_as_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_people")),
    )
    op.create_index(
        op.f("ix_people_municipality_code_birth_date"), "people", ["municipality_code", "birth_date"], unique=False
    )
    op.create_index(
        op.f("ix_people_municipality_code_name_index"), "people", ["municipality_code", "name_index"], unique=False
    )
    op.create_index("uq_people_cpr", "people", ["municipality_code", "cpr_number_index"], unique=True)
    op.create_table(
        "stored_answers",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_stored_answers")),
    )
    op.create_index("uq_stored_answers_key", "stored_answers", ["municipality_code", "client", "key"], unique=True)
    op.create_table(
        "cases",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(length=20), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authority_case_active", sa.Boolean(), nullable=True),
        sa.Column("caseworker", sa.String(length=100), nullable=True),
        sa.Column("integration_client", sa.String(length=100), nullable=True),
        sa.Column("local_leader", sa.String(length=100), nullable=True),
        sa.Column("meeting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority_reference", sa.String(length=60), nullable=True),
        sa.Column("concern_raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("entries_awaiting_decision", sa.Integer(), nullable=False),
        sa.Column("incident_awaits_reassessment", sa.Boolean(), nullable=False),
        sa.Column("to_municipality_code", sa.String(length=3), nullable=True),
        sa.CheckConstraint(
            "(state in ('closed', 'dropped', 'transferred')) = (closed_at is not null)",
            name=op.f("ck_cases_closed_is_closed"),
        ),
        sa.CheckConstraint(
            "state in ('received', 'with_team_leader', 'with_caseworker', 'orientation_due', 'family_informed_by_authority', 'summons_due', 'meeting_called', 'meeting_held', 'with_coordinator', 'family_informed', 'gathering_knowledge', 'placed', 'course_planned', 'course_running', 'course_paused', 'course_completed', 'closed', 'dropped', 'transferred')",
            name=op.f("ck_cases_state"),
        ),
        sa.CheckConstraint("track in ('authority', 'coordinator')", name=op.f("ck_cases_track")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "person_id"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_cases_municipality_code_person_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_cases")),
    )
    op.create_index(
        op.f("ix_cases_municipality_code_person_id"), "cases", ["municipality_code", "person_id"], unique=False
    )
    op.create_index(
        "ix_cases_queue",
        "cases",
        ["municipality_code", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_index(
        "uq_cases_one_open",
        "cases",
        ["municipality_code", "person_id"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "custody_holders",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(length=10), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_protected", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("relation in ('mother', 'father', 'other')", name=op.f("ck_custody_holders_relation")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "person_id"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_custody_holders_municipality_code_person_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_custody_holders")),
    )
    op.create_index(
        op.f("ix_custody_holders_municipality_code_person_id"),
        "custody_holders",
        ["municipality_code", "person_id"],
        unique=False,
    )
    op.create_table(
        "rejected_entries",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=30), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("original_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "list_id"],
            ["handover_lists.municipality_code", "handover_lists.id"],
            name=op.f("fk_rejected_entries_municipality_code_list_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_rejected_entries")),
    )
    op.create_index(
        op.f("ix_rejected_entries_municipality_code_list_id_row_number"),
        "rejected_entries",
        ["municipality_code", "list_id", "row_number"],
        unique=False,
    )
    op.create_table(
        "assessments",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("further_action", sa.Boolean(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_assessments_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_assessments")),
    )
    op.create_index(
        op.f("ix_assessments_municipality_code_case_id"), "assessments", ["municipality_code", "case_id"], unique=False
    )
    op.create_table(
        "consents",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("signer_kind", sa.String(length=20), nullable=False),
        sa.Column("custody_holder_id", sa.Uuid(), nullable=True),
        sa.Column("scope", sa.String(length=30), nullable=False),
        sa.Column("recipients", sa.ARRAY(sa.String(length=200)), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.String(length=100), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=100), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terms_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_consents_municipality_code_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "custody_holder_id"],
            ["custody_holders.municipality_code", "custody_holders.id"],
            name=op.f("fk_consents_municipality_code_custody_holder_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_consents")),
    )
    op.create_index(
        op.f("ix_consents_municipality_code_case_id"), "consents", ["municipality_code", "case_id"], unique=False
    )
    op.create_table(
        "courses",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("local_leader", sa.String(length=100), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("necessity_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("evaluation_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_courses_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_courses")),
    )
    op.create_index(
        "uq_courses_one_open",
        "courses",
        ["municipality_code", "case_id"],
        unique=True,
        postgresql_where=sa.text("state in ('planned', 'running', 'paused')"),
    )
    op.create_table(
        "deadlines",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fatal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_deadlines_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_deadlines")),
    )
    op.create_index(
        op.f("ix_deadlines_municipality_code_case_id"), "deadlines", ["municipality_code", "case_id"], unique=False
    )
    op.create_index(
        "ix_deadlines_running", "deadlines", ["target_at"], unique=False, postgresql_where=sa.text("met_at is null")
    )
    op.create_index(
        "uq_deadlines_one_running",
        "deadlines",
        ["municipality_code", "case_id", "kind"],
        unique=True,
        postgresql_where=sa.text("met_at is null"),
    )
    op.create_table(
        "knowledge",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("asked_of", sa.String(length=200), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("necessity_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.String(length=100), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome in ('answered', 'nothing_known', 'refused')", name=op.f("ck_knowledge_outcome")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_knowledge_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_knowledge")),
    )
    op.create_index(
        op.f("ix_knowledge_municipality_code_case_id"), "knowledge", ["municipality_code", "case_id"], unique=False
    )
    op.create_table(
        "list_entries",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("identity_undecided", sa.Boolean(), nullable=False),
        sa.Column("incident_key", sa.LargeBinary(), nullable=False),
        sa.Column("content_key", sa.LargeBinary(), nullable=False),
        sa.Column("police_journal_number", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("offence_code", sa.String(length=20), nullable=True),
        sa.Column("offence_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("police_told_parents", sa.Boolean(), nullable=True),
        sa.Column("joined_open_case", sa.Boolean(), nullable=False),
        sa.Column("suggestion", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decision", sa.String(length=30), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decision_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("to_municipality_code", sa.String(length=3), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision in ('to_coordinator', 'to_team_leader', 'drop', 'to_other_municipality')",
            name=op.f("ck_list_entries_decision"),
        ),
        sa.CheckConstraint(
            "role in ('encountered', 'charged', 'suspected', 'victim')", name=op.f("ck_list_entries_role")
        ),
        sa.CheckConstraint(
            "(case_id is null) = identity_undecided", name=op.f("ck_list_entries_a_case_once_the_person_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_list_entries_municipality_code_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "list_id"],
            ["handover_lists.municipality_code", "handover_lists.id"],
            name=op.f("fk_list_entries_municipality_code_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "person_id"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_list_entries_municipality_code_person_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_list_entries")),
    )
    op.create_index(
        op.f("ix_list_entries_municipality_code_case_id"),
        "list_entries",
        ["municipality_code", "case_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_list_entries_municipality_code_list_id_row_number"),
        "list_entries",
        ["municipality_code", "list_id", "row_number"],
        unique=False,
    )
    op.create_index(
        "ix_list_entries_undecided",
        "list_entries",
        ["municipality_code", "id"],
        unique=False,
        postgresql_where=sa.text("decision is null and superseded_by is null"),
    )
    op.create_index(
        "uq_list_entries_incident",
        "list_entries",
        ["municipality_code", "incident_key"],
        unique=True,
        postgresql_where=sa.text("superseded_by is null"),
    )
    op.create_table(
        "obligations",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("recipient_kind", sa.String(length=20), nullable=False),
        sa.Column("custody_holder_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fatal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("means", sa.String(length=10), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.String(length=100), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_obligations_municipality_code_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "custody_holder_id"],
            ["custody_holders.municipality_code", "custody_holders.id"],
            name=op.f("fk_obligations_municipality_code_custody_holder_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_obligations")),
    )
    op.create_index(
        op.f("ix_obligations_municipality_code_case_id"), "obligations", ["municipality_code", "case_id"], unique=False
    )
    op.create_index(
        "uq_obligations_one_due",
        "obligations",
        ["municipality_code", "case_id", "purpose", "recipient_kind", "custody_holder_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("state in ('due', 'delivery_failed')"),
    )
    op.create_table(
        "placements",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("scale_version", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("rests_on", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_placements_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_placements")),
    )
    op.create_index(
        op.f("ix_placements_municipality_code_case_id_at"),
        "placements",
        ["municipality_code", "case_id", "at"],
        unique=False,
    )
    op.create_table(
        "course_goals",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goal_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("measures_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "course_id"],
            ["courses.municipality_code", "courses.id"],
            name=op.f("fk_course_goals_municipality_code_course_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_course_goals")),
    )
    op.create_index(
        op.f("ix_course_goals_municipality_code_course_id"),
        "course_goals",
        ["municipality_code", "course_id"],
        unique=False,
    )
    op.create_table(
        "course_participants",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("function", sa.String(length=100), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "course_id"],
            ["courses.municipality_code", "courses.id"],
            name=op.f("fk_course_participants_municipality_code_course_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_course_participants")),
    )
    op.create_index(
        op.f("ix_course_participants_municipality_code_course_id"),
        "course_participants",
        ["municipality_code", "course_id"],
        unique=False,
    )
    op.create_table(
        "signals",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("to_role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('reminder', 'escalation')", name=op.f("ck_signals_kind")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "deadline_id"],
            ["deadlines.municipality_code", "deadlines.id"],
            name=op.f("fk_signals_municipality_code_deadline_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_signals")),
    )
    op.create_index(
        op.f("ix_signals_municipality_code_case_id"), "signals", ["municipality_code", "case_id"], unique=False
    )
    op.create_index("uq_signals_once", "signals", ["municipality_code", "deadline_id", "kind"], unique=True)
    op.create_table(
        "course_reviews",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("progress between 0 and 4", name=op.f("ck_course_reviews_progress")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "goal_id"],
            ["course_goals.municipality_code", "course_goals.id"],
            name=op.f("fk_course_reviews_municipality_code_goal_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_course_reviews")),
    )
    op.create_index(
        op.f("ix_course_reviews_municipality_code_course_id_held_on"),
        "course_reviews",
        ["municipality_code", "course_id", "held_on"],
        unique=False,
    )
    _forbid_changes()
    _make_job_tables()


def downgrade() -> None:
    _drop_job_tables()
    op.drop_index(op.f("ix_course_reviews_municipality_code_course_id_held_on"), table_name="course_reviews")
    op.drop_table("course_reviews")
    op.drop_index("uq_signals_once", table_name="signals")
    op.drop_index(op.f("ix_signals_municipality_code_case_id"), table_name="signals")
    op.drop_table("signals")
    op.drop_index(op.f("ix_course_participants_municipality_code_course_id"), table_name="course_participants")
    op.drop_table("course_participants")
    op.drop_index(op.f("ix_course_goals_municipality_code_course_id"), table_name="course_goals")
    op.drop_table("course_goals")
    op.drop_index(op.f("ix_placements_municipality_code_case_id_at"), table_name="placements")
    op.drop_table("placements")
    op.drop_index(
        "uq_obligations_one_due",
        table_name="obligations",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("state in ('due', 'delivery_failed')"),
    )
    op.drop_index(op.f("ix_obligations_municipality_code_case_id"), table_name="obligations")
    op.drop_table("obligations")
    op.drop_index(
        "uq_list_entries_incident", table_name="list_entries", postgresql_where=sa.text("superseded_by is null")
    )
    op.drop_index(
        "ix_list_entries_undecided",
        table_name="list_entries",
        postgresql_where=sa.text("decision is null and superseded_by is null"),
    )
    op.drop_index(op.f("ix_list_entries_municipality_code_list_id_row_number"), table_name="list_entries")
    op.drop_index(op.f("ix_list_entries_municipality_code_case_id"), table_name="list_entries")
    op.drop_table("list_entries")
    op.drop_index(op.f("ix_knowledge_municipality_code_case_id"), table_name="knowledge")
    op.drop_table("knowledge")
    op.drop_index("uq_deadlines_one_running", table_name="deadlines", postgresql_where=sa.text("met_at is null"))
    op.drop_index("ix_deadlines_running", table_name="deadlines", postgresql_where=sa.text("met_at is null"))
    op.drop_index(op.f("ix_deadlines_municipality_code_case_id"), table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_index(
        "uq_courses_one_open",
        table_name="courses",
        postgresql_where=sa.text("state in ('planned', 'running', 'paused')"),
    )
    op.drop_table("courses")
    op.drop_index(op.f("ix_consents_municipality_code_case_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_index(op.f("ix_assessments_municipality_code_case_id"), table_name="assessments")
    op.drop_table("assessments")
    op.drop_index(op.f("ix_rejected_entries_municipality_code_list_id_row_number"), table_name="rejected_entries")
    op.drop_table("rejected_entries")
    op.drop_index(op.f("ix_custody_holders_municipality_code_person_id"), table_name="custody_holders")
    op.drop_table("custody_holders")
    op.drop_index("uq_cases_one_open", table_name="cases", postgresql_where=sa.text("closed_at is null"))
    op.drop_index("ix_cases_queue", table_name="cases", postgresql_where=sa.text("closed_at is null"))
    op.drop_index(op.f("ix_cases_municipality_code_person_id"), table_name="cases")
    op.drop_table("cases")
    op.drop_index("uq_stored_answers_key", table_name="stored_answers")
    op.drop_table("stored_answers")
    op.drop_index("uq_people_cpr", table_name="people")
    op.drop_index(op.f("ix_people_municipality_code_name_index"), table_name="people")
    op.drop_index(op.f("ix_people_municipality_code_birth_date"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_history_municipality_code_workflow_subject_id"), table_name="history")
    op.drop_index(op.f("ix_history_municipality_code_case_id_at_id"), table_name="history")
    op.drop_table("history")
    op.drop_index("uq_handover_lists_version", table_name="handover_lists")
    op.drop_index("uq_handover_lists_file", table_name="handover_lists")
    op.drop_table("handover_lists")
    op.drop_index(op.f("ix_audit_log_municipality_code_subject_id_at"), table_name="audit_log")
    op.drop_table("audit_log")
    op.execute("drop function forbid_change()")


def _forbid_changes() -> None:
    """What has happened stays: the database itself refuses to change or delete these rows."""
    op.execute(
        """
        create function forbid_change() returns trigger language plpgsql as $$
        begin
            raise exception 'rows of % are only ever added', tg_table_name using errcode = 'restrict_violation';
        end $$
        """
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"create trigger forbid_change before update or delete or truncate on {table} "
            "for each statement execute function forbid_change()"
        )


def _make_job_tables() -> None:
    """The tables of the job engine, as its own release makes them."""
    # On the driver itself: the script has percent signs and many statements.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())


def _drop_job_tables() -> None:
    op.execute(
        """
        do $$ declare thing record; begin
            for thing in select oid::regclass as name from pg_class
                where relkind = 'r' and relname like 'procrastinate\\_%' and relnamespace = current_schema()::regnamespace
            loop execute format('drop table %s cascade', thing.name); end loop;
            for thing in select oid::regprocedure as name from pg_proc
                where proname like 'procrastinate\\_%' and pronamespace = current_schema()::regnamespace
            loop execute format('drop function %s cascade', thing.name); end loop;
            for thing in select oid::regtype as name from pg_type
                where typname like 'procrastinate\\_%' and typnamespace = current_schema()::regnamespace
                and typtype in ('c', 'e')
            loop execute format('drop type %s cascade', thing.name); end loop;
        end $$
        """
    )
