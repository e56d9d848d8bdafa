# make install: the command with its manual pages and completions, the libraries, the headers and their pkg-config files,
# below $(DESTDIR)$(PREFIX).
#
#   make man        the manual pages, into $(BUILD)/man

BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DOCDIR     ?= $(PREFIX)/share/doc/promo
MANDIR     ?= $(PREFIX)/share/man
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
FISHDIR    ?= $(PREFIX)/share/fish/vendor_completions.d
INSTALL    ?= install

PKGCONFIG := $(LIBRARIES:%=$(BUILD)/%.pc)
PUBLIC_HEADERS := $(sort $(wildcard include/promo/*.h))

# The pages, with what they point at.
DOCUMENTS := README.md $(shell find docs examples stdlib -type f ! -name '*.promoc' ! -name '*.pyc')

# What a library needs besides the C library, when it is linked statically.
PRIVATE_promo-vm      :=
PRIVATE_promo         :=
PRIVATE_promo-runtime := $(RUNTIME_LIBS)
ABOUT_promo-vm        := prices baskets from compiled rule sets
ABOUT_promo           := compiles rule files, and prices baskets
ABOUT_promo-runtime   := compiles, prices, JSON, and the store of coupons and points

$(BUILD)/%.pc: tools/install.mk include/promo/status.h
	@mkdir -p $(@D)
	@{ echo 'prefix=$(PREFIX)'; echo 'libdir=$(LIBDIR)'; echo 'includedir=$(INCLUDEDIR)'; echo; \
	   echo 'Name: $*'; echo 'Description: promo: $(ABOUT_$*)'; echo 'Version: $(VERSION)'; \
	   echo 'Cflags: -I$${includedir}'; echo 'Libs: -L$${libdir} -l$*'; \
	   echo 'Libs.private: -pthread $(PRIVATE_$*)'; } > $@

.PHONY: man completions
man: $(BUILD)/man/promo.1
$(BUILD)/man/promo.1: $(BUILD)/promo tools/manual.sh
	@rm -rf $(@D)
	@sh tools/manual.sh $< $(@D)

COMPLETIONS := $(BUILD)/completions/promo $(BUILD)/completions/_promo $(BUILD)/completions/promo.fish
completions: $(COMPLETIONS)
$(BUILD)/completions/promo:      SHELL_NAME := bash
$(BUILD)/completions/_promo:     SHELL_NAME := zsh
$(BUILD)/completions/promo.fish: SHELL_NAME := fish
$(COMPLETIONS): $(BUILD)/promo
	@mkdir -p $(@D)
	@$< completions $(SHELL_NAME) > $@

.PHONY: install uninstall
install: lib $(BUILD)/promo $(PKGCONFIG) man completions
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)/promo $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 755 $(BUILD)/promo $(DESTDIR)$(BINDIR)/promo
	$(INSTALL) -m 644 $(STATIC) $(DESTDIR)$(LIBDIR)
	$(INSTALL) -m 755 $(SHARED) $(DESTDIR)$(LIBDIR)
	for library in $(LIBRARIES); do ln -sf lib$$library.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/lib$$library.so || exit 1; done
	$(INSTALL) -m 644 $(PUBLIC_HEADERS) $(DESTDIR)$(INCLUDEDIR)/promo
	$(INSTALL) -m 644 $(PKGCONFIG) $(DESTDIR)$(LIBDIR)/pkgconfig
	for file in $(DOCUMENTS); do \
	    if [ -x $$file ]; then mode=755; else mode=644; fi; \
	    $(INSTALL) -D -m $$mode $$file $(DESTDIR)$(DOCDIR)/$$file || exit 1; \
	done
	$(INSTALL) -d $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	$(INSTALL) -m 644 $(BUILD)/man/*.1 $(DESTDIR)$(MANDIR)/man1
	$(INSTALL) -m 644 $(BUILD)/completions/promo $(DESTDIR)$(BASHDIR)
	$(INSTALL) -m 644 $(BUILD)/completions/_promo $(DESTDIR)$(ZSHDIR)
	$(INSTALL) -m 644 $(BUILD)/completions/promo.fish $(DESTDIR)$(FISHDIR)

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/promo $(LIBRARIES:%=$(DESTDIR)$(LIBDIR)/lib%.a) $(LIBRARIES:%=$(DESTDIR)$(LIBDIR)/lib%.so) \
	    $(LIBRARIES:%=$(DESTDIR)$(LIBDIR)/lib%.so.$(SOVERSION)) $(LIBRARIES:%=$(DESTDIR)$(LIBDIR)/pkgconfig/%.pc)
	rm -rf $(DESTDIR)$(INCLUDEDIR)/promo $(DESTDIR)$(DOCDIR)
	rm -f $(DESTDIR)$(MANDIR)/man1/promo.1 $(DESTDIR)$(MANDIR)/man1/promo-*.1 $(DESTDIR)$(BASHDIR)/promo \
	    $(DESTDIR)$(ZSHDIR)/_promo $(DESTDIR)$(FISHDIR)/promo.fish
