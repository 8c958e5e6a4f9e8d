# Two commands do all the set-up on a fresh machine: make derive, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: derive test lint generate clean

derive: $(VENV)/ready
	$(BIN)/python -m symxent derive

test: $(VENV)/ready-for-tests
	$(BIN)/python -m pytest

lint: $(VENV)/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

generate: $(VENV)/ready
	$(BIN)/python -m symxent generate

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/ready-for-tests: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[test,lint]'
	touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
