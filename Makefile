# Everything works on a machine with Python 3.11+ and make; nothing needs to be activated.
#
#   make run        build the index from corpus/ if it is missing or stale, then serve
#   make test       the test suite, two files at a time
#   make test-slow  the tests that take long
#   make check      lint, formatting, types, import layers
#   make evaluate   the project's own gold questions against the index
#   make readme     write the parts of README.md that come from the code: settings, files
#   make lock       resolve the dependencies anew and write constraints.txt (network)
#   make clean      remove the environment; the index stays

PYTHON ?= python3
HOST ?=
PORT ?=
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := multilingual,documents,mcp,feedback

# PyPI's torch for Linux brings gigabytes of CUDA; this index has the same version without. Elsewhere
# PyPI's is the CPU build. For a GPU: make run TORCH_INDEX=https://download.pytorch.org/whl/cu130
ifeq ($(shell uname -s),Linux)
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
else
TORCH_INDEX ?= https://pypi.org/simple
endif

PIP = -m pip --disable-pip-version-check
# torch comes alone and first: what is installed after it finds it there and asks for no other. The
# index is the only one asked, so that a CPU machine never falls back to the CUDA build.
TORCH = $(PIP) install --quiet --retries 1 --timeout 30 --no-deps --index-url $(TORCH_INDEX)

.PHONY: run test test-slow check evaluate readme lock clean

run: $(VENV)/.run
	@$(BIN)/python scripts/ingest.py || [ $$? -eq 3 ]
	@exec $(BIN)/python scripts/serve.py $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

# A file's tests stay together: they share what is slow to make.
test: $(VENV)/.test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

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

$(VENV)/.torch: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@echo "Installing into $(VENV): torch"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(TORCH) --constraint constraints.txt torch || { \
		echo "torch could not be had from $(TORCH_INDEX); name another index: make TORCH_INDEX=…" >&2; \
		exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.torch pyproject.toml
	@echo "Installing into $(VENV): the service"
	@$(BIN)/python $(PIP) install --quiet --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@

$(VENV)/.test: $(VENV)/.torch pyproject.toml
	@echo "Installing into $(VENV): the service and its tests"
	@$(BIN)/python $(PIP) install --quiet --constraint constraints.txt --editable '.[$(EXTRAS),test]'
	@touch $@ $(VENV)/.run

readme: $(VENV)/.run
	$(BIN)/python scripts/readme.py

lock:
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/python $(TORCH) torch==$(shell sed -n 's/^ *"torch==\(.*\)",/\1/p' pyproject.toml)
	build/lock/bin/python $(PIP) install --quiet --editable '.[$(EXTRAS),test,gazetteer]'
	build/lock/bin/python scripts/lock.py > build/constraints.txt
	mv build/constraints.txt constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info
