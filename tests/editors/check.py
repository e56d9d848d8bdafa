"""The TextMate grammar against the scanner: check.py TOKENS GRAMMAR FILE...

Each file is read by the grammar, as editors do (line by line; of all rules the one that matches first, then the one that is
listed first), and by the scanner itself (TOKENS, which prints its tokens). Every byte of a token must have a scope of its kind.
The rules keep to what Python's expressions and Oniguruma's have in common. Also, that every part of the keywords has a scope of
its own, and a word that is a name after a dot is none of the language.
"""
import json
import re
import subprocess
import sys

SCOPES = {
    'comment': ('comment.',),
    'string': ('string.', 'constant.character.'),
    'number': ('constant.numeric.promo',),
    'percent': ('constant.numeric.percent.',),
    'time': ('constant.numeric.time.',),
    'date': ('constant.numeric.date.',),
    'instant': ('constant.numeric.instant.',),
    'unit': ('keyword.other.unit.',),
    'currency': ('constant.other.currency.',),
    'sign': ('keyword.operator.', 'punctuation.'),
    'name': ('variable.other.', 'entity.name.'),
    'DECLARATION': ('keyword.declaration.',),
    'CLAUSE': ('keyword.control.', 'keyword.declaration.'),
    'CRITERION': ('support.function.', 'keyword.declaration.'),
    'OPERATOR': ('keyword.operator.word.',),
    'BENEFIT': ('keyword.other.benefit.',),
    'TEST': ('keyword.other.test.',),
    'TYPE': ('storage.type.',),
    'VALUE': ('constant.language.',),
}
# Nearly every word may name a thing: where it stands after a dot, or is what a declaration names.
NAMED = ('variable.other.member.', 'entity.name.')


def flatten(grammar, patterns):
    for pattern in patterns:
        if 'include' in pattern:
            yield from flatten(grammar, [grammar['repository'][pattern['include'][1:]]])
        elif 'match' in pattern or 'begin' in pattern:
            yield pattern
        else:
            yield from flatten(grammar, pattern['patterns'])


def compiled(text):
    return re.compile(text.encode())


class Reader:
    def __init__(self, grammar):
        self.rules = []
        for pattern in flatten(grammar, grammar['patterns']):
            inner = [(compiled(p['match']), p) for p in flatten(grammar, pattern.get('patterns', []))]
            self.rules.append((compiled(pattern.get('match') or pattern['begin']), pattern, inner))

    @staticmethod
    def first(rules, line, at):
        best = None
        for rule in rules:
            found = rule[0].search(line, at)
            if found and found.end() > found.start() and (best is None or found.start() < best[0].start()):
                best = (found, *rule[1:])
        return best

    def region(self, line, at, pattern, inner, scopes):
        """From the opening of a region to its end, which is on the same line; answers where that is."""
        end_rule = compiled(pattern['end'])
        while True:
            end = end_rule.search(line, at)
            nested = self.first(inner, line, at)
            if nested is None or nested[0].start() >= end.start():
                break
            scopes[nested[0].start():nested[0].end()] = [nested[1]['name']] * len(nested[0].group())
            at = nested[0].end()
        return end.end()

    def line(self, line):
        scopes = [''] * len(line)
        at = 0
        while at < len(line):
            best = self.first(self.rules, line, at)
            if best is None:
                break
            found, pattern, inner = best
            start, end = found.span()
            if 'begin' in pattern:
                region = [''] * len(line)
                end = self.region(line, end, pattern, inner, region)
                scopes[start:end] = [s or pattern['name'] for s in region[start:end]]
            elif 'name' in pattern:
                scopes[start:end] = [pattern['name']] * (end - start)
            for group, capture in pattern.get('captures', {}).items():
                a, b = found.span(int(group))
                scopes[a:b] = [capture['name']] * (b - a)
            at = end
        return scopes


def read(reader, source):
    scopes = []
    for line in source.split(b'\n'):
        scopes += reader.line(line) + ['']
    return scopes


def judge(path, source, scopes, tokens):
    for start, end, kind in tokens:
        for scope in set(scopes[start:end]):
            wanted = SCOPES[kind] + (NAMED if kind.isupper() else ())
            if not scope.startswith(wanted):
                line = source.count(b'\n', 0, start) + 1
                yield f'{path}:{line}: `{source[start:end].decode()}` is a {kind}, and has the scope "{scope}"'
                break


def main():
    tokens_of, grammar_path, *paths = sys.argv[1:]
    with open(grammar_path, encoding='utf-8') as file:
        reader = Reader(json.load(file))
    passed = failed = 0
    seen = set()
    for path in paths:
        with open(path, 'rb') as file:
            source = file.read()
        lines = subprocess.run([tokens_of, path], check=True, capture_output=True, text=True).stdout.splitlines()
        tokens = [(int(a), int(b), kind) for a, b, kind in (line.split() for line in lines)]
        findings = list(judge(path, source, read(reader, source), tokens))
        seen.update(kind for _, _, kind in tokens)
        print(*findings[:10], sep='\n', end='\n' if findings else '')
        passed += not findings
        failed += bool(findings)
    missing = set(SCOPES) - seen
    if missing:
        print('no file has', *sorted(missing))
        failed += 1
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


sys.exit(main())
