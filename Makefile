# Everything an operator or a developer does with the portal; `make help` lists it.
PYTHON ?= python3
VENV := .venv/bin
N ?= 1000000
.DEFAULT_GOAL := help

.PHONY: help
help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

.PHONY: run
run:  ## The whole portal at http://127.0.0.1:8000 (PORTAL_PORT, PORTAL_DATA)
	@$(PYTHON) -m ops run

.PHONY: manage
manage:  ## A management command: make manage ARGS="verify_records"
	@$(PYTHON) -m ops manage $(ARGS)

.PHONY: setup
setup:  ## Virtualenv, requirements and system packages for tests and checks
	@$(PYTHON) -m ops setup dev

.PHONY: test
test: setup  ## The whole suite on real Postgres and Redis, in a real browser (ARGS="-k …")
	@$(VENV)/python -m pytest -n 2 --dist loadfile --max-worker-restart 0 $(ARGS)

.PHONY: check
check: setup  ## Format, lint, floors, types, migrations, deployment settings, pins, compose file
	@$(VENV)/python -m ops.check

.PHONY: bench
bench: setup  ## Benchmarks as JSON Lines (BENCH=name for one)
	@BENCH="$(BENCH)" $(VENV)/python -m bench

.PHONY: seed-large
seed-large: setup  ## A deterministic large data set in .portal-large, for measuring (N=1000000)
	@PORTAL_DATA=.portal-large $(PYTHON) -m ops manage migrate -v0
	@PORTAL_DATA=.portal-large $(PYTHON) -m ops manage load_catalogue
	@PORTAL_DATA=.portal-large $(PYTHON) -m ops manage seed_large $(N)

.PHONY: soak
soak: setup  ## The long storm: 10,000 kill -9 of web, relay, worker and Postgres (KILLS=…)
	@KILLS="$(KILLS)" $(VENV)/python -m tests.faults.soak

.PHONY: nightly
nightly: setup  ## The suite again with two hundred times the examples
	@HYPOTHESIS_PROFILE=nightly $(VENV)/python -m pytest -n 2 --dist loadfile --max-worker-restart 0 -m "not journey" $(ARGS)

.PHONY: shots
shots: setup  ## The pictures of README.md, from the portal that `make run` has started
	@$(VENV)/python -m ops.shots $(ARGS)
