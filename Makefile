# make demo   sets everything up and runs the main job on sample data to a weekly pivot report
# make test   sets everything up and runs all tests
# make check  format, lint, strict types, import contracts, docs
# make pins   writes requirements/*.txt anew from pyproject.toml
# make site   builds the documentation into site/

VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check site format pins bench clean

demo: $(VENV)/.runtime
	@$(BIN)/pivotwatch demo

test: $(VENV)/.dev
	@tools/system_parts.sh
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check_docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build -q -d "$$(mktemp -d)/site"

# the documentation's site, with the notebooks run; `make check` builds it without running them
site: $(VENV)/.dev
	SITE_EXECUTES_NOTEBOOKS=true NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build
	@echo "The documentation is in site/index.html."

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pins:
	tools/pins.sh

clean:
	rm -rf $(VENV) dist out .mypy_cache .ruff_cache .pytest_cache

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@tools/set_up.sh $(VENV) requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@tools/set_up.sh $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.runtime
