"""Formatting: edits of white space that give what `promo fmt` gives."""
import glob
import os
import subprocess

from client import PROMO, Case, apply_edits

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples")


def fmt(text):
    return subprocess.run([PROMO, "fmt", "-"], input=text.encode(), capture_output=True, check=True).stdout.decode()


class Format(Case):
    def edits(self, name, method="formatting", **more):
        return self.client.request("textDocument/" + method, dict(
            {"textDocument": {"uri": self.uri(name)}, "options": {"tabSize": 2, "insertSpaces": True}}, **more))

    def check(self, text):
        self.open("x.promo", text)
        edits = self.edits("x.promo")
        self.close("x.promo")
        self.assertEqual(apply_edits(text, edits).lstrip("\ufeff"), fmt(text))
        for edit in edits:
            self.assertEqual(edit["newText"].strip(), "")
        return edits

    def test_examples(self):
        for path in glob.glob(os.path.join(EXAMPLES, "*", "*.promo")):
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            self.assertEqual(self.check(text), [], path)
            self.assertTrue(self.check(text.replace("  ", "\t ").replace("\n\n", "\n\n\n\n")))

    def test_line_ends(self):
        self.check('settings{currency USD}\r\n\r\n\r\n\r\nlet a=tag "🎁"  \r\n# 🎄   \r\nlet b   = a')
        self.check("")
        self.check("\n\n\n")
        self.check("# only\r\n")
        self.check('\ufeffsettings{currency USD}')

    def test_only_what_differs(self):
        text = 'settings { currency USD }\n\nlet a   = tag "🎁"\nlet b = tag "y"\n'
        edit, = self.check(text)
        self.assertEqual(edit, {"range": {"start": {"line": 2, "character": 5}, "end": {"line": 2, "character": 8}}, "newText": " "})

    def test_with_errors(self):
        self.open("x.promo", "let a = = 3\n")
        error = self.client.refused("textDocument/formatting", {"textDocument": {"uri": self.uri("x.promo")}})
        self.assertEqual(error["code"], -32803)
        self.assertIn("line 1", error["message"])

    def test_range(self):
        text = 'let a   = tag "x"\n  let b   = tag "y"\nlet c   = tag "z"\n'
        self.open("x.promo", text)
        edits = self.edits("x.promo", "rangeFormatting", range={"start": {"line": 1, "character": 3},
                                                                "end": {"line": 1, "character": 19}})
        self.assertEqual(apply_edits(text, edits), 'let a   = tag "x"\nlet b = tag "y"\nlet c   = tag "z"\n')
