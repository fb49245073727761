# Builds and tests everything; `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO ?= cargo
GUEST_TARGET := wasm32-wasip1
GUEST := target/$(GUEST_TARGET)/guest/policy.wasm
TOKEN_CHECK := target/release/token-check
NOOP := target/$(GUEST_TARGET)/guest/noop_guest.wasm
# The policy with function names.
NAMED := target/named/$(GUEST_TARGET)/guest/policy.wasm
GUEST_SOURCES := $(shell find src crates/guest/src crates/guest-runtime/src -name '*.rs') Cargo.toml Cargo.lock \
	crates/guest/Cargo.toml crates/guest-runtime/Cargo.toml .cargo/config.toml

# All packages are built together: another selection would change the features of their dependencies,
# and rebuild them.
TESTED := $(addprefix -p ,e2e-tests fuzz guest-runtime packaging playground-glue policy-bench soak \
	token-check wasmi-host wasmtime-host)
# `cargo clippy` would check every dependency again. This does the same while the tests are built.
LINTED := RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings
TEST := $(LINTED) $(CARGO) test --release $(TESTED)
TESTS := lint core guest-runtime wasmi-host units e2e-tests policy-server properties fuzzing \
	reproducible playground-test site-test

FUZZ_TARGETS := payload request policy_settings pod mutation manifest stream arena audit_log
FUZZ_SECONDS ?= 600
BOLERO_VERSION := 0.13.5
MUTANTS_VERSION := 27.1.0
# The nightly of Rust 1.95, used by Miri.
NIGHTLY := nightly-2026-02-20
MUTANTS := target/tools/mutants-$(MUTANTS_VERSION)/bin/cargo-mutants
BOLERO := target/tools/bolero-$(BOLERO_VERSION)/bin/cargo-bolero

# The playground's modules, and the tools that build them. The second one is for My cluster.
BROWSER_TARGET := wasm32-unknown-unknown
BROWSER_MODULE := target/$(BROWSER_TARGET)/playground/playground.wasm
USAGE_MODULE := target/$(BROWSER_TARGET)/playground/playground_usage.wasm
GLUE := target/release/playground-glue
NODE_MODULES := playground/node_modules/.package-lock.json
# WebAssembly features that rustc uses: all are older than any browser that can run the page, and than
# any policy server.
WASM_OPT := playground/node_modules/.bin/wasm-opt --enable-bulk-memory --enable-sign-ext \
	--enable-nontrapping-float-to-int --enable-mutable-globals --enable-reference-types \
	--enable-multivalue
# The guest's stack is at the bottom of the memory, and its data above that. What wasm-opt may assume
# matters only to a stack with less than 1 KB left: it traps a little earlier.
STACK_IS_LOW := --low-memory-unused
# Sections that only tools read.
STRIP := --strip-producers --strip-target-features
PLAYGROUND_SOURCES := $(shell find src crates/analysis/src crates/manifest/src playground/src -name '*.rs') Cargo.toml Cargo.lock \
	crates/analysis/Cargo.toml crates/manifest/Cargo.toml playground/Cargo.toml
USAGE_SOURCES := $(shell find src crates/analysis/src crates/audit-log/src crates/manifest/src playground/usage/src -name '*.rs') \
	Cargo.toml Cargo.lock crates/analysis/Cargo.toml crates/audit-log/Cargo.toml crates/manifest/Cargo.toml \
	playground/usage/Cargo.toml
PAGE_SOURCES := $(shell find playground/web playground/build playground/public playground/scenarios \
	e2e-tests/scenarios -type f) playground/index.html playground/vite.config.ts \
	playground/package.json settings.schema.json

# Scenarios and their notes: examples on the site open in the playground.
SITE_SOURCES := $(shell find site \( -name node_modules -o -name dist -o -name .pages -o -name cache -o -name .temp \) \
	-prune -o -type f -print) $(shell find docs playground/scenarios playground/web/i18n/learn e2e-tests/scenarios -type f) \
	README.md CHANGELOG.md deploy/README.md policy-metadata.yml playground/public/icon.svg
SITE_MODULES := site/node_modules/.package-lock.json
PAGES := target/pages

.PHONY: help run test $(TESTS) bench soak fuzz mutants miri token-check playground playground-build site site-pictures \
	site-preview pages clean

