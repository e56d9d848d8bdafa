"""Code actions: what somebody may have meant, and what can be put right."""
from client import Case, apply_edits

SETTINGS = "settings { currency USD }\nprofile { customer.level : enum { silver, gold } }\nlayers { products orders }\n"
SETS = 'let shoes = category "shoes"\n'


class Actions(Case):
    capabilities = {"textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}},
                    "workspace": {"workspaceEdit": {"documentChanges": True}}}
    files = {"settings.promo": SETTINGS, "sets.promo": SETS}

    def actions(self, name, only=None):
        """At the first finding of the file."""
        self.client.settled()
        context = {"diagnostics": self.told(name)}
        if only is not None:
            context["only"] = only
        return self.client.request("textDocument/codeAction", {
            "textDocument": {"uri": self.uri(name)}, "range": self.told(name)[0]["range"], "context": context})

    def apply(self, name, action):
        change, = action["edit"]["documentChanges"]
        self.assertEqual(change["textDocument"]["uri"], self.uri(name))
        return apply_edits(self.texts[name], change["edits"])

    def check(self, text, title, after):
        self.open("x.promo", text)
        actions = [a for a in self.actions("x.promo", ["quickfix"])]
        self.assertEqual([a["title"] for a in actions], [title])
        self.assertEqual(actions[0]["kind"], "quickfix")
        self.assertEqual(actions[0]["diagnostics"], self.told("x.promo")[:1])
        self.assertEqual(self.apply("x.promo", actions[0]), after)
        self.change("x.promo", after)
        self.client.settled()
        self.assertEqual(self.told("x.promo"), [])
        self.close("x.promo")

    def test_did_you_mean(self):
        frame = "promotion p { %s event e { %s } }\n"
        for props, event, title, good in (
                ("", "give 10% off shose", "Change to `shoes`", ("", "give 10% off shoes")),
                ("layer produkts", "give 10% off shoes", "Change to `products`", ("layer products", "give 10% off shoes")),
                ("", "when customer.level == sliver give 10% off shoes", "Change to `silver`",
                 ("", "when customer.level == silver give 10% off shoes")),
                ("", "when customer.lvel == silver give 10% off shoes", "Change to `level`",
                 ("", "when customer.level == silver give 10% off shoes")),
                ("status aktive", "give 10% off shoes", "Change to `active`", ("status active", "give 10% off shoes")),
                ("", "give 10% off categroy \"x\"", "Write `category`", ("", "give 10% off category \"x\"")),
                ("use percent_off(good = shoes, rate = 5%)", "give 1% off shoes", "Change to `goods`",
                 ("use percent_off(goods = shoes, rate = 5%)", "give 1% off shoes"))):
            head = "template percent_off(goods : items, rate : percent) { event z { give rate off goods } }\n"
            self.check(head + frame % (props, event), title, head + frame % good)

    def test_import_of_the_library(self):
        self.check('promotion p { use cheapest_free(goods = shoes, size = 3) }\n', 'Add `import "std/bogo"`',
                   'import "std/bogo"\npromotion p { use cheapest_free(goods = shoes, size = 3) }\n')

    def test_misspelt_import(self):
        self.check('import "std/bgo"\n', "Change to `std/bogo`", 'import "std/bogo"\n')

    def test_nothing_to_do(self):
        self.open("x.promo", "let a = nothing_like_it\n")
        self.assertEqual(self.actions("x.promo"), [])

    def test_other_kinds(self):
        self.open("x.promo", "let a = shose\n")
        self.assertEqual(self.actions("x.promo", ["refactor"]), [])
        self.assertEqual(len(self.actions("x.promo", ["quickfix"])), 1)
        self.assertEqual(len(self.actions("x.promo", [])), 1)

    def test_all_that_is_safe(self):
        text = 'let a = categroy "x"\nlet b = categroy "y"\nlet c = shose\n'
        self.open("x.promo", text)
        action, = self.actions("x.promo", ["source.fixAll"])
        self.assertEqual(self.apply("x.promo", action), text.replace("categroy", "category"))
