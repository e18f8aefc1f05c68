# Every target does its own set-up: a virtual environment, the package and its tools. What is downloaded is cached outside.
.DELETE_ON_ERROR:
.PHONY: setup test quick check pytest demo recording generate site bench fuzz soak clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20

setup: $(VENV)/.ready
	@$(BIN)/python -m constructs_lib.generate.twin

$(VENV)/.ready: pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; run: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "== installing the package and its tools into $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[cdktf,cdktn,test]'
	@touch $@

# The whole suite: style, types, and every test, with real engines.
test: check pytest

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Style, types, and every test that needs no engine.
quick: check
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not engine"

pytest: setup
	$(BIN)/python -m tools.engines all
	$(BIN)/python -m tools.browser
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

# What is derived from the declarations and checked in: protocol code, bindings, documentation.
generate: setup
	$(BIN)/python -m provider.plugin.wire.generate
	$(BIN)/python -m constructs_lib.generate
	$(BIN)/python -m tools.documentation
	$(BIN)/python -m tools.engines.guide

# The documentation as a static site, in site/.
site: setup
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "site/index.html"

# The story of one stack, told by a real engine against a stand-in for Twilio.
demo: setup
	@$(BIN)/python -m tools.demo

# The same story once more, kept as the picture in the README.
recording: setup
	$(BIN)/python -m tools.recording

# What runs long, with a seed that makes it run again: random lives of an account, and hostile input on the wire.
SEED ?= 1
fuzz: setup
	$(BIN)/python -m tests.fuzz.model --sequences 2000 --seed $(SEED)
	$(BIN)/python -m tests.fuzz.wire --inputs 100000 --seed $(SEED)

# A stream of recordings through 500 applies, none of which may be lost; and every command of a stack, killed at every request.
soak: setup
	$(BIN)/python -m tests.soak.recordings --applies 500 --seed $(SEED)
	$(BIN)/python -m tests.kills

# Timings as ratios; nothing passes or fails. ONLY="start load" measures some, QUICK=1 gives a first look; all of it writes docs/benchmarks.md.
bench: setup
	@$(BIN)/python -m tools.bench $(ONLY) $(if $(QUICK),--quick)

clean:
	rm -rf $(VENV) constructs_lib/cdktn build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
