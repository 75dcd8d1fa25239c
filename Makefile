# Two commands do everything: make report, make test. Others: make help.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup report test lab check lint types layers notebooks notebooks-update catalog golden samples bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## everything it needs into .venv; made anew when the lock changes

$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "stockturn needs Python 3.11 or later; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

report: $(READY) ## render the demo client and say where the report is
	$(BIN)/stockturn report

test: $(READY) ## run the tests
	$(BIN)/python -m pytest

lab: $(READY) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

check: lint types layers notebooks samples ## lint, types, layers, notebooks, sample reports

lint: $(READY) ## style and format
	$(BIN)/ruff check lib tests
	$(BIN)/ruff format --check lib tests

types: $(READY) ## static types
	$(BIN)/mypy

layers: $(READY) ## who may import whom
	$(BIN)/lint-imports

notebooks: $(READY) ## run the notebooks on a real kernel and compare what they show
	$(BIN)/python -m pytest --nbval --nbval-current-env notebooks/*.ipynb

notebooks-update: $(READY) ## make the notebooks anew from notebooks/py, with the results of the demo
	$(BIN)/python tests/notebooks/update.py

catalog: $(READY) ## add new keys to the English catalog, drop those that are gone
	$(BIN)/python tests/catalog/update.py

golden: $(READY) ## keep what the sample reports show now; git diff shows what changed
	$(BIN)/python tests/golden/update.py

samples: $(READY) ## render the demo and a simulated company with planted mistakes
	rm -rf build/samples
	$(BIN)/stockturn sample build/samples --mistakes W-1,W-4 --items 60 --days 400 --seed 7
	$(BIN)/stockturn report --out build/reports
	$(BIN)/stockturn report build/samples/*.yaml --out build/reports

bench: $(READY) ## measure speed as ratios, plant bugs (minutes)
	@for bench in tests/benchmarks/*_bench.py tests/mutations/plant.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

lock: ## resolve requirements.lock anew from pyproject.toml
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --extra dev --extra cluster pyproject.toml -o requirements.lock

clean: ## remove what was built, reports excepted
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
