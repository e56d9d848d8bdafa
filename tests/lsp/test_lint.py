"""Lints while one types: by the settings of the rule set, with corrections."""
import os

from client import Case, apply_edits

SETTINGS = "settings { currency USD }\n"
UNUSED = 'let shoes = category "shoes"\nlet boots = category "boots"\npromotion p { event e { give 1% off boots } }\n'


class Lint(Case):
    capabilities = {"textDocument": {"codeAction": {"codeActionLiteralSupport": {}}}}
    lints = True
    files = {"settings.promo": SETTINGS, "rules/x.promo": UNUSED}

    def test_found_and_gone(self):
        self.open("rules/x.promo")
        self.client.settled()
        found, = self.told("rules/x.promo")
        self.assertEqual((found["code"], found["severity"], found["tags"]), ("unused-let", 2, [1]))
        self.assertEqual(self.cut("rules/x.promo", found["range"]), "shoes")
        self.change("rules/x.promo", UNUSED.replace("off boots", "off boots or shoes"))
        self.client.settled()
        self.assertEqual(self.told("rules/x.promo"), [])

    def test_not_beside_errors(self):
        self.open("rules/x.promo", UNUSED + "let wrong = nothing\n")
        self.client.settled()
        self.assertEqual(self.codes("rules/x.promo"), ["P0102"])

    def test_ignored(self):
        self.open("rules/x.promo", "# promo:ignore unused-let: for the next season\n" + UNUSED)
        self.client.settled()
        self.assertEqual(self.told("rules/x.promo"), [])

    def test_correction(self):
        self.open("rules/x.promo")
        self.client.settled()
        actions = self.client.request("textDocument/codeAction", {
            "textDocument": {"uri": self.uri("rules/x.promo")}, "range": self.told("rules/x.promo")[0]["range"],
            "context": {"diagnostics": [], "only": ["quickfix"]}})
        action, = [a for a in actions if a["diagnostics"][0]["code"] == "unused-let"]
        self.assertTrue(action["isPreferred"])
        after = apply_edits(UNUSED, action["edit"]["changes"][self.uri("rules/x.promo")])
        self.change("rules/x.promo", after)
        self.client.settled()
        self.assertNotIn("shoes", after)
        self.assertEqual(self.told("rules/x.promo"), [])

    def test_correction_right_after_a_change(self):
        """Asked before anything was told."""
        self.open("rules/x.promo", SETTINGS)
        self.client.settled()
        self.change("rules/x.promo", UNUSED)
        actions = self.client.request("textDocument/codeAction", {
            "textDocument": {"uri": self.uri("rules/x.promo")},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}, "context": {"diagnostics": []}})
        self.assertIn("unused-let", [d["code"] for a in actions for d in a.get("diagnostics", [])])

    def settings(self, text, kind=1):
        self.write("promo.toml", text)
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("promo.toml"), "type": kind}]})
        self.client.settled()

    def test_settings(self):
        self.open("rules/x.promo")
        self.settings('[lint.rules]\nunused-let = "error"\n')
        self.assertEqual([d["severity"] for d in self.told("rules/x.promo")], [1])
        self.settings('[lint.rules]\nunused-let = "off"\n', 2)
        self.assertEqual(self.told("rules/x.promo"), [])
        self.settings('[lint]\nexclude = ["rules"]\n', 2)
        self.assertEqual(self.told("rules/x.promo"), [])
        os.remove(self.path("promo.toml"))
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("promo.toml"), "type": 3}]})
        self.client.settled()
        self.assertEqual(self.codes("rules/x.promo"), ["unused-let"])

    def test_catalogue(self):
        self.write("items.csv", "sku,category,brand,price\nA,boots,Acme,10.00\n")
        self.write("promo.toml", '[lint]\ncatalogue = "items.csv"\n')
        self.open("rules/x.promo", 'promotion p { event e { give 1% off category "botos" } }\n')
        self.client.settled()
        self.assertEqual(self.codes("rules/x.promo"), ["unknown-category"])

    def test_catalogue_in_completions(self):
        """What the shop sells is offered where it is named, also while there are errors."""
        self.write("items.csv", "sku,category,brand,price\nA-1,boots/high,Acme,10.00\nA-2,hats,Ajax,10.00\n")
        self.write("promo.toml", '[lint]\ncatalogue = "items.csv"\n')
        for before, labels in (('let a = brand "', ['"Acme"', '"Ajax"']), ('let a = brand "Aj', ['"Ajax"']),
                               ('let a = sku { "A-1", "', ['"A-1"', '"A-2"']), ('let a = category "boots/', ['"boots/high"'])):
            self.open("rules/x.promo", before + '"\nlet wrong = \n')
            found = self.client.request("textDocument/completion", self.at("rules/x.promo", before + '|"\n'))
            self.assertEqual([i["label"] for i in found["items"]], labels, before)

    def test_baseline(self):
        self.write("promo.toml", '[lint]\nbaseline = "known.txt"\n')
        self.write("known.txt", "unused-let\trules/x.promo\tlet shoes\tnothing uses the item set `shoes`\n")
        self.open("rules/x.promo")
        self.client.settled()
        first = self.told("rules/x.promo")
        from client import PROMO
        import subprocess
        subprocess.run([PROMO, "lint", ".", "--write-baseline"], cwd=self.root, capture_output=True, check=True)
        self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri("rules/x.promo")}})
        self.client.settled()
        self.assertEqual(self.told("rules/x.promo"), [], first)

    def test_large_sets_when_nobody_types(self):
        many = "".join('promotion p%d "Promotion %d" { event e { give 1%% off sku "S%d" } }\n' % (i, i, i) for i in range(9000))
        self.assertGreater(len(many), 1 << 19)
        self.open("rules/x.promo", many + 'let shoes = category "shoes"\n')
        self.client.wait_for(self.uri("rules/x.promo"), lambda found: "unused-let" in [d["code"] for d in found])


