# Everything from a bare clone: only make and Python 3.11 or newer need to be there.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
NODE := $(PY) scripts/node.py
INSTALLED := .venv/installed
PACKAGES := node_modules/.package-lock.json
PYTHON_CODE := src tests scripts hatch_build.py

.DEFAULT_GOAL := help
.PHONY: help setup tools run test check style types imports current format js protocol bench build clean

help: ## say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

setup: tools js ## environment, package, JavaScript

tools: $(INSTALLED) $(PACKAGES)

run: setup ## open JupyterLab on the quickstart (HEADLESS=1: execute it and say what it did)
	@$(PY) scripts/quickstart.py $(if $(HEADLESS),--headless)

test: setup ## every test; Chromium is installed where that is allowed
	@$(PY) scripts/chromium.py
	@$(PY) scripts/suite.py

check: style types imports current ## all that can be known without running it (make -k check: see everything)

style: tools
	.venv/bin/ruff check $(PYTHON_CODE)
	.venv/bin/ruff format --check $(PYTHON_CODE)
	$(NODE) npm run --silent lint

types: tools
	.venv/bin/mypy
	$(NODE) npm run --silent types

imports: tools
	.venv/bin/lint-imports
	$(NODE) npm run --silent unused

current: tools
	$(PY) scripts/protocol.py --check

format: tools ## let ruff and Biome mend what they can
	.venv/bin/ruff check --fix $(PYTHON_CODE)
	.venv/bin/ruff format $(PYTHON_CODE)
	$(NODE) npm run --silent format

js: $(PACKAGES) ## bundle the widgets
	@$(NODE) node js/build.mjs

protocol: tools ## write js/src/protocol.gen.ts from the messages in Python
	$(PY) scripts/protocol.py

bench: setup ## measure, and write tests/bench/RESULTS.md
	$(PY) -m tests.bench

build: setup ## wheel and source distribution in dist/
	$(PY) -m build

clean: ## remove what was built; the environments stay
	rm -rf dist src/nblabel/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(INSTALLED): pyproject.toml hatch_build.py
	@test -x $(PY) || test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found on the PATH: install it, or say make PYTHON=/path/to/python3."; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv || { echo "No virtual environment could be made: on Debian, apt-get install python3-venv."; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check $$($(PY) scripts/node.py --missing) --editable '.[dev]'
	@touch $@

$(PACKAGES): package.json package-lock.json | $(INSTALLED)
	$(NODE) npm ci --loglevel=error
	@touch $@
