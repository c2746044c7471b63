# make help lists what there is.

# One set of flags for building, vetting and testing, so that the toolkit's C
# code is compiled once. The toolkit's font of pictures is left out: nothing
# shows any, and it costs 4 MB of file and 10 MB of memory.
export GOFLAGS := -tags=x11,no_emoji -trimpath -buildvcs=false
VERSION := $(shell build/version.sh number)
LDFLAGS := $(shell build/version.sh ldflags)
PURE = $(shell go list ./... | grep -v '^neem$$')

.PHONY: help run build test test-long lint windows test-windows dist dist-test screens handouts words assets fonts clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: build ## install what is missing, build, and open the program
	@build/run.sh

build: ## build the programs into dist/
	@build/deps.sh run
	go build -ldflags "$(LDFLAGS)" -o dist/neem .
	CGO_ENABLED=0 go build -ldflags "$(LDFLAGS)" -o dist/ ./check/cmd/...

lint: ## formatting, vet, staticcheck, known vulnerabilities
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "gofmt these: $$files"; exit 1; fi
	go vet ./...
	GOOS=windows CGO_ENABLED=0 go vet ./check/... ./ui/graphics ./ui/speech
	go tool staticcheck ./...
	@build/vulns.sh

test: ## everything that CI runs
	@build/deps.sh test
	@$(MAKE) --no-print-directory lint build
	CGO_ENABLED=0 go test -timeout 30m -short -vet=off $(PURE)
	NEEM_DIST=$(CURDIR)/dist go test -timeout 30m -vet=off -count=1 .

test-long: ## test, and what takes long: all cases, a real keyring, a later day, fuzzing, Wine, pictures
	@$(MAKE) --no-print-directory test
	@build/deps.sh words
	NEEM_WORDLISTS=1 NEEM_KEYRING_TEST=1 CGO_ENABLED=0 go test -timeout 60m -vet=off $(PURE)
	@build/later.sh 300
	@build/fuzz.sh 20s
	@$(MAKE) --no-print-directory screens handouts test-windows

windows: ## cross-compile for Windows into dist/windows/
	@build/deps.sh windows
	@rm -f dist/windows/neem.exe
	CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc GOFLAGS="-tags=accessibility,no_emoji -trimpath -buildvcs=false" \
		go build -ldflags "$(LDFLAGS) -H=windowsgui" -o dist/windows/neem.exe .
	go run github.com/tc-hib/go-winres@v0.3.3 patch --no-backup --in build/windows/resources.json \
		--product-version $(VERSION) --file-version $(VERSION) dist/windows/neem.exe
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -ldflags "$(LDFLAGS)" -o dist/windows/ ./check/cmd/...

test-windows: windows ## try the Windows programs in Wine
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go test -c -vet=off -o dist/windows-tests/ ./check/vault
	@build/wine/test.sh dist/windows dist/pictures dist/windows-tests

dist: ## make everything that is released, in dist/release/ (docs/releasing.md)
	@build/deps.sh dist
	@build/dist.sh

dist-test: ## try everything that make dist has made, and print a table
	@build/deps.sh dist
	@build/dist-test.sh

handouts: ## print hand-outs with Chromium to dist/handouts/, one page each
	@build/deps.sh handout
	@rm -rf dist/handouts && mkdir -p dist/handouts
	NEEM_HANDOUT_SAMPLES=$(CURDIR)/dist/handouts CGO_ENABLED=0 go test -vet=off -count=1 -run Samples ./check/handout
	@build/handout.sh dist/handouts

screens: build ## write a picture of every screen in every language to dist/screens/
	@build/deps.sh test
	@build/screens.sh dist/neem dist/screens

words: ## list what is missing or stale in each language
	@CGO_ENABLED=0 go run ./locale/cmd/neem-words

fonts: ## make the typefaces again, and prove that they shape text as their sources do
	@build/deps.sh fonts
	assets/fonts/recipe.sh
	assets/fonts/check.sh

assets: ## make the starter pack, the fonts and the icons again from their sources
	assets/starter/recipe.sh
	assets/fonts/recipe.sh
	assets/icons/recipe.sh

clean: ## remove what was built
	rm -rf dist
