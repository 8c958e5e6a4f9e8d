# Two commands do all the set-up on a fresh machine: make derive, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: derive test lint quick generate docs tables speed notebook clean

derive: $(VENV)/ready
	$(BIN)/python -m symxent derive

test: $(VENV)/ready-for-tests  # a file's tests share what they set up: they stay in one process
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

quick: $(VENV)/ready-for-tests  # while you work: of the tests, those that the change touches
	$(BIN)/ruff check -q . && $(BIN)/ruff format --check -q . && $(BIN)/mypy
	$(BIN)/python -m pytest -q -x $$($(BIN)/python tests/touched.py)

docs: $(VENV)/ready-for-docs
	$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build/html
	@echo docs/_build/html/index.html

notebook: $(VENV)/ready-for-tests
	$(BIN)/jupyter execute --inplace examples/tour.ipynb
	$(BIN)/python -c "import nbformat as n; f = 'examples/tour.ipynb'; b = n.read(f, 4); \
		[c.metadata.pop('execution', None) for c in b.cells]; n.write(b, f)"  # when it ran is nobody's matter

tables: $(VENV)/ready
	$(BIN)/python -m symxent verify > docs/tables/accuracy.txt
	$(BIN)/python bench/sizes.py > docs/tables/sizes.txt
	$(BIN)/python bench/halves.py > docs/tables/halves.txt
	-$(BIN)/python -m symxent audit torch jax optax keras sklearn scipy > docs/tables/audit.txt

speed: $(VENV)/ready-for-speed
	$(BIN)/python bench/speed.py
	$(BIN)/python -m symxent bench --growth --threads 1 --plot docs/tables/growth.svg > /dev/null
	$(BIN)/python bench/calls.py --compile > docs/tables/calls.txt

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

$(VENV)/ready-for-docs: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	touch $@

$(VENV)/ready-for-speed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
