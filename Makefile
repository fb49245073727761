# `make help` lists what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO ?= cargo
GUEST_TARGET := wasm32-wasip1
GUEST := target/$(GUEST_TARGET)/guest/policy.wasm
TOKEN_CHECK := target/release/token-check
NOOP := target/$(GUEST_TARGET)/guest/noop_guest.wasm
# The policy with the names of its functions.
NAMED := target/named/$(GUEST_TARGET)/guest/policy.wasm
GUEST_SOURCES := $(shell find src guest/src -name '*.rs') Cargo.toml Cargo.lock guest/Cargo.toml

TESTS := lint unit recorded plugin properties scenarios hostile structs command size

.PHONY: help run test $(TESTS) bench token-check clean

help: ## Show this list
	@grep -hE '^[a-z.-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z.-]+):.*## /\1\t/' | expand -t 16

run: token-check ## Judge the demonstration in e2e-tests/demo
	@$(TOKEN_CHECK) e2e-tests/demo || test $$? -eq 1


test: $(TESTS) ## Run every test
	@echo
	@for name in $(TESTS); do echo "$$name: passed"; done

lint: policy.wasm
	$(CARGO) fmt --all --check
	$(CARGO) clippy --release --workspace --all-targets -- -D warnings
	$(CARGO) clippy --profile guest --target $(GUEST_TARGET) -p guest -p noop-guest -- -D warnings

# Each choice of packages has its own choice of features, and so its own wasmtime, which takes minutes:
# all tests choose the whole workspace.
.PHONY: targets
targets: policy.wasm
	$(CARGO) build --release --workspace --all-targets

unit: targets
	$(CARGO) test --release --workspace --lib --bins

recorded plugin properties scenarios hostile structs command size: targets
	$(CARGO) test --release --workspace --test $@

policy.wasm: $(GUEST_SOURCES) | target-wasm ## Build the policy
	$(CARGO) build --profile guest --target $(GUEST_TARGET) -p guest
	cp $(GUEST) $@

token-check: policy.wasm ## Build the command, at target/release/token-check
	$(CARGO) build --release -p token-check

bench: policy.wasm ## Measure the policy against a no-op guest; OTHERS="a.wasm b.wasm" adds modules
	$(CARGO) build --profile guest --target $(GUEST_TARGET) -p noop-guest
	CARGO_PROFILE_GUEST_STRIP=debuginfo $(CARGO) build --profile guest --target $(GUEST_TARGET) -p guest --target-dir target/named
	$(CARGO) run --release -p policy-bench -- policy.wasm $(NOOP) $(NAMED) $(OTHERS)

.PHONY: target-wasm
target-wasm:
	@rustup target list --installed 2>/dev/null | grep -qx $(GUEST_TARGET) || rustup target add $(GUEST_TARGET)

clean: ## Delete what was built
	$(CARGO) clean
	rm -f policy.wasm annotated-policy.wasm
