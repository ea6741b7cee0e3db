# The commands of the project. Each does its own set-up: nothing but Python 3.11+ and make must be there.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Everything stays in this folder: the environment, and uv itself.
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# Compiled once, and not by every process anew: starting takes less than half the time.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check browser fix openapi client released diagrams guide migration bench drill setup clean help

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

run: setup ## start everything with fictitious lists, and say what to try
	@SSP_DEMO=1 $(BIN)/ssp demo

test: check browser ## every check and every test
	@$(BIN)/pytest -n 2

check: setup ## style, types, layers, and that what is generated is current
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

browser: setup ## a Chromium for the tests of the pages
	@$(BIN)/python -m tests.browser.fetch

fix: setup ## put style right
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

openapi: setup ## write openapi/openapi.json
	@$(BIN)/ssp openapi

client: setup ## write the Python client into dist/, as a wheel
	@$(BIN)/python -m tests.contract.client dist

released: setup ## at a release: what openapi/openapi.json says is from now on what must hold
	@$(BIN)/python -m tests.contract.released

diagrams: setup ## write docs/workflows
	@$(BIN)/ssp diagrams

guide: setup ## take the pictures of docs/brugervejledning anew
	@SSP_GUIDE=1 $(BIN)/pytest tests/browser/test_guide.py

migration: setup ## m="why" writes the next migration from the models
	@$(BIN)/python -m migrations.write "$(m)"

bench: setup ## the figures, each against its floor, in one table; and docs/performance.md
	@$(BIN)/python -m bench --write

drill: setup ## the long forms, and what they found in one table; and docs/performance/drills.md
	@SSP_DRILL=1 $(BIN)/pytest -n 2 tests/access/test_audit_holds.py tests/audit/test_tampering.py tests/browser/test_every_page.py tests/deploy/test_image.py tests/drill tests/lists tests/openapi/test_fuzz.py tests/openapi/test_hostile.py tests/openapi/test_problems.py tests/post tests/second_line tests/stateful tests/year

setup: $(BIN)/.synced

$(BIN)/.synced: uv.lock pyproject.toml $(BIN)/uv
	@$(BIN)/uv sync --frozen --quiet --python $(BIN)/python
	@touch $@

$(BIN)/uv:
	@python=""; \
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Python 3.11 or newer is needed; set PYTHON=/path/to/it."; exit 1; fi; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv"; exit 1; }; \
	"$$python" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

clean: ## remove the environment (never the data)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
