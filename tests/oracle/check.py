"""Drive the command against the reference evaluator, and against properties that hold at any size.

    python3 tests/oracle/check.py build/promo --cases 2000 --seed 1
    python3 tests/oracle/check.py build/promo --one 1-417          one case again, shown in full
    python3 tests/oracle/check.py build/promo --properties 200     the properties on larger baskets

A case is a rule set with several baskets, made from `SEED-NUMBER`. A disagreement is shrunk to the fewest promotions,
events, lines and units that still disagree, and printed with both answers; --keep DIR also writes it there.
Exit: 0 everything agrees, 1 something does not, 2 the command could not be run.
"""
import argparse
import concurrent.futures
import copy
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter

from evaluate import READINGS, evaluate
from facts import normal_amount
from generate import generate
from model import Printer, money_text, to_promo
from offers import TooMany

TIMEOUT = 60


# ---- running the command -------------------------------------------------------------------------------------

def state_file(rules, directory):
    """Options that name the rule set's snapshot of the state, written beside it."""
    if rules.state is None:
        return ()
    path = os.path.join(directory, 'state.json')
    with open(path, 'w', encoding='utf-8') as f:
        json.dump(rules.state, f)
    return ('--state', path)


def run_rules(promo, directory, rules, baskets):
    return run_command(promo, directory, to_promo(rules), baskets, (*state_file(rules, directory), '--explain'))


def run_command(promo, directory, rules_text, baskets, extra=()):
    """(results by line, diagnostics); results is None where the rules were refused."""
    rules = os.path.join(directory, 'rules.promo')
    with open(rules, 'w', encoding='utf-8') as f:
        f.write(rules_text)
    return run_file(promo, directory, rules, baskets, extra)


