"""Names: where they are declared and used, under what others they can go, and what they are."""
from client import Case, apply_edits

SETTINGS = """settings { currency USD }
import "std/bogo"
import "./more/sets"

# How good a customer is.
# Set by the shop.
profile {
  customer.level : enum { bronze, silver, gold }
  item.season : text
}

layers { products "Products"  orders "Orders" }

campaign spring "Spring 🌷" { type purchase  period 2026-03-01 .. 2026-05-31 }
coupon welcome { kind discount  code "WELCOME10" }
audience staff { "c-1" }
loyalty stars { earn 1 point per 1.00 on order  tier low from 5 points  tier high from 10 points }
price_list us { currency USD }

template over(goods : items, least : money, rate : percent = 10%) {
  event over { when amount of goods >= least  give rate off goods }
}
"""
SETS = """# What one walks in.
let shoes = category "shoes" except tag "old"
let boots = shoes or sku "🥾"
"""
RULES = """promotion gift "🎁🎁" { campaign spring  layer products  audience staff  price_list us
  event one "🎁" { when customer.level >= silver and tier of stars == high  give 10% off shoes }
  event two { when order.price_list == "us" give 5% off boots }
  sequence { 1 event one used stop unused two  2 event two used stop unused stop }
}
promotion other { layer orders  requires coupon welcome  excludes gift
  use over(goods = shoes, least = 50.00)
  use cheapest_free(goods = boots)
}
test "both" {
  basket { at 2026-04-01 customer "c-1" { level gold } coupon "WELCOME10"  line 1 of "🥾" category "shoes" { season "x" } at 60.00
    state { tier of stars low } }
  expect discount 6.00 by gift.one
  expect none by other.over
}
"""


