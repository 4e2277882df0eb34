# Everything here works on a fresh machine with git, make and Python 3.11 or newer (with venv).
# Each step leaves a stamp, so that a second run does nothing.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
KONTAKTPUNKT := $(BIN)/kontaktpunkt
# Not merely looked up: a version manager may answer to the name and then refuse.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
LOCKS := base dev spark build
WORKERS ?= 2

# A mirror that pip has been told about is meant for uv as well.
ifneq ($(PIP_INDEX_URL),)
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
# Behind a municipality's proxy, only the machine's own certificates know whom to trust.
CERTIFICATES := $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt))
ifneq ($(CERTIFICATES),)
export UV_SYSTEM_CERTS ?= true
export UV_NATIVE_TLS ?= true
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
endif
export UV_PYTHON_DOWNLOADS := never
export PYTHONUNBUFFERED := 1
# Images often set it, to stay small; each process started here would then compile Django anew.
unexport PYTHONDONTWRITEBYTECODE

# Developers have everything; somebody who tries the demo needs less.
RUNTIME := $(if $(wildcard .venv/.dev),.venv/.dev,.venv/.base)

.PHONY: help
help: ## Say what can be made (this)
	@echo "Kontaktpunkt. The first two are all you need to look around:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(RUNTIME) ## Run two fictional municipalities with a year of history on this machine
	@$(KONTAKTPUNKT) demo $(DEMO)

.PHONY: test
test: .venv/.dev ## Install what the tests need, and run them all
	@$(KONTAKTPUNKT) build
	@. ./.ci/browser && $(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(TESTS)

.PHONY: check
check: .venv/.dev ## Check format, lint, types, import contracts, messages and migrations
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(KONTAKTPUNKT) manage messages --check
	$(KONTAKTPUNKT) manage makemigrations --check --dry-run

.PHONY: format
format: .venv/.dev ## Format the code, and mend what the linter can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: messages
messages: .venv/.dev ## Collect new texts for translation, and compile what is translated
	$(KONTAKTPUNKT) manage messages

.PHONY: docs
docs: .venv/.dev ## Write the parts of docs/ anew that are generated from the code
	@$(BIN)/python -m kontaktpunkt.config.documentation

.PHONY: screenshots
screenshots: .venv/.dev ## Take the pictures in the README from a running demo
	$(KONTAKTPUNKT) build
	@. ./.ci/browser && $(BIN)/python -m tests.screenshots

.PHONY: bench
bench: .venv/.dev ## Measure speed and memory on a large municipality, and print the table
	$(KONTAKTPUNKT) build
	$(BIN)/python -m benchmarks

.PHONY: clean-demo
clean-demo: ## Throw the demo's data away, database and uploads included
	rm -rf .kontaktpunkt

.PHONY: lock
lock: .uv-ready ## Resolve all requirements anew into the lock files
	@for name in $(LOCKS); do \
		$(UV) pip compile --universal --upgrade --generate-hashes --no-emit-index-url \
			--python-version 3.11 --quiet --custom-compile-command 'make lock' \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; \
		echo "locked requirements/$$name.txt"; done

.PHONY: setup
setup: .venv/.dev ## Install what developing needs, and nothing more
	@$(KONTAKTPUNKT) build

# ---- how the environment is made ----

.PHONY: .uv-ready
ifeq ($(UV),uv)
.uv-ready:
else
.uv-ready: .uv/.ready
endif

.uv/.ready: requirements/build.txt
	@$(MAKE) --silent .python-ready
	@echo "Fetching uv into .uv (this machine has none)"
	@$(PYTHON) -m venv .uv || { \
		echo "Python cannot make virtual environments here. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements/build.txt
	@touch $@

.PHONY: .python-ready
.python-ready:
	@test -n "$(PYTHON)" || { \
		echo "Python 3.11 or newer is needed, and none was found. Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }

.venv/.base .venv/.dev: .venv/.%: requirements/%.txt requirements/build.txt pyproject.toml
	@$(MAKE) --silent .python-ready .uv-ready
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@echo "Installing the Python packages (requirements/$*.txt)"
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes requirements/$*.txt
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps \
		--build-constraints requirements/build.txt --editable .
	@touch $@
