"""Completion: what the grammar expects, and the names that fit."""
from client import Case, apply_edits
from test_names import SETS, SETTINGS

RULES = """promotion p1 "First" { channels web, "s-12"
  event e1 { when segment "vip" and channel == "app" give 5% off socks }
  event e2 { give 5% off socks }
  sequence { 1 event e1 used stop unused e2  2 event e2 used stop unused stop }
}
let socks = sku { "S-1", "S-2" }
"""

# Before the mark, after it, what has to be there (in this order of rank), what must not.
PLACES = [
    ("", "", "promotion template let settings test", "give when event"),
    ("pro", "", "promotion profile", "give"),
    ("promotion ", " { }", None, "products spring"),
    ("let ", "", None, "shoes"),
    ("let a = ", "", "shoes boots category sku all items", "give products promotion"),
    ("let a = shoes ", "", "except or", "give"),
    ("promotion x { ", " }", "layer event campaign use", "give when currency"),
    ("promotion x { lay", " }", "layer", "give"),
    ("promotion x {\n  layer ", "\n  priority 10\n}", "products orders", "spring layer priority"),
    ("promotion x { campaign ", " }", "spring", "products"),
    ("promotion x { type ", " }", "award discount reduction", "purchase"),
    ("campaign c { type ", " }", "purchase membership", "award"),
    ("promotion x { status a", " }", "active draft", "award"),
    ("promotion x { excludes ", " }", "p1", "spring"),
    ("promotion x { excludes p1, ", " }", "p1", "spring"),
    ("promotion x { requires ", " }", "coupon", "welcome"),
    ("promotion x { requires coupon ", " }", "welcome", "p1"),
    ("promotion x { audience ", " }", "staff", "p1"),
    ("promotion x { price_list ", " }", "us", "p1"),
    ("promotion x { channels web, ", " }", 'app web "s-12"', "p1"),
    ("promotion x { schedule ", " }", "mon sun", "p1"),
    ("promotion x { use ", " }", "over cheapest_free happy_hour", "p1"),
    ("promotion x { use over(", ") }", "goods least rate", "shoes"),
    ("promotion x { use over(goods = ", ") }", "shoes boots socks category", "goods products"),
    ("promotion x { use over(goods = shoes, ", ") }", "least rate", "shoes"),
    ("promotion x { event e ", "{ give 1% off order } }", "on", "give"),
    ("promotion x { event e { ", " } }", "when buy give", "layer"),
    ("promotion x { event e { give ", " } }", "shoes cheapest gift order", "layer amount"),
    ("promotion x { event e { give by ", " { } } }", "amount quantity", "shoes"),
    ("promotion x { event e { give 10% ", " } }", "off", "shoes"),
    ("promotion x { event e { give 10% off ", " } }", "shoes order category each", "stars"),
    ("promotion x { event e { give 5 points of ", " } }", "stars", "shoes"),
    ("promotion x { event e { give coupon ", " } }", "welcome", "stars"),
    ("promotion x { event e { give certificate ", " } }", "welcome", "stars"),
    ("promotion x { event e { buy 1 of ", " } }", "shoes", "stars"),
    ("promotion x { event e { when ", " } }", "amount quantity customer order segment weekday", "shoes sku give price_list"),
    ("promotion x { event e { when order.", " } }", "channel price_list weekday", "level"),
    ("promotion x { event e { when all {\n ", "\n } } }", "amount customer audience", "shoes sku"),
    ("promotion x { event e { when amount ", " } }", "of in is", "shoes"),
    ("promotion x { event e { when amount of ", " >= 1.00 } }", "shoes items", "stars"),
    ("promotion x { event e { when customer.", " } }", "level birthday orders", "season shoes"),
    ("promotion x { event e { when customer.le", " == gold } }", "level", "season"),
    ("promotion x { event e { when customer.level >= ", " } }", "bronze silver gold", "shoes amount"),
    ("promotion x { event e { when customer.level in { gold, ", " } } }", "silver", "shoes"),
    ("promotion x { event e { when tier of ", " } }", "stars", "shoes"),
    ("promotion x { event e { when tier of stars >= ", " } }", "low high", "shoes"),
    ("promotion x { event e { when weekday == ", " } }", "mon sat", "shoes"),
    ("promotion x { event e { when segment ", " } }", '"vip"', "vip"),
    ("promotion x { event e { when audience ", " } }", "staff", "vip"),
    ("promotion x { event e { when channel == ", " } }", "web app", "vip"),
    ('promotion x { event e { when channel == "', '" } }', '"web" "app"', "vip"),
    ("promotion x { event e { give 1% off category ", " } }", '"shoes"', "shoes"),
    ('promotion x { event e { give 1% off category "', '" } }', '"shoes"', '"S-1"'),
    ('promotion x { event e { give 1% off category "sh', "", '"shoes"', '"sh"'),
    ('let a = sku { "S-1", "', '" }', '"S-2"', '"shoes"'),
    ("let a = items all { ", " }", "price cost category item shoes", "segment weekday points"),
    ("let a = items all { item.", " }", "season price", "level"),
    ("promotion x { event a1 { give 1% off order } event a2 { give 2% off order } sequence { 1 event ", " } }", "a1 a2", "e1"),
    ("promotion x { event a1 { give 1% off order } sequence { 1 event a1 used ", " } }", "stop a1", "e1"),
    ('test "x" { ', " }", "basket expect", "event"),
    ('test "x" { basket { ', " } }", "at line customer coupon state", "expect"),
    ('test "x" { basket { coupon "', '" } }', '"WELCOME10"', '"vip"'),
    ('test "x" { basket { customer { ', " } } }", "level birthday segments", "season id"),
    ('test "x" { basket { customer { level ', " } } }", "gold silver", "season"),
    ('test "x" { basket { customer { segments { "', '" } } } }', '"vip"', '"web"'),
    ('test "x" { basket { line 1 of ', " } }", '"S-1"', "stars"),
    ('test "x" { basket { line 1 of "A" { ', " } at 1.00 } }", "season", "level price"),
    ('test "x" { basket { redeem 5 points of ', " } }", "stars", "p1"),
    ('test "x" { basket { state { ', " } } }", "points tier uses", "at"),
    ('test "x" { basket { state { tier of stars ', " } } }", "low high", "at"),
    ('test "x" { basket { state { uses of campaign ', " } } }", "spring", "p1"),
    ('test "x" { expect ', " }", "total discount hint", "basket"),
    ('test "x" { expect discount 1.00 by ', " }", "p1", "e1"),
    ('test "x" { expect discount 1.00 by p1.', " }", "e1 e2", "p1"),
    ('test "x" { expect hint for ', " }", "p1", "e1"),
    ('test "x" { expect issued ', " }", "welcome", "e1"),
    ('test "x" { expect points 5 of ', " }", "stars", "e1"),
    ("import ", "", '"./more/sets" "./settings" "std/bogo"', "shoes"),
    ('import "std/', '"', '"std/bogo"', "shoes"),
    ("settings { ", " }", "currency timezone rounding floor", "event"),
    ("settings { currency ", " }", "USD EUR", "event"),
    ("settings { rounding ", " }", "half_up down", "event"),
    ('settings { timezone "', '" }', '"UTC" "Europe/Amsterdam"', "event"),
    ("profile { ", " }", "customer order item", "event"),
    ("profile { customer.x : ", " }", "text enum money", "items"),
    ("layers { a on ", " }", "remaining original", "event"),
    ("coupon c { ", " }", "kind code valid", "event"),
    ("coupon c { kind ", " }", "discount certificate", "award"),
    ("coupon c { valid for 90 ", " }", "days months", "award"),
    ("template t(goods : ", ") { }", "items money loyalty", "enum"),
    ("template t(goods : items, rate : percent) { event e { give rate off ", " } }", "goods shoes", "layer"),
    ("# a word", "", None, "promotion"),
    ("let a = items all { price >= 10", " }", None, "promotion days"),
    # behind errors, and where the braces are not closed yet
    ("promotion x { nonsense words here\n  layer ", "", "products", "spring"),
    ("promotion x { event e { give 10% of shoes }\n  layer ", "\n}", "products", "spring"),
    ("promotion x {\n  event e {\n    give 10% off ", "", "shoes", "layer"),
    ("let broken = = =\npromotion x { campaign ", " }", "spring", "products"),
]


