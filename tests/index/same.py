"""The index changes no byte of any result: each basket is priced with it and without it.

    python3 tests/index/same.py build/promo [--promotions 3000] [--cases 60] [--seed 1]

Rule sets: a large shop (bench/make_shop.py), one of gates (tests/index/gates.py), every example with baskets, and generated ones with and without a state
(tests/oracle/generate.py; a case is made from SEED-NUMBER). Exit: 0 all the same, 1 a difference, 2 the command failed.
"""
import argparse
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests' / 'index'), str(ROOT / 'tests' / 'oracle'), str(ROOT / 'bench')]

import gates  # noqa: E402
import make_shop  # noqa: E402
from generate import generate  # noqa: E402
from model import to_promo  # noqa: E402

TIMEOUT = 120


def price(promo, rules, baskets, extra):
    done = subprocess.run([promo, 'run', rules, baskets, *extra], capture_output=True, timeout=TIMEOUT)
    if done.returncode not in (0, 2):
        sys.exit(f'{rules}: exit {done.returncode}: {done.stderr.decode()}')
    return done.stdout


def same(promo, name, rules, baskets, extra=()):
    """How many results are the same; None, with a word on the first that differs."""
    with_index = price(promo, str(rules), str(baskets), extra).splitlines()
    without = price(promo, str(rules), str(baskets), [*extra, '--no-index']).splitlines()
    for number, (a, b) in enumerate(itertools.zip_longest(with_index, without), 1):
        if a != b:
            print(f'{name}: basket {number} differs\n  with    {a}\n  without {b}', file=sys.stderr)
            return None
    return len(with_index)


def shops(directory, promotions):
    make_shop.write_rules(promotions, str(directory / 'shop'))
    make_shop.write_baskets(300, str(directory / 'shop.ndjson'))
    yield f'shop of {promotions}', directory / 'shop' / 'rules.promo', directory / 'shop.ndjson', ()
    yield 'gates', *gates.write(directory), ()
    for baskets in sorted(ROOT.glob('examples/*/baskets.ndjson')):
        yield baskets.parent.name, baskets.parent, baskets, ()


def generated(directory, seed, cases):
    for number in range(cases):
        rules, baskets = generate(f'{seed}-{number}', 6, 40, 12)
        (directory / 'rules.promo').write_text(to_promo(rules), encoding='utf-8')
        (directory / 'baskets.ndjson').write_text(''.join(json.dumps(b) + '\n' for b in baskets), encoding='utf-8')
        extra = ()
        if rules.state is not None:
            (directory / 'state.json').write_text(json.dumps(rules.state), encoding='utf-8')
            extra = ('--state', str(directory / 'state.json'))
        yield f'generated {seed}-{number}', directory / 'rules.promo', directory / 'baskets.ndjson', extra


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument('promo')
    options.add_argument('--promotions', type=int, default=3000)
    options.add_argument('--cases', type=int, default=60)
    options.add_argument('--seed', type=int, default=1)
    given = options.parse_args()
    results = failed = passed = 0
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        for case in itertools.chain(shops(directory, given.promotions), generated(directory, given.seed, given.cases)):
            count = same(given.promo, *case)
            failed += count is None
            passed += count is not None
            results += count or 0
    print(f'seed {given.seed}: {results} results with and without the index')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or results == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
