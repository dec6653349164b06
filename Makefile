# Tidings: `make demo` shows a digest, `make test` runs the tests; both work in a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL = $(PIP) install --require-hashes --requirement
PROJECT = $(PIP) install --no-deps --no-build-isolation --editable .
LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
       --no-header --no-annotate --quiet --upgrade --extra discord --extra slack

.PHONY: demo test check bench lock peers pictures clean

demo: $(VENV)/runtime.done
	@$(BIN)/tidings demo

test: $(VENV)/dev.done
	@$(BIN)/python -m pytest

check: $(VENV)/dev.done
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_architecture.py tests/test_docs.py tests/bot/glossary/test_lexicon_check.py

bench: $(VENV)/dev.done
	@$(BIN)/python -m bench

lock: $(VENV)/dev.done
	@$(LOCK) --group build --output-file requirements/runtime.txt
	@$(LOCK) --group build --group dev --output-file requirements/dev.txt

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.done: requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo "Installing Tidings into $(VENV) (once) ..."
	@$(INSTALL) requirements/runtime.txt
	@$(PROJECT)
	@touch $@

$(VENV)/dev.done: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing Tidings and its tools into $(VENV) (once) ..."
	@$(INSTALL) requirements/dev.txt
	@$(PROJECT)
	@touch $@ $(VENV)/runtime.done

peers: $(VENV)/dev.done
	@$(BIN)/python -m tests.peers

pictures: $(VENV)/dev.done
	@npm ci --silent --prefix bench/pictures
	@$(BIN)/python -m bench.pictures.make

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
