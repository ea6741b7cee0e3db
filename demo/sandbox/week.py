"""A caseworker's week, as their own system does it: nothing but the standard library, so that any vendor can read it.

python week.py http://127.0.0.1:8000 "$TOKEN"
"""

import json
import sys
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime
from typing import Any


class Api:
    """Every request is shown, with what was answered."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def ask(self, method: str, path: str, body: Any = None, version: int | None = None) -> Any:
        """The answer's body. What changes something carries a key: sent again by the same key, it is done once."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if method != "GET":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                status, said = answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            status, said = refused.code, refused.read()
        print(f"{status}  {method:6} {path}" + (f"  {json.dumps(body, ensure_ascii=False)}" if body else ""))
        if status >= 400 and status not in (409, 412):
            sys.exit(said.decode())
        return json.loads(said) if said else None

    def move(self, case_id: str, event: str, **said: Any) -> Any:
        """One move on the case as it stands; whoever was faster is met with a 412, and the case is read again."""
        while True:
            version = self.ask("GET", f"/v1/cases/{case_id}")["version"]
            answer = self.ask("POST", f"/v1/cases/{case_id}/moves", {"event": event, **said}, version)
            if answer.get("code") == "version_stale":
                continue
            if answer.get("code") == "move_refused" and not answer.get("already_made"):
                sys.exit(f"{event}: {answer['messages']}; possible: {answer['possible']}")
            return answer


def main(address: str, token: str) -> None:
    api = Api(address, token)

    print("\nMonday: which cases are ours, and which of our own is each?")
    awaited = api.ask("GET", "/v1/links?awaited=true")["items"]
    if not awaited:
        sys.exit("No case waits for its number: every one has been through this week already.")
    case_id = awaited[0]["case_id"]
    person = api.ask("GET", f"/v1/cases/{case_id}/link")["person"]
    print(f"      found in our own register by the CPR number that ends with {(person['cpr_number'] or '----')[-4:]}")
    api.ask("PUT", f"/v1/cases/{case_id}/link", {"reference": f"SAG-2026-{case_id[-6:]}"})

    print("\nTuesday: the caseworker assesses")
    api.move(case_id, "assess_no_further_action", severity=1, reason="Set i bymidten en aften, ikke kendt")

    print("\nWednesday: the family is told")
    holders = api.ask("GET", f"/v1/cases/{case_id}/custody-holders")["items"]
    if not holders:
        api.ask("POST", f"/v1/cases/{case_id}/custody-holders", {"name": "Mor Opdigtet", "relation": "mother"})
    for one in api.ask("GET", f"/v1/cases/{case_id}/obligations")["items"]:
        if one["state"] == "due":
            told = {"event": "tell", "means": "call", "told_at": datetime.now(UTC).isoformat()}
            api.ask("POST", f"/v1/cases/{case_id}/obligations/{one['id']}/moves", told)
    api.move(case_id, "confirm_informed")

    print("\nThursday: our own journal number, and the end")
    api.move(case_id, "note_reference", authority_reference="27.24.00-2026-1")
    print("      ended:", api.move(case_id, "close")["state"])

    print("\nFriday: did we hear of all of it? The numbers say.")
    after, heard = 0, 0
    while True:
        page = api.ask("GET", f"/v1/events?after={after}&limit=100")
        numbers = [int(one["sequence"]) for one in page["items"]]
        if numbers != list(range(after + 1, after + 1 + len(numbers))):
            sys.exit("a number is missing")
        heard += len(numbers)
        after = page["last"]
        if after == page["newest"]:
            break
    print(f"      {heard} events, the last is number {after}, and none is missing")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2])