class Names(Case):
    capabilities = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
                                     "hover": {"contentFormat": ["markdown", "plaintext"]}},
                    "workspace": {"workspaceEdit": {"documentChanges": True}}}
    files = {"settings.promo": SETTINGS, "more/sets.promo": SETS, "rules.promo": RULES}

    def start(self):
        super().start()
        for name in self.files:
            self.open(name)
        self.client.settled()
        self.assertEqual({n: self.codes(n) for n in self.files}, {n: [] for n in self.files})

    def definition(self, name, pattern, nth=0):
        """The text of where it goes, with its file."""
        found = self.client.request("textDocument/definition", self.at(name, pattern, nth))
        if not found:
            return None
        self.assertEqual(len(found), 1)
        file = found[0]["uri"].rsplit(self.root, 1)[-1].lstrip("/")
        return file, self.cut(file, found[0]["range"]), found[0]["range"]["start"]["line"]

    def references(self, name, pattern, declaration=True, nth=0):
        found = self.client.request("textDocument/references", self.at(name, pattern, nth, context={"includeDeclaration": declaration}))
        files = [f["uri"].rsplit(self.root, 1)[-1].lstrip("/") for f in found]
        return [(file, self.cut(file, f["range"])) for file, f in zip(files, found)]

    def test_definition(self):
        for pattern, nth, name, text in (
                ("off sh|oes }", 0, "more/sets.promo", "shoes"), ("off |boots", 0, "more/sets.promo", "boots"),
                ("boots| }", 0, "more/sets.promo", "boots"), ("campaign spr|ing", 0, "settings.promo", "spring"),
                ("layer prod|ucts", 0, "settings.promo", "products"), ("audience st|aff", 0, "settings.promo", "staff"),
                ("price_list u|s", 0, "settings.promo", "us"), ("customer.le|vel", 0, "settings.promo", "level"),
                (">= sil|ver", 0, "settings.promo", "silver"), ("of st|ars", 0, "settings.promo", "stars"),
                ("== hi|gh", 0, "settings.promo", "high"), ("event o|ne used", 0, "rules.promo", "one"),
                ("unused tw|o", 0, "rules.promo", "two"), ("coupon wel|come", 0, "settings.promo", "welcome"),
                ("excludes gi|ft", 0, "rules.promo", "gift"), ("use ov|er", 0, "settings.promo", "over"),
                ("over(go|ods", 0, "settings.promo", "goods"), ("goods = sh|oes", 0, "more/sets.promo", "shoes"),
                ("{ le|vel", 0, "settings.promo", "level"), ("level go|ld", 0, "settings.promo", "gold"),
                ("{ sea|son", 0, "settings.promo", "season"), ("of stars l|ow", 0, "settings.promo", "low"),
                ("by gi|ft", 0, "rules.promo", "gift"), ("gift.on|e", 0, "rules.promo", "one"),
                ("other.ov|er", 0, "settings.promo", "over")):
            found = self.definition("rules.promo", pattern, nth)
            self.assertIsNotNone(found, pattern)
            self.assertEqual(found[:2], (name, text), pattern)

    def test_definition_of_parameter(self):
        self.assertEqual(self.definition("settings.promo", "off go|ods"), ("settings.promo", "goods", 19))
        self.assertEqual(self.definition("settings.promo", ">= le|ast"), ("settings.promo", "least", 19))

    def test_definition_of_event_in_template(self):
        self.assertEqual(self.definition("rules.promo", "other.ov|er")[2], 20)

    def test_nothing_to_go_to(self):
        for pattern in ("pro|motion gift", '"bo|th"', '"🎁|🎁"', "10|%"):
            self.assertIsNone(self.definition("rules.promo", pattern), pattern)

    def test_import(self):
        self.assertEqual(self.definition("settings.promo", '"./more/s|ets"')[0], "more/sets.promo")
        link, = self.client.request("textDocument/documentLink", {"textDocument": {"uri": self.uri("settings.promo")}})
        self.assertEqual((self.cut("settings.promo", link["range"]), link["target"]), ('"./more/sets"', self.uri("more/sets.promo")))

    def test_standard_library(self):
        found, = self.client.request("textDocument/definition", self.at("rules.promo", "use cheapest_f|ree"))
        self.assertTrue(found["uri"].endswith("/std/bogo.promo"))
        path = found["uri"][len("file://"):]
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        self.assertIn("template cheapest_free(", lines[found["range"]["start"]["line"]])
        again, = self.client.request("textDocument/definition", self.at("rules.promo", "free(go|ods = boots"))
        self.assertEqual(again["uri"], found["uri"])
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.client.notify("textDocument/didOpen", {"textDocument": {"uri": found["uri"], "version": 1, "text": text}})
        self.client.settled()
        self.assertEqual(self.client.diagnostics.get(found["uri"]), [])

    def test_references(self):
        self.assertEqual(self.references("more/sets.promo", "let sh|oes"), [
            ("more/sets.promo", "shoes"), ("more/sets.promo", "shoes"), ("rules.promo", "shoes"), ("rules.promo", "shoes")])
        self.assertEqual(len(self.references("more/sets.promo", "let sh|oes", False)), 3)
        self.assertEqual(len(self.references("rules.promo", '"🥾|"')), 2)
        self.assertEqual(len(self.references("rules.promo", 'category "sh|oes"')), 2)
        self.assertEqual(len(self.references("settings.promo", '"WELCO|ME10"')), 2)
        self.assertEqual(self.references("rules.promo", "pro|motion"), [])

    def test_highlights(self):
        found = self.client.request("textDocument/documentHighlight", self.at("rules.promo", "event tw|o"))
        self.assertEqual([self.cut("rules.promo", f["range"]) for f in found], ["two"] * 3)
        self.assertEqual([f["kind"] for f in found], [3, 2, 2])

    def rename(self, name, pattern, new):
        edit = self.client.request("textDocument/rename", self.at(name, pattern, newName=new))
        texts = dict(self.texts)
        for change in edit["documentChanges"]:
            file = change["textDocument"]["uri"].rsplit(self.root, 1)[-1].lstrip("/")
            self.assertEqual(change["textDocument"]["version"], 1)
            texts[file] = apply_edits(texts[file], change["edits"])
        return texts

    def test_rename(self):
        for name, pattern, old, count in (
                ("rules.promo", "off sh|oes }", "shoes", 4), ("rules.promo", "layer prod|ucts", "products", 2),
                ("rules.promo", "level >= sil|ver", "silver", 2), ("rules.promo", "event o|ne used", "one", 3),
                ("settings.promo", "over(go|ods", "goods", 4), ("rules.promo", "other.ov|er", "over", 2),
                ("rules.promo", "by gi|ft.", "gift", 3), ("settings.promo", "tier hi|gh", "high", 2),
                ("settings.promo", "item.sea|son", "season", 2), ("settings.promo", "template ov|er", "over", 2),
                ("settings.promo", "price_list u|s", "us", 3)):
            place = self.client.request("textDocument/prepareRename", self.at(name, pattern))
            self.assertEqual((self.cut(name, place["range"]), place["placeholder"]), (old, old))
            before = "".join(self.texts.values())
            after = "".join(self.rename(name, pattern, "quite_new").values())
            self.assertEqual(after.count("quite_new"), count, pattern)
            self.assertEqual(len(before) + count * (9 - len(old)), len(after))
        for name, text in self.rename("rules.promo", "off sh|oes }", "quite_new").items():
            self.change(name, text)
        self.client.settled()
        self.assertEqual({n: self.codes(n) for n in self.files}, {n: [] for n in self.files})

    def refuse(self, name, pattern, new, words):
        error = self.client.refused("textDocument/rename", self.at(name, pattern, newName=new))
        self.assertIn(words, error["message"])

    def test_rename_refused(self):
        for new in ("", "two words", "9lives", "a-b", "true", "é", "a.b"):
            self.refuse("rules.promo", "off sh|oes }", new, "no name")
        self.refuse("rules.promo", "off sh|oes }", "boots", "there is an item set `boots` already, at more/sets.promo:3")
        self.refuse("rules.promo", "event o|ne used", "two", "there is an event `two` already, at rules.promo:3")
        self.refuse("rules.promo", "off sh|oes }", "category", "`category` cannot be the name")
        self.refuse("settings.promo", "over(go|ods", "least", "already")
        self.refuse("rules.promo", '"🥾|"', "x", "the shop's own")
        self.refuse("rules.promo", "use cheapest_f|ree", "x", "standard library")
        self.refuse("rules.promo", "pro|motion gift", "x", "no name that is declared")
        error = self.client.refused("textDocument/prepareRename", self.at("rules.promo", '"🥾|"'))
        self.assertIn("the shop's own", error["message"])

    def test_rename_that_would_be_caught(self):
        """In the template, the parameter would stand for the set."""
        self.change("more/sets.promo", SETS + "template t(goods : items) { event e { when quantity of boots >= 1  give 5% off goods } }\n")
        self.refuse("more/sets.promo", "let bo|ots", "goods", "`goods`")

    def test_rename_to_a_word_of_the_language(self):
        """Where the grammar can tell, it is a name like any other."""
        texts = self.rename("rules.promo", "event tw|o", "free")
        self.assertEqual(texts["rules.promo"].count("free"), 4)

    def test_rename_in_another_version(self):
        self.change("rules.promo", RULES + "\n", 7)
        edit = self.client.request("textDocument/rename", self.at("rules.promo", "off sh|oes }", newName="shoe"))
        versions = {c["textDocument"]["uri"]: c["textDocument"]["version"] for c in edit["documentChanges"]}
        self.assertEqual(versions, {self.uri("rules.promo"): 7, self.uri("more/sets.promo"): 1})
        self.close("more/sets.promo")
        edit = self.client.request("textDocument/rename", self.at("rules.promo", "off sh|oes }", newName="shoe"))
        versions = {c["textDocument"]["uri"]: c["textDocument"]["version"] for c in edit["documentChanges"]}
        self.assertEqual(versions, {self.uri("rules.promo"): 7, self.uri("more/sets.promo"): None})

    def test_outline(self):
        tree = self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": self.uri("rules.promo")}})
        self.assertEqual([(s["name"], [c["name"] for c in s.get("children", [])]) for s in tree],
                         [("gift", ["one", "two"]), ("other", [])])
        self.assertEqual(tree[0]["detail"], "🎁🎁")
        self.assertTrue(self.cut("rules.promo", tree[0]["range"]).startswith("promotion gift"))
        self.assertEqual(self.cut("rules.promo", tree[0]["selectionRange"]), "gift")
        tree = self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": self.uri("settings.promo")}})
        names = {s["name"]: [c["name"] for c in s.get("children", [])] for s in tree}
        self.assertEqual(names["level"], ["bronze", "silver", "gold"])
        self.assertEqual(names["over"], ["goods", "least", "rate", "over"])
        self.assertEqual(names["stars"], ["low", "high"])

    def test_workspace_symbols(self):
        found = self.client.request("workspace/symbol", {"query": "sh"})
        self.assertEqual([(f["name"], f["location"]["uri"]) for f in found], [("shoes", self.uri("more/sets.promo"))])
        found = self.client.request("workspace/symbol", {"query": "ONE"})
        self.assertIn(("one", "gift"), [(f["name"], f["containerName"]) for f in found])
        self.assertNotIn("two", [f["name"] for f in found])
        every = {f["name"] for f in self.client.request("workspace/symbol", {"query": ""})}
        self.assertTrue({"shoes", "boots", "gift", "over", "stars"} <= every)
        self.assertNotIn("cheapest_free", every, "the standard library is nobody's own")

    def test_folds(self):
        found = self.client.request("textDocument/foldingRange", {"textDocument": {"uri": self.uri("settings.promo")}})
        self.assertEqual([(f["startLine"], f["endLine"], f.get("kind")) for f in found],
                         [(6, 8, None), (19, 20, None), (4, 5, "comment")])

    def hover(self, name, pattern, nth=0):
        found = self.client.request("textDocument/hover", self.at(name, pattern, nth))
        if found is None:
            return None
        self.assertEqual(found["contents"]["kind"], "markdown")
        return self.cut(name, found["range"]), found["contents"]["value"]

    def test_hover_names(self):
        for name, pattern, word, parts in (
                ("rules.promo", "off sh|oes }", "shoes", ['let shoes = category "shoes" except tag "old"', "What one walks in.",
                                                         "used in 3 places"]),
                ("rules.promo", "customer.le|vel", "level", ["customer.level : enum { bronze, silver, gold }", "of the customer"]),
                ("rules.promo", "layer prod|ucts", "products", ["layer products"]),
                ("rules.promo", "use ov|er", "over", ["template over(goods : items, least : money, rate : percent = 10%)"]),
                ("settings.promo", ">= le|ast", "least", ["least : money", "money, in USD"]),
                ("rules.promo", "campaign spr|ing", "spring", ['campaign spring "Spring 🌷"', "from 1 March to 31 May 2026"]),
                ("rules.promo", "excludes gi|ft", "gift", ['promotion gift "🎁🎁"', "10% off"]),
                ("rules.promo", "event o|ne used", "one", ['event one "🎁"', "10% off"]),
                ("rules.promo", "coupon wel|come", "welcome", ["coupon welcome", "WELCOME10"]),
                ("rules.promo", 'category "sh|oes"', '"shoes"', ["category of the shop; used in 2 places"])):
            found = self.hover(name, pattern)
            self.assertIsNotNone(found, pattern)
            self.assertEqual(found[0], word)
            for part in parts:
                self.assertIn(part, found[1])

    def test_hover_words(self):
        self.assertIn("money, in USD", self.hover("settings.promo", "am|ount of")[1])
        self.assertIn("Takes this much off", self.hover("rules.promo", "o|ff boots")[1])
        self.assertEqual(self.hover("settings.promo", "2026-03|-01"), ("2026-03-01", "Sunday, 1 March 2026"))
        self.assertIsNone(self.hover("settings.promo", "# How good a cust|omer"))
        self.assertIsNone(self.hover("rules.promo", '"🎁|🎁"'))

    def test_with_errors(self):
        """Names are found in what cannot be compiled."""
        self.change("rules.promo", RULES + "promotion broken { event e { give 10% of shoes }\n  nonsense\n")
        self.assertEqual(self.definition("rules.promo", "10% of sh|oes")[:2], ("more/sets.promo", "shoes"))
        self.assertEqual(self.definition("rules.promo", "gift.on|e")[:2], ("rules.promo", "one"))
        self.assertIn("let shoes", self.hover("rules.promo", "off sh|oes }")[1])


class Plain(Names):
    """An older client: no trees, no markup, no versions; columns in bytes."""
    capabilities = {"general": {"positionEncodings": ["utf-8"]}}
    encoding = "utf-8"

    def rename(self, name, pattern, new):
        edit = self.client.request("textDocument/rename", self.at(name, pattern, newName=new))
        texts = dict(self.texts)
        for uri, edits in edit["changes"].items():
            file = uri.rsplit(self.root, 1)[-1].lstrip("/")
            texts[file] = apply_edits(texts[file], edits, self.encoding)
        return texts

    def test_rename_in_another_version(self):
        pass

    def test_outline(self):
        found = self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": self.uri("rules.promo")}})
        self.assertEqual([(s["name"], s.get("containerName")) for s in found],
                         [("gift", None), ("one", "gift"), ("two", "gift"), ("other", None)])

    def hover(self, name, pattern, nth=0):
        found = self.client.request("textDocument/hover", self.at(name, pattern, nth))
        if found is None:
            return None
        self.assertEqual(found["contents"]["kind"], "plaintext")
        self.assertNotIn("```", found["contents"]["value"])
        self.assertNotIn("**", found["contents"]["value"])
        return self.cut(name, found["range"]), found["contents"]["value"]
