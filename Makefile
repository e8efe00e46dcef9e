# Thin names for start.py, which also runs where there is no make.
PYTHON ?= python3

.PHONY: demo test check
demo test check:
	$(PYTHON) start.py $@