class Complete(Case):
    capabilities = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}
    files = {"settings.promo": SETTINGS, "more/sets.promo": SETS, "rules.promo": RULES}

    def start(self):
        super().start()
        self.open("x.promo", "")
        self.client.settled()
        self.version = 1

    def complete(self, before, after=""):
        self.version += 1
        self.change("x.promo", before + after, self.version)
        place = self.at("x.promo", before + "|" + after)
        return self.client.request("textDocument/completion", place)

    def test_places(self):
        for before, after, wanted, unwanted in PLACES:
            with self.subTest(before + "|" + after):
                result = self.complete(before, after)
                self.assertFalse(result["isIncomplete"])
                labels = [i["label"] for i in result["items"]]
                self.assertEqual(len(labels), len(set(labels)), "each once")
                if wanted is None:
                    self.assertEqual(labels, [])
                else:
                    self.assertEqual([w for w in wanted.split() if w not in labels], [], labels)
                self.assertEqual([w for w in unwanted.split() if w in labels], [], labels)

    def test_everything_offered_is_accepted_by_the_grammar(self):
        """Whatever is offered, written in place, gives no error of form at that place."""
        for before, after in (("promotion x { layer ", " }"), ("let a = ", ""), ("promotion x { type ", " }"),
                              ("promotion x { event e { give 1% off ", " } }"), ("settings { rounding ", " }")):
            for item in self.complete(before, after)["items"]:
                if item["kind"] == 14:
                    continue
                text = apply_edits(before + after, [dict(item["textEdit"], newText=item["label"])])
                self.version += 1
                self.change("x.promo", text, self.version)
                self.client.settled()
                self.assertEqual([d for d in self.told("x.promo") if d["code"] < "P0100"], [], text)

    def item(self, before, after, label):
        found = [i for i in self.complete(before, after)["items"] if i["label"] == label]
        self.assertEqual(len(found), 1, label)
        return found[0]

    def test_edit_replaces_the_word(self):
        item = self.item("promotion x { layer pro", "duc }", "products")
        self.assertEqual(apply_edits(self.texts["x.promo"], [item["textEdit"]]), "promotion x { layer products }")
        item = self.item('let a = category "sh', 'o" except tag "x"', '"shoes"')
        self.assertEqual(apply_edits(self.texts["x.promo"], [item["textEdit"]]), 'let a = category "shoes" except tag "x"')
        item = self.item('# 🎁\nlet a🎁 = category "s', "\n", '"shoes"')
        self.assertEqual(apply_edits(self.texts["x.promo"], [item["textEdit"]]), '# 🎁\nlet a🎁 = category "shoes"\n')

    def test_snippets(self):
        item = self.item("promotion x { use ", " }", "over")
        self.assertEqual((item["textEdit"]["newText"], item["insertTextFormat"]), ("over(goods = ${1}, least = ${2})$0", 2))
        item = self.item("promotion x { use ov", "(goods = shoes) }", "over")
        self.assertEqual((item["textEdit"]["newText"], item.get("insertTextFormat")), ("over", None))
        item = self.item("", "", "promotion")
        self.assertIn("${1:name}", item["textEdit"]["newText"])

    def test_snippets_are_laid_out(self):
        """With their places filled in as proposed, they are what the formatter makes of them."""
        for before, after in (("", ""), ("promotion x {\n  ", "\n}\n"), ("promotion x {\n  event e {\n    ", "\n  }\n}\n"),
                              ('test "x" {\n  ', "\n}\n"), ('test "x" {\n  basket {\n    ', "\n  }\n}\n"), ("campaign c {\n  ", "\n}\n")):
            indent = before[before.rfind("\n") + 1:]
            for item in self.complete(before, after)["items"]:
                if item.get("insertTextFormat") != 2:
                    continue
                new = __import__("re").sub(r"\$\{\d+:?([^}]*)\}|\$\d+", r"\1", item["textEdit"]["newText"])
                text = before + new.replace("\n", "\n" + indent) + after.rstrip("\n") + "\n"
                self.version += 1
                self.change("x.promo", text, self.version)
                edits = self.client.request("textDocument/formatting", {"textDocument": {"uri": self.uri("x.promo")}})
                self.assertEqual(edits, [], text)

    def test_import_comes_with_the_template(self):
        item = self.item('# about\nimport "./more/sets"\npromotion x { use ', " }", "happy_hour")
        after = apply_edits(self.texts["x.promo"], [dict(item["textEdit"], newText="happy_hour(goods = shoes)")] + item["additionalTextEdits"])
        self.assertEqual(after, '# about\nimport "./more/sets"\nimport "std/time"\npromotion x { use happy_hour(goods = shoes) }')
        item = self.item("promotion x { use ", " }", "happy_hour")
        after = apply_edits(self.texts["x.promo"], [dict(item["textEdit"], newText="happy_hour(goods = shoes)")] + item["additionalTextEdits"])
        self.assertTrue(after.startswith('import "std/time"\npromotion x'))
        self.assertNotIn("additionalTextEdits", self.item("promotion x { use ", " }", "over"))

    def test_words_are_explained(self):
        item = self.item("promotion x { event e { when ", " } }", "amount")
        self.assertEqual(item["detail"], "money")
        self.assertIn("cost together", item["documentation"])

    def test_names_of_a_declaration_that_is_being_changed(self):
        """The file cannot be read wholly; what it declared before is still offered."""
        self.open("rules.promo")
        self.change("rules.promo", RULES.replace("promotion p1", "promotion p1 p2 p3 {"))
        labels = [i["label"] for i in self.complete("promotion x { excludes ", " }")["items"]]
        self.assertIn("p1", labels)

    def test_very_many(self):
        self.open("many.promo", "".join('let set_%d = sku "S%d"\n' % (i, i) for i in range(2000)))
        result = self.complete("let a = set_19", "")
        self.assertTrue(result["isIncomplete"])
        labels = [i["label"] for i in result["items"]]
        self.assertIn("set_1999", labels)
        self.assertTrue(len(labels) <= 600 and all(l.startswith("set_19") for l in labels))

    def signature(self, before, after=""):
        self.version += 1
        self.change("x.promo", before + after, self.version)
        return self.client.request("textDocument/signatureHelp", self.at("x.promo", before + "|" + after))

    def test_signature(self):
        for before, active in (("promotion x { use over(", 0), ("promotion x { use over(goods = shoes, ", 1),
                               ("promotion x { use over(rate = ", 2), ("promotion x { use over(goods = sku { \"a\", \"b\" }, le", 1)):
            found = self.signature(before, ") }")
            signature, = found["signatures"]
            self.assertEqual(signature["label"], "over(goods : items, least : money, rate : percent = ...)")
            self.assertEqual([p["label"] for p in signature["parameters"]], ["goods : items", "least : money", "rate : percent = ..."])
            self.assertEqual(found["activeParameter"], active, before)
        self.assertIsNone(self.signature("promotion x { use nothing(", ") }"))
        self.assertIsNone(self.signature("promotion x { ", "}"))


class WithoutSnippets(Complete):
    capabilities = {"general": {"positionEncodings": ["utf-8"]}}
    encoding = "utf-8"

    def test_edit_replaces_the_word(self):
        item = self.item("promotion x { layer pro", "duc }", "products")
        self.assertEqual(apply_edits(self.texts["x.promo"], [item["textEdit"]], "utf-8"), "promotion x { layer products }")
        item = self.item('# 🎁\nlet a🎁 = category "s', "\n", '"shoes"')
        self.assertEqual(apply_edits(self.texts["x.promo"], [item["textEdit"]], "utf-8"), '# 🎁\nlet a🎁 = category "shoes"\n')

    def test_snippets(self):
        for item in self.complete("")["items"] + self.complete("promotion x { use ", " }")["items"]:
            self.assertNotIn("insertTextFormat", item)
            self.assertNotIn("$", item["textEdit"]["newText"])
