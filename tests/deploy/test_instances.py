"""Several instances side by side: each changes what is there, has its own of everything, and is reached by its name."""

import ipaddress
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import Settings
from tests.deploy.reading import FOLDER, KUBERNETES, compose, documents, of_kubernetes
from tests.running.process import ROOT

INSTANCES = sorted(path for path in (FOLDER / "instances").iterdir() if path.is_dir())
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}


class _Compose(yaml.SafeLoader):
    """Compose's own mark on what takes the place of a list instead of being added to it."""


def _instead(loader: _Compose, node: yaml.Node) -> Any:
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node, deep=True)


_Compose.add_constructor("!override", _instead)


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), _Compose)  # noqa: S506 - a SafeLoader


def patched(instance: Path) -> dict[tuple[str, str], Any]:
    """The documents that the instance changes, as they are then: each patch replaces something that is there."""
    found = {(one["kind"], one["metadata"]["name"]): one for one in documents() if "metadata" in one}
    for patch in read(instance / "kustomization.yaml")["patches"]:
        for step in yaml.safe_load(patch["patch"]):
            assert step["op"] == "replace"
            *way, last = step["path"].strip("/").split("/")
            at: Any = found[patch["target"]["kind"], patch["target"]["name"]]
            for part in way:
                at = at[int(part)] if isinstance(at, list) else at[part]
            assert last in at
            at[last] = step["value"]
    return found


def hosts(instance: Path) -> list[str]:
    return str(patched(instance)["ConfigMap", "ssp-settings"]["data"]["SSP_HOSTS"]).split(",")


@pytest.fixture(params=INSTANCES, ids=lambda path: path.name)
def instance(request: pytest.FixtureRequest) -> Path:
    made: Path = request.param
    return made


def test_an_instance_is_everything_there_is_in_a_namespace_of_its_own(instance: Path) -> None:
    said = read(instance / "kustomization.yaml")
    assert said["namespace"] == f"ssp-{instance.name}"
    assert [(instance / one).resolve() for one in said["resources"]] == [KUBERNETES, instance / "ingress.yaml"]
    assert (KUBERNETES / "kustomization.yaml").is_file()


def test_it_answers_to_its_own_name_and_to_the_one_that_the_probes_ask_for(instance: Path) -> None:
    ingress = read(instance / "ingress.yaml")["spec"]
    (rule,) = ingress["rules"]
    assert rule["host"] in hosts(instance)
    assert ingress["tls"][0]["hosts"] == [rule["host"]]
    probed = {host for one in of_kubernetes() for _, port, host in one.probes if port == "8000"}
    assert probed <= set(hosts(instance)), "another name gets 421"
    backend = rule["http"]["paths"][0]["backend"]["service"]
    service = patched(instance)["Service", backend["name"]]
    assert backend["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl, which puts a kustomization together, is not here")
def test_kubernetes_own_tool_makes_of_it_what_is_read_here(instance: Path) -> None:
    done = subprocess.run(["kubectl", "kustomize", instance], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    made = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(done.stdout)}
    assert ("Namespace", f"ssp-{instance.name}") in made
    there = {one["metadata"].get("namespace") for (kind, _), one in made.items() if kind != "Namespace"}
    assert there == {f"ssp-{instance.name}"}
    for what in (("ConfigMap", "ssp-settings"), ("NetworkPolicy", "names-and-the-database")):
        ours = patched(instance)[what]
        assert {name: made[what].get(name) for name in ("data", "spec")} == {
            name: ours.get(name) for name in ("data", "spec")
        }


def test_the_ingress_lets_through_what_the_proxy_of_one_does(instance: Path) -> None:
    said = read(instance / "ingress.yaml")["metadata"]["annotations"]
    nginx = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    for name, line in (
        ("proxy-body-size", "client_max_body_size {};"), ("proxy-read-timeout", "proxy_read_timeout {}s;"),
        ("proxy-request-buffering", "proxy_request_buffering {};"),
    ):  # fmt: skip
        assert line.format(said[f"nginx.ingress.kubernetes.io/{name}"]) in nginx
    assert said["nginx.ingress.kubernetes.io/enable-access-log"] == "false", "addresses hold ids"


def test_no_two_share_a_name_a_namespace_or_a_database() -> None:
    names = [read(one / "ingress.yaml")["spec"]["rules"][0]["host"] for one in INSTANCES]
    networks = [
        patched(one)["NetworkPolicy", "names-and-the-database"]["spec"]["egress"][1]["to"][0]["ipBlock"]["cidr"]
        for one in INSTANCES
    ]
    for distinct in (names, networks, [read(one / "kustomization.yaml")["namespace"] for one in INSTANCES]):
        assert len(set(distinct)) == len(INSTANCES) > 1
    assert all(ipaddress.ip_network(one).num_addresses == 1 for one in networks)


def test_in_compose_each_has_a_project_a_port_and_a_network_of_its_own() -> None:
    whole, seen = compose(), set[tuple[str, str]]()
    for one in INSTANCES:
        said = read(one / "compose.yaml")
        assert said["name"] == f"ssp-{one.name}"
        assert set(said["services"]) <= set(whole["services"])
        web = said["services"]["web"]
        assert set(web["environment"]) <= SETTINGS
        assert "127.0.0.1" in web["environment"]["SSP_HOSTS"].split(","), "the health check asks for it"
        ((subnet,),) = [network["ipam"]["config"] for network in said["networks"].values()]
        assert web["environment"]["SSP_FORWARDED_BY"] == subnet["subnet"]
        (port,) = web["ports"]
        assert port.startswith("127.0.0.1:")
        seen |= {("port", port), ("network", subnet["subnet"])}
    seen |= {("port", whole["services"]["web"]["ports"][0]), ("network", "172.30.0.0/24")}
    assert len(seen) == 2 * (len(INSTANCES) + 1)
