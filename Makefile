.PHONY: check demo
check:
	bin/check
demo:
	bin/demo
