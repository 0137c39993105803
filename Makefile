# Every target calls tasks.py, which works without make too: python tasks.py --help
PYTHON ?= python3

.PHONY: build test test-long demo check lint publish package review match-quality board worklist quarterly serve bi-files superset spark bench bench-guard help

superset:  ## what is published in a Superset of its own, compared with SQL, as a picture
	@$(PYTHON) tasks.py superset

bench:  ## what a build takes at several sizes: hours; for one size tasks.py bench --people 20000
	@$(PYTHON) tasks.py bench

bench-guard:  ## a short benchmark against the stored baseline
	@$(PYTHON) tasks.py bench-guard

spark:  ## the demo home (or SF_HOME) on DuckDB and on Spark, every table compared
	@$(PYTHON) tasks.py spark

help:  ## what there is (the default)
	@$(PYTHON) tasks.py --help

build:  ## demo home (or SF_HOME), dbt build, publish, packages, summary
	@$(PYTHON) tasks.py build

test:  ## sqlfluff and the tests
	@$(PYTHON) tasks.py test

test-long:  ## the same, with the tests marked long
	@$(PYTHON) tasks.py test --long

demo:  ## the demo home only
	@$(PYTHON) tasks.py demo

check:  ## what landed, checked without building
	@$(PYTHON) tasks.py check

lint:  ## sqlfluff only
	@$(PYTHON) tasks.py lint

publish:  ## publish the last build
	@$(PYTHON) tasks.py publish

package:  ## package what is published
	@$(PYTHON) tasks.py package

review:  ## the workbook of records that may be of one person
	@$(PYTHON) tasks.py review

match-quality:  ## how well the last build links people
	@$(PYTHON) tasks.py match-quality

board:  ## the governance board's pack of what is published
	@$(PYTHON) tasks.py board

serve:  ## publish and show it on the PostgreSQL server that the environment names
	@$(PYTHON) tasks.py serve

bi-files:  ## a DuckDB file and Parquet for BI tools
	@$(PYTHON) tasks.py bi-files

worklist:  ## the weekly worklists of the teams
	@$(PYTHON) tasks.py worklist

quarterly:  ## the quarterly workbook of progress, needs and outcomes
	@$(PYTHON) tasks.py quarterly
