"""Whether an HTML report is whole and needs nothing but itself: check_page.py FILE [TEXT ...]

Every element is closed in its order, every class and id is plain, nothing refers to anything outside the file, nothing is a
script, and each TEXT stands in it as text (not as markup). Prints what is wrong; exit code 1 then."""
import html.parser
import re
import sys

VOID = {"meta", "br", "hr", "img", "input", "link"}
ALLOWED = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "small", "bdi", "nav", "ul", "li", "a", "dl",
           "dt", "dd", "div", "span", "i", "b", "table", "thead", "tbody", "tr", "th", "td", "svg", "g", "rect", "line", "path",
           "text", "circle", "figure", "figcaption"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.text, self.ids, self.links = [], [], [], set(), set()

    def handle_starttag(self, tag, attributes):
        if tag not in ALLOWED:
            self.wrong.append(f"line {self.getpos()[0]}: <{tag}>")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcset", "data", "action", "xlink:href"):
                self.wrong.append(f"line {self.getpos()[0]}: attribute {name}")
            if name == "href":
                self.links.add(value)
            if name == "id":
                if value in self.ids:
                    self.wrong.append(f"id {value} twice")
                self.ids.add(value)
            if name == "style" and not re.fullmatch(r"[-a-z:;0-9.%]*", value):
                self.wrong.append(f"line {self.getpos()[0]}: style {value}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"line {self.getpos()[0]}: </{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            if "url(" in data or "@import" in data or "</" in data:
                self.wrong.append("the style refers to something outside")
        else:
            self.text.append(data)


page = Page()
source = open(sys.argv[1], encoding="utf-8").read()
page.feed(source)
page.close()
if page.open:
    page.wrong.append(f"not closed: {page.open}")
if not source.startswith("<!DOCTYPE html>\n") or '<meta charset="utf-8">' not in source:
    page.wrong.append("no document type, or no encoding")
for link in page.links:
    if not link.startswith("#") or link[1:] not in page.ids:
        page.wrong.append(f"a link to {link}")
text = "".join(page.text)
for wanted in sys.argv[2:]:
    if wanted not in text:
        page.wrong.append(f"the text {wanted!r} is missing")
print("\n".join(page.wrong))
sys.exit(1 if page.wrong else 0)
