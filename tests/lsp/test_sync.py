"""Documents: opened, changed in pieces, closed; what is wrong with them is told, and untold."""
import os
import random

from client import Case, Client, apply_edits, units, uri_of

SETTINGS = "settings { currency USD }\n"
SETS = 'let shoes = category "shoes"\n'
GOOD = 'promotion spring {\n  event all { give 10% off shoes }\n}\n'
BAD = 'promotion spring {\n  event all { give 10% off shose }\n}\n'


class Diagnostics(Case):
    files = {"settings.promo": SETTINGS, "sets.promo": SETS, "spring.promo": GOOD}

    def test_as_one_types(self):
        self.open("spring.promo")
        self.client.settled()
        self.assertEqual(self.told("spring.promo"), [])
        self.change("spring.promo", BAD, 2)
        self.client.settled()
        found, = self.told("spring.promo")
        self.assertEqual((found["code"], found["severity"], found["source"]), ("P0102", 1, "promo"))
        self.assertEqual(self.cut("spring.promo", found["range"]), "shose")
        self.assertIn("no item set is named `shose`\ndid you mean `shoes` (declared at sets.promo:1)?", found["message"])
        self.assertEqual(self.client.versions[self.uri("spring.promo")], 2)
        self.change("spring.promo", GOOD, 3)
        self.client.settled()
        self.assertEqual(self.told("spring.promo"), [])

    def test_in_other_files(self):
        self.open("sets.promo")
        self.client.settled()
        self.assertIsNone(self.told("spring.promo"))
        self.change("sets.promo", 'let boots = category "shoes"\n')
        self.client.settled()
        self.assertEqual(self.codes("spring.promo"), ["P0102"])
        self.assertIsNone(self.client.versions[self.uri("spring.promo")])
        self.change("sets.promo", SETS, 3)
        self.client.settled()
        self.assertEqual(self.told("spring.promo"), [])

    def test_only_news(self):
        """What is wrong with a file that is not open is told once."""
        self.write("bad.promo", "promotion x { event y { give 10% off nothing } }\n")
        self.open("spring.promo")
        self.client.settled()
        for version in range(2, 6):
            self.change("spring.promo", GOOD + "\n" * version, version)
            self.client.settled()
        self.assertEqual(self.client.published.count(self.uri("bad.promo")), 1)
        self.assertEqual(self.client.versions[self.uri("spring.promo")], 5)
        self.write("bad.promo", "# moved\npromotion x { event y { give 10% off nothing } }\n")
        self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri("bad.promo")}})
        self.client.settled()
        self.assertEqual(self.told("bad.promo")[0]["range"]["start"]["line"], 1)

    def test_related(self):
        self.open("sets.promo", SETS + 'let shoes = category "boots"\n')
        self.client.settled()
        found, = self.told("sets.promo")
        related, = found["relatedInformation"]
        self.assertEqual(related["location"]["uri"], self.uri("sets.promo"))
        self.assertEqual(related["location"]["range"]["start"]["line"], 0)
        self.assertEqual(related["message"], "declared here")

    def test_closed_without_saving(self):
        self.open("spring.promo", BAD)
        self.client.settled()
        self.assertEqual(self.codes("spring.promo"), ["P0102"])
        self.close("spring.promo")
        self.client.settled()
        self.assertEqual(self.told("spring.promo"), [])

    def test_deleted(self):
        self.open("spring.promo")
        os.remove(self.path("sets.promo"))
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("sets.promo"), "type": 3}]})
        self.client.settled()
        self.assertEqual(self.codes("spring.promo"), ["P0102"])
        self.write("sets.promo", SETS)
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("sets.promo"), "type": 1}]})
        self.client.settled()
        self.assertEqual(self.told("spring.promo"), [])

    def test_deleted_with_findings(self):
        self.write("bad.promo", "promotion x { event y { give 10% off nothing } }\n")
        self.open("spring.promo")
        self.client.settled()
        self.assertEqual(self.codes("bad.promo"), ["P0102"])
        os.remove(self.path("bad.promo"))
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri("bad.promo"), "type": 3}]})
        self.client.settled()
        self.assertEqual(self.told("bad.promo"), [])

    def test_saved_elsewhere(self):
        self.open("spring.promo")
        self.client.settled()
        self.write("sets.promo", 'let boots = category "shoes"\n')
        self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri("sets.promo")}})
        self.client.settled()
        self.assertEqual(self.codes("spring.promo"), ["P0102"])

    def test_new_unsaved_file(self):
        self.open("more.promo", 'promotion more { event all { give 5% off shoes } }\npromotion spring { event x { give 1% off order } }\n')
        self.client.settled()
        both = self.codes("more.promo") + self.codes("spring.promo")
        self.assertEqual(both, ["P0101"])
        self.close("more.promo")
        self.client.settled()
        self.assertEqual(self.told("more.promo") or [], [])
        self.assertEqual(self.told("spring.promo") or [], [])

    def test_untitled(self):
        self.client.notify("textDocument/didOpen", {"textDocument": {
            "uri": "untitled:Untitled-1", "languageId": "promo", "version": 1, "text": SETTINGS + "let a = let"}})
        self.client.settled()
        self.assertTrue(self.client.diagnostics["untitled:Untitled-1"])
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": "untitled:Untitled-1"}})
        self.client.settled()
        self.assertEqual(self.client.diagnostics["untitled:Untitled-1"], [])

    def test_uri_as_the_client_writes_it(self):
        uri = self.uri("spring.promo").replace("spring", "%73pring")
        self.client.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "version": 1, "text": BAD}})
        self.client.settled()
        self.assertEqual([d["code"] for d in self.client.diagnostics[uri]], ["P0102"])
        self.assertNotIn(self.uri("spring.promo"), self.client.diagnostics)
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.client.settled()
        self.assertEqual(self.client.diagnostics[uri], [])

    def test_named_otherwise(self):
        """What was told of a file by its plain URI is taken back when the client opens it by another."""
        self.write("bad.promo", BAD.replace("spring", "other"))
        self.open("spring.promo")
        self.client.settled()
        self.assertEqual(self.codes("bad.promo"), ["P0102"])
        uri = self.uri("bad.promo").replace("bad", "%62ad")
        self.client.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "version": 1, "text": self.read("bad.promo")}})
        self.client.settled()
        self.assertEqual(self.told("bad.promo"), [])
        self.assertEqual([d["code"] for d in self.client.diagnostics[uri]], ["P0102"])

    def test_too_many(self):
        self.open("spring.promo", "".join("let s%d = nothing%d\n" % (i, i) for i in range(1000)))
        self.client.settled()
        self.assertEqual(len(self.told("spring.promo")), 250)