help: ## Show this list
	@grep -hE '^[a-z0-9.-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9.-]+):.*## /\1\t/' | expand -t 23

run: token-check ## Judge the demonstration in e2e-tests/demo
	@$(TOKEN_CHECK) e2e-tests/demo || test $$? -eq 1


test: $(TESTS) ## Run every test
	@echo
	@for name in $(TESTS); do echo "$$name: passed"; done

lint: targets | target-browser
	$(CARGO) fmt --all --check
	.ci/zizmor
	$(LINTED) $(CARGO) test --no-run
	$(CARGO) clippy --profile guest --target $(GUEST_TARGET) -p guest -p noop-guest -- -D warnings
	$(CARGO) clippy --profile playground --target $(BROWSER_TARGET) -p playground -- -D warnings
	$(CARGO) clippy --profile playground --target $(BROWSER_TARGET) -p playground-usage -- -D warnings

# CI insists on it: ZIZMOR_REQUIRED=1.
.PHONY: zizmor
zizmor: ## Check the workflows with zizmor, which Python installs if it is not on PATH
	.ci/zizmor

core: ## Test the core alone, in seconds: what plain `cargo test` does
	$(LINTED) $(CARGO) test

# `make run`, the tests and packaging all use the same command.
.PHONY: targets
targets: token-check
	$(LINTED) $(CARGO) build --release $(TESTED) --tests --bin answer --bin dump-bench \
		--bin kwctl-cases --bin packaging --bin playground-glue --bin policy-bench

guest-runtime wasmi-host units e2e-tests policy-server properties fuzzing: targets

# `make e2e-tests MODULE=docs` runs only the tests in docs.rs, `make properties MODULE=updates` only those in updates.rs.
MODULE ?=

guest-runtime:
	$(TEST) --test arena --test wapc $(MODULE)

wasmi-host:
	$(TEST) --test answers --test hostile_modules --test instances $(MODULE)

# The unit tests that `core` does not run.
units:
	$(TEST) --lib --bins

e2e-tests:
	$(TEST) --test e2e $(MODULE)

policy-server:
	$(TEST) --test policy_server --test soak $(MODULE)

properties:
	$(TEST) --test properties $(MODULE)

# A smoke test: some seconds of random bytes for each target.
fuzzing: export BOLERO_RANDOM_TEST_TIME_MS := 20000
fuzzing:
	$(TEST) --test fuzzing $(MODULE)

# Not part of `make test` because it takes an hour. cargo-mutants would test the unchanged code without the tests of
# other packages, so that is done here; the answers are those that each mutant has to give. Few mutants survive that, so
# the unit tests are built only for those.
# `.cargo/mutants.toml` says which mutants are left out, and why. MUTANTS_ARGS="--file src/text/day.rs" tries only those
# of a file, MUTANTS_ARGS="--shard 0/8" an eighth.
MUTANTS_ARGS ?=
MUTANTS_JOBS ?= 2
ANSWERS_OF_MUTANTS := -p scenarios --profile mutants --test core
UNITS_OF_MUTANTS := -p service-account-token-policy --profile mutants --lib
TRY_MUTANTS = env PATH="$(dir $(abspath $(MUTANTS))):$$PATH" $(CARGO) mutants --colors never \
	-p service-account-token-policy --profile mutants --baseline skip --timeout 30 --jobs $(MUTANTS_JOBS)
.PHONY: mutants-changed unchanged
# One thread: most mutants give another answer to one of the first calls of the first test.
mutants unchanged: export RUST_TEST_THREADS := 1
mutants unchanged: export CORE_ANSWERS := $(CURDIR)/target/core-answers
# Status 2: some survive. Status 3: some never end, which is noticed, too.
mutants: $(MUTANTS) unchanged ## Run mutation tests on the core with cargo-mutants
	rm -rf target/mutants.out
	$(TRY_MUTANTS) --output target --test-package scenarios --cargo-arg=--test=core $(MUTANTS_ARGS) \
		|| test $$? -eq 2 -o $$? -eq 3
	@if test -s target/mutants.out/missed.txt; then \
		mkdir -p target/units; \
		sed 's/[][\.*^$$()+?{}|]/\\&/g; s/.*/--re=^&$$/' target/mutants.out/missed.txt | tr '\n' '\0' \
			| xargs -0 $(TRY_MUTANTS) --output target/units --test-package service-account-token-policy \
				--cargo-arg=--lib > target/units/log || true; \
		if grep -Fxf target/mutants.out/missed.txt target/units/mutants.out/missed.txt; then \
			echo "mutants: these survive"; exit 1; \
		fi; \
	fi

