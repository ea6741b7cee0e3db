"""python -m tests.contract.released: from now on the committed document is what must hold; run at a release alone."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[2] / "openapi"
RELEASED = _FOLDER / "released.json"
_WORDS = {"description", "summary", "title", "example", "examples"}
"""What may be said otherwise at any time; ``properties`` are names, whatever they are called."""


def without_words(part: Any, names: bool = False) -> Any:
    if isinstance(part, list):
        return [without_words(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if names or key not in _WORDS}
    return {key: without_words(value, names=key in ("properties", "schemas", "headers")) for key, value in kept.items()}


if __name__ == "__main__":
    document = json.loads((_FOLDER / "openapi.json").read_text(encoding="utf-8"))
    RELEASED.write_text(json.dumps(without_words(document), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
