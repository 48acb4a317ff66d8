# Every target sets up what it needs in .venv; nothing outside this folder is touched.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Many tests wait for a process, a browser or a clock: one worker more than there are cores keeps the cores busy.
WORKERS ?= $(shell expr $$(nproc) + 1)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test run lock clean

demo: $(VENV)/runtime.stamp
	$(BIN)/zibot demo $(ARGS)

run: $(VENV)/runtime.stamp
	$(BIN)/zibot run -c config.toml

# Modules are compiled once, whatever the surroundings say: each of the many processes would compile them anew otherwise.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(ARGS)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: $(BIN)/python requirements/runtime.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/runtime.txt
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	touch $@

# With its extras a name in the lock also pins what others ask of it: older pips take no other entry for it.
lock: $(BIN)/python
	$(PIP) uv
	cd requirements && for set in runtime dev; do \
		extra=$$(test $$set = dev && echo "--extra postgres dev.in"); \
		../$(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-annotate --no-header \
			../pyproject.toml build.in $$extra --output-file $$set.txt; done

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
