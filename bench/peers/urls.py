"""Its API: create a case with what comes with it, the queue, and one move."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter

from bench.peers.models import Case, Deadline, Entry, History, Person


class PersonIn(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ("cpr_number", "name", "address", "birth_date")


class EntryIn(serializers.ModelSerializer):
    class Meta:
        model = Entry
        fields = ("journal_number", "role", "offence_text", "occurred_at", "place")


class CaseOut(serializers.ModelSerializer):
    person = PersonIn()

    class Meta:
        model = Case
        fields = (
            "id", "state", "version", "track", "opened_at", "closed_at", "due_at", "responsible", "incidents", "person",
        )  # fmt: skip


class CaseIn(serializers.Serializer):
    person = PersonIn()
    entry = EntryIn()


class AssignIn(serializers.Serializer):
    responsible = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=2000, required=False)


class Cases(viewsets.ReadOnlyModelViewSet):
    queryset = Case.objects.filter(closed_at=None).select_related("person").order_by("due_at", "id")
    serializer_class = CaseOut

    @transaction.atomic
    def create(self, request: Request) -> Response:
        said = CaseIn(data=request.data)
        said.is_valid(raise_exception=True)
        values: dict[str, Any] = said.validated_data
        person, _ = Person.objects.get_or_create(cpr_number=values["person"]["cpr_number"], defaults=values["person"])
        case = Case.objects.create(person=person, due_at=timezone.now() + timedelta(days=7))
        Entry.objects.create(case=case, person=person, **values["entry"])
        Deadline.objects.create(case=case, kind="decide", target_at=case.due_at)
        History.objects.create(case=case, event="opened", to_state=case.state, actor="politi")
        return Response(CaseOut(case).data, status=201)

    @action(detail=True, methods=["post"])
    @transaction.atomic
    def assign(self, request: Request, pk: str) -> Response:
        said = AssignIn(data=request.data)
        said.is_valid(raise_exception=True)
        case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
        before = case.state
        case.assign(said.validated_data["responsible"])
        case.version += 1
        case.save()
        History.objects.create(
            case=case, event="assign", from_state=before, to_state=case.state, actor="tove",
            reason=said.validated_data.get("reason", ""),
        )  # fmt: skip
        return Response(CaseOut(case).data)


_router = DefaultRouter(trailing_slash=False)
_router.register("cases", Cases)
urlpatterns = [path("", include(_router.urls))]
