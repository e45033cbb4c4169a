# Parley: every task of the house. `make help` lists them.
# Needs Go, a C compiler and npm; `make test` also wants Chromium and installs
# it where it can (as root on Debian or Ubuntu).

SHELL := /bin/sh
GO    ?= go
# FTS5 is compiled into SQLite by this tag; every build and test uses it.
TAGS  := -tags sqlite_fts5
# -trimpath and no VCS stamp: the same source builds the same bytes anywhere.
BUILD := $(TAGS) -trimpath -buildvcs=false
FUZZTIME ?= 60s
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
TEMPL := $(wildcard views/*.templ)
HTMX  := static/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help run build test check lint bench fuzz clean generate toolchain chromium

help: ## list the tasks
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build ## build everything and serve http://localhost:8080 from ./data
	bin/parley serve

build: generate ## build bin/parley
	$(GO) build $(BUILD) -ldflags '-s -w -X main.version=$(VERSION)' -o bin/parley ./cmd/parley

# One package after the other (-p 1): the browser tests type as fast as a
# person and must not share their cores with another suite. What is vetted has
# been vetted whole (-vet=off), and the walls are among the tests.
test: lint chromium ## every test, with the race detector and a real Chromium
	$(GO) test $(TAGS) -race -shuffle=on -p 1 -vet=off -timeout 20m ./...

check: lint ## templates formatted, gofmt, vet, staticcheck, walls
	$(GO) test $(TAGS) -run Walls ./cmd/parley

lint: generate
	@unformatted=$$($(GO) list $(TAGS) -f '{{range .GoFiles}}{{$$.Dir}}/{{.}} {{end}}{{range .TestGoFiles}}{{$$.Dir}}/{{.}} {{end}}' ./... | xargs gofmt -l | grep -v _templ.go); \
	  test -z "$$unformatted" || { echo "gofmt would change: $$unformatted" >&2; exit 1; }
	$(GO) tool templ fmt -fail views >/dev/null
	$(GO) vet $(TAGS) ./...
	$(GO) tool staticcheck $(TAGS) ./...

bench: build ## a short round of the load tool beside its raw baseline
	$(GO) build $(BUILD) -o bin/parleybench ./cmd/parleybench
	bin/parleybench --server bin/parley --short

fuzz: generate ## every fuzz target for a minute, or FUZZTIME=10s
	@set -e; $(GO) list $(TAGS) ./... | while read -r package; do \
	  for target in $$($(GO) test $(TAGS) -list '^Fuzz' $$package | grep ^Fuzz || true); do \
	    echo "$$package $$target"; $(GO) test $(TAGS) -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package; done; done

clean: ## remove what make built (never ./data)
	rm -rf bin static/node_modules
	find . -name '*_templ.go' -not -path './static/node_modules/*' -delete

generate: toolchain $(HTMX) # Go code from the templates, and htmx beside the stylesheets
	@$(GO) tool templ generate -path views -log-level warn

toolchain:
	@command -v $(GO) >/dev/null || { echo "parley needs Go 1.26 or newer: https://go.dev/dl" >&2; exit 1; }
	@command -v cc >/dev/null || command -v gcc >/dev/null || { echo "parley needs a C compiler for SQLite (Debian, Ubuntu: apt-get install gcc libc6-dev)" >&2; exit 1; }
	@command -v npm >/dev/null || { echo "parley needs npm to fetch htmx (Debian, Ubuntu: apt-get install npm)" >&2; exit 1; }

# npm ci installs exactly what the lock file says and checks each file's hash.
$(HTMX): static/package.json static/package-lock.json
	npm ci --prefix static --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

chromium:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	else echo "the browser tests need Chromium (Debian, Ubuntu: sudo apt-get install chromium)" >&2; exit 1; fi
