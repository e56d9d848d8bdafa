#!/usr/bin/env python3
"""Every link of the Markdown files given, or below folders given, leads to a file, and with #... to a heading of it."""
import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def anchors(page):
    """As GitHub makes them of headings: lower case, no punctuation, a dash for a blank."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def pages(path):
    return [path] if path.is_file() else sorted(path.rglob("*.md"))


def wrong(page, link):
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    return not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target))


def main():
    checked, bad = 0, 0
    for page in (page for name in sys.argv[1:] for page in pages(pathlib.Path(name))):
        for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", link):
                continue
            checked += 1
            if wrong(page, link):
                bad += 1
                print(f"{page}: the link {link} leads nowhere")
    print(f"{checked - bad} passed, {bad} failed")
    return bad != 0 or checked == 0


sys.exit(main())
