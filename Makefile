# Everything runs in .venv; a marker file says that it matches the project's pins.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860

.PHONY: serve test check format clean

# The larger reader comes while the smaller one answers already.
serve: $(VENV)/.installed
	$(BIN)/footnote thorough &
	$(BIN)/footnote serve --port $(PORT)

test: $(VENV)/.test-installed
	$(BIN)/python -m pytest

check: $(VENV)/.test-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.test-installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build *.egg-info

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -c constraints.txt -e ".[evaluation,thorough]"
	touch $@

$(VENV)/.test-installed: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[test]"
	touch $@