class Folders(Case):
    """Which files make a rule set."""
    files = {"a/settings.promo": SETTINGS + SETS, "a/deep/spring.promo": GOOD,
             "b/settings.promo": SETTINGS + SETS, "b/spring.promo": GOOD, "common/sets.promo": 'let hats = tag "hat"\n',
             ".hidden/settings.promo": SETTINGS, "notes.txt": SETTINGS}

    def test_several_rule_sets(self):
        self.open("a/deep/spring.promo")
        self.open("b/spring.promo", BAD)
        self.open("common/sets.promo")
        self.client.settled()
        self.assertEqual(self.told("a/deep/spring.promo"), [])
        self.assertEqual(self.codes("b/spring.promo"), ["P0102"])
        self.assertEqual(self.told("common/sets.promo"), [], "a library needs no settings")

    def test_import_across(self):
        self.open("a/deep/spring.promo", 'import "../../common/sets"\npromotion p { event e { give 5% off hats } }\n')
        self.client.settled()
        self.assertEqual(self.told("a/deep/spring.promo"), [])
        self.open("common/sets.promo", 'let caps = tag "hat"\n')
        self.client.settled()
        self.assertEqual(self.codes("a/deep/spring.promo"), ["P0102"])

    def test_settings_written_and_taken_away(self):
        self.open("common/sets.promo")
        self.change("common/sets.promo", SETTINGS + 'let hats = tag "hat"\nlet more = shoes\n')
        self.client.settled()
        self.assertEqual(self.codes("common/sets.promo"), ["P0102"])
        self.change("common/sets.promo", 'let hats = tag "hat"\n', 3)
        self.client.settled()
        self.assertEqual(self.told("common/sets.promo"), [])

    def test_two_settings_in_one_directory(self):
        self.open("a/more.promo", SETTINGS)
        self.client.settled()
        self.assertEqual(self.codes("a/more.promo") + self.codes("a/settings.promo"), ["P0109"])

    def test_folder_removed_and_added(self):
        self.open("b/spring.promo", BAD)
        self.client.settled()
        self.client.notify("workspace/didChangeWorkspaceFolders", {"event": {
            "removed": [{"uri": uri_of(self.root), "name": "x"}], "added": [{"uri": self.uri("b"), "name": "b"}]}})
        self.client.settled()
        self.assertEqual(self.codes("b/spring.promo"), ["P0102"])


