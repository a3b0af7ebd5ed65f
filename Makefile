# The few commands of this project; each sets up what it needs, the second time at once.
.PHONY: run test coverage lint format bench language drill lock clean
.DELETE_ON_ERROR:

PY := .venv/bin/python
RUN := .venv/.run
DEV := .venv/.dev
# A file of tests stays in one process: what its tests share (a demo, a browser's story) is made once.
SHARED := -n 2 --dist loadfile --no-loadscope-reorder

run: $(RUN) ## the demo commune: local Zalo and bot, until Ctrl-C
	@$(PY) -m bot demo

test: $(DEV) lint ## everything: style, types, layers, then the whole suite
	@CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && $(PY) -m pytest $(SHARED) $(TESTS)

# Apart, as it doubles the time of a test; the other database runs the same lines.
coverage: $(DEV) ## the floor of coverage, measured on SQLite
	@CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && \
		$(PY) -m pytest $(SHARED) -k "not postgresql" --cov --cov-report=term $(TESTS)

lint: $(DEV)
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --quiet --check .
	@$(PY) -m mypy --no-error-summary
	@$(PY) .venv/bin/lint-imports --no-logo

format: $(DEV)
	@$(PY) -m ruff check --quiet --fix .
	@$(PY) -m ruff format --quiet .

bench: $(DEV) ## figures of speed
	@$(PY) -m tests.bench

language: $(DEV) ## figures of understanding
	@$(PY) -m tests.vietnamese.score
	@$(PY) -m tests.vietnamese.speed

drill: $(DEV) ## the long forms of the crash, fault, fuzz and year drills
	@CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && DRILL=long $(PY) -m pytest -m drill $(TESTS)

# After a change of dependencies in pyproject.toml; UPGRADE=--upgrade takes newer versions.
lock: $(DEV)
	@$(PY) -m pip install -qq --disable-pip-version-check uv
	@for file in requirements.txt "requirements-dev.txt --group dev"; do \
		.venv/bin/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --extra loop --extra s3 pyproject.toml -o $$file; done

clean:
	@rm -rf .venv dist .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov

$(RUN): requirements.txt scripts/environment
	@echo "Setting up .venv …"
	@scripts/environment requirements.txt
	@touch $@

$(DEV): requirements-dev.txt scripts/environment
	@echo "Setting up .venv …"
	@scripts/environment requirements-dev.txt
	@touch $(RUN) $@
