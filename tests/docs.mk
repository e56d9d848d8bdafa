# Pages that are made from the sources.
#
#   make docs-generated  writes them
#   make test-docs       fails where one is not what the sources say now, or a link leads nowhere

.PHONY: docs-generated test-docs
docs-generated:
	@sh tools/operations.sh > docs/operations.md.new && mv docs/operations.md.new docs/operations.md

test-docs:
	@sh tools/operations.sh | diff -u docs/operations.md - || { echo "docs/operations.md: run make docs-generated"; exit 1; }
	@$(PYTHON) tests/links.py README.md docs

test: test-docs