class Strange(Case):
    """Directories have more in them than files."""
    files = {"settings.promo": SETTINGS, "sets.promo": SETS, "spring.promo": GOOD}

    def start(self):
        os.mkfifo(self.path("pipe.promo"))
        os.mkdir(self.path("folder.promo"))
        os.symlink(".", self.path("circle"))
        os.symlink("nowhere", self.path("broken.promo"))
        self.write("closed/more.promo", SETTINGS)
        os.chmod(self.path("closed"), 0)
        self.addCleanup(os.chmod, self.path("closed"), 0o700)
        self.write("binary.promo", "\x01\x02")
        super().start()

    def test_passed_over(self):
        self.open("spring.promo", GOOD)
        self.client.settled()
        self.assertEqual(self.told("spring.promo"), [])
        self.assertTrue(self.codes("binary.promo"))

    def test_a_file_becomes_a_folder(self):
        self.open("spring.promo")
        self.client.settled()
        os.remove(self.path("sets.promo"))
        os.mkdir(self.path("sets.promo"))
        self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri("spring.promo")}})
        self.client.settled()
        self.assertIn("P0102", self.codes("spring.promo"))

    def test_names_that_need_escapes(self):
        name = "größe 50% #1?.promo"
        self.write(name, "let broken = nowhere\n")
        self.open("spring.promo")
        self.client.settled()
        self.assertEqual(self.codes(name), ["P0102"])
        self.open(name, "let fine = tag \"x\"\n")
        self.client.settled()
        self.assertEqual(self.told(name), [])


class Outside(Case):
    files = {"in/settings.promo": SETTINGS, "out/settings.promo": SETTINGS + SETS, "out/spring.promo": GOOD,
             "alone/one.promo": SETTINGS + SETS + GOOD, "alone/two.promo": SETTINGS + SETS + BAD}

    def start(self):
        self.client.start(self.path("in"))

    def test_beside_its_own(self):
        self.open("out/spring.promo")
        self.client.settled()
        self.assertEqual(self.told("out/spring.promo"), [])

    def test_alone(self):
        self.open("alone/one.promo")
        self.open("alone/two.promo")
        self.client.settled()
        self.assertEqual(self.told("alone/one.promo"), [])
        self.assertEqual(self.codes("alone/two.promo"), ["P0102"])
        self.close("alone/two.promo")
        self.client.settled()
        self.assertEqual(self.told("alone/two.promo"), [])
        self.assertEqual(self.told("alone/one.promo"), [])

    def test_no_folder_at_all(self):
        client = Client(cwd=self.root)
        client.start(None)
        client.notify("textDocument/didOpen", {"textDocument": {"uri": self.uri("out/spring.promo"), "version": 1, "text": BAD}})
        client.settled()
        self.assertEqual([d["code"] for d in client.diagnostics[self.uri("out/spring.promo")]], ["P0102"])
        self.assertEqual(client.stop(), (0, ""))


