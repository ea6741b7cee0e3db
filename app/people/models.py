"""A person of a list, and those who hold custody."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText

RELATIONS = ("mother", "father", "other")
SOURCES = ("hand", "register")


class Person(OfMunicipality, Base):
    """Somebody who stands on a list. Without a CPR number the identity is for a person to decide.

    ``same_as_id`` points to the person that this one was decided to be. It is reversible, so the row
    stays.
    """

    __tablename__ = "people"
    sealed_for = "id"
    __table_args__ = (
        Index("uq_people_cpr", "municipality_code", "cpr_number_index", unique=True),
        Index(None, "municipality_code", "name_index"),
        Index(None, "municipality_code", "birth_date"),
        Index("ix_people_same_as", "municipality_code", "same_as_id", postgresql_where=text("same_as_id is not null")),
        ForeignKeyConstraint(["municipality_code", "same_as_id"], ["people.municipality_code", "people.id"]),
        CheckConstraint("same_as_id <> id", name="not_itself"),
    )

    birth_date: Mapped[date]
    cpr_number_index: Mapped[bytes | None]
    cpr_number_sealed: Mapped[bytes | None]
    cpr_number = SealedText()
    name_index: Mapped[bytes]
    """Of the name and the birth date together: what candidates are found by."""
    name_sealed: Mapped[bytes]
    name = SealedText()
    name_words: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """By which rules (``name_search.RULES``) the words of the name are indexed; 0: they are not yet."""
    address_sealed: Mapped[bytes | None]
    address = SealedText()
    address_protected: Mapped[bool] = mapped_column(default=False)
    register_read_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the national register was last asked, and answered."""
    register_status: Mapped[str | None] = mapped_column(String(20))
    """What it said: ``Living``, or that it does not know the person."""
    registered_in: Mapped[str | None] = mapped_column(String(3))
    """The municipality where the person is registered."""
    same_as_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(Instant)

    def not_before_birth(self, day: date) -> date:
        """``day``, or the birth if that is later: a list for a week to come may have a child who is born in it."""
        return max(day, self.birth_date)


class PersonWord(Base):
    """A word of a person's name as it is found by: keyed like the CPR number's index, and never the word itself.

    It hangs on the data key that the name is sealed under: with that destroyed, the name is gone and its words too.
    """

    __tablename__ = "person_words"
    __table_args__ = (
        Index(None, "municipality_code", "head"),
        ForeignKeyConstraint(
            ["municipality_code", "person_id"], ["data_keys.municipality_code", "data_keys.id"], ondelete="CASCADE"
        ),
    )

    municipality_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    word: Mapped[bytes] = mapped_column(primary_key=True)
    """Of the whole word."""
    head: Mapped[bytes]
    """Of its first letters; of a short word the same as ``word``."""
    beginnings: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary))
    """Of every beginning in between."""


class CustodyHolder(OfMunicipality, Base):
    """One who holds custody (forældremyndighedsindehaver) of a person, for as long as it lasts."""

    __tablename__ = "custody_holders"
    sealed_for = "person_id"
    __table_args__ = (
        Index(None, "municipality_code", "person_id"),
        ForeignKeyConstraint(["municipality_code", "person_id"], ["people.municipality_code", "people.id"]),
        CheckConstraint(f"relation in {RELATIONS}", name="relation"),
        CheckConstraint(f"source in {SOURCES}", name="source"),
    )

    person_id: Mapped[UUID]
    relation: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(10), default="hand")
    """Who says so: somebody who wrote it down, or the national register, which then also ends it."""
    cpr_number_sealed: Mapped[bytes | None]
    cpr_number = SealedText()
    birth_date: Mapped[date | None]
    name_sealed: Mapped[bytes]
    name = SealedText()
    contact_sealed: Mapped[bytes | None]
    contact = SealedText()
    address_sealed: Mapped[bytes | None]
    address = SealedText()
    """Lines as on an envelope, the last with postal code and town."""
    register_read_at: Mapped[datetime | None] = mapped_column(Instant)
    address_protected: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[str] = mapped_column(String(100))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
