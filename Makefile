# `make` lists what there is to run. Needs GNU make, a POSIX shell and Python 3.11 or newer.
#
#     make test PYTHON=/path/to/python3.12 VENV=.venv-3.12     the same with another Python, side by side

PYTHON = python3.13 python3.12 python3.11 python3
VENV = .venv
WORKERS = 2
RUNS = 10000
SCENARIO = scenarios/kosovo/five_actors.yaml

BIN = $(VENV)/bin
# Environments that uv makes have no pip of their own.
ENSURE_PIP = $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
CONSTRAINTS = constraints.txt
PIP_INSTALL = $(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS)

# What the tests need without the tools that look at the code.
TRIED = analysis,cluster,tests
EXTRA = dev

# What must hold whichever Mesa is installed.
MESAS = 3.3.1 3.5.1 4.0.0a0
MESA_TESTS = tests/test_mesa.py tests/test_model.py tests/actors tests/process sim/model.py sim/actors sim/process

# Run the suite on each other Python that there is; the argument says which tests.
on_others = \
	set -e; here=$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true); \
	for version in 3.11 3.12 3.13; do \
	    test "$$version" = "$$here" && continue; \
	    "python$$version" -c 'import ensurepip, venv' >/dev/null 2>&1 || continue; \
	    echo "Python $$version:"; \
	    $(MAKE) --no-print-directory suite VENV=.venv-$$version PYTHON=python$$version EXTRA=$(TRIED) PICK="$(1)"; \
	done

# Nothing is fetched; a warning is an error, and all of them are shown.
SITE = $(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --nitpicky --jobs $(WORKERS) \
    --builder html docs docs/_build/html

# Another active environment must not leak into this one, and nothing may wait for an answer. What Python has compiled
# is kept: hundreds of tests start the program, which would be compiled anew for each where the environment forbids that.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE
export PIP_NO_INPUT = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo notebooks test test-others test-all test-mesa test-lowest suite check docs format digests pages cases bench install install-dev clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.installed ## play the five-actor Kosovo file 10,000 times and draw the pictures
	@rm -rf results/demo
	$(BIN)/sim run $(SCENARIO) --runs $(RUNS) --out results/demo
	$(BIN)/sim plot results/demo
	@echo; echo "The pictures are here:"
	@find "$(CURDIR)/results/demo" -name '*.png' | sort | grep .
	@echo; echo "What next:"
	@echo "  $(BIN)/sim story $(SCENARIO) --run 3          one of these runs, told"
	@echo "  $(BIN)/sim report results/demo                         all of it on one page"
	@echo "  $(BIN)/sim counterfactual results/demo --set actors.russia.veto=false   the same runs without the veto"

test: check ## make check, then all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-others: ## the tests that are not slow, on each other Python of 3.11, 3.12 and 3.13 that this machine has
	@$(call on_others,-m 'not slow')

test-all: test ## all tests on every Python that this machine has, and on the oldest libraries that are allowed
	@$(call on_others)
	@$(MAKE) --no-print-directory test-lowest

test-mesa: ## the tests of model, actors and process on Mesa 3.3, 3.5 and the newest pre-release of 4.0
	@set -e; tried=; failed=; for version in $(MESAS); do \
	    python=$$(for name in python3.12 python3.13 python3.11 python3; do \
	        "$$name" -c 'import ensurepip, venv' >/dev/null 2>&1 || continue; \
	        "$$name" -m pip download --quiet --no-deps --pre --dest "$$(mktemp -d)" "mesa==$$version" >/dev/null 2>&1 \
	            && { echo "$$name"; break; }; done) || true; \
	    test -n "$$python" || { echo "No Python here takes Mesa $$version; left out."; continue; }; \
	    echo "Mesa $$version on $$python:"; \
	    test -x .venv-mesa-$$version/bin/python || "$$python" -m venv .venv-mesa-$$version; \
	    .venv-mesa-$$version/bin/python -m pip install --quiet --editable '.[tests]'; \
	    .venv-mesa-$$version/bin/python -m pip install --quiet --pre "mesa==$$version"; \
	    .venv-mesa-$$version/bin/python -m pytest -q $(MESA_TESTS) || failed="$$failed $$version"; \
	    tried="$$tried $$version"; \
	done; \
	test -n "$$tried" || { echo "None of Mesa $(MESAS) was tried." >&2; exit 1; }; \
	test -z "$$failed" || { echo "Tests fail on Mesa$$failed." >&2; exit 1; }

test-lowest: ## all tests on the oldest libraries that are allowed, for which the oldest Python is needed
	@$(MAKE) --no-print-directory suite VENV=.venv-lowest PYTHON=python3.11 CONSTRAINTS=constraints-lowest.txt EXTRA=$(TRIED)

suite: $(VENV)/.installed-$(if $(filter dev,$(EXTRA)),dev,tests)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PICK)