class Changes(Case):
    """Changes in pieces give the text that the client has: formatting shows it."""
    PIECES = ["a", "é", "🎁", "\n", "\r\n", "\r", "   ", "x" * 40, '"', "{", "}", "# note 🎄\n", "let s = tag \"🎁\"\n", ""]

    def laid_out(self, text):
        """What the server makes of the text when it gets it whole."""
        return text

    def test_at_random(self):
        seed = int(os.environ.get("LSP_SEED", "1"))
        for encoding in ("utf-16", "utf-8", "utf-32"):
            chance = random.Random("%d %s" % (seed, encoding))
            client = Client(cwd=self.root)
            client.start(None, {"general": {"positionEncodings": [encoding]}})
            text = 'let a = tag "🎁"\r\nlet b = tag "é" # 🎄🎄\rlet c = a or b\n'
            uri = self.uri("x.promo")
            client.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "version": 0, "text": text}})
            for version in range(1, 120):
                changes = []
                for _ in range(chance.randint(1, 3)):
                    change, text = self.change_of(chance, text, encoding)
                    changes.append(change)
                client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version},
                                                         "contentChanges": changes})
            tail = "\nlet wrong = nowhere\n"
            whole = {"line": text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 5, "character": 0}
            client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 999}, "contentChanges": [
                {"range": {"start": whole, "end": whole}, "text": tail}]})
            client.settled()
            pieces = client.diagnostics[uri]
            other = uri.replace("x.promo", "y.promo")
            client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            client.notify("textDocument/didOpen", {"textDocument": {"uri": other, "version": 0, "text": text + tail}})
            client.settled()
            strip = [(d["range"], d["message"]) for d in client.diagnostics[other]]
            self.assertEqual([(d["range"], d["message"]) for d in pieces], strip, "seed %d, %s" % (seed, encoding))
            self.assertTrue(strip)
            self.assertEqual(client.stop(), (0, ""))

    def change_of(self, chance, text, encoding):
        """One change of the text, as the protocol writes it, and the text after it; line ends stay whole."""
        if chance.random() < 0.05:
            text = chance.choice(self.PIECES) * chance.randint(0, 5)
            return {"text": text}, text
        cuts = [i for i in range(len(text) + 1) if not (0 < i < len(text) and text[i - 1] == "\r" and text[i] == "\n")]
        start, end = sorted((chance.choice(cuts), chance.choice(cuts)))
        end = min(end, start + chance.randint(0, 12))
        while end not in cuts:
            end -= 1
        new = chance.choice(self.PIECES) * chance.randint(1, 2)
        if (new.endswith("\r") and text[end:end + 1] == "\n") or (new.startswith("\n") and text[start - 1:start] == "\r") or \
                (new == "" and text[start - 1:start] == "\r" and text[end:end + 1] == "\n"):
            new += "_"
            if new.startswith("\n"):
                new = "_" + new
        change = {"range": {"start": self.place(text, start, encoding), "end": self.place(text, end, encoding)}, "text": new}
        after = text[:start] + new + text[end:]
        assert apply_edits(text, [{"range": change["range"], "newText": new}], encoding) == after
        return change, after

    @staticmethod
    def place(text, offset, encoding):
        lines = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return {"line": len(lines) - 1, "character": units(lines[-1], encoding)}

    def test_impossible_change(self):
        self.open("x.promo", SETTINGS)
        self.client.notify("textDocument/didChange", {"textDocument": {"uri": self.uri("x.promo"), "version": 2}, "contentChanges": [
            {"range": {"start": {"line": 3, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "x"}]})
        self.client.settled()
        self.assertTrue(any(n["method"] == "window/logMessage" for n in self.client.notifications))

    def test_change_of_what_is_not_open(self):
        self.change("never.promo", "x")
        self.client.settled()
        self.assertTrue(any(n["method"] == "window/logMessage" for n in self.client.notifications))


class Encodings(Case):
    """An emoji is one character, two units of UTF-16 and four bytes."""
    files = {"settings.promo": SETTINGS}

    def range_in(self, encoding):
        client = Client()
        client.start(self.root, {"general": {"positionEncodings": [encoding]}})
        uri = self.uri("gift.promo")
        client.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "version": 1, "text":
                      "\ufeff# first\r\npromotion gift \"🎁é\" { event e { give 5% off nowhere } }\r\n"}})
        client.settled()
        found, = client.diagnostics[uri]
        self.assertEqual(client.stop(), (0, ""))
        return [(found["range"][end]["line"], found["range"][end]["character"]) for end in ("start", "end")]

    def test_ranges(self):
        before = 'promotion gift "🎁é" { event e { give 5% off '
        for encoding in ("utf-8", "utf-16", "utf-32"):
            start = units(before, encoding)
            self.assertEqual(self.range_in(encoding), [(1, start), (1, start + 7)])
