# Two commands do everything: `make run` and `make test`. Both install what they need first.
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: run test voice-models install install-dev lint types bench docs lock vectors train wheel clean

# What speech needs is fetched once, into the data folder. Where it can't be had, one line says so.
run: install
	@$(BIN)/viva models fetch voice-defaults --if-possible
	@exec $(BIN)/viva serve $(ARGS)

test: install-dev
	@$(MAKE) --no-print-directory voice-models || echo "Tests that run the voice models are skipped." >&2
	@$(if $(ARGS),$(BIN)/pytest $(ARGS),$(BIN)/python tests/tools/halves.py)

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: install-dev .venv/.web-types
	$(BIN)/basedpyright
	$(BIN)/python tests/tools/tsc.py

bench: install-dev
	$(BIN)/viva bench $(ARGS)

docs: install-dev
	$(BIN)/python docs/build.py

voice-models: .cache/models/.voice-defaults

.cache/models/.voice-defaults: server/viva/data/models.toml | .venv/.installed-dev
	@VIVA_HOME="$(CURDIR)/.cache" $(BIN)/viva models fetch voice-defaults
	@touch $@

install: .venv/.installed
install-dev: .venv/.installed-dev

.venv/bin/uv: requirements/uv.lock
	@$(PYTHON) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Viva needs Python 3.11 or newer with venv. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@touch $@

.venv/.installed: .venv/bin/uv requirements/run.lock pyproject.toml
	@test -e .venv/.installed-dev || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: .venv/bin/uv requirements/dev.lock pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch .venv/.installed $@

# TypeScript is needed to check the page's types only; the page has no build step.
.venv/.web-types: web/package.json web/package-lock.json .venv/.installed-dev
	@$(BIN)/python tests/tools/tsc.py --install
	@touch $@

vectors: install-dev
	$(BIN)/python tools/vectors.py

# Trains the evidence model anew from training/data; what it needs beyond the rest is a gigabyte and more.
train: install-dev
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/train.lock
	@VIVA_HOME="$(CURDIR)/.cache" $(BIN)/viva models fetch encoder-trainable
	$(BIN)/python -m training --base .cache/models/encoder-trainable $(ARGS)

lock: .venv/bin/uv
	$(BIN)/uv pip compile pyproject.toml requirements/build.in --extra voice --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal -q -o requirements/run.lock
	$(BIN)/uv pip compile pyproject.toml requirements/build.in --extra voice --group dev --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal -q -o requirements/dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra train -c requirements/dev.lock --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal -q -o requirements/train.lock
	echo uv | $(BIN)/uv pip compile - --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal -q -o requirements/uv.lock

wheel: install-dev
	$(BIN)/uv build --wheel --no-build-isolation --python $(BIN)/python --quiet
	@ls dist/*.whl

clean:
	rm -rf .venv dist build web/node_modules tests/tools/node_modules
