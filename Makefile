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
GUEST_SOURCES := $(shell find src guest/src guest-runtime/src -name '*.rs') Cargo.toml Cargo.lock \
	guest/Cargo.toml guest-runtime/Cargo.toml .cargo/config.toml

RUST_TESTS := recorded plugin properties scenarios hostile structs settings_schema command fix sarif ci_files size
TESTS := lint unit workbench $(RUST_TESTS) playground-test

# The playground's module, and the tools that make it.
BROWSER_TARGET := wasm32-unknown-unknown
BROWSER_MODULE := target/$(BROWSER_TARGET)/playground/playground.wasm
BINDGEN_VERSION := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
BINDGEN := target/tools/wasm-bindgen-$(BINDGEN_VERSION)/bin/wasm-bindgen
NODE_MODULES := playground/node_modules/.package-lock.json
# What rustc makes use of is allowed: all of it is older than any browser that runs the page, and than
# any policy server.
WASM_OPT := playground/node_modules/.bin/wasm-opt --enable-bulk-memory --enable-sign-ext \
	--enable-nontrapping-float-to-int --enable-mutable-globals --enable-reference-types \
	--enable-multivalue
PLAYGROUND_SOURCES := $(shell find src workbench/src playground/src -name '*.rs') Cargo.toml Cargo.lock \
	workbench/Cargo.toml playground/Cargo.toml
PAGE_SOURCES := $(shell find playground/web playground/build playground/public playground/scenarios \
	e2e-tests/scenarios -type f) playground/index.html playground/vite.config.ts \
	playground/package.json settings.schema.json

.PHONY: help run test $(TESTS) bench token-check playground playground-build clean

help: ## Show this list
	@grep -hE '^[a-z.-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z.-]+):.*## /\1\t/' | expand -t 16

run: token-check ## Judge the demonstration in e2e-tests/demo
	@$(TOKEN_CHECK) e2e-tests/demo || test $$? -eq 1


test: $(TESTS) ## Run every test
	@echo
	@for name in $(TESTS); do echo "$$name: passed"; done

lint: policy.wasm | target-browser
	$(CARGO) fmt --all --check
	$(CARGO) clippy --release --workspace --all-targets -- -D warnings
	$(CARGO) clippy --profile guest --target $(GUEST_TARGET) -p guest -p noop-guest -- -D warnings
	$(CARGO) clippy --profile playground --target $(BROWSER_TARGET) -p playground -- -D warnings

# Each choice of packages has its own choice of features, and so its own wasmtime, which takes minutes:
# all tests choose the whole workspace.
.PHONY: targets
targets: policy.wasm
	$(CARGO) build --release --workspace --all-targets

unit: targets
	$(CARGO) test --release --workspace --lib --bins

workbench: targets
	$(CARGO) test --release --workspace --test dump --test survey --test survey_random

$(RUST_TESTS): targets
	$(CARGO) test --release --workspace --test $@

policy.wasm: $(GUEST_SOURCES) $(NODE_MODULES) | target-wasm ## Build the policy
	$(CARGO) build --profile guest --target $(GUEST_TARGET) -p guest
	$(WASM_OPT) -O3 $(GUEST) -o $@

token-check: policy.wasm ## Build the command, at target/release/token-check
	$(CARGO) build --release -p token-check

playground: playground-build ## Build the playground and serve it
	cd playground && npm run preview

playground-build: playground/dist/index.html ## Build the playground as static pages, in playground/dist

playground/dist/index.html: playground/pkg/playground_bg.wasm $(NODE_MODULES) $(PAGE_SOURCES)
	cd playground && npm run build
	@touch $@

playground/pkg/playground_bg.wasm: $(BROWSER_MODULE) $(BINDGEN) $(NODE_MODULES)
	$(BINDGEN) --target web --out-dir playground/pkg $(BROWSER_MODULE)
	$(WASM_OPT) -Oz $@ -o $@

$(BROWSER_MODULE): $(PLAYGROUND_SOURCES) | target-browser
	$(CARGO) build --profile playground --target $(BROWSER_TARGET) -p playground
	@touch $@

$(BINDGEN):
	CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback $(CARGO) install wasm-bindgen-cli \
		--version =$(BINDGEN_VERSION) --root target/tools/wasm-bindgen-$(BINDGEN_VERSION) --target-dir target/tools/build

$(NODE_MODULES): playground/package.json playground/package-lock.json
	cd playground && npm ci --no-audit --no-fund
	@touch $@

# Every verdict of policy.wasm, for the browser to compare.
target/scenario-answers.jsonl: targets
	target/release/answer .yaml > $@

playground-test: playground-build target/scenario-answers.jsonl
	cd playground && npm run size
	cd playground && CHROMIUM="$$(tools/browser.sh)" SCENARIO_ANSWERS=../target/scenario-answers.jsonl npm test

bench: policy.wasm playground/pkg/playground_bg.wasm ## Measure the policy against a no-op guest, and the playground's verdict against a frame; OTHERS="a.wasm b.wasm" adds modules
	$(CARGO) build --profile guest --target $(GUEST_TARGET) -p noop-guest
	CARGO_PROFILE_GUEST_STRIP=debuginfo $(CARGO) build --profile guest --target $(GUEST_TARGET) -p guest --target-dir target/named
	$(CARGO) run --release -p policy-bench -- policy.wasm $(NOOP) $(NAMED) $(OTHERS)
	node playground/tools/bench.mjs

.PHONY: target-wasm
target-wasm:
	@rustup target list --installed 2>/dev/null | grep -qx $(GUEST_TARGET) || rustup target add $(GUEST_TARGET)

.PHONY: target-browser
target-browser:
	@rustup target list --installed 2>/dev/null | grep -qx $(BROWSER_TARGET) || rustup target add $(BROWSER_TARGET)

clean: ## Delete what was built
	$(CARGO) clean
	rm -rf playground/dist playground/pkg playground/node_modules
	rm -f policy.wasm annotated-policy.wasm
