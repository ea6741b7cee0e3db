"""Letters, the ledger of disclosures, and what the register says

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import APP, protect, unprotect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_RIGHTS = {
    "disclosures": "select, insert",
    "notices": "select, insert, update",
    "letter_templates": "select, insert",
    "letters": "select, insert, update",
    "letter_attempts": "select, insert, update",
    "letter_receipts": "select, insert",
    "consent_papers": "select, insert",
}
"""What each part of the service may do; what has left or was said is never changed."""
_ADDED = {
    "custody_holders": {
        "cpr_number_sealed": sa.LargeBinary(),
        "birth_date": sa.Date(),
        "address_sealed": sa.LargeBinary(),
        "register_read_at": sa.DateTime(timezone=True),
    },
    "people": {
        "register_read_at": sa.DateTime(timezone=True),
        "register_status": sa.String(length=20),
        "registered_in": sa.String(length=3),
    },
}


def upgrade() -> None:
    _make_room_for_what_the_register_says()
    _make_the_ledger()
    _make_letters()
    _make_what_follows_letters()
    _make_room_for_signed_papers()
    for table, rights in _RIGHTS.items():
        protect(table, app=rights, worker=rights)
    for table in ("disclosures", "letter_receipts"):
        op.execute(
            f"create trigger forbid_change before update or delete or truncate on {table} "
            "for each statement execute function forbid_change()"
        )
    _let_the_app_queue_jobs("grant", "to")
    _outcomes("'answered', 'nothing_known', 'refused', 'withdrawn'")


def downgrade() -> None:
    op.execute("update knowledge set outcome = 'refused' where outcome = 'withdrawn'")
    _outcomes("'answered', 'nothing_known', 'refused'")
    _let_the_app_queue_jobs("revoke", "from")
    for table in reversed(_RIGHTS):
        unprotect(table)
        op.drop_table(table)
    op.drop_constraint(op.f("ck_custody_holders_source"), "custody_holders")
    op.drop_column("custody_holders", "source")
    for table, columns in _ADDED.items():
        for column in columns:
            op.drop_column(table, column)


def _make_room_for_what_the_register_says() -> None:
    for table, columns in _ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.add_column("custody_holders", sa.Column("source", sa.String(length=10), nullable=False, server_default="hand"))
    op.alter_column("custody_holders", "source", server_default=None)
    op.create_check_constraint(op.f("ck_custody_holders_source"), "custody_holders", "source in ('hand', 'register')")


def _outcomes(allowed: str) -> None:
    op.drop_constraint(op.f("ck_knowledge_outcome"), "knowledge")
    op.create_check_constraint(op.f("ck_knowledge_outcome"), "knowledge", f"outcome in ({allowed})")


def _let_the_app_queue_jobs(verb: str, to: str) -> None:
    """A job is queued in the request's own transaction. Of a job the web processes see its number, and
    the name by which the same is not queued twice: PostgreSQL tells it to nobody who may not read it.
    """
    op.execute(f"{verb} insert, select (id, queueing_lock) on procrastinate_jobs {to} {APP}")
    op.execute(f"{verb} insert on procrastinate_events {to} {APP}")
    op.execute(f"{verb} usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq {to} {APP}")


def _make_the_ledger() -> None:
    op.create_table(
        "disclosures",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.String(length=30)), nullable=False),
        sa.Column("recipient_kind", sa.String(length=30), nullable=False),
        sa.Column("recipient_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("necessity_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "ground in ('RPL_115_1', 'RPL_115_2', 'RPL_115_3', 'CONSENT', 'CONCERN_REPORT', 'LAW_OTHER')",
            name=op.f("ck_disclosures_ground"),
        ),
        sa.CheckConstraint(
            "purpose in ('crime_prevention', 'welfare_course', 'inform_family', 'child_protection', 'subject_access', 'record_keeping', 'investigation')",
            name=op.f("ck_disclosures_purpose"),
        ),
        sa.CheckConstraint(
            "recipient_kind in ('police', 'school', 'social_authority', 'independent_institution', 'family', 'other')",
            name=op.f("ck_disclosures_recipient_kind"),
        ),
        sa.CheckConstraint(
            "way in ('letter', 'question', 'screen', 'integration', 'export')", name=op.f("ck_disclosures_way")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "about"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_disclosures_municipality_code_about"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_disclosures_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_disclosures")),
    )
    op.create_index(
        op.f("ix_disclosures_municipality_code_about_at_id"),
        "disclosures",
        ["municipality_code", "about", "at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_disclosures_municipality_code_case_id"), "disclosures", ["municipality_code", "case_id"], unique=False
    )
    op.create_table(
        "notices",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_notices_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_notices")),
    )
    op.create_index(
        op.f("ix_notices_municipality_code_case_id_at_id"),
        "notices",
        ["municipality_code", "case_id", "at", "id"],
        unique=False,
    )


def _make_letters() -> None:
    op.create_table(
        "letter_templates",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("vendors_again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_letter_templates")),
    )
    op.create_index(
        "uq_letter_templates_version", "letter_templates", ["municipality_code", "kind", "version"], unique=True
    )
    op.create_table(
        "letters",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("recipient_kind", sa.String(length=20), nullable=False),
        sa.Column("custody_holder_id", sa.Uuid(), nullable=True),
        sa.Column("institution_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("institution_cvr", sa.String(length=8), nullable=True),
        sa.Column("obligation_id", sa.Uuid(), nullable=True),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("template_version", sa.String(length=40), nullable=False),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_name", sa.String(length=100), nullable=True),
        sa.Column("meeting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meeting_place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_by", sa.String(length=100), nullable=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("pdf_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("pdf_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint(
            "(recipient_kind = 'custody_holder') = (custody_holder_id is not null)", name=op.f("ck_letters_recipient")
        ),
        sa.CheckConstraint("channel in ('digital_post', 'physical_post', 'by_hand')", name=op.f("ck_letters_channel")),
        sa.CheckConstraint(
            "recipient_kind in ('custody_holder', 'young_person', 'institution')",
            name=op.f("ck_letters_recipient_kind"),
        ),
        sa.CheckConstraint(
            "state in ('drafted', 'queued', 'sent', 'delivered', 'failed', 'handed_over', 'stopped')",
            name=op.f("ck_letters_state"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_letters_municipality_code_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "consent_id"],
            ["consents.municipality_code", "consents.id"],
            name=op.f("fk_letters_municipality_code_consent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "custody_holder_id"],
            ["custody_holders.municipality_code", "custody_holders.id"],
            name=op.f("fk_letters_municipality_code_custody_holder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "obligation_id"],
            ["obligations.municipality_code", "obligations.id"],
            name=op.f("fk_letters_municipality_code_obligation_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_letters")),
    )
    op.create_index(
        "ix_letters_failed",
        "letters",
        ["municipality_code", "failed_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(
        op.f("ix_letters_municipality_code_case_id"), "letters", ["municipality_code", "case_id"], unique=False
    )
    op.create_index(
        "ix_letters_under_way",
        "letters",
        ["municipality_code", "next_try_at"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("uq_letters_key", "letters", ["municipality_code", "key"], unique=True)


def _make_what_follows_letters() -> None:
    op.create_table(
        "letter_attempts",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("transaction_id", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "outcome in ('taken', 'taken_before', 'away', 'refused', 'stopped')",
            name=op.f("ck_letter_attempts_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "letter_id"],
            ["letters.municipality_code", "letters.id"],
            name=op.f("fk_letter_attempts_municipality_code_letter_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_letter_attempts")),
    )
    op.create_index(
        op.f("ix_letter_attempts_municipality_code_key"), "letter_attempts", ["municipality_code", "key"], unique=False
    )
    op.create_index(
        op.f("ix_letter_attempts_municipality_code_letter_id"),
        "letter_attempts",
        ["municipality_code", "letter_id"],
        unique=False,
    )
    op.create_table(
        "letter_receipts",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.CheckConstraint("outcome in ('taken', 'delivered', 'failed')", name=op.f("ck_letter_receipts_outcome")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "letter_id"],
            ["letters.municipality_code", "letters.id"],
            name=op.f("fk_letter_receipts_municipality_code_letter_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_letter_receipts")),
    )
    op.create_index(
        op.f("ix_letter_receipts_municipality_code_letter_id"),
        "letter_receipts",
        ["municipality_code", "letter_id"],
        unique=False,
    )


def _make_room_for_signed_papers() -> None:
    op.create_table(
        "consent_papers",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=100), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "media_type in ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_consent_papers_media_type")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_consent_papers_municipality_code_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "consent_id"],
            ["consents.municipality_code", "consents.id"],
            name=op.f("fk_consent_papers_municipality_code_consent_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_consent_papers")),
    )
    op.create_index(
        "uq_consent_papers_sha256", "consent_papers", ["municipality_code", "consent_id", "sha256"], unique=True
    )
