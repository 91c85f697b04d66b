# One non-recursive Makefile. A new folder under src/ is picked up by itself.
#   make            build/motcua            make run      install, build, demo, serve on 127.0.0.1:8080
#   make check      every test              make bench    speed beside peers (docs/bench.md)
#   SANITIZE=address,undefined make test-unit      VARIANT names the folder under build/
SANITIZE ?=
VARIANT  ?= $(if $(SANITIZE),san,release)
O        := build/$(VARIANT)
GEN      := build/gen
CC       := gcc
PKGS     := libmicrohttpd sqlite3 libpq jansson libcrypto libsodium libcurl cairo pangocairo pangoft2 fontconfig libqrencode libutf8proc zlib
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lmagic -lpthread -lm

WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
HARDEN   := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
CFLAGS   := -std=gnu17 -D_GNU_SOURCE -g -O2 -fvisibility=hidden $(WARN) -Isrc -I$(GEN) $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined -Wno-format-truncation -Wno-maybe-uninitialized -Wno-format-overflow -Wno-stringop-overflow,$(HARDEN) -D_FORTIFY_SOURCE=2)
LDFLAGS  := $(if $(SANITIZE),-fsanitize=$(SANITIZE),-pie -Wl,-z,relro,-z,now)

SRC      := $(shell find src -name '*.c' ! -name '*_test.c' | LC_ALL=C sort)
TESTS    := $(shell find src -name '*_test.c' | LC_ALL=C sort)
PAGES    := $(shell find src -path '*/pages/*.html' | LC_ALL=C sort)
WEB_SRC  := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)
DATA     := $(wildcard data/*.csv data/*.json)
MIGRATIONS := $(wildcard migrations/*.sql)
FONTS    := $(wildcard data/fonts/*)

PAGE_C   := $(PAGES:%.html=$(GEN)/%.c)
GEN_C    := $(PAGE_C) $(GEN)/assets.c $(GEN)/bundle.c
OBJ      := $(SRC:src/%.c=$(O)/obj/%.o) $(GEN_C:$(GEN)/%.c=$(O)/gen/%.o)
LIB_OBJ  := $(filter-out $(O)/obj/app/main.o,$(OBJ))
TEST_BIN := $(foreach t,$(TESTS),$(O)/test/$(notdir $(t:%.c=%)))

.PHONY: all run check test-unit lint deps clean bench bench-programs web routes
all: build/motcua

build/motcua: $(O)/motcua
	@ln -sf $(VARIANT)/motcua $@

$(O)/motcua: $(OBJ)
	@echo "  LD    $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(O)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# --- programs used at build time ----------------------------------------------------------------------------
build/tools/%: tools/%.c $(wildcard tools/*.h)
	@mkdir -p $(@D)
	@$(CC) -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -Isrc -o $@ $< -lz -lbrotlienc

.PRECIOUS: $(GEN)/src/%.c
$(GEN)/src/%.c: src/%.html build/tools/tmpl
	@mkdir -p $(@D)
	@echo "  TMPL  $<"
	@build/tools/tmpl $@ $<

# --- assets: styles, scripts, icons; catalogues, data, migrations and fonts ----------------------------------
web/node_modules/.package-lock.json: web/package-lock.json
	@echo "  NPM   web"
	@cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

build/web/.done: $(filter-out %package-lock.json,$(WEB_SRC)) web/node_modules/.package-lock.json
	@echo "  WEB   build/web"
	@rm -rf build/web && mkdir -p build/web && node web/build.mjs build/web && touch $@

$(GEN)/assets.c: build/web/.done build/tools/embed
	@mkdir -p $(@D)
	@build/tools/embed $@ $(GEN)/assets.h build/web

build/mo/%.mo:
	@mkdir -p $(@D)
	@msgcat --use-first -o build/mo/$*.po $(sort $^)
	@msgfmt --check-format -o $@ build/mo/$*.po
build/mo/vi.mo: $(wildcard po/vi/*.po)
build/mo/en.mo: $(wildcard po/en/*.po)

$(GEN)/bundle.c: build/tools/embed build/mo/vi.mo build/mo/en.mo $(DATA) $(MIGRATIONS) $(FONTS)
	@mkdir -p $(@D)
	@build/tools/embed --blob bundle $@ build/mo/vi.mo build/mo/en.mo $(DATA) $(MIGRATIONS) $(FONTS)

web: build/web/.done

# --- tests --------------------------------------------------------------------------------------------------
define TEST_RULE
$(O)/test/$(notdir $(1:%.c=%)): $(1:src/%.c=$(O)/obj/%.o) $(LIB_OBJ)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$(CC) $(LDFLAGS) -o $$@ $$^ $(PKG_LIBS) -lcmocka
endef
$(foreach t,$(TESTS),$(eval $(call TEST_RULE,$(t))))

test-unit: $(TEST_BIN) build/testpki/made
	@tests/unit.sh $(TEST_BIN)

build/testpki/made: tools/testpki
	@tools/testpki

lint:
	@tools/lint.sh

deps:
	@tools/deps.sh

check:
	@tools/check.sh

run:
	@tools/run.sh

# Programs of the benchmark that link the program's own objects; the others are built by bench/run.sh.
BENCH_BIN := $(patsubst bench/%.c,build/bench/%,$(wildcard bench/*.c))
build/bench/%: bench/%.c $(LIB_OBJ)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $(CFLAGS) $(PKG_CFLAGS) $(LDFLAGS) -o $@ $< $(LIB_OBJ) $(PKG_LIBS)

bench-programs: $(BENCH_BIN)

bench: all bench-programs
	@bench/run.sh

routes: all
	@build/motcua routes

clean:
	rm -rf build

-include $(OBJ:.o=.d) $(TESTS:src/%.c=$(O)/obj/%.d)
