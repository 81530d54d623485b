PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL = $(UV) pip install --quiet --require-hashes --compile-bytecode $(if $(wildcard .venv/unfinished),--reinstall)
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock'

unexport PYTHONDONTWRITEBYTECODE  # or Airflow is compiled anew by every process that imports it

WORKERS = $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 1)')  # one more than cores: tests wait, too

.DEFAULT_GOAL := help
.PHONY: help run ui test lint approvals bench mutants mail drill fuzz kill year letters picture lock clean compose-check pages audit secrets backup restore upkeep

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-13s %s\n", $$1, $$2 }'

run: .venv/run ## The whole way once on a made-up sample: exports become letters in var/outbox
	@$(BIN)/python -m demo.run $(if $(SENDGRID),--sendgrid)

ui: .venv/run ## Airflow at http://localhost:8080 with what has run here, until Ctrl-C
	@$(BIN)/python -m demo.ui

test: lint ## Lint, types, tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder tests/dags tests

lint: .venv/test ## Lint, format and types alone
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

approvals: .venv/test ## Approve, reject and ignore letters in a browser, on an Airflow of its own (five minutes)
	@$(BIN)/python -m pytest -m approvals tests/approvals

bench: .venv/test ## The rules at a million tickets and more, beside pandas, numpy and polars (half an hour): docs/benchmarks.md
	@$(UV) pip install --quiet --python .venv --target var/premailer premailer
	@PYTHONPATH=var/premailer OPENPYXL_LXML=False $(BIN)/python -m tests.benchmarks

mutants: .venv/test ## Change the rules in one place at a time, and see that a test minds (an hour): var/mutants
	@$(BIN)/python -m tests.drills.mutate_the_rules

mail: .venv/test ## A year of letters through a SendGrid that fails, by processes that are killed: none leaves twice (ten minutes)
	@$(BIN)/python -m tests.drills.mail_a_year

drill: mail ## That, then kill `make run` a dozen times, and see that it ends as an undisturbed one does (half an hour)
	$(PYTHON) -m tests.drills.kill_make_run

fuzz: .venv/test ## Let atheris look for ten minutes for a file that breaks the reader of exports
	$(UV) venv --quiet --clear var/fuzz
	$(UV) pip install --quiet --python var/fuzz -r requirements.txt -r requirements-dev.txt atheris
	var/fuzz/bin/python -m tests.drills.fuzz_the_reader --seconds 600

kill: .venv/test ## Kill the sync fifty times, in every step, and see that it ends as an undisturbed one does (three minutes)
	@$(BIN)/python -m tests.drills.kill_sync

year: .venv/test ## A year of exports in order and in disorder, and see that both end alike (twenty minutes)
	@$(BIN)/python -m tests.drills.year_of_exports

compose-check: .venv/test ## Start the production set, live a week in it, kill its parts, restore it from a backup (half an hour)
	@$(BIN)/python -m tests.compose

pages: .venv/test ## Look at every page of the running production set as a viewer, data staff and the admin: docs/pictures
	@$(BIN)/python -m tests.compose.pages

audit: .venv/test ## Ask the package index whether anything that is locked is known to be vulnerable
	@$(UV) tool run pip-audit --strict --disable-pip --require-hashes --requirement requirements.txt

secrets: ## Draw the secrets of an installation, a file for each, where there are none yet
	@$(PYTHON) deploy/draw_secrets.py secrets

backup: ## Copy both databases and all files of the production set into a new folder of backups/
	@sh deploy/backup.sh

restore: ## Put a backup in their place: make restore FROM=backups/…
	@sh deploy/restore.sh $(FROM)

upkeep: ## Delete Airflow's own rows and logs older than half a year, of the production set
	@sh deploy/upkeep.sh

letters: .venv/test ## Write the example letters in reports/examples anew, and a page of their pictures in var/gallery
	@$(BIN)/python -m demo.letters
	@$(BIN)/python -m demo.gallery

picture: .venv/test ## Take the README's picture of a letter anew
	@$(BIN)/python -m demo.picture

lock: .venv/made ## Pin what requirements.in and requirements-dev.in ask for
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

clean: ## Forget every run: var/ and the caches; .venv stays
	rm -rf var .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/made:
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 15) or sys.exit("Python 3.11 to 3.14 is needed, and \
	$(PYTHON) is " + sys.version.split()[0] + "; name another one: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@touch $@

.venv/run: requirements.txt .venv/made
	@touch .venv/unfinished
	$(INSTALL) -r requirements.txt
	@rm .venv/unfinished; touch $@

.venv/test: requirements-dev.txt .venv/run
	@touch .venv/unfinished
	$(INSTALL) -r requirements-dev.txt
	@rm .venv/unfinished; touch $@
