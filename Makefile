# The four commands of a developer's day. Each makes what it needs; nothing has to be installed beforehand but Python, git and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test quick soak check bench fuzz bare live-tools clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) scripts/check_python.py
	$(PYTHON) -m venv $(VENV)
	ROOTZPUB_COMPILE=0 $(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	ROOTZPUB_COMPILE=0 $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

## Read the demo site, sign it, serve it on http://127.0.0.1:8321
demo: $(VENV)/.installed
	@$(BIN)/python scripts/demo.py

# Compiled modules are cached below the environment, also where PYTHONDONTWRITEBYTECODE is set: a tenth of all tests' time
# is compiling, once in each process that a test starts.
CACHED := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/pycache

## All tests; first what they need is installed
test: $(VENV)/.installed-test live-tools
	$(CACHED) $(BIN)/python -m pytest -n 2

## The tests that start no server and are not marked slow: below a minute
quick: $(VENV)/.installed-test
	@begun=$$(date +%s); $(CACHED) $(BIN)/python -m pytest -q -n 2 -m "not live and not slow"; code=$$?; \
	echo "make quick: $$(($$(date +%s) - begun)) s; the aim is below 60 on two cores that do nothing else"; exit $$code

## Tests that take longer than their share of `make test`; their figures are in docs/testing.md
soak: $(VENV)/.installed-test live-tools
	$(CACHED) $(BIN)/python -m pytest -m soak

## Lint, types, import floors, docs, wheel
check: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs
	$(BIN)/python scripts/check_wheel.py

## Ratios against a bare server and against other tools, both sides in one run
bench: $(VENV)/.installed-test live-tools
	ROOTZPUB_COMPILE=0 $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m bench

## Long random attacks: on the verifier, and on every reader with repeats of its own grammar
fuzz: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m fuzz tests/fuzz

## demo and test on a bare Debian, as root and as a fresh user (needs root on Debian; BARE=--help shows the options)
bare:
	@$(PYTHON) -m scripts.bare $(BARE)

## Servers and Node packages for the live tests (Debian, as root; elsewhere says what is missing)
live-tools:
	sh scripts/install-live.sh
	sh scripts/node-tools.sh

clean:
	rm -rf $(VENV) build dist demo-site .live
