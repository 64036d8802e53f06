# Two commands: `make report` sets everything up and makes the reports; `make test` runs the tests.
# The newest Python >= 3.11 on PATH is used; PYTHON=/path/to/python overrides.

ifeq ($(filter oneshell,$(.FEATURES)),)
$(error GNU make 3.82 or newer is needed, this is $(MAKE_VERSION); on macOS: brew install make, then gmake)
endif

.ONESHELL:
SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
.PHONY: help report test test-all lint bench clean lock

# An editable install in a folder with å stops the interpreter under LC_ALL=C; bytecode halves the imports.
export LC_ALL := C.UTF-8
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH
unexport VIRTUAL_ENV

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STARTED := $(shell date +%s)

help:
	@echo "make report    set up, write the sample if data/raw is empty, make reports/index.html"
	echo "make test      lint, import contracts and tests (under 8 minutes on two cores)"
	echo "make test-all  the slow and broad tests too"
	echo "make bench     the many-municipality tables"
	echo "make lint      ruff and the import contracts"
	echo "make clean     remove what can be rebuilt (never data/raw or data/kept)"
	echo "make lock      resolve requirements.lock anew"

report: $(READY)
	@$(BIN)/competence sample --if-needed
	COMPETENCE_SETUP_SECONDS=$$(cat $(READY).seconds 2>/dev/null || echo 0) $(BIN)/competence run
	rm -f $(READY).seconds

test: $(READY) lint
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder -m "not slow"

test-all: $(READY) lint
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder

lint: $(READY)
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

bench: $(READY)
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

clean:
	@find data/processed reports -mindepth 1 ! -name .gitkeep -delete
	rm -rf build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path "./$(VENV)/*" -prune -exec rm -rf {} +

lock: $(READY)
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 \
	  pyproject.toml --group dev --group build -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@works() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
	python="$(PYTHON)"
	if [ -z "$$python" ]; then
	  for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
	    if works "$$name"; then python="$$name"; break; fi
	  done
	fi
	if [ -z "$$python" ] || ! works "$$python"; then
	  echo "No Python 3.11 or newer found on PATH. Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2
	  exit 1
	fi
	echo "Setting up with $$($$python --version) ..."
	rm -rf $(VENV)
	if "$$python" -c 'import ensurepip' >/dev/null 2>&1; then
	  "$$python" -m venv $(VENV)
	  # uv itself comes by its hash from the lock.
	  sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^ /p;}' requirements.lock > $(VENV)/uv.txt
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	  uv=$(BIN)/uv
	  # What pip was told about index and certificate holds for uv too.
	  told() { $(BIN)/python -m pip config list 2>/dev/null | sed -n "s/^[a-z:]*\.$$1='\(.*\)'$$/\1/p" | tail -n 1; }
	  index="$$(told index-url)"
	  cert="$$(told cert)"
	  [ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"
	  [ -z "$$cert" ] || export SSL_CERT_FILE="$$cert"
	elif command -v uv >/dev/null 2>&1; then
	  uv venv --quiet --python "$$python" $(VENV)
	  uv=uv
	else
	  echo "This Python has no ensurepip. Install it, e.g.: apt-get install python3-venv" >&2
	  exit 1
	fi
	if ! $$uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock; then
	  echo "uv could not install the packages; trying pip (this takes some minutes)" >&2
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	fi
	$$uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --offline -e . \
	  || $(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
	echo $$(( $$(date +%s) - $(STARTED) )) > $@.seconds
	echo "Set up in $$(cat $@.seconds) s"
	touch $@
