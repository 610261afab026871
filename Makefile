# The commands a newcomer sees. `make run` and `make test` do all the set-up that they need.
.PHONY: run serve-many test test-spark check bench format clean
VENV := .venv
BIN := $(VENV)/bin

# For this machine only; with ADDRESS=0.0.0.0 for everyone who reaches it (docs/serving.md).
run: $(VENV)/run.done
	$(BIN)/streamlit run app.py $(if $(ADDRESS),--server.address $(ADDRESS))

# Several processes behind one nginx (docs/serving.md); by default port 8500, a process for each core.
serve-many: $(VENV)/run.done
	tools/install_nginx.sh
	$(BIN)/python -m tools.serve $(if $(PROCESSES),--processes $(PROCESSES)) $(if $(PORT),--port $(PORT)) \
		$(if $(ADDRESS),--address $(ADDRESS))

test: check
	tools/install_chromium.sh
	tools/install_nginx.sh
	tools/install_postgres.sh
	$(BIN)/python -m pytest --numprocesses auto --ignore tests/browser
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --reruns 2 tests/browser

# The same statements on Spark with two executors: some ten minutes, and 450 MB to install.
test-spark: $(VENV)/dev.done
	tools/install_spark.sh
	$(BIN)/python -m pytest -m spark tests/engines

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/python -m pytest --quiet tests/test_rooms.py tests/test_architecture.py
	$(BIN)/python -m datelines check
	$(BIN)/python -m datelines format --check
	$(BIN)/python -m datelines codebook --check

bench: $(VENV)/dev.done
	tools/install_chromium.sh
	tools/install_nginx.sh
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.own_data
	$(BIN)/python -m benchmarks.lecture_hall
	$(BIN)/python -m benchmarks.lecture_hall --processes 2
	$(BIN)/python -m benchmarks.scale

format: $(VENV)/dev.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m datelines format

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build

$(VENV)/run.done: requirements.txt
	tools/make_venv.sh $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.done: requirements-dev.txt requirements.txt
	tools/make_venv.sh $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/run.done
