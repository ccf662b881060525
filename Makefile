# make serve   sets everything up and starts the assistant (PORT=8000, DATA=var)
# make test    sets everything up and runs all tests
# make audit   asks for known weaknesses of the pinned packages (needs the internet)
# make bench   one report of what it costs, beside stock Rasa, on this machine (some ten minutes)

PORT ?= 8000
DATA ?= var
# Processes that run the tests side by side; each holds a whole service, about 1.5 GB.
WORKERS ?= 2
VENV := .venv
PYTHON := $(VENV)/bin/python
ASSISTANT := $(VENV)/bin/assistant
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)

.DEFAULT_GOAL := help
.PHONY: help serve test lint bench audit setup setup-dev browser clean

help:
	@sed -n 's/^# //p' Makefile

serve: $(VENV)/runtime.stamp
	@$(ASSISTANT) serve --port $(PORT) --data $(DATA)

test: setup-dev browser
	@echo "== building the index and training the dialogue, where they are not there yet =="
	$(ASSISTANT) train
	$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile

lint: setup-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	@sh tools/types
	$(ASSISTANT) knowledge check

bench: setup-dev
	$(PYTHON) -m benchmarks

# pip-audit asks a vulnerability service on the internet; it stands in an environment of its own.
audit: | $(VENV)/bin/python
	$(UV) tool run pip-audit --require-hashes --disable-pip -r requirements/runtime.txt

setup: $(VENV)/runtime.stamp
setup-dev: $(VENV)/dev.stamp

.tools/bin/uv:
	@echo "== getting uv =="
	python3 -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv

$(VENV)/bin/python: | $(if $(filter .tools/bin/uv,$(UV)),.tools/bin/uv)
	@echo "== making the environment (Python 3.10) =="
	$(UV) venv --quiet --python "$$(sh tools/python310 $(UV))" $(VENV)

$(VENV)/runtime.stamp: requirements/runtime.txt pyproject.toml | $(VENV)/bin/python
	@echo "== installing what the assistant needs (about 4 GB, a few minutes) =="
	$(UV) pip install --python $(PYTHON) --no-deps --require-hashes --compile-bytecode -r requirements/runtime.txt
	$(UV) pip install --quiet --python $(PYTHON) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/runtime.stamp | $(VENV)/bin/python
	@echo "== installing what the tests need =="
	$(UV) pip install --python $(PYTHON) --no-deps --require-hashes --compile-bytecode -r requirements/dev.txt
	@touch $@

browser:
	@sh tools/browser

clean:
	rm -rf $(VENV) .tools models var
