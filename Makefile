# The verbs of the day. Needs Python 3.11 or newer, git and make; everything else comes from the locks, with hashes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV ?= uv
CASE ?= examples/cairo-2024
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
# A part of the tests: make test ARGS="-k why".
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help brief read test truth peers check docs bench lock clean

help:  ## show the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "nonpaper needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python cannot make a virtual environment here; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/run.done: lock/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing what the program needs into $(VENV) ..."
	@$(PIP) install --require-hashes -r lock/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: lock/dev.txt $(VENV)/run.done
	@echo "installing what the tests need into $(VENV) ..."
	@$(PIP) install --require-hashes -r lock/dev.txt
	@touch $@

$(VENV)/read.done: lock/read.txt $(VENV)/run.done
	@echo "installing what reading reports needs into $(VENV) ..."
	@$(PIP) install --require-hashes -r lock/read.txt
	@touch $@

brief: $(VENV)/run.done  ## the brief of the Cairo case on the terminal, and as brief.html
	@$(BIN)/nonpaper brief $(CASE)
	@$(BIN)/nonpaper brief $(CASE) -o brief.html

read: $(VENV)/read.done  ## add what `nonpaper read` and `nonpaper review` need
	@$(BIN)/nonpaper read --help

test: $(VENV)/dev.done  ## run all tests
	$(BIN)/python -m pytest $(ARGS)

truth: $(VENV)/dev.done  ## ten thousand random cases for each property; takes hours (ARGS="-k ..." for a part)
	$(BIN)/python -m pytest --hypothesis-profile=long tests/analysis tests/positions tests/case tests/model $(ARGS)

$(VENV)/peers.done: lock/peers.txt $(VENV)/dev.done
	@echo "installing what the benchmarks compare with into $(VENV) ..."
	@$(PIP) install --require-hashes -r lock/peers.txt
	@touch $@

peers: $(VENV)/peers.done  ## the tests that compare with heavy packages of others
	$(BIN)/python -m pytest tests/peers $(ARGS)

check: $(VENV)/dev.done  ## ruff and mypy
	$(BIN)/ruff check --no-cache .
	$(BIN)/mypy

docs: $(VENV)/run.done  ## write the generated pages of docs/reference
	$(BIN)/python docs/generate.py

bench: $(VENV)/peers.done  ## run the benchmarks
	$(BIN)/python -m benchmarks

lock:  ## write the locks anew from pyproject.toml (needs uv on the path)
	$(UV) pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -o lock/run.txt
	$(UV) pip compile pyproject.toml --extra read --extra llm --group build -c lock/run.txt --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o lock/read.txt
	$(UV) pip compile pyproject.toml --extra read --extra llm --group dev -c lock/read.txt --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -o lock/dev.txt
	$(UV) pip compile pyproject.toml --extra read --extra llm --group peers -c lock/dev.txt --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -o lock/peers.txt

clean:  ## remove what make made
	rm -rf $(VENV) brief.html .pytest_cache .mypy_cache .ruff_cache .hypothesis
