# run: everything from nothing to a running server; test: everything that must be green.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench seed setup setup-dev clean

setup: $(VENV)/runtime.stamp
setup-dev: $(VENV)/dev.stamp

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "需要 Python 3.11 或更新的版本"'
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt requirements-oracles.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-oracles.txt
	@touch $@ $(VENV)/runtime.stamp

run: setup
	$(BIN)/python manage.py init --if-missing
	$(BIN)/python server.py

test: setup-dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: setup-dev
	$(BIN)/python -m benchmarks

seed: setup
	$(BIN)/python manage.py init

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache
