# Everything is installed below .local; only Go, Python, Java, Maven, Node.js and a browser come from the machine.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

LOCAL := $(CURDIR)/.local
BIN := $(LOCAL)/bin
export PATH := $(BIN):$(LOCAL)/venv/bin:$(PATH)
export DYNAMODB_LOCAL := $(LOCAL)/dynamodb-local
export MINISTACK := $(LOCAL)/emulator/bin/ministack
export AXE := $(LOCAL)/axe/node_modules/axe-core/axe.min.js
export SCHEMATHESIS := $(LOCAL)/schemathesis/bin/st
export SAM_CLI_TELEMETRY := 0
export AWS_DEFAULT_REGION ?= us-east-1

# The flags of the functions' build, also when they are measured.
BUILD_FLAGS := -trimpath -buildvcs=false -tags=lambda.norpc,nethttpomithttp2 -ldflags=-s

GOLANGCI_LINT := v2.15.0
TEMPL := go -C tools/generate tool templ

# A tool is installed again when what pins it changes.
sum = $(shell cat $(1) | cksum | cut -d' ' -f1)
venv := $(LOCAL)/venv/.installed-$(call sum,requirements.txt)
emulator := $(LOCAL)/emulator/.installed-$(call sum,requirements-emulator.txt)
schemathesis := $(LOCAL)/schemathesis/.installed-$(call sum,requirements-schemathesis.txt)
identity_provider := $(LOCAL)/identity-provider/.installed-$(call sum,tools/identity-provider/*)
axe := $(LOCAL)/axe/.installed-$(call sum,tools/axe/*)
dynamodb_local := $(DYNAMODB_LOCAL)/.installed-$(call sum,tools/dynamodb-local/pom.xml)
golangci_lint := $(BIN)/golangci-lint-$(GOLANGCI_LINT)
gotestsum := $(BIN)/gotestsum-$(call sum,tools/generate/go.mod)

# What the tests run with, and all tools. They do not depend on each other, so they are installed at the same time.
unit_tools := $(gotestsum) $(venv) $(emulator) $(schemathesis) $(dynamodb_local) $(identity_provider) $(axe) browser
all_tools := $(golangci_lint) $(unit_tools)
install = @$(MAKE) --silent --jobs $(1)

# A line a package, and at the end what failed, with its output, and the counts.
GOTESTSUM := $(gotestsum) --format pkgname --format-icons text --format-hide-empty-pkg --hide-summary skipped

# As root on a machine with apt-get a missing program is installed; elsewhere it is a clear error.
need = command -v $(1) >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && mkdir -p $(LOCAL) && \
	  DEBIAN_FRONTEND=noninteractive flock $(LOCAL)/.apt-get \
	    sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2)' >&2; } || \
	{ echo "$(1) is missing: install $(2)" >&2; exit 1; }

##@ Use it
.PHONY: help run token age mail-event identity-provider smart-accounts
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(venv) $(emulator) stack ## Start everything on http://localhost:8080 (PORT=…) until Ctrl-C
	@exec $(BIN)/stack run

token: stack ## Print a bearer token of a demo user (USER=partner)
	@exec $(BIN)/stack token -user $(if $(filter command line,$(origin USER)),$(USER),partner)

age: stack ## Make the running stack's data older and clean up (say how much: DAYS=90)
	@exec $(BIN)/stack age -days $(or $(DAYS),0)

mail-event: stack ## Play the email provider's event for the newest email (TYPE=delivery|bounce|complaint|delay|reject|rendering-failure SUBTYPE=… TO=address)
	@exec $(BIN)/stack mail-event -type '$(TYPE)' -subtype '$(SUBTYPE)' -to '$(TO)'

identity-provider: $(identity_provider) ## Start an OpenID provider on http://localhost:9090, to try an issuer of your own with
	@cd $(LOCAL)/identity-provider && ISSUER=http://localhost:9090 CLIENT_ID=smart-accounts SITE=http://localhost:$(or $(PORT),8080) \
		PEOPLE='{"operator@example.org":{"groups":["operators"]}}' exec node server.js

smart-accounts: ## Build the operator's command, .local/bin/smart-accounts
	@mkdir -p $(BIN)
	@go build -o $(BIN)/smart-accounts ./tools/smart-accounts

##@ Work on it
.PHONY: test quick check unit pictures bench bench-pictures verify build fmt generate shared-mail lint validate slowest tools clean stack browser
test: tools check unit ## Everything CI checks

quick: ## Lint the packages that changed (SINCE=revision), and run the tests that need no engine and no browser
	$(call install,$(golangci_lint) $(gotestsum))
	@since=$(or $(SINCE),$$(git merge-base HEAD origin/main 2>/dev/null || echo HEAD)); \
		files=$$({ git diff --name-only --diff-filter=d $$since -- '*.go'; git ls-files -o --exclude-standard -- '*.go'; } | grep -v '^tools/generate/' || true); \
		[ -z "$$files" ] || { unformatted=$$(gofmt -l $$files); [ -z "$$unformatted" ] || { echo "not formatted, make fmt does it:"; echo "$$unformatted"; exit 1; }; \
			$(golangci_lint) run $$(dirname $$files | sort -u | sed 's,^,./,'); }
	@NO_ENGINES=yes $(GOTESTSUM) --raw-command -- $(SHELL) -c 'status=0; \
		go test -json -short $$(go list ./... | grep -vE "smartaccounts/(internal/dynamo|test|test/.*)$$") || status=1; \
		go test -json -run InMemory ./internal/dynamo || status=1; \
		go -C tools/generate test -json ./texts || status=1; exit $$status'

check: generated lint validate ## All but the tests

unit: ## The tests, on both storage engines and in a browser
	$(call install,$(unit_tools))
	@$(GOTESTSUM) --jsonfile-timing-events $(LOCAL)/tests.json --raw-command -- $(SHELL) -c 'status=0; \
		go test -json -shuffle=on -count=1 -timeout=30m ./test ./test/model ./test/faults ./test/api ./test/load ./internal/account || status=1; \
		go test -json -race -shuffle=on -count=1 -timeout=30m ./internal/workflow $$(go list ./... | grep -vE "/(internal/(account|workflow)|test(/(model|faults|api|load))?)$$") || status=1; \
		go -C tools/generate test -json -count=1 ./texts || status=1; \
		exit $$status'
# Without -race: ./test, whose system runs in other processes, ./internal/account, which starts no goroutine, and those with too
# many operations for it. The longest come first.

slowest: ## List the slowest tests of the last run
	@$(gotestsum) tool slowest --jsonfile $(LOCAL)/tests.json --threshold 5s

pictures: $(venv) $(emulator) browser ## Take the README's pictures again
	@mkdir -p docs/images && PICTURES=$(CURDIR)/docs/images go test -count=1 -run '^Test(ARequestIsMadeAndApproved|DecliningForwardingAndLeaving|ReviewingAndCorrecting|TheNotForMeLink)' ./test

bench: $(dynamodb_local) ## Measure starts, operations and search against their targets (SCALE=full: with a million accounts)
	@BUILD_FLAGS="$(BUILD_FLAGS)" go run ./tools/bench -scale "$(SCALE)"

bench-pictures: ## Draw the figures of the last bench, and write them into docs/performance.md
	@mkdir -p docs/images && go run ./tools/bench -pictures docs/images -document docs/performance.md -cost docs/cost.md

verify: $(venv) $(emulator) $(schemathesis) $(dynamodb_local) $(axe) browser ## Run the checks of docs/reliability.md at full size, for hours (ONLY=part SHARE=0.05)
	@go run ./tools/verify -share $(or $(SHARE),1) -only '$(ONLY)'

build: $(venv) ## Build the functions for AWS
	@GOFLAGS="$(BUILD_FLAGS)" CGO_ENABLED=0 sam build

fmt: ## Format
	@gofmt -l -w $$(git ls-files -co --exclude-standard '*.go')
	@$(TEMPL) fmt $(CURDIR)/internal >/dev/null 2>&1

generate: ## Generate code from the catalogs of texts and the templates
	@go -C tools/generate run ./texts -catalogs $(CURDIR)/internal/text/catalog \
		-functions $(CURDIR)/internal/text/catalog_text.go -list $(CURDIR)/internal/text/texttest/catalog_text.go
	@$(TEMPL) generate -path $(CURDIR)/internal >/dev/null

shared-mail: ## Make the list of shared mail domains from its data sets (tools/sharedmail says which)
	@$(call need,npm,npm)
	@mkdir -p $(LOCAL)/shared-mail && cp tools/sharedmail/package*.json $(LOCAL)/shared-mail/
	@npm ci --prefix $(LOCAL)/shared-mail --ignore-scripts --no-audit --no-fund --silent
	@go run ./tools/sharedmail $(LOCAL)/shared-mail/node_modules internal/account/shared_mail.txt

lint: $(golangci_lint) ## Check style and common mistakes
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
		[ -z "$$unformatted" ] || { echo "not formatted, make fmt does it:"; echo "$$unformatted"; exit 1; }
	@go vet ./...
	@$(golangci_lint) run

validate: $(venv) ## Check the template
	@sam validate --lint --template-file template.yaml >/dev/null || sam validate --lint --template-file template.yaml

tools: ## Install all tools
	$(call install,$(all_tools))

clean: ## Remove builds and tools
	@rm -rf $(LOCAL) .aws-sam

# Generated files are in the repository; this says whether they are what generate makes.
.PHONY: generated
generated:
	@files() { git ls-files -co --exclude-standard '*_templ.go' '*_text.go' | sort | xargs -r cksum; }; \
		before=$$(files); $(MAKE) generate; \
		[ "$$before" = "$$(files)" ] || { echo "generated files were stale; they are up to date now"; exit 1; }

stack:
	@mkdir -p $(BIN)
	@go build -o $(BIN)/stack ./tools/stack

# Tests call the browser by this one name.
browser:
	@mkdir -p $(BIN)
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		if command -v $$name >/dev/null; then \
			[ $$name = chromium ] || ln -sf "$$(command -v $$name)" $(BIN)/chromium; exit 0; fi; done; \
		$(call need,chromium,chromium)

$(venv): requirements.txt
	@$(call need,python3,python3 python3-venv)
	@echo "installing the AWS tools" >&2
	@rm -rf $(LOCAL)/venv
	@python3 -m venv $(LOCAL)/venv
	@$(LOCAL)/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(emulator): requirements-emulator.txt
	@$(call need,python3,python3 python3-venv)
	@echo "installing the local AWS" >&2
	@rm -rf $(LOCAL)/emulator
	@python3 -m venv $(LOCAL)/emulator
	@$(LOCAL)/emulator/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(schemathesis): requirements-schemathesis.txt
	@$(call need,python3,python3 python3-venv)
	@echo "installing the fuzzer of the API" >&2
	@rm -rf $(LOCAL)/schemathesis
	@python3 -m venv $(LOCAL)/schemathesis
	@$(LOCAL)/schemathesis/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(identity_provider): $(wildcard tools/identity-provider/*)
	@$(call need,node,nodejs)
	@$(call need,npm,npm)
	@echo "installing the identity provider" >&2
	@rm -rf $(LOCAL)/identity-provider
	@mkdir -p $(LOCAL)/identity-provider
	@cp $^ $(LOCAL)/identity-provider/
	@npm ci --prefix $(LOCAL)/identity-provider --silent --ignore-scripts --no-audit --no-fund
	@touch $@

$(axe): $(wildcard tools/axe/*)
	@$(call need,npm,npm)
	@echo "installing axe" >&2
	@rm -rf $(LOCAL)/axe
	@mkdir -p $(LOCAL)/axe
	@cp $^ $(LOCAL)/axe/
	@npm ci --prefix $(LOCAL)/axe --silent --ignore-scripts --no-audit --no-fund
	@touch $@

$(dynamodb_local): tools/dynamodb-local/pom.xml
	@$(call need,java,openjdk-17-jre-headless)
	@$(call need,mvn,maven)
	@echo "installing DynamoDB Local" >&2
	@rm -rf $(DYNAMODB_LOCAL)
	@mvn --batch-mode --quiet --file $< dependency:copy-dependencies -DoutputDirectory=$(DYNAMODB_LOCAL)
	@touch $@

# There is no wheel and no other package of a binary, so it is built, which takes some minutes.
$(golangci_lint):
	@echo "building golangci-lint $(GOLANGCI_LINT)" >&2
	@mkdir -p $(BIN)
	@GOBIN=$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	@mv $(BIN)/golangci-lint $@

$(gotestsum): tools/generate/go.mod
	@mkdir -p $(BIN)
	@go -C tools/generate build -o $@ gotest.tools/gotestsum
