# 信途 Xintu. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgresql check setup fmt fmt-check lint types imports \
	words diagrams guide bench migration first-migration backup verify clean

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
PYTEST := $(BIN)/python -m pytest
PARALLEL ?= -n 2
PORT := $(if $(XINTU_PORT),$(XINTU_PORT),8000)

help: ## 列出所有命令 list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- use

run: ## 启动（首次自动建环境、建库、载入演示数据）start; the first time makes everything
	@.ci/setup run
	@XINTU_DEMO=$${XINTU_DEMO-busy} exec $(FLASK) serve

verify: ## 核验留痕、文件、公示 check the trail, the files and the register
	@$(FLASK) verify

# ---------------------------------------------------------------- test

test: setup test-sqlite test-postgresql ## 全部测试，先 SQLite 后 PostgreSQL all tests on both databases

test-sqlite: setup
	@.ci/browser
	$(PYTEST) $(PARALLEL) --database=sqlite

# What asks a database, asked of PostgreSQL too; each worker has a server of its own. CI has half an
# hour on two cores for everything: there PostgreSQL runs what speaks SQL itself and opens every page.
ON_POSTGRESQL := tests/kernel tests/cases tests/house/test_migrations.py tests/house/test_access.py \
	tests/house/test_interface.py
ifeq ($(CI),true)
ON_POSTGRESQL += tests/halls/register tests/halls/desk/test_search.py
else
ON_POSTGRESQL += tests/halls tests/web
endif

test-postgresql: setup
	$(PYTEST) $(PARALLEL) --database=postgresql -m "not browser and not matrix" $(ON_POSTGRESQL)

check: setup fmt-check lint types imports test ## 与 CI 完全相同 exactly what CI runs

setup: ## 建立开发环境 make the environment
	@.ci/setup all

# ---------------------------------------------------------------- code

fmt: setup ## 排版 format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fmt-check: setup
	$(BIN)/ruff format --check .

lint: setup ## 代码检查 lint
	$(BIN)/ruff check .

types: setup ## 类型检查 types
	$(BIN)/mypy

imports: setup ## 楼层检查：只许向下引用 floors: imports only go down
	$(BIN)/lint-imports

migration: setup ## 写一份迁移 m="说明" write a migration
	@rm -rf build/migration && mkdir -p build/migration
	XINTU_INSTANCE=build/migration $(FLASK) db upgrade
	XINTU_INSTANCE=build/migration $(FLASK) db revision --autogenerate -m "$(m)"
	$(BIN)/ruff format -q migrations

first-migration: setup # only until the first release: write the one revision anew
	@rm -rf build/migration migrations/versions/*.py && mkdir -p build/migration
	XINTU_INSTANCE=build/migration $(FLASK) db revision --autogenerate -m "Open the house" --rev-id 0001
	$(BIN)/ruff format -q migrations

diagrams: setup ## 由状态机重画流程文档 write docs/workflows from the machines
	$(FLASK) diagrams

words: setup ## 提取待译词句 collect the words for the translators
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg --sort-output -k N_ -k NC_:1c,2 -k say:1 --no-location -o build/words.pot .
	$(BIN)/pybabel -q update -i build/words.pot -o app/translations/en/messages.po -l en --no-fuzzy-matching --ignore-obsolete -w 100

guide: setup ## 重新拍摄使用指南的图 photograph the guide anew
	$(BIN)/python -m tests.journeys.guide

bench: setup ## 测速 measure
	$(BIN)/python -m bench

clean: ## 删除环境和缓存，不动数据 remove the environment and caches, never the data
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
