"""Compose and Kubernetes files name settings, commands and addresses that there are, and let nobody do too much."""

import re
from typing import Any

import psycopg
import pytest
from typer.main import get_command

from app.cli import app as commands
from app.settings import Settings
from tests.deploy.logins import PASSWORDS, make_logins, remove_logins
from tests.deploy.reading import (
    FOLDER,
    Container,
    compose,
    dockerfile,
    documents,
    of_compose,
    of_kubernetes,
    pods,
    settings_of_image,
)
from tests.running.process import ROOT

COMPOSE, KUBERNETES = list(of_compose()), list(of_kubernetes())
ALL = [*COMPOSE, *KUBERNETES]
OURS = [one for one in ALL if one.is_ours]
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}


def each(containers: list[Container]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("one", containers, ids=lambda one: one.name)


def test_there_is_a_server_a_worker_and_a_migration_in_both() -> None:
    for containers in (COMPOSE, KUBERNETES):
        assert {("ssp", "serve"), ("ssp", "worker"), ("ssp", "migrate")} <= {one.command for one in containers}


@each(OURS)
def test_the_settings_it_is_given_exist_and_fit(one: Container) -> None:
    wanted = {name for name in one.settings if name.startswith(("SSP_", "DATABASE"))}
    assert wanted == set(one.settings)
    assert wanted - SETTINGS == set()
    values = settings_of_image() | one.settings | {"SSP_SECRETS": "/"}
    assert Settings.model_validate(values).secrets is not None
    assert not {name for name in values if "URL" in name}, "a password stands in no environment"


@each(OURS)
def test_the_command_it_runs_exists(one: Container) -> None:
    ours: Any = get_command(commands)
    program, *words = one.command
    if program != "ssp":
        assert one.name == "kubernetes by-hand"
        return
    for word in words:
        ours = ours.commands[word]


@each(COMPOSE)
def test_in_compose_it_is_nobody_in_particular_and_writes_nowhere(one: Container) -> None:
    held = one.held
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", held["user"])
    assert (held["read_only"], held["cap_drop"]) == (True, ["ALL"])
    assert held["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "ipc"} & held.keys()
    assert any(where.startswith("/tmp") for where in held["tmpfs"])  # noqa: S108 - a container's


@each(KUBERNETES)
def test_in_kubernetes_it_is_nobody_in_particular_and_writes_nowhere(one: Container) -> None:
    pod = one.held["pod"]
    assert one.held["readOnlyRootFilesystem"] is True
    assert one.held["allowPrivilegeEscalation"] is False
    assert one.held["capabilities"] == {"drop": ["ALL"]}
    assert one.held["resources"]["limits"]["memory"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False, "a Service called ssp would set SSP_PORT to an address"
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()


@each(OURS)
def test_who_asks_whether_it_lives_asks_where_it_answers(one: Container) -> None:
    settings = settings_of_image() | one.settings
    where = {"8000": {"/healthz", "/readyz"}, settings.get("SSP_METRICS_PORT"): {"/healthz"}}
    for path, port, host in one.probes:
        assert path in where[port]
        if port == "8000":
            assert host in settings["SSP_HOSTS"].split(","), "another name gets 421"
    if one.command[-1] in {"serve", "worker"}:
        assert one.probes


def test_a_server_is_asked_for_work_only_when_it_is_ready() -> None:
    for containers in (COMPOSE, KUBERNETES):
        (server,) = [one for one in containers if one.command == ("ssp", "serve")]
        assert "/readyz" in {path for path, _, _ in server.probes}


def test_what_a_service_of_compose_names_is_declared() -> None:
    said = compose()
    for service in said["services"].values():
        for kind, names in (
            ("networks", service.get("networks", [])),
            ("secrets", [s if isinstance(s, str) else s["source"] for s in service.get("secrets", [])]),
            ("services", service.get("depends_on", {})),
            ("volumes", [v.split(":")[0] for v in service.get("volumes", []) if not v.startswith((".", "/"))]),
        ):
            assert set(names) <= said[kind].keys(), (service["image"], kind)
    assert {one.secrets & SETTINGS for one in COMPOSE} >= {
        frozenset({"DATABASE_URL"}),
        frozenset({"SSP_MIGRATION_URL"}),
    }
    assert said["networks"]["inside"] == said["networks"]["monitoring"] == {"internal": True}
    assert said["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"], "the proxy stands before it"
    assert {n for n, s in said["services"].items() if "ports" in s} == {"web"}


def test_what_a_pod_names_is_declared_or_made_by_hand() -> None:
    there = {(one["kind"], one["metadata"]["name"]) for one in documents() if "metadata" in one}
    by_hand = {("Secret", "ssp-owner"), ("Secret", "ssp-web"), ("Secret", "ssp-jobs"), ("ConfigMap", "ssp-profiles")}
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert all(name in page for _, name in by_hand)
    for name, _, pod in pods():
        named = {("ServiceAccount", pod["serviceAccountName"])}
        for volume in pod["volumes"]:
            sources = [volume, *volume.get("projected", {}).get("sources", [])]
            named |= {
                ("Secret", s["secret"].get("secretName") or s["secret"]["name"]) for s in sources if "secret" in s
            }
            named |= {("ConfigMap", s["configMap"]["name"]) for s in sources if "configMap" in s}
            named |= {("PersistentVolumeClaim", s["persistentVolumeClaim"]["claimName"])
                      for s in sources if "persistentVolumeClaim" in s}  # fmt: skip
        assert named - there - by_hand == set(), name
        mounted = {mount["name"] for container in pod["containers"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_the_owner_of_the_tables_is_known_to_no_process_that_goes_on() -> None:
    knowing = {name for name, _, pod in pods() for volume in pod["volumes"] if "ssp-owner" in str(volume)}
    assert knowing == {"migrate", "by-hand"}
    in_compose = {one.name for one in COMPOSE if "SSP_MIGRATION_URL" in one.secrets}
    assert in_compose == {"compose migrate", "compose keys"}


def test_every_selector_finds_a_pod_and_every_pod_stands_behind_a_policy() -> None:
    labels = [found for _, found, _ in pods()]
    selectors = [
        one["spec"]["selector"]
        for one in documents()
        if one["kind"] in {"Deployment", "Service", "PodDisruptionBudget"}
    ]
    policies = [one["spec"] for one in documents() if one["kind"] == "NetworkPolicy"]
    for wanted in [s.get("matchLabels", s) for s in selectors] + [
        p["podSelector"].get("matchLabels", {}) for p in policies
    ]:
        assert any(wanted.items() <= found.items() for found in labels), wanted
    everything = [p for p in policies if p["podSelector"] == {}]
    assert [set(p["policyTypes"]) for p in everything] == [{"Ingress", "Egress"}]
    assert not {"ingress", "egress"} & everything[0].keys(), "nothing is let through but what another names"


def test_figures_are_reached_by_monitoring_alone() -> None:
    letting = [
        (policy["metadata"]["name"], port["port"])
        for policy in documents()
        if policy["kind"] == "NetworkPolicy"
        for rule in policy["spec"].get("ingress", [])
        for port in rule["ports"]
    ]
    assert sorted(letting) == [("figures-to-monitoring", "metrics"), ("web-from-the-proxy", "http")]
    (service,) = [one for one in documents() if one["kind"] == "Service"]
    assert [port["targetPort"] for port in service["spec"]["ports"]] == ["http"]


def test_the_image_runs_as_the_one_whom_the_files_name_and_keeps_nothing_of_the_build() -> None:
    *_, last = re.split(r"^FROM ", dockerfile(), flags=re.MULTILINE)
    assert re.findall(r"^USER (\S+)", last, flags=re.MULTILINE) == ["10001:10001"]
    assert {one.held["user"] for one in COMPOSE if one.is_ours} == {"10001:10001"}
    assert "pip" not in last
    assert dockerfile().count("uv sync --frozen --no-default-groups") == dockerfile().count("uv sync")
    assert set(settings_of_image()) <= SETTINGS
    assert "HEALTHCHECK" in last
    left_out, *let_in = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert left_out == "*"
    named = {
        word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile(), re.MULTILINE) for word in line.split()
    }
    assert {f"!{word}" for word in named} == {line for line in let_in if line.startswith("!")}


def test_the_logins_have_the_rights_of_their_part_and_no_others(url: str) -> None:
    try:
        make_logins(url)
        make_logins(url)
        with psycopg.connect(url) as owner:
            member = "select pg_has_role(%s, %s, 'member')"
            assert owner.execute(member, ["ssp_web", "ssp_app"]).fetchone() == (True,)
            assert owner.execute(member, ["ssp_jobs", "ssp_worker"]).fetchone() == (True,)
            assert owner.execute(member, ["ssp_web", "ssp_worker"]).fetchone() == (False,)
            rights = "select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = any(%s)"
            assert set(owner.execute(rights, [[*PASSWORDS]])) == {(True, False, False, False)}
    finally:
        remove_logins(url)


def test_an_image_is_named_with_its_version_and_the_kustomization_has_every_file() -> None:
    (kustomization,) = [one for one in documents() if "resources" in one]
    files = {path.name for path in (FOLDER / "kubernetes").glob("*.yaml")} - {"kustomization.yaml", "by-hand.yaml"}
    assert set(kustomization["resources"]) == files
    version = kustomization["images"][0]["newTag"]
    assert f'version = "{version}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {one.image for one in OURS} == {"ssp", f"ssp:{version}"}
    assert all(":" in one.image and "latest" not in one.image for one in COMPOSE)
