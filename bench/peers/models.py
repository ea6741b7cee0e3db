"""The tables that a case leaves rows in, as Django has them."""

import uuid

from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition


class _Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality_code = models.CharField(max_length=3, default="607")

    class Meta:
        abstract = True


class Person(_Row):
    cpr_number = models.CharField(max_length=11, db_index=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    birth_date = models.DateField()


class Case(_Row):
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    state = FSMField(default="received", protected=False)
    version = models.IntegerField(default=1)
    track = models.CharField(max_length=20, null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    responsible = models.CharField(max_length=100, null=True)
    incidents = models.IntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(
                fields=["municipality_code", "due_at", "id"], condition=models.Q(closed_at__isnull=True), name="queue"
            ),
        )

    @transition(field=state, source="received", target="with_coordinator")
    def give_to_coordinator(self) -> None:
        self.track = "coordinator"

    @transition(field=state, source="with_coordinator", target="with_coordinator")
    def assign(self, responsible: str) -> None:
        self.responsible = responsible

    @transition(field=state, source="*", target="closed")
    def close(self) -> None:
        self.closed_at = timezone.now()


class Entry(_Row):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    journal_number = models.CharField(max_length=60, db_index=True)
    role = models.CharField(max_length=20)
    offence_text = models.CharField(max_length=300, blank=True)
    occurred_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)


class Deadline(_Row):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    kind = models.CharField(max_length=30)
    target_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)


class History(_Row):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    event = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, null=True)
    to_state = models.CharField(max_length=40)
    actor = models.CharField(max_length=100)
    reason = models.CharField(max_length=2000, blank=True)