class WrongSettings(Case):
    """What is wrong in promo.toml is told of that file; then the lints go by their own levels."""
    lints = True
    files = {"settings.promo": SETTINGS, "x.promo": UNUSED, "promo.toml": "# settings\n[lnt]\nfiles = 3\n"}

    def changed(self, text):
        if text is None:
            os.remove(self.path("promo.toml"))
        else:
            self.write("promo.toml", text)
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("promo.toml"), "type": 2}]})
        self.client.settled()

    def test_told_and_gone(self):
        self.open("x.promo")
        self.client.settled()
        found, = self.told("promo.toml")
        self.assertEqual((found["severity"], found["source"], found["range"]["start"]["line"]), (1, "promo", 1))
        self.assertIn("there is no setting `lnt`\ndid you mean `lint`?", found["message"])
        self.assertEqual(self.codes("x.promo"), ["unused-let"])
        published = self.client.published.count(self.uri("promo.toml"))
        self.change("x.promo", UNUSED + "\n")
        self.client.settled()
        self.assertEqual(self.client.published.count(self.uri("promo.toml")), published, "told once")
        self.changed('[lint.rules]\nunused-let = "of"\nunused-lt = "off"\n')
        self.assertEqual([self.cut("promo.toml", d["range"]) for d in self.told("promo.toml")], ['"of"', "unused-lt"])
        self.changed('[lint.rules]\nunused-let = "off"\n')
        self.assertEqual(self.told("promo.toml"), [])
        self.assertEqual(self.told("x.promo"), [])

    def test_removed(self):
        self.open("x.promo")
        self.client.settled()
        self.assertEqual(len(self.told("promo.toml")), 1)
        self.changed(None)
        self.assertEqual(self.told("promo.toml"), [])

    def test_given_twice(self):
        self.changed("[lint]\nfiles = []\nfiles = []\n")
        self.open("x.promo")
        self.client.settled()
        found, = self.told("promo.toml")
        related, = found["relatedInformation"]
        self.assertEqual((related["location"]["uri"], related["location"]["range"]["start"]["line"]), (self.uri("promo.toml"), 1))

    def test_beside_errors_in_rules(self):
        self.open("x.promo", "let wrong = nothing\n")
        self.client.settled()
        self.assertEqual((self.codes("x.promo"), len(self.told("promo.toml"))), (["P0102"], 1))

    def test_a_catalogue_that_is_not_there(self):
        self.changed('[lint]\ncatalogue = "items.csv"\n')
        self.open("x.promo")
        self.client.settled()
        found, = self.told("promo.toml")
        self.assertEqual(self.cut("promo.toml", found["range"]), '"items.csv"')
        self.assertIn("items.csv: No such file", found["message"])
        self.assertEqual(self.codes("x.promo"), ["unused-let"])


class SharedSettings(Case):
    """Several rule sets below one promo.toml speak of it once."""
    lints = True
    files = {"a/x.promo": SETTINGS + UNUSED, "b/x.promo": SETTINGS + UNUSED, "promo.toml": "[lnt]\n"}

    def test_told_once(self):
        self.open("a/x.promo")
        self.open("b/x.promo")
        self.client.settled()
        self.assertEqual(len(self.told("promo.toml")), 1)
        self.assertEqual(self.client.published.count(self.uri("promo.toml")), 1)
        self.assertEqual((self.codes("a/x.promo"), self.codes("b/x.promo")), (["unused-let"], ["unused-let"]))
        self.write("promo.toml", "[lint]\n")
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("promo.toml"), "type": 2}]})
        self.client.settled()
        self.assertEqual(self.told("promo.toml"), [])

    def test_told_by_the_other_when_one_has_gone(self):
        self.open("a/x.promo")
        self.open("b/x.promo")
        self.client.settled()
        self.close("a/x.promo")
        os.remove(self.path("a/x.promo"))
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("a/x.promo"), "type": 3}]})
        self.client.settled()
        self.assertEqual(len(self.told("promo.toml")), 1)
