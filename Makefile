# Everything works on a machine with Python 3.11+ and make; nothing needs to be activated.
#
#   make run         build the index from corpus/ if it is missing or stale, then serve
#   make test        the whole test suite
#   make check       formatting, types, import layers
#   make evaluate    the project's own gold questions against the index
#   make lock        resolve the dependencies again (network)

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

# PyPI's torch for Linux brings gigabytes of CUDA; this index has the same version without. For a
# CUDA build: make run TORCH_INDEX=https://download.pytorch.org/whl/cu130
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

.PHONY: run test test-slow check evaluate lock clean

run: $(VENV)/.run
	@$(BIN)/python scripts/ingest.py || [ $$? -eq 3 ]
	@exec $(BIN)/python scripts/serve.py --host $(HOST) --port $(PORT)

test: $(VENV)/.test
	$(BIN)/python -m pytest

test-slow: $(VENV)/.test
	$(BIN)/python -m pytest -m slow

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py

evaluate: $(VENV)/.run
	@$(BIN)/python scripts/ingest.py --quiet || [ $$? -eq 3 ]
	$(BIN)/python scripts/evaluate.py --gold tests/gold/corpus.jsonl

# One torch for both: installed first, so that nothing after it asks for another.
$(VENV)/.torch: constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 1 \
		--extra-index-url $(TORCH_INDEX) --constraint constraints.txt torch
	@touch $@

$(VENV)/.run: $(VENV)/.torch pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[multilingual,documents]'
	@touch $@

$(VENV)/.test: $(VENV)/.torch pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[multilingual,documents,test]'
	@touch $@ $(VENV)/.run

lock: $(VENV)/.test
	$(BIN)/python scripts/lock.py > constraints.txt.new && mv constraints.txt.new constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info