def run_file(promo, directory, rules, baskets, extra=()):
    path = os.path.join(directory, 'baskets.ndjson')
    with open(path, 'w', encoding='utf-8') as f:
        f.writelines(json.dumps(b) + '\n' for b in baskets)
    try:
        done = subprocess.run([promo, 'run', rules, path, *extra], capture_output=True, text=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return None, f'no answer in {TIMEOUT} seconds'
    notes = f'exit {done.returncode}\n{done.stderr}'
    if done.returncode < 0 or done.returncode == 70:
        return None, 'CRASH ' + notes
    results = [line for line in done.stdout.splitlines() if line.strip()]
    if len(results) != len(baskets):
        return None, notes + done.stdout[:2000]
    return [json.loads(line) for line in results], notes


# ---- comparing one result ------------------------------------------------------------------------------------

def amounts(rows, digits, key=('promotion', 'event'), amount='amount'):
    sums = Counter()
    for row in rows or ():
        sums[tuple(row[k] for k in key)] += normal_amount(row[amount], digits)
    return {k: v for k, v in sums.items() if v}


def award_rows(rows, digits):
    sums = Counter()
    for a in rows or ():
        who = (a['promotion'], a['event'])
        if 'gift' in a:
            sums[who + ('gift', a['gift'])] += a['qty']
        elif 'allowance' in a:
            sums[who + ('allowance', a['allowance'], a['unit'])] += a['qty']
        elif 'points' in a:
            sums[who + ('points', a['program'])] += a['points']
        elif 'coupon' in a:
            sums[who + ('coupon', a['coupon'])] += a.get('qty', 1)
        else:
            sums[who + ('certificate', a['certificate'])] += normal_amount(a['worth'], digits) * a.get('qty', 1)
    return dict(sums)


def expected_awards(awards):
    sums = Counter()
    for (promotion, event, kind, *rest), n in awards.items():
        if kind == 'certificate':
            sums[(promotion, event, kind, rest[0])] += rest[1] * n
        else:
            sums[(promotion, event, kind, *rest)] += n
    return dict(sums)


def compare(rules, want, got, slack=0):
    """What differs between an outcome and a result by more than `slack` minor units, as lines of text."""
    digits, differ = rules.decimals, []

    def same(name, a, b):
        if a != b:
            differ.append(f'{name}: expected {a}, got {b}')

    def money(name, a, text):
        if text is None or (a != normal_amount(text, digits) if slack == 0 else abs(a - normal_amount(text, digits)) > slack):
            differ.append(f'{name}: expected {money_text(a, digits)}, got {text}')

    def each(name, a, b):
        if any(abs(a.get(k, 0) - b.get(k, 0)) > slack for k in set(a) | set(b)):
            differ.append(f'{name}: expected {a}, got {b}')

    for name in ('total', 'subtotal', 'discount', 'shipping', 'charges', 'due'):
        money(name, want[name], got.get(name))
    same('currency', rules.currency, got.get('currency'))
    rows = got.get('lines', ())
    same('number of lines', len(want['lines']), len(rows))
    for i, ((original, total, discounts), row) in enumerate(zip(want['lines'], rows)):
        money(f'lines[{i}].original', original, row.get('original'))
        money(f'lines[{i}].total', total, row.get('total'))
        each(f'lines[{i}].discounts', dict(discounts), amounts(row.get('discounts'), digits))
    each('applied', want['applied'], amounts(got.get('applied'), digits))
    same('awards', expected_awards(want['awards']), award_rows(got.get('awards'), digits))
    each('charged', want['charged'], amounts(got.get('charged'), digits))
    if slack == 0:
        same('earned', want['earned'], {k: v for k, v in got.get('earned', {}).items() if v})
    if want['layers']:
        told = {row['layer']: row for row in got.get('layers', ())}
        for name, exact, rounded in want['layers']:
            if name not in told:
                differ.append(f'layer {name} is not told of')
                continue
            value = normal_amount(told[name]['value'], digits)
            if abs(value - rounded) > slack and abs(value - exact) >= 1 + slack:
                differ.append(f'layer {name}: expected a value of {float(exact)}, got {value}')
            if not told[name].get('proven'):
                differ.append(f'layer {name} is not proven')
    return differ


def compare_codes(answer, got):
    differ, told = [], got.get('codes', ())
    if len(told) != len(answer.codes):
        return [f'codes: expected {answer.codes}, got {told}']
    for (code, accepted, reason), row in zip(answer.codes, told):
        if row.get('code') != code or row.get('accepted') != accepted:
            differ.append(f'code {code}: expected accepted={accepted} ({reason}), got {row}')
        elif reason in ('minimum', 'repeated') and row.get('reason') != reason:
            differ.append(f'code {code}: expected the reason {reason}, got {row}')
    return differ


def compare_verdicts(answer, got):
    """The verdict on every promotion, where every outcome has the same. `either`: a discount that rounds to nothing, a
    promotion that another one excludes, a charge beside what could not be given."""
    told = {row['promotion']: row['verdict'] for row in got.get('explanation', ()) if 'event' not in row}
    differ = []
    for name, verdict in answer.outcomes[0]['verdicts'].items():
        if any(o['verdicts'] != answer.outcomes[0]['verdicts'] for o in answer.outcomes):
            break
        if told and told.get(name) != verdict and verdict != 'either':
            differ.append(f'verdict on {name}: expected {verdict}, got {told.get(name)}')
    return differ


def judge(rules, source, got):
    """('agrees' | 'reading ..' | 'odd cents' | 'partial' | 'large' | 'differs', what differs). A `reading` agrees when a
    sentence that can be read two ways is read the other way; `partial` compares only what ties leave determined."""
    try:
        answer = evaluate(rules, source)
    except TooMany:
        return 'large', []
    codes = compare_codes(answer, got)
    if codes:
        return 'differs', codes
    if not answer.complete:
        return 'partial', compare_values(rules, answer, got)
    closest = match(rules, answer, got)
    if not closest:
        wrong = compare_verdicts(answer, got)
        return ('differs', wrong) if wrong else ('agrees', [])
    for name, options in READINGS.items():
        for option in options[1:]:
            try:
                other = evaluate(rules, source, {name: option})
            except TooMany:
                continue
            if other.complete and not match(rules, other, got):
                return f'reading {name}={option}', closest
    if any(uneven(source, want) and not compare(rules, want, got, 2) for want in answer.outcomes):
        return 'odd cents', closest
    return 'differs', closest


def uneven(source, want):
    """Whether units of one line came to differ by a cent before a later event: which of them it then takes is open."""
    return any(len(discounts) > 1 and line.get('qty', 1) > 1 for line, (_, _, discounts) in zip(source['lines'], want['lines']))


def match(rules, answer, got):
    closest = None
    for want in answer.outcomes:
        differ = compare(rules, want, got)
        if not differ:
            return []
        if closest is None or len(differ) < len(closest):
            closest = differ
    return closest


def compare_values(rules, answer, got):
    """Too many equally good outcomes to list: the first layers' values are determined all the same."""
    differ, told = [], {row['layer']: row for row in got.get('layers', ())}
    for name, values in answer.layers:
        if name in told and len(values) == 1:
            value, exact = normal_amount(told[name]['value'], rules.decimals), next(iter(values))
            if abs(value - exact) > len(rules.promotions) * 3:
                differ.append(f'layer {name}: expected a value of {float(exact)}, got {value}')
    return differ


# ---- shrinking -----------------------------------------------------------------------------------------------

def reductions(rules, source):
    """Smaller cases, the largest steps first."""
    for i in range(len(rules.promotions)):
        r = copy.deepcopy(rules)
        gone = r.promotions.pop(i).name
        for p in r.promotions:
            p.excludes = tuple(x for x in p.excludes if x != gone)
        yield r, source
    for i in range(len(source['lines'])):
        if len(source['lines']) > 1:
            b = copy.deepcopy(source)
            del b['lines'][i]
            yield rules, b
    for i, p in enumerate(rules.promotions):
        for k in range(len(p.events)):
            if len(p.events) > 1:
                r = copy.deepcopy(rules)
                r.promotions[i].sequence = ()
                del r.promotions[i].events[k]
                yield r, source
        for member, empty in (('sequence', ()), ('events_exclusive', False), ('cap', None), ('excludes', ()),
                              ('priority', None), ('campaign', None), ('limits', ()), ('schedules', ()),
                              ('period', None), ('channels', ()), ('audience', None), ('price_list', None),
                              ('requires', None), ('exclusive', False), ('layer', None), ('use', None)):
            if getattr(p, member) != empty:
                r = copy.deepcopy(rules)
                setattr(r.promotions[i], member, empty)
                yield r, source
        for k, e in enumerate(p.events):
            for member, empty in (('when', None), ('limit', None), ('priority', None), ('trigger', None), ('charges', ()),
                                  ('get', None)):
                if getattr(e, member) != empty:
                    r = copy.deepcopy(rules)
                    setattr(r.promotions[i].events[k], member, empty)
                    yield r, source
            if len(e.gives) > 1:
                for g in range(len(e.gives)):
                    r = copy.deepcopy(rules)
                    r.promotions[i].events[k].gives = e.gives[:g] + e.gives[g + 1:]
                    yield r, source
            if e.when and e.when[0] in ('group', 'and', 'or'):
                for inner in (e.when[3] if e.when[0] == 'group' else e.when[1:]):
                    r = copy.deepcopy(rules)
                    r.promotions[i].events[k].when = inner
                    yield r, source
    for i, line in enumerate(source['lines']):
        if line.get('qty', 1) > 1:
            b = copy.deepcopy(source)
            b['lines'][i]['qty'] -= 1
            yield rules, b
        for member in ('category', 'brand', 'tags', 'season', 'list_price', 'min_price'):
            if member in line:
                b = copy.deepcopy(source)
                del b['lines'][i][member]
                yield rules, b
    for member in ('shipping', 'customer', 'coupons', 'channel', 'gift_wrap', 'price_list', 'trigger', 'redeem_points'):
        if member in source:
            b = copy.deepcopy(source)
            del b[member]
            yield rules, b
    for member in ('floor', 'rounding', 'timezone'):
        if getattr(rules, member) is not None:
            r = copy.deepcopy(rules)
            setattr(r, member, None)
            yield r, source
    for i in range(len(rules.layers)):
        if len(rules.layers) > 1 and not any(p.layer == rules.layers[i].name for p in rules.promotions):
            r = copy.deepcopy(rules)
            del r.layers[i]
            yield r, source
    for member in ('lets', 'coupons', 'loyalty', 'campaigns', 'templates'):
        for i in range(len(getattr(rules, member))):
            r = copy.deepcopy(rules)
            del getattr(r, member)[i]
            yield r, source
    for member, empty in (('state', None), ('audiences', {}), ('price_lists', ()), ('profile', ())):
        if getattr(rules, member):
            r = copy.deepcopy(rules)
            setattr(r, member, empty)
            yield r, source


def still_fails(promo, directory, rules, source, kind):
    """Whether a smaller case fails in the same manner: 'differs', or 'refused' with the same words."""
    try:
        results, notes = run_rules(promo, directory, rules, [source])
        if kind[0] == 'refused':
            return results is None and kind[1] in notes
        return results is not None and judge(rules, source, results[0])[0] == kind[0]
    except (KeyError, StopIteration, ValueError, AttributeError):
        return False


def shrink(promo, directory, rules, source, kind):
    progress, budget = True, 1500
    while progress and budget > 0:
        progress = False
        for smaller in reductions(rules, source):
            budget -= 1
            if budget <= 0:
                break
            if still_fails(promo, directory, *smaller, kind):
                rules, source = smaller
                progress = True
                break
    return rules, source


def describe(promo, directory, rules, source):
    """The whole case, ready to be run by hand."""
    results, notes = run_rules(promo, directory, rules, [source])
    parts = [to_promo(rules), 'basket: ' + json.dumps(source)]
    if rules.state is not None:
        parts.append('state: ' + json.dumps(rules.state))
    if results is None:
        return '\n'.join(parts + ['refused: ' + notes])
    verdict, differ = judge(rules, source, results[0])
    parts += [f'verdict: {verdict}'] + ['  ' + d for d in differ]
    try:
        answer = evaluate(rules, source)
        for want in answer.outcomes[:3]:
            shown = dict(want, layers=[(n, str(v), w) for n, v, w in want['layers']])
            parts.append(f'evaluator ({len(answer.outcomes)} equally good): {shown}')
    except TooMany:
        parts.append('evaluator: too large')
    parts.append('command: ' + json.dumps({k: v for k, v in results[0].items() if k not in ('hints', 'explanation')}))
    return '\n'.join(parts)


# ---- one case ------------------------------------------------------------------------------------------------

def one_case(arguments):
    promo, seed, baskets, units = arguments
    rules, sources = generate(seed, baskets, units)
    tally, findings = Counter(), []
    with tempfile.TemporaryDirectory() as directory:
        results, notes = run_rules(promo, directory, rules, sources)
        if results is None:
            return Counter(refused=1), [(seed, 'refused', rules, sources, notes)]
        for source, got in zip(sources, results):
            verdict, differ = judge(rules, source, got)
            if verdict == 'partial' and differ:
                verdict = 'differs'
            tally[verdict] += 1
            tally['with a discount'] += got.get('discount', '0').strip('0.') != ''
            if verdict == 'differs':
                findings.append((seed, verdict, rules, [source], '\n'.join(differ)))
    return tally, findings


def report(promo, finding, keep, number):
    seed, verdict, rules, sources, notes = finding
    with tempfile.TemporaryDirectory() as directory:
        if verdict == 'refused':
            words = next((w for w in notes.splitlines() if 'error' in w), notes.splitlines()[0] if notes else '')
            kind = ('refused', words[words.find('error'):][:60] if 'error' in words else words[:40])
            source = next((s for s in sources if run_rules(promo, directory, rules, [s])[0] is None), sources[0])
        else:
            kind, source = (verdict,), sources[0]
        if still_fails(promo, directory, rules, source, kind):
            rules, source = shrink(promo, directory, rules, source, kind)
        text = f'---- case {seed}: {verdict}\n' + describe(promo, directory, rules, source)
    print(text, flush=True)
    if keep:
        os.makedirs(keep, exist_ok=True)
        with open(os.path.join(keep, f'{number:03}.txt'), 'w', encoding='utf-8') as f:
            f.write(text + '\n')


# ---- properties on larger baskets ----------------------------------------------------------------------------

def sound(rules, source, got):
    """What holds of every result, whatever was chosen."""
    digits, wrong = rules.decimals, []

    def money(text):
        return normal_amount(text, digits)

    off = 0
    for row, line in zip(got['lines'], source['lines']):
        cut = sum(money(d['amount']) for d in row.get('discounts', ()))
        off += cut
        original, total = money(row['original']), money(row['total'])
        qty = 1 if 'measure' in line else line.get('qty', 1)
        floor = max(rules.floor or 0, money(line['min_price']) if 'min_price' in line else 0)
        if original - cut != total:
            wrong.append(f'line {row["id"]}: {original} - {cut} is not {total}')
        if total > original or total < min(floor * qty, original):
            wrong.append(f'line {row["id"]}: {total} is not between the floor and {original}')
        if cut and line.get('stored_value'):
            wrong.append(f'line {row["id"]}: a discount on stored value')
    given = source.get('shipping', '0')
    shipping = money(given['price'] if isinstance(given, dict) else given)
    left = money(got['shipping'])
    if not 0 <= left <= shipping:
        wrong.append(f'shipping: {left} of {shipping}')
    off += shipping - left
    if off != money(got['discount']):
        wrong.append(f'discount: {got["discount"]} is not the sum of its parts, {off}')
    if money(got['subtotal']) != sum(money(row['original']) for row in got['lines']):
        wrong.append('subtotal is not the sum of the lines')
    if money(got['total']) != money(got['subtotal']) + shipping - off + money(got['charges']):
        wrong.append('total is not subtotal + shipping - discount + charges')
    if sum(amounts(got.get('applied'), digits).values()) != off:
        wrong.append('applied does not add up to the discount')
    caps = {p.name: p.cap for p in rules.promotions if p.cap is not None}
    for (name, _), _ in amounts(got.get('applied'), digits).items():
        given_by = sum(v for (n, _), v in amounts(got.get('applied'), digits).items() if n == name)
        if name in caps and given_by > caps[name]:
            wrong.append(f'{name} gives {given_by}, over its cap {caps[name]}')
    return wrong


def speaks_of_lines(rules):
    """Whether splitting a line may change something: a rule that counts lines, or a line's quantity."""
    def within(node):
        if isinstance(node, tuple):
            if node[:1] in (('lines',),) or node == ('quantity',):
                return True
            return any(within(x) for x in node)
        return False
    nodes = tuple(items for _, items in rules.lets)
    for p in rules.promotions:
        for e in p.events:
            nodes += (e.when, e.buy, e.every, e.get, e.gives, e.charges)
    return within(nodes)


def split_lines(source, rng):
    lines = []
    for line in source['lines']:
        if line.get('qty', 1) > 1 and 'measure' not in line:
            first = rng.randint(1, line['qty'] - 1)
            lines.append(dict(line, qty=first))
            lines.append(dict(line, qty=line['qty'] - first, id=line['id'] + 'b'))
        else:
            lines.append(line)
    return dict(source, lines=lines)


def first_value(got, rules):
    """What the first layer gave, to the rounding of its events; None if not proven or replaced."""
    rows = got.get('layers') or ()
    if not rows or not rows[0].get('proven'):
        return None
    return normal_amount(rows[0]['value'], rules.decimals)


def property_case(arguments):
    promo, seed, _, _ = arguments
    rng = random.Random(seed)
    rules, sources = generate(seed, 4, rng.choice((10, 25, 60)), rng.choice((6, 12, 20)))
    used = Counter()
    for k, p in enumerate(rules.promotions):
        p.priority = rng.randint(1, 3) * 100 + k
        for n, e in enumerate(p.events):
            e.priority = (e.priority or 9) * 10 + n
    findings = []
    slack = 1 + sum(len(p.events) for p in rules.promotions)
    with tempfile.TemporaryDirectory() as directory:
        text, state = to_promo(rules), (*state_file(rules, directory), '--explain')
        results, notes = run_command(promo, directory, text, sources, state)
        if results is None:
            return Counter(refused=1), [(seed, 'refused', rules, sources, notes)]

        def finding(what, source, detail):
            findings.append((seed, f'property: {what}', rules, [source], detail))

        for source, got in zip(sources, results):
            used['results'] += 1
            wrong = sound(rules, source, got)
            if wrong:
                finding('a sound result', source, '\n'.join(wrong) + '\n' + json.dumps(got))
            used['not proven'] += any(not row.get('proven') for row in got.get('layers', ()))

        proven = [all(row.get('proven') for row in got.get('layers', ())) for got in results]
        if not speaks_of_lines(rules):
            split, _ = run_command(promo, directory, text, [split_lines(s, rng) for s in sources], state)
            for source, a, b, sure in zip(sources, results, split or (), proven):
                if sure and all(row.get('proven') for row in b.get('layers', ())):
                    used['split'] += 1
                    if (a['total'], a['discount'], a['charges']) != (b['total'], b['discount'], b['charges']):
                        finding('splitting a line', source, f'{a["total"]} became {b["total"]}')

        picks = any(g[0] == 'ladder' or g[0] == 'price' and g[2][0] in ('items', 'them') and g[2][-1]
                    for p in rules.promotions for e in p.events for g in e.gives)
        turned = [dict(s, lines=rng.sample(s['lines'], len(s['lines']))) for s in sources]
        other, _ = run_command(promo, directory, text, turned, state)
        for source, a, b in zip(sources, results, () if picks else other or ()):
            x, y = first_value(a, rules), first_value(b, rules)
            if x is not None and y is not None:
                used['reordered lines'] += 1
                if abs(x - y) > slack:
                    finding('reordering lines', source, f'first layer {x} became {y}')

        printer = Printer(rules)
        blocks = printer.declarations() + [printer.promotion(p) for p in rules.promotions] + [printer.settings()]
        rng.shuffle(blocks)
        half = len(blocks) // 2
        with open(os.path.join(directory, 'other.promo'), 'w', encoding='utf-8') as f:
            f.write('\n'.join(blocks[half:]))
        mixed = 'import "./other"\n' + '\n'.join(blocks[:half]) + '\n' + printer.layers()
        again, notes = run_command(promo, directory, mixed, sources, state)
        if again is None:
            finding('reordering declarations', sources[0], notes)
        for source, a, b in zip(sources, results, again or ()):
            used['reordered declarations'] += 1
            if plain(a) != plain(b):
                finding('reordering declarations', source, f'{json.dumps(a)}\n{json.dumps(b)}')

        with open(os.path.join(directory, 'rules.promo'), 'w', encoding='utf-8') as f:
            f.write(text)
        image = os.path.join(directory, 'rules.promoc')
        made = subprocess.run([promo, 'compile', os.path.join(directory, 'rules.promo'), '-o', image],
                              capture_output=True, text=True, timeout=TIMEOUT)
        from_image, notes = run_file(promo, directory, image, sources, state)
        if from_image != results:
            finding('from an image', sources[0], made.stderr + notes)
        used['images'] += 1

        if len(rules.layers) < 2 and all(l.combine == 'best' for l in rules.layers) \
                and not any(p.excludes or p.exclusive for p in rules.promotions) and len(rules.promotions) > 1:
            fewer = copy.deepcopy(rules)
            fewer.promotions.pop()
            without, _ = run_rules(promo, directory, fewer, sources)
            for source, a, b in zip(sources, results, without or ()):
                x, y = first_value(a, rules), first_value(b, rules)
                if x is not None and y is not None:
                    used['added promotions'] += 1
                    if x < y - slack:
                        finding('adding a promotion', source, f'first layer {y} became {x}')
    return used, findings


def plain(got):
    """Without the image's hash, and without what quotes the sources."""
    return {k: v for k, v in got.items() if k not in ('image', 'hints', 'explanation')}


def report_property(promo, finding, keep, number):
    seed, what, rules, sources, notes = finding
    text = f'---- case {seed}: {what}\n{to_promo(rules)}\nbasket: {json.dumps(sources[0])}\n{notes}'
    print(text, flush=True)
    if keep:
        os.makedirs(keep, exist_ok=True)
        with open(os.path.join(keep, f'property-{number:03}.txt'), 'w', encoding='utf-8') as f:
            f.write(text + '\n')


# ---- all of it -----------------------------------------------------------------------------------------------

def sweep(work, cases, jobs, show, limit):
    tally, shown = Counter(), 0
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        for counts, findings in pool.map(work, cases, chunksize=8):
            tally += counts
            for finding in findings:
                tally['findings'] += 1
                if shown < limit:
                    shown += 1
                    show(finding, shown)
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('promo', help='the command, for instance build/promo')
    parser.add_argument('--cases', type=int, default=500, help='rule sets to search exhaustively')
    parser.add_argument('--properties', type=int, default=60, help='rule sets for the properties on larger baskets')
    parser.add_argument('--baskets', type=int, default=6, help='baskets for each rule set')
    parser.add_argument('--units', type=int, default=7, help='most units of a basket')
    parser.add_argument('--seed', default='1')
    parser.add_argument('--jobs', type=int, default=1)
    parser.add_argument('--show', type=int, default=5, help='most disagreements to shrink and print')
    parser.add_argument('--keep', help='a folder to write disagreements to')
    parser.add_argument('--one', help='one case by its SEED-NUMBER')
    a = parser.parse_args()
    if not os.access(a.promo, os.X_OK):
        print(f'{a.promo} is no command', file=sys.stderr)
        return 2
    if a.one:
        rules, sources = generate(a.one, a.baskets, a.units)
        with tempfile.TemporaryDirectory() as directory:
            for source in sources:
                print(describe(a.promo, directory, rules, source), '\n')
        return 0

    print(f'seed {a.seed}: {a.cases} rule sets of {a.baskets} baskets, properties on {a.properties}', flush=True)
    tally = sweep(one_case, [(a.promo, f'{a.seed}-{i}', a.baskets, a.units) for i in range(a.cases)], a.jobs,
                  lambda f, n: report(a.promo, f, a.keep, n), a.show)
    print('exhaustive: ' + ', '.join(f'{k} {v}' for k, v in sorted(tally.items())))
    held = sweep(property_case, [(a.promo, f'{a.seed}-p{i}', 0, 0) for i in range(a.properties)], a.jobs,
                 lambda f, n: report_property(a.promo, f, a.keep, n), a.show)
    print('properties: ' + ', '.join(f'{k} {v}' for k, v in sorted(held.items())))
    passed, failed = tally['agrees'] + held['results'], tally['findings'] + held['findings']
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
