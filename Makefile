# Everything a contributor needs. `make` alone says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Written when the environment holds what the lock and pyproject.toml ask for.
READY := $(VENV)/.ready

# Prefect: quiet and local. It would otherwise send telemetry and show advertisements, and gives
# the server it starts for a single flow only 20 seconds, too few on a busy machine.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY := false
export PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS := false
export PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT := false
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS := 120

.PHONY: help demo test check format pictures lock clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Enacted needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY)  ## mine the demo corpus with the Prefect flow and show talk, plan and deed
	@$(BIN)/python -m flows.demo

test: $(READY)  ## run the whole test suite
	$(BIN)/python -m pytest

check: $(READY)  ## lint, format check and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: $(READY)  ## draw the pictures of the documentation (needs Chromium)
	$(BIN)/python corpora/demo/draw_pictures.py

lock: $(READY)  ## write constraints.txt anew from what is installed and tested
	$(BIN)/python -m pip freeze --exclude-editable --exclude enacted --exclude uv --exclude pip \
		| grep -v '^-e' > constraints.txt

clean:  ## remove the environment and caches, not outputs
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
