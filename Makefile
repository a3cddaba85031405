# One command per chore. `make demo` and `make test` are the two a newcomer needs; both start with `setup`.

PYTHON ?= python3
BIN    := .venv/bin
LOCKS  := config/locks/run.txt config/locks/test.txt
# Named after what was installed and where: a new lock or a moved tree installs again, nothing else does.
STAMP  := .venv/installed-$(shell { pwd; cat $(LOCKS); } | cksum | tr ' ' '-')
CODE   := bot handlers models config domain tests benchmarks
CODE   := $(wildcard $(CODE))

# What Python has compiled is kept, whatever the surroundings say: the suite begins hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test everywhere check lint types contracts bench docs lock clean chromium

help:
	@echo "make demo       the program with simulated phones, in a browser"
	@echo "make test       everything that must hold: lint, types, contracts and the whole suite"
	@echo "make everywhere every scenario on both databases, by one program and by four (test plays a fifth on four)"
	@echo "make check      the fast part of it, before every push"
	@echo "make setup      .venv/bin/upstander and the tools, from hashed locks"
	@echo "also: lint types contracts bench docs lock clean"

setup: $(STAMP)

$(STAMP):
	@set -eu; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	    echo "Python 3.11 or newer is missing. On Debian 12 or Ubuntu 24.04 and later: sudo apt-get install python3 python3-venv" >&2; exit 1; \
	fi; \
	if ! $$found -c 'import venv, ensurepip' >/dev/null 2>&1; then \
	    echo "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; \
	fi; \
	echo "setting up .venv (once per lock; a minute or two)"; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $$found -m venv --clear .venv; \
	rm -f .venv/installed-*; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r config/locks/test.txt; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .; \
	touch $@; \
	echo "ready: .venv/bin/upstander"

demo: setup
	@$(BIN)/upstander demo $(if $(SPEED),--speed $(SPEED))

# Two for each core: while one waits for a process it has begun, the other works.
test: setup chromium lint types contracts
	@$(BIN)/pytest -n 4 --dist worksteal

everywhere: setup
	@$(BIN)/pytest -n 2 --dist worksteal --everywhere tests/scenarios

check: setup lint types contracts
	@$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not browser" --exitfirst

lint: setup
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)

types: setup
	@$(BIN)/mypy --num-workers 2 $(CODE)

contracts: setup
	@$(BIN)/lint-imports --no-cache --no-logo

bench: setup
	@$(BIN)/python -m benchmarks

docs: setup
	@$(BIN)/python -m bot diagrams --write docs/architecture.md

# Debian's own Chromium for the browser tests. Only root may install it; anybody else is told how.
chromium:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing chromium for the browser tests"; \
	    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium; } >/dev/null \
	        || echo "chromium could not be installed: the browser tests are skipped" >&2; \
	else \
	    echo "no chromium: the browser tests are skipped (sudo apt-get install chromium)" >&2; \
	fi

# The newest versions that pyproject.toml admits, with the public hashes; settings of this machine's clients play no part.
LOCK := $(CURDIR)/.venv/lock
RESOLVE = env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS -u UV_CONFIG_FILE \
	$(LOCK)/bin/uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate
lock: setup
	@$(BIN)/python -m venv $(LOCK)
	@$(LOCK)/bin/python -m pip install --quiet --disable-pip-version-check uv
	@$(RESOLVE) --output-file config/locks/run.txt pyproject.toml
	@$(RESOLVE) --group test --constraints config/locks/run.txt --output-file config/locks/test.txt pyproject.toml
	@rm -rf $(LOCK)
	@echo "locked; make setup installs it"

clean:
	@rm -rf .venv build upstander.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
