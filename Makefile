# Every target does its own set-up: a virtual environment, the package and its tools. What is downloaded is cached outside.
.DELETE_ON_ERROR:
.PHONY: setup test quick check pytest demo recording generate site bench fuzz soak release audit pins clean

PYTHON ?= python3
NEEDED := $(shell sed -n 's/^requires-python = ">=\(.*\)"$$/\1/p' pyproject.toml)
VENV := .venv
BIN := $(VENV)/bin
# What is used is compiled once, when it is first imported, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
WORKERS ?= 2

setup: $(VENV)/.ready
	@$(BIN)/python -m constructs_lib.generate.twin

$(VENV)/.ready: pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < tuple(map(int, "$(NEEDED)".split("."))) and \
	  "Python $(NEEDED) or newer is needed; run: make PYTHON=python$(NEEDED)")'
	@echo "== installing the package and its tools into $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# Not compiled: all of the bindings of AWS would take longer than everything else, and few of them are used.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[cdktf,cdktn,test]'
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
	$(BIN)/python -m tools.pictures

# The documentation as a static site, in site/.
site: setup
	@$(BIN)/python -m tools.site

# The story of one stack, told by a real engine against a stand-in for Twilio.
demo: setup
	@$(BIN)/python -m tools.demo

# The same story once more, kept as the picture in the README.
recording: setup
	$(BIN)/python -m tools.recording

# What runs long, with a seed that makes it run again: random lives of an account, and hostile input on the wire.
SEED ?= 1
fuzz: setup
	$(BIN)/python -m tests.scenarios.fuzz.model --sequences 2000 --seed $(SEED)
	$(BIN)/python -m tests.scenarios.fuzz.wire --inputs 100000 --seed $(SEED)

# A stream of recordings through 500 applies, none of which may be lost; and every command of a stack, killed at every request.
soak: setup
	$(BIN)/python -m tests.scenarios.soak.recordings --applies 500 --seed $(SEED)
	$(BIN)/python -m tests.scenarios.kills

# Timings as ratios; nothing passes or fails. All of it writes docs/benchmarks.md, ONLY="start load" measures some, QUICK=1 gives a
# first look, COMMUNITY=/path/to/binary compares with the community's provider instead of our stand-in for it.
bench: setup
	@$(BIN)/python -m tools.bench $(ONLY) $(if $(QUICK),--quick) $(if $(COMMUNITY),--community $(COMMUNITY))

# Wheel and source archive, built with tools whose hashes are pinned, and a bill of materials (CycloneDX) of what the wheel needs.
TOOLS := dist/.tools/bin
release: $(TOOLS)/.ready
	@rm -rf build dist/*.whl dist/*.tar.gz
	@$(TOOLS)/python -m build --no-isolation --outdir dist . > dist/build.log || { cat dist/build.log; exit 1; }
	@rm -rf dist/.bare && $(PYTHON) -m venv --without-pip dist/.bare
	@$(TOOLS)/python -m pip --python dist/.bare/bin/python install --quiet --no-compile --disable-pip-version-check dist/*.whl
	@$(TOOLS)/cyclonedx-py environment dist/.bare/bin/python --pyproject pyproject.toml --output-reproducible \
	  --output-file dist/sbom.cdx.json
	@ls dist/*.whl dist/*.tar.gz dist/*.json

# Known vulnerabilities in what the wheel needs. It asks a database in the internet, and says so where there is none.
audit: release
	@$(TOOLS)/python -m pip --disable-pip-version-check freeze --path dist/.bare/lib/python3.*/site-packages \
	  --exclude terraform-provider-twilio > dist/.audited
	@$(TOOLS)/pip-audit --strict --no-deps --disable-pip --requirement dist/.audited --timeout 10 \
	  || { echo "== Not audited, or vulnerabilities were found: see above. The database may be out of reach."; exit 1; }

$(TOOLS)/.ready: tools/release/requirements.txt
	@$(PYTHON) -m venv dist/.tools
	@$(TOOLS)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

# The pins of those tools, made anew.
pins: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version $(NEEDED) --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links tools/release/requirements.in --output-file tools/release/requirements.txt

clean:
	rm -rf $(VENV) constructs_lib/cdktn build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
