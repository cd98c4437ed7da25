# Two commands on a fresh machine (Python 3.11 and make): `make serve` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: serve demo setup test check lint bench lock docs clean

serve: setup              ## set everything up and serve the hall with demonstration data on 127.0.0.1:8000
	$(BIN)/liangcai serve --demo

demo: setup               ## run the whole chain, from a shortage list to a verified certificate, without a screen
	$(BIN)/liangcai demo --data demo-data

setup: .venv/.runtime static-built/.done

.tools/.done: requirements/uv.lock
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@touch $@

.venv/.runtime: .tools/.done requirements/runtime.lock pyproject.toml
	scripts/install runtime
	@touch $@

.venv/.test: .tools/.done requirements/test.lock pyproject.toml
	scripts/install test
	@touch $@ .venv/.runtime

static-built/.done: package-lock.json scripts/build_front_end.py $(wildcard liangcai/locale/*/LC_MESSAGES/*.po liangcai/web/shared/static/shared/*) | .venv/.runtime
	scripts/front_end
	@touch $@

test: .venv/.test static-built/.done   ## everything: engines, apps on SQLite and PostgreSQL, screens, a real browser
	scripts/ensure_chromium
	scripts/run_tests

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

check: lint test          ## what CI runs

bench: .venv/.runtime
	scripts/install_bench && .bench/bin/python -m benchmarks

docs: .venv/.test      ## generated documents: docs/map.md, docs/commands.md, screenshots
	$(BIN)/python scripts/generate_map.py
	$(BIN)/python scripts/generate_commands.py
	$(BIN)/python scripts/take_pictures.py

lock:                     ## renew the lock files (needs uv)
	scripts/lock

clean:
	rm -rf .venv .tools .bench node_modules static-built demo-data
