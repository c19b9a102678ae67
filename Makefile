# Every target does its own set-up, once; `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin

# A stamp's name carries what the set-up was made from: nothing is installed again until that changes.
FINGERPRINT = { pwd; $(BIN)/python -V; cat pyproject.toml requirements/*.txt; } 2>&1 | cksum | tr -d ' \t'
MADE_FROM := $(shell $(FINGERPRINT))
RUNTIME := $(VENV)/staffroom-runtime-$(MADE_FROM)
DEV := $(VENV)/staffroom-dev-$(MADE_FROM)

.DEFAULT_GOAL := help
.PHONY: help run test chaos setup check docs lock bench

help:
	@echo 'make run [ARGS="--sample"]    start Staffroom; without configuration, the rehearsal room in the browser'
	@echo 'make test [ARGS="-k words"]   run the tests'
	@echo 'make chaos                    kill the program a hundred times while thousands of messages fall due (20 minutes)'
	@echo 'make check                    lint, format, types, and who may import whom'
	@echo 'make setup                    only the set-up: packages, checked by hash, in $(VENV)'
	@echo 'make docs                     write the derived pages of docs/ anew'
	@echo 'make bench                    measure the speed targets'
	@echo 'make lock [ARGS="--upgrade"]  write requirements/*.txt anew from pyproject.toml'
	@echo 'Add PYTHON=python3.12 to choose the Python (3.11 or newer) that the set-up uses.'

run: $(RUNTIME)
	@exec $(BIN)/staffroom run $(ARGS)

# Tests wait for sockets and disks most of the time, so there are more workers than cores; memory spares them the disk.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) * 2 )))
MEMORY := $(shell if [ -w /dev/shm ]; then echo /dev/shm; else echo $${TMPDIR:-/tmp}; fi)

# Where the environment forbids to keep what was compiled, every worker and every program would compile it all again.
test: $(DEV)
	@env -u PYTHONDONTWRITEBYTECODE TMPDIR=$(MEMORY) $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

chaos: $(DEV)
	@env -u PYTHONDONTWRITEBYTECODE TMPDIR=$(MEMORY) $(BIN)/python -m tests.chaos $(ARGS)

setup: $(DEV)
	@echo 'Ready: make run starts Staffroom, make test runs the tests.'

check: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

docs: $(DEV)
	@$(BIN)/staffroom documents

bench: $(DEV)
	@$(BIN)/python -m benchmarks $(ARGS)

# The extra is in both locks: to use PostgreSQL it is then enough to name one in the configuration.
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--custom-compile-command 'make lock' --extra postgres --group build $(ARGS)

lock: $(DEV)
	@$(COMPILE) --output-file requirements/runtime.txt
	@$(COMPILE) --group dev --constraints requirements/runtime.txt --output-file requirements/dev.txt

define VIRTUAL_ENVIRONMENT
@sound() { grep -qF '$(CURDIR)/$(VENV)' $(BIN)/activate && \
	$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))'; }; \
sound 2>/dev/null && exit 0; \
need() { printf '%s\n' "$$@" >&2; exit 1; }; \
version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || \
	need 'Staffroom needs Python 3.11 or newer, and $(PYTHON) does not run here. On Debian or Ubuntu:' \
		'    sudo apt install python3 python3-venv'; \
case $$version in 3.1[1-9]|3.[2-9][0-9]) ;; *) \
	need "Staffroom needs Python 3.11 or newer, and $(PYTHON) is Python $$version. On Debian or Ubuntu:" \
		'    sudo apt install python3.11 python3.11-venv' \
		'then:' \
		'    make $(MAKECMDGOALS) PYTHON=python3.11' ;; esac; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	need "Staffroom needs Python's own virtual environments, and $(PYTHON) came without. On Debian or Ubuntu:" \
		"    sudo apt install python$$version-venv"; \
$(PYTHON) -m venv --clear $(VENV)
@echo 'Setting up in $(VENV): about a minute, once.'
@rm -f $(VENV)/staffroom-*
endef

INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check

$(RUNTIME):
	$(VIRTUAL_ENVIRONMENT)
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(VENV)/staffroom-runtime-$$($(FINGERPRINT))

# What the tests need includes what the program needs.
$(DEV):
	$(VIRTUAL_ENVIRONMENT)
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@made=$$($(FINGERPRINT)); touch $(VENV)/staffroom-runtime-$$made $(VENV)/staffroom-dev-$$made
