"""An OpenID provider as a process of its own that does everything right, and wrong on demand.

``python -m tests.access.provider PORT`` serves it; ``Provider`` starts it and tells it what to do.
Everybody who comes is ``anna``, unless the claims say another.
"""

import base64
import hashlib
import json
import secrets
import ssl
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.running.process import ROOT, environment, free_port, wait_until

CLIENT_ID, CLIENT_SECRET = "ssp-web", "not-guessed"
TWO_FACTORS = "urn:example:two-factors"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks it."""


class _Saying:
    """What it says at present."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", parameters={"kid": "first"})
        self.stranger = ECKey.generate_key("P-256", parameters={"kid": "first"})
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.now: dict[str, Any] = {}


class _Handler(BaseHTTPRequestHandler):
    saying: _Saying

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    @property
    def here(self) -> str:
        return f"http://127.0.0.1:{self.connection.getsockname()[1]}"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.saying.asked.append(address.path)
        said = {name: values[0] for name, values in parse_qs(address.query).items()}
        match address.path:
            case "/.well-known/openid-configuration":
                self._answer(self._metadata() | self.saying.now.get("metadata", {}))
            case "/jwks" if "jwks_status" in self.saying.now:
                self._answer({}, self.saying.now["jwks_status"])
            case "/jwks" if "jwks_location" in self.saying.now:
                self._answer({}, 302, self.saying.now["jwks_location"])
            case "/jwks":
                self._answer(dict(KeySet([self.saying.key]).as_dict(private=False)))
            case "/authorize":
                code = secrets.token_urlsafe(8)
                self.saying.codes[code] = said
                back = {"code": code, "state": said["state"]} | self.saying.now.get("back", {})
                self._answer({}, 302, f"{said['redirect_uri']}?{urlencode(back)}")
            case "/asked":
                self._answer({"asked": self.saying.asked})
            case _:
                self._answer({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.saying.asked.append(self.path)
        match self.path:
            case "/say":
                self.saying.now = json.loads(body)
                if "rotate" in self.saying.now:
                    self.saying.key = ECKey.generate_key("P-256", parameters={"kid": self.saying.now["rotate"]})
                self._answer({})
            case "/sign":
                self._answer({"token": self._signed(json.loads(body))})
            case "/token":
                self._exchange({name: values[0] for name, values in parse_qs(body).items()})
            case _:
                self._answer({}, 404)

    def _exchange(self, said: dict[str, str]) -> None:
        begun = self.saying.codes.pop(said.get("code", ""), None)
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        expected = {
            "code_challenge_method": "S256", "code_challenge": challenge, "redirect_uri": said.get("redirect_uri"),
        }  # fmt: skip
        basic = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if self.headers["Authorization"] != basic:
            self._answer({"error": "invalid_client"}, 401)
        elif "token_status" in self.saying.now:
            self._answer({"oops": True}, self.saying.now["token_status"])
        elif begun is None or {name: begun.get(name) for name in expected} != expected:
            self._answer({"error": "invalid_grant"}, 400)
        else:
            at = int(time.time())
            claims = {
                "iss": self.here, "aud": CLIENT_ID, "sub": "anna", "iat": at, "exp": at + 60, "sid": "there-1",
                "acr": TWO_FACTORS,
                "nonce": begun["nonce"], "role": "coordinator", "municipality": "607",
            } | self.saying.now.get("claims", {})  # fmt: skip
            self._answer({"access_token": "opaque", "token_type": "Bearer", "id_token": self._signed(claims)})

    def _signed(self, claims: dict[str, Any]) -> str:
        key = self.saying.stranger if self.saying.now.get("stranger") else self.saying.key
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": key.kid}, given, key)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.here,
            "authorization_endpoint": f"{self.here}/authorize",
            "token_endpoint": f"{self.here}/token",
            "jwks_uri": f"{self.here}/jwks",
            "end_session_endpoint": f"{self.here}/end",
        }

    def _answer(self, said: dict[str, Any], status: int = 200, location: str | None = None) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Provider:
    """The process, for as long as the test needs it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._net = httpx.Client(base_url=self.issuer, timeout=10, trust_env=False, verify=NO_TLS)
        self.start()

    def start(self) -> None:
        """At the same address as before, with new keys."""
        self._running = subprocess.Popen(
            [sys.executable, "-m", "tests.access.provider", str(self.port)], cwd=ROOT, env=environment()
        )
        wait_until(self._answers, "the provider should answer")

    def stop(self) -> None:
        self._running.terminate()
        self._running.wait(timeout=10)

    def say(self, **what: Any) -> None:
        """From here on: ``claims`` changes the id_token's, ``stranger`` signs with another key."""
        self._net.post("/say", json=what).raise_for_status()

    def sign(self, **claims: Any) -> str:
        """A token with these claims, for here and now unless they say otherwise."""
        at = int(time.time())
        said = {"iss": self.issuer, "iat": at, "exp": at + 60, "sub": "anna"} | claims
        return str(self._net.post("/sign", json=said).json()["token"])

    def get(self, path: str) -> httpx.Response:
        return self._net.get(path)

    def asked(self, path: str) -> int:
        """How many times ``path`` has been asked for."""
        return list(self._net.get("/asked").json()["asked"]).count(path)

    def _answers(self) -> bool:
        try:
            return self._net.get("/asked").status_code == 200
        except httpx.TransportError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self._net.close()


if __name__ == "__main__":
    _Handler.saying = _Saying()
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Handler).serve_forever()
