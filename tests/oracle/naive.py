"""The check of the check: layers of tiny baskets by brute force, one unit at a time, nothing left out.

Each offer is written down with the very units it claims; each subset of all the offers is tried that claims no unit
twice; the greatest value (then the most awards) must be what evaluate.py found. Shares the criteria and the visiting
of events with it, none of the enumeration.

    python3 naive.py [CASES] [SEED]
"""
import itertools
import sys

from evaluate import Evaluation, State
from generate import generate
from model import Layer
from offers import TooMany


class Huge(Exception):
    pass


def water(amount, price, room):
    """amount by price, cut at room, the rest to the others: the level at which all is placed or all are full."""
    from fractions import Fraction
    out = {u: Fraction(0) for u in price}
    left = Fraction(amount)
    while left > 0:
        open_ = [u for u in price if price[u] > 0 and out[u] < room[u]]
        if not open_:
            break
        weight = sum(price[u] for u in open_)
        step = min([left / weight] + [(room[u] - out[u]) / price[u] for u in open_])
        for u in open_:
            out[u] += step * price[u]
        left -= step * weight
    return out


def effect(gives, them, price, room, world, base, times, chosen):
    """Discounts of one offer's benefits in the order written; price and room are changed."""
    total = {}
    ship = len(price) - 1
    for i, (_, action, target) in enumerate(gives):
        pick = None
        if target[0] == 'shipping':
            on = [ship]
        elif target[0] == 'order':
            on = list(range(ship))
        else:
            on = list(them) if target[0] == 'them' else list(world.units(target[1], base))
            pick = target[-1]
        if pick:
            on = [u for u in on if room[u] > 0]
            on.sort(key=lambda u: (price[u], u) if pick[0] == 'cheapest' else (-price[u], u))
            on = on[:pick[1]]
        if chosen:
            on = list(chosen[i])
        together = action[0] in ('off', 'for') and not action[2] and not pick
        if together:
            amount = action[1] * times if action[0] == 'off' else max(0, sum(price[u] for u in on) - action[1])
            lost = water(amount, {u: price[u] for u in on}, room)
        else:
            lost = {}
            for u in on:
                want = {'percent': lambda p: p * action[1] / __import__('fractions').Fraction(10**6),
                        'free': lambda p: p, 'off': lambda p: action[1] * times,
                        'for': lambda p: max(0, p - action[1])}[action[0]](price[u])
                lost[u] = min(want, room[u], price[u])
        for u, d in lost.items():
            price[u] -= d
            room[u] -= d
            total[u] = total.get(u, 0) + d
    return total


def raw_offers(ev, p, event, found, prices):
    """[(claims, gives, them, awards, times)] and how many of them may be taken."""
    world, base = ev.world, prices.price[:-1]
    ship = len(base)
    if found.kind == 'each':
        return [(frozenset([u]), [('price', found.gives[0][1][:2] + (True,) if found.gives[0][1][0] in ('off', 'for')
                                   else found.gives[0][1], ('them', None))], [u], (), 1, None) for u in found.units], found.most
    if found.kind == 'one':
        them = world.units(event.every[2], base) if event.every else ()
        claims = frozenset(found.units) | (frozenset([ship]) if found.ship else frozenset())
        return [(claims, found.gives, them, found.awards, found.times, found.chosen)], 1
    extra = frozenset(range(ship)) if found.whole_order else frozenset()
    if found.ship:
        extra |= {ship}
    buy = event.buy or ((event.every[1], event.every[2], event.every[3]),)
    picks = [(range(n, n + 1), d, items, False) for n, d, items in buy]
    if event.get:
        n, up_to, d, items, no_dearer = event.get
        picks.append((range(1, n + 1) if up_to else range(n, n + 1), d, items, no_dearer))
    out = []

    def choose(i, taken, last):
        if i == len(picks):
            them = last if event.get else taken
            out.append((frozenset(taken) | extra, found.gives, list(them), found.awards, 1, None))
            if len(out) > 400:
                raise Huge
            return
        sizes, different, items, no_dearer = picks[i]
        free = [u for u in world.units(items, base) if u not in taken]
        if no_dearer:
            free = [u for u in free if all(base[u] <= base[t] for t in taken)]
        for n in sizes:
            for units in itertools.combinations(free, n):
                skus = [world.basket.lines[world.basket.line_of[u]].sku for u in units]
                if not different or len(set(skus)) == n:
                    choose(i + 1, taken + list(units), list(units))

    choose(0, [], [])
    return out, found.most