unchanged:
	mkdir -p target
	$(CARGO) test $(ANSWERS_OF_MUTANTS) write_answers -- --ignored
	$(CARGO) test $(ANSWERS_OF_MUTANTS)
	$(CARGO) test $(UNITS_OF_MUTANTS)

# What a pull request changes, which takes minutes. BASE is what it is for.
BASE ?= origin/main
mutants-changed: ## Run mutation tests on what changed in the core since BASE=origin/main
	mkdir -p target
	git diff $$(git merge-base $(BASE) HEAD) -- src > target/changed.diff
	@if test -s target/changed.diff; then \
		$(MAKE) mutants MUTANTS_ARGS="--in-diff target/changed.diff $(MUTANTS_ARGS)"; \
	else \
		echo "mutants-changed: nothing changed in src/"; \
	fi

$(MUTANTS):
	$(CARGO) install cargo-mutants --version =$(MUTANTS_VERSION) --locked --root target/tools/mutants-$(MUTANTS_VERSION) \
		--target-dir target/tools/build

# Not part of `make test` because it needs nightly Rust.
miri: ## Check all unsafe code (guest-runtime) for undefined behaviour with Miri
	rustup toolchain install $(NIGHTLY) --profile minimal --component miri,rust-src
	MIRIFLAGS="-Zmiri-strict-provenance -Zmiri-disable-isolation" BOLERO_RANDOM_ITERATIONS=200 \
		cargo +$(NIGHTLY) miri test -p guest-runtime --target-dir target/miri

fuzz: $(BOLERO) ## Fuzz with libFuzzer, FUZZ_SECONDS=600 for each target (needs a C++ compiler)
	$(CARGO) test --release -p fuzz --target-dir target/fuzz/build --test fuzzing write_corpus -- --ignored
	for target in $(FUZZ_TARGETS); do \
		mkdir -p target/fuzz/corpus/$$target; \
		PATH="$(dir $(abspath $(BOLERO))):$$PATH" $(CARGO) bolero test $$target \
			-p $$(test $$target = arena && echo guest-runtime || echo fuzz) --engine libfuzzer --sanitizer NONE \
			--rustc-bootstrap --target-dir target/fuzz/build -T $(FUZZ_SECONDS)s -l 100000 \
			--corpus-dir $(CURDIR)/target/fuzz/corpus/$$target --crashes-dir $(CURDIR)/target/fuzz/crashes/$$target; \
	done

$(BOLERO):
	$(CARGO) install cargo-bolero --version =$(BOLERO_VERSION) --locked --root target/tools/bolero-$(BOLERO_VERSION) \
		--target-dir target/tools/build

policy.wasm: $(GUEST_SOURCES) $(NODE_MODULES) | target-wasm ## Build the policy
	$(CARGO) build --profile guest --target $(GUEST_TARGET) -p guest
	$(WASM_OPT) $(STACK_IS_LOW) -aimfs 14 -Oz --flatten --rereloop -Oz --converge --const-hoisting --reorder-locals \
		--reorder-functions $(GUEST) -o $@

reproducible: policy.wasm
	crates/guest/reproducible.sh

