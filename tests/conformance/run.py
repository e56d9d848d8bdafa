"""Run the conformance files with a command and compare the members that they settle (see README.md)."""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
ORDERED = ('lines', 'codes')


def mismatch(want, got, path=''):
    """The first difference, as text; None when `got` has all that `want` says."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return f'{path}: expected {json.dumps(want)}, got {json.dumps(got)}'
        for key, value in want.items():
            if key == 'why':
                continue
            found = got.get(key, [] if isinstance(value, list) else None)
            differ = mismatch(value, found, f'{path}.{key}'.lstrip('.'))
            if differ:
                return differ
        return None
    if isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            return f'{path}: expected {json.dumps(want)}, got {json.dumps(got)}'
        if path.split('.')[-1] in ORDERED:
            return next((d for i, (w, g) in enumerate(zip(want, got)) if (d := mismatch(w, g, f'{path}[{i}]'))), None)
        rest = list(got)
        for w in want:
            found = next((g for g in rest if mismatch(w, g) is None), None)
            if found is None:
                return f'{path}: expected {json.dumps(w)} among {json.dumps(rest)}'
            rest.remove(found)
        return None
    return None if want == got else f'{path}: expected {json.dumps(want)}, got {json.dumps(got)}'


def price(promo, rules, baskets):
    """(exit code, results, standard error) of the baskets, one a line."""
    state = rules.with_suffix('.state.json')
    options = ['--state', str(state)] if state.exists() else []
    done = subprocess.run([promo, 'run', str(rules), '/dev/stdin', *options], input=baskets, capture_output=True, text=True,
                          timeout=60)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.strip()], done.stderr


def run_feature(promo, rules):
    """Failures of one feature as text, and how many cases it has."""
    baskets = rules.with_suffix('.baskets.ndjson').read_text(encoding='utf-8').splitlines()
    expected = [json.loads(x) for x in rules.with_suffix('.expected.ndjson').read_text(encoding='utf-8').splitlines()]
    if len(baskets) != len(expected):
        return [f'{rules.name}: {len(baskets)} baskets, {len(expected)} expectations'], 0
    good = [i for i, e in enumerate(expected) if 'error' not in e]
    failures = []
    if good:
        code, results, notes = price(promo, rules, ''.join(baskets[i] + '\n' for i in good))
        if code != 0 or len(results) != len(good):
            return [f'{rules.name}: exit {code}, {len(results)} results for {len(good)} baskets\n{notes}'], len(expected)
        for i, got in zip(good, results):
            differ = mismatch(expected[i], got)
            if differ:
                failures.append(f'{rules.name}, basket {i + 1} ({expected[i]["why"]}): {differ}')
    for i, want in enumerate(expected):
        if 'error' in want:
            code, results, notes = price(promo, rules, baskets[i] + '\n')
            if code != 2 or results or want['error'] not in notes:
                failures.append(f'{rules.name}, basket {i + 1} ({want["why"]}): expected a refusal that names '
                                f'{want["error"]}, got exit {code}, {json.dumps(results)}, {notes.strip()}')
    return failures, len(expected)


def run_refused(promo, rules):
    done = subprocess.run([promo, 'check', '--format', 'json', str(rules)], capture_output=True, text=True, timeout=60)
    lines = {i + 1 for i, text in enumerate(rules.read_text(encoding='utf-8').splitlines()) if '# refused' in text}
    try:
        found = {d['line'] for d in json.loads(done.stdout)['diagnostics'] if d['severity'] == 'error'}
    except (ValueError, KeyError):
        return [f'refused/{rules.name}: exit {done.returncode}, {done.stdout}{done.stderr}']
    if done.returncode != 1 or found != lines:
        return [f'refused/{rules.name}: expected errors at lines {sorted(lines)}, got {sorted(found)}, '
                f'exit {done.returncode}']
    return []


def main():
    if len(sys.argv) < 2:
        print(__doc__ + '\nusage: run.py COMMAND [FEATURE ..]', file=sys.stderr)
        return 2
    promo, names = sys.argv[1], set(sys.argv[2:])
    cases, failures = 0, []
    for rules in sorted(HERE.glob('*.promo')):
        if not names or rules.stem in names:
            failed, count = run_feature(promo, rules)
            failures += failed
            cases += count
    for rules in sorted((HERE / 'refused').glob('*.promo')):
        if not names or rules.stem in names:
            failures += run_refused(promo, rules)
            cases += 1
    for failure in failures:
        print(failure)
    print(f'{cases - len(failures)} passed, {len(failures)} failed')
    return 1 if failures or cases == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