def brute(ev, promotions, prices, state):
    flat = []
    for p in promotions:
        if ev.foes[p.name] & state.applied:
            continue
        for k, (event, found) in enumerate(ev.visit(p, prices)):
            if found is not None:
                offers, most = raw_offers(ev, p, event, found, prices)
                flat += [(p, k, event, offer, most) for offer in offers]
    best, steps = [(0, 0)], [0]

    def worth(awards):
        return sum(a[1] * a[3] * n for a, n in awards if a[0] == 'gift' and a[3] is not None)

    def value(chosen):
        total, grants = 0, 0
        for p in promotions:
            price, room, money = prices.price[:], prices.room[:], 0
            for q, k, event, (claims, gives, them, awards, times, fixed), _ in chosen:
                if q is p:
                    lost = effect(gives, them, price, room, ev.world, prices.price[:-1], times, fixed)
                    money += sum(lost.values())
                    total += worth(awards)
                    grants += len(awards)
            total += money if p.cap is None else min(money, p.cap)
        return (total, grants)

    def go(i, chosen, owner, taken, counts):
        steps[0] += 1
        if steps[0] > 60_000:
            raise Huge
        if i == len(flat):
            best[0] = max(best[0], value(chosen))
            return
        go(i + 1, chosen, owner, taken, counts)
        p, k, event, offer, most = flat[i]
        claims = offer[0]
        if counts.get((p.name, k), 0) >= most or any((p.name, k, u) in taken for u in claims):
            return
        if any(owner.get(u, p.name) != p.name for u in claims):
            return
        if ev.foes[p.name] & {q[0].name for q in chosen}:
            return
        go(i + 1, chosen + [flat[i]], {**owner, **{u: p.name for u in claims}},
           taken | {(p.name, k, u) for u in claims}, {**counts, (p.name, k): counts.get((p.name, k), 0) + 1})

    go(0, [], {}, frozenset(), {})
    return best[0]


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = sys.argv[2] if len(sys.argv) > 2 else 'naive'
    checked = worth_it = 0
    print(f'naive: seed {seed}, {cases} rule sets')
    for case in range(cases):
        rules, baskets = generate(f'{seed}-{case}', 4, 4, 3)
        rules.campaigns = []
        for p in rules.promotions:
            p.campaign = None
        for source in baskets:
            ev = Evaluation(rules, source)
            state = State(ev.own[:], ev.basket.shipping)
            for layer in rules.layers or [Layer('main')]:
                mine = [p for p in ev.ranked if ev.ineligible(p) is None and not p.exclusive]
                prices = ev.prices_of(state, layer.on, state)
                try:
                    expected = brute(ev, mine, prices, state)
                    sets, value, _, _ = ev.best(mine, prices, state, layer.name)
                except (Huge, TooMany):
                    continue
                grants = {sum(plan.grants for plan in chosen) for chosen in sets}
                checked += 1
                worth_it += value > 0
                if expected[0] != value or grants != {expected[1]}:
                    print(f'case {case}, basket {source}: brute force {expected}, evaluator {value} {grants}')
                    from model import to_promo
                    print(to_promo(rules))
                    return 1
    print(f'{checked} layers agree, {worth_it} of them with a value')
    return 0 if worth_it > cases // 4 else 1


if __name__ == '__main__':
    sys.exit(main())