annotated-policy.wasm: policy.wasm policy-metadata.yml README.md $(wildcard crates/packaging/src/*.rs) ## Build the policy with its metadata, as policy servers require it
	$(CARGO) run --release -p packaging -- annotate $< --usage README.md --output $@

# Policy, requests and cluster answers for kwctl.
.PHONY: e2e
e2e: annotated-policy.wasm ## Run kwctl, if it is installed, on every scenario that it can express
	$(CARGO) build --release -p e2e-tests --bin kwctl-cases
	rm -rf target/kwctl
	target/release/kwctl-cases write target/kwctl
	@if command -v kwctl > /dev/null; then \
		CASES=target/kwctl KWCTL_CASES=target/release/kwctl-cases POLICY=annotated-policy.wasm \
			VERSION="$$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)" bats e2e-tests/kwctl.bats; \
	else \
		echo "e2e-tests/kwctl.bats: skipped, for kwctl is not on PATH"; \
	fi

.PHONY: package-files
package-files: ## Write version and addresses into each file that repeats them, including artifacthub-pkg.yml
	$(CARGO) run --release -p packaging -- files

# The files of a release, from the modules and commands in BUILT: release.yml does the same. Files in archives have
# the time of the commit, so that the same commands give the same archives.
PUBLISH := target/publish
BUILT ?= $(PUBLISH)/built
.PHONY: release-files
release-files: export SOURCE_DATE_EPOCH = $(or $(shell git log -1 --format=%ct 2> /dev/null),0)
release-files:
	$(CARGO) build --release -p packaging
	target/release/packaging sbom policy --output $(BUILT)/policy-sbom.spdx.json
	target/release/packaging sbom token-check $(addprefix --target ,$(SBOM_TARGETS)) --output $(BUILT)/token-check-sbom.spdx.json
	rm -rf $(PUBLISH)/files
	target/release/packaging release --built $(BUILT) $(addprefix --stand-in ,$(STAND_IN)) --output $(PUBLISH)/files

# The tests in e2e-tests/tests/e2e/release.rs do this, too, and look into each file.
.PHONY: release-dry-run
release-dry-run: token-check annotated-policy.wasm ## Make the files of a release in target/publish/files, with the local token-check for every platform
	rm -rf $(PUBLISH)
	mkdir -p $(PUBLISH)/built
	cp policy.wasm annotated-policy.wasm $(PUBLISH)/built
	$(MAKE) release-files BUILT=$(PUBLISH)/built STAND_IN=$(TOKEN_CHECK) SBOM_TARGETS="$$(rustc -vV | sed -n 's/^host: //p')"
	cd $(PUBLISH)/files && ls -l

token-check: policy.wasm ## Build the command, at target/release/token-check
	$(CARGO) build --release -p token-check

playground: playground-build ## Build the playground and serve it
	cd playground && npm run preview

playground-build: playground/dist/index.html ## Build the playground as static pages, in playground/dist

playground/dist/index.html: playground/pkg/playground_bg.wasm playground/pkg/usage/playground_usage_bg.wasm $(NODE_MODULES) $(PAGE_SOURCES)
	cd playground && npm run build
	@touch $@

# Browsers get the module compressed. `-Oz` makes it 6 % smaller than `-O1`, but 7 % larger with gzip: code
# that shares locals repeats itself less. Functions in another order are 1 % smaller with gzip. So are four more passes.
playground/pkg/playground_bg.wasm: $(BROWSER_MODULE) $(GLUE) $(NODE_MODULES)
	$(GLUE) $(BROWSER_MODULE) playground/pkg
	$(WASM_OPT) -O1 --duplicate-function-elimination --converge --dae-optimizing --code-folding --rse --reorder-functions-by-name $(STRIP) $@ -o $@

# Reading hundreds of megabytes is worth some bytes.
playground/pkg/usage/playground_usage_bg.wasm: $(USAGE_MODULE) $(GLUE) $(NODE_MODULES)
	$(GLUE) $(USAGE_MODULE) playground/pkg/usage
	$(WASM_OPT) -O2 $(STRIP) $@ -o $@

$(BROWSER_MODULE): $(PLAYGROUND_SOURCES) | target-browser
	$(CARGO) build --profile playground --target $(BROWSER_TARGET) -p playground
	@touch $@

$(USAGE_MODULE): $(USAGE_SOURCES) | target-browser
	$(CARGO) build --profile playground --target $(BROWSER_TARGET) -p playground-usage
	@touch $@

$(GLUE): playground/glue/Cargo.toml playground/glue/src/main.rs Cargo.lock
	$(CARGO) build --release -p playground-glue
	@touch $@

$(NODE_MODULES): playground/package.json playground/package-lock.json
	cd playground && npm ci --no-audit --no-fund
	@touch $@

# Every verdict of policy.wasm, for comparison in the browser.
target/scenario-answers.jsonl: targets
	target/release/answer .yaml > $@

# What token-check says of the recorded audit log, for comparison in the browser.
target/audit-report.json: targets
	$(TOKEN_CHECK) cluster --output json --audit-log e2e-tests/recorded/audit/events.jsonl \
		e2e-tests/recorded/audit/objects.json > $@ || test $$? -eq 1

playground-test: playground-build target/scenario-answers.jsonl target/audit-report.json
	$(CARGO) test --lib -p playground -p playground-usage
	cd playground && npm run lint
	cd playground && npm run unit
	cd playground && npm run size
	cd playground && CHROMIUM="$$(tools/browser.sh)" SCENARIO_ANSWERS=../target/scenario-answers.jsonl \
		AUDIT_REPORT=../target/audit-report.json TOKEN_CHECK=../$(TOKEN_CHECK) npm test

site: site/dist/index.html ## Build the docs as static pages, in site/dist; SITE_BASE=/path/ is where a host serves them

site/dist/index.html: $(SITE_MODULES) $(NODE_MODULES) $(SITE_SOURCES)
	cd site && npm run build
	@touch $@

$(SITE_MODULES): site/package.json site/package-lock.json
	cd site && npm ci --no-audit --no-fund
	@touch $@

# GitHub Pages shows the 404.html of the first folder for any address.
pages: playground-build site ## Put the playground and the docs into target/pages, as GitHub Pages serves them
	rm -rf $(PAGES)
	mkdir -p $(PAGES)/docs
	cp -R playground/dist/. $(PAGES)
	cp -R site/dist/. $(PAGES)/docs
	mv $(PAGES)/docs/404.html $(PAGES)

# GitHub shows these files; a test compares them with their sources.
site-pictures: $(SITE_MODULES) ## Draw docs/pictures/*.svg from their sources
	cd site && npm run pictures

site-preview: pages ## Build the playground and the docs, and serve both
	cd site && npm run preview

site-test: pages
	cd site && npm run lint
	cd site && npm run check
	cd site && CHROMIUM="$$(../playground/tools/browser.sh)" npm test

# Logs of 200 MB and 5 GB, from the recorded one.
AUDIT_LOGS := target/audit-200.log target/audit-5000.log
$(AUDIT_LOGS): target/audit-%.log: crates/audit-log/examples/bench.rs e2e-tests/recorded/audit/events.jsonl
	$(CARGO) build --release -p audit-log --example bench
	target/release/examples/bench make $@.part $*
	mv $@.part $@

bench: policy.wasm playground/pkg/playground_bg.wasm $(AUDIT_LOGS) ## Measure the policy against a no-op guest, token-check on up to 200,000 objects, 300 MB of dump and 5 GB of audit log, the playground; OTHERS="a.wasm b.wasm" adds modules, RELEASE=0.2.0 a row to the chart in the docs
	$(CARGO) build --profile guest --target $(GUEST_TARGET) -p noop-guest
	CARGO_PROFILE_GUEST_STRIP=debuginfo $(CARGO) build --profile guest --target $(GUEST_TARGET) -p guest --target-dir target/named
	$(CARGO) build --profile dist -p policy-bench
	target/dist/policy-bench policy.wasm $(NOOP) $(NAMED) $(OTHERS)
	target/dist/dump-bench $(AUDIT_LOGS)
	target/release/examples/bench compare $(firstword $(AUDIT_LOGS))
	node playground/tools/bench.mjs

# Optimized, because most of the time would go into making the requests. `make bench` builds the same packages with
# the same features, so that wasmtime is built once for both.
REQUESTS ?= 1000000
SEED ?=
soak: policy.wasm ## Serve the policy REQUESTS=1000000 varied requests on a policy server's engine: no error, no growth, same answers
	$(CARGO) build --profile dist -p policy-bench -p soak --bin soak
	target/dist/soak policy.wasm --requests $(REQUESTS) $(addprefix --seed ,$(SEED))

.PHONY: target-wasm
target-wasm:
	@rustup target list --installed 2>/dev/null | grep -qx $(GUEST_TARGET) || rustup target add $(GUEST_TARGET)

.PHONY: target-browser
target-browser:
	@rustup target list --installed 2>/dev/null | grep -qx $(BROWSER_TARGET) || rustup target add $(BROWSER_TARGET)

clean: ## Delete what was built
	$(CARGO) clean
	rm -rf playground/dist playground/pkg playground/node_modules
	rm -rf site/dist site/.pages site/.vitepress/cache site/node_modules
	rm -f policy.wasm annotated-policy.wasm
