# Everything that a developer runs. `make` alone lists the targets; tests/tools/ does the work.
# Needs git, make and Python 3.11 or newer; what else is needed goes into .venv/, what is made goes into .cache/.

PYTHON ?= $(shell command -v python3 || ls "$$HOME"/.pyenv/versions/3.1[1-9]*/bin/python3 2>/dev/null | tail -n 1)
TASK = "$(PYTHON)" tests/tools/tasks.py
TARGET ?=
ARGS ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup quickstart test generate new-resource lint docs sanity unit integration contract nightly operations requests rulebooks clients awx browser build inclusion site bench emulator clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install the virtual environments of the other targets, which also do this themselves
	@$(TASK) setup

quickstart: ## show the collection with an emulated PagerDuty
	@$(TASK) quickstart

test: ## all tests and checks
	@$(TASK) test

generate: ## write the files and tables that are generated from the modules and the declarations
	@$(TASK) generate

new-resource: ## draft a resource: NAME=business_service API_PATH=/business_services OPENAPI=rest.json
	@$(TASK) new-resource '$(NAME)' '$(API_PATH)' $(if $(OPENAPI),'$(OPENAPI)')

lint: ## ruff, yamllint, mypy, ansible-lint, antsibull-changelog, docs, licenses and workflows
	@$(TASK) lint

sanity: ## ansible-test sanity; ARGS="--test validate-modules" runs one test
	@$(TASK) sanity $(if $(ARGS),'$(ARGS)')

unit: ## the unit tests, with each tested ansible-core; ARGS="-k name" runs some of them, with pytest alone
	@$(TASK) unit $(if $(ARGS),'$(ARGS)')

integration: ## the integration targets against the emulator; TARGET=pagerduty_user runs one
	@$(TASK) integration $(if $(TARGET),'$(TARGET)') $(if $(ARGS),'$(ARGS)')

contract: ## validate the requests of the integration tests with the OpenAPI document in PAGERDUTY_OPENAPI
	@$(TASK) contract $(if $(ARGS),'$(ARGS)')

nightly: ## 20,000 generated requests to the emulator (PAGERDUTY_OPENAPI), and many unusable responses; REQUESTS=5000 SEED=7 chooses others
	@$(TASK) nightly $(or $(REQUESTS),20000) '$(SEED)' $(if $(ARGS),'$(ARGS)')

operations: ## write docs/operations.md, after a complete integration run (PAGERDUTY_OPENAPI)
	@$(TASK) operations

requests: ## the requests of an integration run; ARGS="before.json after.json" compares two runs
	@$(TASK) requests $(if $(ARGS),'$(ARGS)')

rulebooks: ## test the rulebooks with ansible-rulebook, which needs Java 17; ARGS="-k onboard" runs some tests
	@$(TASK) rulebooks $(if $(ARGS),'$(ARGS)')

clients: ## test the emulator with PagerDuty's Python client, MCP server and JavaScript client, and Apprise
	@$(TASK) clients $(if $(ARGS),'$(ARGS)')

awx: ## test jobs as AWX runs them, and the playbook that sets up AWX; ARGS="-k runner" runs some tests
	@$(TASK) awx $(if $(ARGS),'$(ARGS)')

browser: ## test the web pages in headless Chromium; ARGS="-k map" runs some tests
	@$(TASK) browser $(if $(ARGS),'$(ARGS)')

build: ## build the collection's tarball, import it with galaxy-importer, and test the results
	@$(TASK) build

inclusion: ## check what the Ansible community package requires of a collection
	@$(TASK) inclusion

site: ## build the documentation site; ARGS=linkcheck checks its links to other sites
	@$(TASK) site $(if $(ARGS),'$(ARGS)')

docs: ## check the plugins' documentation and its references
	@$(TASK) docs

bench: ## the benchmarks
	@$(TASK) bench $(if $(ARGS),'$(ARGS)')

emulator: ## run the emulator until Ctrl-C; ARGS="--port 9090" sets its options
	@$(TASK) emulator $(if $(ARGS),'$(ARGS)')

clean: ## remove all files that these targets created
	@$(TASK) clean
