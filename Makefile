# `make run` starts everything, `make demo` among simulated services; `make check` and `make test`
# decide whether a change is good.
# Needs Python 3.11 or newer and make; the rest is installed below this folder.

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# Builds of one Python differ by half in speed (a distribution's is optimised, a self-made one often
# is not), and everything here runs at the pace of its interpreter: the quickest found is taken.
PACE := import ssl, sys, timeit; \
	print(min(timeit.repeat("sum(i * i % 7 for i in range(100000))", number=3, repeat=3)), sys.executable)
PY ?= $(shell for py in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do \
	"$$py" -c '$(NEW_ENOUGH)' 2>/dev/null && "$$py" -c '$(PACE)' 2>/dev/null; \
	done | LC_ALL=C sort -g | sed -n '1s/^[^ ]* //p')
BOOT := .boot
UV := $(BOOT)/bin/uv
UV_VERSION := 0.13.8
VENV := .venv
PYTHON := $(VENV)/bin/python
MANAGE := $(PYTHON) -W ignore::RuntimeWarning manage.py
CODE := engine connectors tests manage.py
DASHBOARD := frontend/dist/index.html
NODE_PACKAGES := frontend/node_modules/.package-lock.json
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export npm_config_loglevel := error
export npm_config_fund := false
export npm_config_audit := false
export npm_config_update_notifier := false

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run demo test check check-python check-django check-frontend openapi bench lock compose .env clean

run: $(VENV)/local.stamp $(DASHBOARD)
	@$(PYTHON) -m engine.launch

demo: $(VENV)/local.stamp $(DASHBOARD)
	@$(PYTHON) -m engine.launch.demo

test: $(VENV)/dev.stamp $(DASHBOARD)
	@$(VENV)/bin/pytest -n 2 $(ARGS)

bench: $(VENV)/dev.stamp
	@$(PYTHON) -m tests.bench $(ARGS)

check: check-python check-django check-frontend

check-python: $(VENV)/dev.stamp
	ruff format --check $(CODE)
	ruff check $(CODE)
	mypy $(CODE)
	lint-imports

# Nothing here talks to a database; makemigrations merely warns that it can't.
check-django: $(VENV)/dev.stamp
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) spectacular --validate --fail-on-warn --format openapi-json --file $(VENV)/openapi.json
	@diff -q $(VENV)/openapi.json frontend/openapi.json || \
		{ echo 'frontend/openapi.json is out of date: run `make openapi` and commit it'; exit 1; }
	SVYAZKA_MODE=production SVYAZKA_PUBLIC_URL=https://svyazka.example \
		SVYAZKA_SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))') \
		SVYAZKA_KEYS=check:$$($(PYTHON) -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())') \
		SVYAZKA_ALLOWED_HOSTS=svyazka.example \
		$(MANAGE) check --deploy --fail-level WARNING

check-frontend: $(VENV)/dev.stamp $(NODE_PACKAGES)
	cd frontend && npm run check

openapi: $(VENV)/dev.stamp
	$(MANAGE) spectacular --validate --fail-on-warn --format openapi-json --file frontend/openapi.json

$(DASHBOARD): $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' \
		-not -name schema.d.ts) $(NODE_PACKAGES) | $(VENV)/local.stamp
	@echo 'building the dashboard'
	@cd frontend && npm run -s build -- --logLevel warn
	@$(PYTHON) -m whitenoise.compress -q frontend/dist

$(NODE_PACKAGES): frontend/package-lock.json frontend/.npmrc | $(VENV)/local.stamp
	@echo 'installing what the dashboard is built with'
	@cd frontend && npm ci --ignore-scripts
	@touch $@

# --- What the commands above stand on -------------------------------------------------------------

$(UV):
	@test -n '$(PY)' || { echo 'Svyazka needs Python 3.11 or newer: install it, or run `make PY=<its path>`'; exit 1; }
	@'$(PY)' -c '$(NEW_ENOUGH)' || { echo '$(PY) is older than Python 3.11'; exit 1; }
	@for py in '$(PY)' python3; do "$$py" -m venv --clear $(BOOT) >/dev/null 2>&1 && exit 0; done; rm -rf $(BOOT); \
		echo 'Python has no venv: run `apt-get install python3-venv` (or what your system calls it)'; exit 1
	@$(BOOT)/bin/python -m pip install -q 'uv==$(UV_VERSION)'

$(PYTHON): | $(UV)
	@$(UV) venv -q --allow-existing --no-managed-python --python '$(PY)' $(VENV)

# Who develops has the larger set installed; starting the product must not shrink it.
$(VENV)/local.stamp: requirements/local.txt | $(PYTHON)
	@echo 'installing Python packages'
	@if [ -e $(VENV)/dev.stamp ]; then set=dev; else set=local; fi; \
		$(UV) pip sync -q --compile-bytecode --python $(PYTHON) --require-hashes requirements/$$set.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(PYTHON)
	@echo 'installing Python packages for development'
	@$(UV) pip sync -q --compile-bytecode --python $(PYTHON) --require-hashes requirements/dev.txt
	@touch $@ $(VENV)/local.stamp

lock: | $(UV)
	@for set in base local dev; do \
		$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
			-o requirements/$$set.txt requirements/$$set.in; done

compose: .env
	docker compose up --build

# What it says already stays: who names the first owner in it before the first start lacks secrets.
.env:
	@umask 077; touch $@; test -z "$$(tail -c 1 $@)" || echo >> $@; \
	has() { grep -Eq "^(export )?$$1=." $@ || { echo "$$1=$$2" >> $@; \
		echo "made $$1 in $@: keep a copy of it, the data is unreadable without"; }; }; \
	has POSTGRES_PASSWORD "$$(od -An -tx1 -N24 /dev/urandom | tr -d ' \n')"; \
	has SVYAZKA_SECRET_KEY "$$(od -An -tx1 -N32 /dev/urandom | tr -d ' \n')"; \
	has SVYAZKA_KEYS "first:$$(head -c 32 /dev/urandom | base64)"

# The data of a local installation stays where it is: .svyazka/ is yours to remove.
clean:
	rm -rf $(BOOT) $(VENV) frontend/dist frontend/node_modules test-results
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