notebooks: $(VENV)/.installed ## open a copy of the notebooks, results/notebooks, in JupyterLab; the checkout stays as it is
	@$(PIP_INSTALL) --editable '.[notebooks]'
	@$(BIN)/python notebooks/copy_for_class.py
	$(BIN)/jupyter lab results/notebooks

check: $(VENV)/.installed-dev ## style, types, the direction of imports, two made pages, and that the site builds without a warning
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate_odd.py --check
	$(BIN)/python docs/generate_fields.py --check
	$(SITE)

docs: $(VENV)/.installed-dev ## run the notebooks that have changed and build the site: docs/_build/html/index.html
	$(BIN)/python docs/execute_notebooks.py
	$(SITE)
	@echo "The site is here: $(CURDIR)/docs/_build/html/index.html"

format: $(VENV)/.installed-dev ## put the code into the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

digests: $(VENV)/.installed-dev ## write anew what each shipped scenario plays, after a change of rules that was meant
	$(BIN)/python tests/scenarios/digests.py

pages: digests ## then play again all that pages, their pictures and told stories show, and write them: most of an hour
	$(BIN)/python docs/generate_odd.py
	$(BIN)/python docs/refresh_numbers.py
	$(BIN)/python docs/generate_variants.py --workers $(WORKERS)
	$(BIN)/python docs/generate_cases.py --workers $(WORKERS)
	$(BIN)/python -m tests.views.rewrite_stories
	$(BIN)/python docs/generate_images.py
	$(BIN)/python docs/generate_outside_options.py --workers $(WORKERS)
	$(BIN)/python docs/generate_what_moves.py --workers $(WORKERS)
	$(BIN)/python docs/generate_fields.py
	$(BIN)/python docs/generate_recovery.py

cases: $(VENV)/.installed ## play the cases of docs/cases anew and write their pages
	$(BIN)/python docs/generate_cases.py

bench: $(VENV)/.installed ## measure the speed
	$(BIN)/python benchmarks/run.py

install: $(VENV)/.installed ## set up .venv to run the program

install-dev: $(VENV)/.installed-dev ## set up .venv to change the program too

clean: ## remove caches, builds and the demo's results; .venv stays
	rm -rf build dist status_talks.egg-info docs/_build results/demo
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -path './.venv*' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps keep make from installing again while pyproject.toml and constraints.txt stay as they are.
# Those of an environment whose Python is gone count for nothing.
IGNORED := $(shell test -x $(BIN)/python || rm -f $(VENV)/.installed $(VENV)/.installed-dev $(VENV)/.installed-tests)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the program into $(VENV); this takes a minute or two, once."
	@$(ENSURE_PIP)
	@$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.installed-tests: pyproject.toml $(CONSTRAINTS) | $(BIN)/python
	@echo "Installing the program and what its tests need into $(VENV); this takes a minute or two, once."
	@$(ENSURE_PIP)
	@$(PIP_INSTALL) --editable '.[$(TRIED)]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the program and its tests' tools into $(VENV); this takes a minute or two, once."
	@$(ENSURE_PIP)
	@$(PIP_INSTALL) --editable '.[dev]'
	@touch $(VENV)/.installed $@

# The first of $(PYTHON) that is new enough and can make an environment with pip in it.
$(BIN)/python:
	@found=; bare=; \
	for name in $(PYTHON); do \
	    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	    if "$$name" -c 'import ensurepip, venv' >/dev/null 2>&1; then found=$$name; break; fi; \
	    bare=$${bare:-$$name}; \
	done; \
	if test -z "$$found" && test -n "$$bare"; then \
	    package=$$("$$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	    echo "$$bare cannot make an environment with pip: on Debian or Ubuntu, run 'sudo apt install $$package', then make again." >&2; \
	    exit 1; \
	elif test -z "$$found"; then \
	    echo "Python 3.11 or newer is needed, and none of these is: $(PYTHON). Install one, or name it: make PYTHON=/path/to/python3" >&2; \
	    exit 1; \
	fi; \
	echo "Making $(VENV) with $$found ($$("$$found" -c 'import platform; print(platform.python_version())'))."; \
	if test -e $(VENV)/pyvenv.cfg; then rm -rf $(VENV); fi; \
	"$$found" -m venv $(VENV)
