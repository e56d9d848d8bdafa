#!/usr/bin/env python3
"""How long the language server takes to answer, on a file of N promotions: from the last byte sent to the last byte received, on the
clock; and how long the server had a processor for it, which other work on the machine does not lengthen.

    lsp.py PROMO [--promotions N] [--rounds N]

Every request is asked in turn after a change of the text near the middle of the file, so that nothing is left of the last
answer; "change to diagnostics" is the time from the change until the client has them. Prints a table of milliseconds.
"""
import argparse
import os
import statistics
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "lsp"))

HEAD = """settings { currency USD  timezone "America/New_York" }
profile { customer.level : enum { bronze, silver, gold }  item.season : text }
layers { products "Products"  orders "Orders" }
campaign spring "Spring" { type purchase  period 2026-03-01 .. 2026-05-31  budget 50_000.00 }
coupon welcome { kind discount  code "WELCOME10" }
let shoes = category "shoes" except tag "clearance"
"""

ONE = """
# The %(i)d. of many.
promotion promo_%(i)d "Promotion %(i)d 🎁" {
  campaign spring
  layer    products
  priority %(priority)d
  channels web, store
  event first {
    when all {
      quantity of sku "S-%(i)d" >= 2
      amount of shoes >= %(amount)d.00
      customer.level >= silver
    }
    give %(rate)d%% off category "c/%(category)d"
  }
  event second {
    buy 2 of brand "B%(brand)d"
    give cheapest 1 of them free
  }
}
"""


def rules(count):
    return HEAD + "".join(ONE % {"i": i, "priority": i % 50 + 1, "amount": 50 + i % 100, "rate": 5 + i % 20,
                                 "category": i % 77, "brand": i % 33} for i in range(count))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("promo")
    parser.add_argument("--promotions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    os.environ["PROMO"] = arguments.promo
    import client as protocol
    protocol.PROMO = arguments.promo
    text = rules(arguments.promotions)
    folder = tempfile.TemporaryDirectory(prefix="promo-lsp-bench-")
    path = os.path.join(folder.name, "rules.promo")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    server = protocol.Client(cwd=folder.name)
    server.start(folder.name, {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
                                                "hover": {"contentFormat": ["markdown"]},
                                                "codeAction": {"codeActionLiteralSupport": {}}}})
    uri = protocol.uri_of(path)
    times = {}

    def now():
        """Seconds on the clock, and seconds that the server has had a processor."""
        try:
            with open("/proc/%d/schedstat" % server.process.pid) as file:
                return time.perf_counter(), int(file.read().split()[0]) / 1e9
        except OSError:
            return time.perf_counter(), float("nan")

    def note(what, start):
        end = now()
        times.setdefault(what, []).append([(b - a) * 1000 for a, b in zip(start, end)])

    start = now()
    server.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "promo", "version": 0, "text": text}})
    server.wait_for(uri, lambda found: True)
    note("open to diagnostics", start)
    server.settled()

    lines = text.split("\n")
    row = next(i for i, line in enumerate(lines) if "promo_%d " % (arguments.promotions // 2) in line)
    places = {"name": {"line": row, "character": 12}}
    for word, mark in (("when", "amount of shoes"), ("set", "shoes"), ("layer", "products")):
        at = next(i for i in range(row, len(lines)) if mark in lines[i])
        places[word] = {"line": at, "character": lines[at].index(mark) + 1}
    document = {"textDocument": {"uri": uri}}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": len(lines), "character": 0}}
    here = {"start": places["set"], "end": places["set"]}
    requests = [
        ("completion, of names", "textDocument/completion", dict(document, position=places["layer"])),
        ("completion, of criteria", "textDocument/completion", dict(document, position=places["when"])),
        ("hover, of a set", "textDocument/hover", dict(document, position=places["set"])),
        ("hover, of a promotion", "textDocument/hover", dict(document, position=places["name"])),
        ("definition", "textDocument/definition", dict(document, position=places["set"])),
        ("references", "textDocument/references", dict(document, position=places["set"], context={"includeDeclaration": True})),
        ("highlights", "textDocument/documentHighlight", dict(document, position=places["set"])),
        ("prepare rename", "textDocument/prepareRename", dict(document, position=places["set"])),
        ("rename", "textDocument/rename", dict(document, position=places["set"], newName="boots")),
        ("document symbols", "textDocument/documentSymbol", document),
        ("workspace symbols", "workspace/symbol", {"query": "promo_5"}),
        ("folding", "textDocument/foldingRange", document),
        ("formatting", "textDocument/formatting", document),
        ("range formatting", "textDocument/rangeFormatting", dict(document, range=here)),
        ("code actions", "textDocument/codeAction", dict(document, range=whole, context={"diagnostics": []})),
        ("signature", "textDocument/signatureHelp", dict(document, position=places["layer"])),
    ]
    version = 0

    def change():
        """A letter comes into a comment, another goes: as one types."""
        nonlocal version
        version += 1
        at = {"line": row - 1, "character": 2}
        server.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [
            {"range": {"start": at, "end": {"line": row - 1, "character": 2 + (version > 1)}}, "text": "AB"[version % 2]}]})

    for _ in range(arguments.rounds):
        start = now()
        change()
        server.wait_for(uri, lambda found: server.versions[uri] == version)
        note("change to diagnostics", start)
        server.settled()
        for what, method, params in requests:
            start = now()
            answer = server.answer(server.ask(method, params))
            note(what, start)
            assert "error" not in answer, answer
        for what, method, params in requests[:5]:
            change()
            start = now()
            server.answer(server.ask(method, params))
            note(what + ", right after a change", start)
            server.settled()
    assert server.stop() == (0, "")
    print("%d promotions, %d lines, %d bytes; %d rounds" % (arguments.promotions, len(lines), len(text.encode()), arguments.rounds))
    print("%-45s %9s %9s %20s" % ("milliseconds", "median", "largest", "median on processor"))
    for what, taken in times.items():
        clock, processor = zip(*taken)
        print("%-45s %9.1f %9.1f %20.1f" % (what, statistics.median(clock), max(clock), statistics.median(processor)))


main()
