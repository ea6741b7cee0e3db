"""The image is built, and docs/deploy.md is followed in its containers, with all that compose.yaml takes from them."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import make_url

from app import clock
from app.access.tokens import DemoIssuer
from tests.caller import LISTS
from tests.deploy.containers import Container, Image, Place, engine, run
from tests.deploy.logins import make_logins
from tests.deploy.test_from_nothing import as_login
from tests.deploy.test_from_nothing import empty_url as empty_url
from tests.drill.form import LONG
from tests.drill.reporting import Tell
from tests.metrics.reading import Read
from tests.running.process import free_port, reachable_folder, wait_until
from workflows.roles import Role

pytestmark = pytest.mark.skipif(not LONG, reason="an image takes minutes: `make drill` builds it")

_HOST = {"Host": "ssp.example.dk"}
_IDENTITY = """
[[provider]]
name = "police"
issuer = "https://tokens.example.dk"
audience = "ssp"
use = ["systems"]
jwks_file = "jwks.json"
most_token_minutes = 60
"""
_CHART = """
from app.reports import canvas
made = canvas.altair()
print(canvas.svg(made.Chart(made.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q"), title="En", says="En"))
"""


@pytest.fixture(scope="module")
def image() -> Image:
    words = engine()
    if not words:
        pytest.skip("neither Docker nor Podman answers: say by SSP_CONTAINERS what builds and runs images")
    made = Image(words, "ssp:drill")
    made.build()
    return made


@pytest.fixture
def place(empty_url: str) -> Iterator[Place]:
    socket = Path(str(make_url(empty_url).query["host"]))
    was = socket.stat().st_mode
    socket.chmod(0o711)  # the account in a container is another's, and the server is this run's own
    with reachable_folder() as folder:
        made = Place(folder, socket)
        made.secret("owner-url", empty_url)
        made.secret("web-url", as_login("ssp_web", empty_url))
        made.secret("jobs-url", as_login("ssp_jobs", empty_url))
        yield made
    socket.chmod(was)


def test_the_image_is_nobody_in_particular_and_holds_no_secret(image: Image, tell: Tell) -> None:
    said = image.described()
    assert said["Config"]["User"] == "10001:10001"
    assert said["Config"]["Cmd"] == ["ssp", "serve"]
    inside = image("run", "--rm", "--no-healthcheck", image.name, "find", "/srv/ssp", "-writable", "-not", "-type", "l")
    assert (inside.returncode, inside.stdout) == (0, ""), "nothing of the service can be written over"
    found = image(
        "run", "--rm", "--no-healthcheck", image.name, "find", "/srv/ssp", "-name", "pytest", "-o", "-name", "initdb"
    )
    assert (found.returncode, found.stdout) == (0, ""), "neither what tests it nor a database"
    tell("image", "MB that the service adds to the image it stands on", round(_own_bytes(image) / 1e6))


def _own_bytes(image: Image) -> int:
    measured = image("run", "--rm", "--no-healthcheck", image.name, "du", "--bytes", "--summarize", "/srv/ssp")
    return int(measured.stdout.split()[0])


def test_the_steps_lead_from_nothing_to_a_server_and_a_worker(
    image: Image, place: Place, empty_url: str, tell: Tell
) -> None:
    issuer = DemoIssuer.in_folder(place.folder / "issuer.json", issuer="https://tokens.example.dk", audience="ssp")
    _settle(place, issuer)
    assert run(image, "migrate", place).returncode == 0
    make_logins(empty_url)
    for words in (("ssp", "new-key", "/keys/personal-data.json"), ("ssp", "audit", "new-key", "/keys/audit.pem")):
        made = run(image, "keys", place, *words)
        assert made.returncode == 0, made.stderr
    port, web_figures, jobs_figures = (str(free_port()) for _ in range(3))
    with (
        Container(image, "web", place, SSP_PORT=port, SSP_METRICS_PORT=web_figures) as web,
        Container(image, "worker", place, SSP_METRICS_PORT=jobs_figures) as worker,
    ):
        wait_until(lambda: web.is_well(port), "the server should be well", 60)
        wait_until(lambda: worker.is_well(jobs_figures), "the worker should be well", 60)
        said = image.described()
        _, *own_look = (said["Config"] | said)["Healthcheck"]["Test"]  # Docker says it within, Podman beside
        assert web.inside(*own_look).returncode == 0, "as the image asks itself where nothing else is said"
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60, headers=_HOST) as client:
            _use(client, issuer)
        assert _unanchored(jobs_figures) > 0
        assert worker.inside("ssp", "audit", "checkpoint").returncode == 0
        wait_until(lambda: _unanchored(jobs_figures) == 0, "the log should be anchored")
        drawn = web.inside("python", "-c", _CHART)
        assert drawn.stdout.startswith("<svg"), drawn.stderr
        refused = web.inside("sh", "-c", "echo > /srv/ssp/app/cli.py || echo > /keys/audit.pem || echo > /anchors/a")
        assert refused.returncode != 0, refused.stdout
        for one in (web, worker):
            assert {json.loads(line)["level"] for line in one.logged().splitlines()} == {"info"}, one.logged()
            assert one.stop() == 0, one.logged()
    assert list((place.folder / "anchors").iterdir())
    tell("image", "commands and services run in containers, read only, as user 10001, without capabilities", 5)


def _settle(place: Place, issuer: DemoIssuer) -> None:
    settings = place.folder / "settings"
    (settings / "jwks.json").write_text(json.dumps(issuer.verifier().keys.as_dict(private=False)))
    (settings / "identity.toml").write_text(_IDENTITY)
    (settings / "outside.toml").write_text("")


def _use(client: httpx.Client, issuer: DemoIssuer) -> None:
    """A list, what came of it, and a letter."""
    by = {
        role: {"Authorization": f"Bearer {issuer.token(role, '607', subject=role.value, at=clock.now())}"}
        for role in (Role.POLICE, Role.COORDINATOR)
    }
    file = {"file": ("uge.csv", (LISTS / "fredericia-2026-W47.csv").read_bytes())}
    answer = client.post("/v1/handover-lists", files=file, headers=by[Role.POLICE])
    assert answer.status_code == 201, answer.text
    entries = client.get("/v1/entries", headers=by[Role.COORDINATOR])
    assert entries.json()["items"], entries.text
    kinds = client.get("/v1/letter-templates", headers=by[Role.COORDINATOR]).json()["items"]
    letter = client.post(f"/v1/letter-templates/{kinds[0]['kind']}/preview", json={}, headers=by[Role.COORDINATOR])
    assert letter.content.startswith(b"%PDF"), letter.text


def _unanchored(port: str) -> float:
    """Rows of the log that no anchor holds yet. Asked every now and then, so not of what is remembered."""
    found = Read(httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False).text)
    assert found.has("ssp_log_rows_unanchored")
    return found.value("ssp_log_rows_unanchored", municipality="607", sink="file")
