"""What one promotion can do in one layer: its visited events, their offers, and every set of those offers.

Everything is listed. Two things keep that small, both safe: units of one line that have the same price and the same
history within the promotion are interchangeable, so only the first of them are taken; and of the sets that claim
the same units only those of greatest value (then most awards) are kept, for what is left to others is the same.
"""
from dataclasses import dataclass, field
from fractions import Fraction

from facts import exact, times_rate

ANY_NUMBER = 1 << 30


class TooMany(Exception):
    """The case is too large to search; the caller leaves it out."""


# ---- one application of a price benefit ----------------------------------------------------------------------

def pour(amount, targets, price, room):
    """An amount spread by price; what one cannot take goes to the others in proportion."""
    given, active = {}, [t for t in targets if price[t] > 0 and room[t] > 0]
    while amount > 0 and active:
        total = sum(price[t] for t in active)
        full = [t for t in active if room[t] * total <= amount * price[t]]
        if not full:
            for t in active:
                given[t] = exact(Fraction(amount * price[t]) / total)
            break
        for t in full:
            given[t] = room[t]
            amount -= room[t]
        active = [t for t in active if t not in full]
    return given


def discount(action, targets, price, room, times, whole):
    """Discount by target of one price benefit. `whole`: an amount or a price is for all targets together."""
    kind = action[0]
    if kind == 'off' and whole:
        return pour(action[1] * times, targets, price, room)
    if kind == 'for' and whole:
        return pour(max(0, sum(price[t] for t in targets) - action[1]), targets, price, room)
    given = {}
    for t in targets:
        if kind == 'percent':
            d = times_rate(price[t], action[1])
        elif kind == 'free':
            d = price[t]
        elif kind == 'off':
            d = action[1] * times
        else:
            d = max(0, price[t] - action[1])
        d = min(d, room[t], price[t])
        if d > 0:
            given[t] = d
    return given


def above(action, targets, price, whole):
    """`for M` above the price of what it is for: no offer, whatever stands beside it."""
    return action[0] == 'for' and whole and sum(price[t] for t in targets) < action[1]


def picked(line_of, pick, units, price, room, limit=ANY_NUMBER):
    """The cheapest or dearest N, passing over units with nothing left, ties by line order; of one line, what has most left."""
    how, n = pick
    units = sorted((u for u in units if room[u] > 0 and price[u] > 0),
                   key=lambda u: (price[u] if how == 'cheapest' else -price[u], line_of[u], -room[u], u))
    return units[:min(n, limit)]


# ---- an event's offers ---------------------------------------------------------------------------------------

@dataclass
class Offers:
    """What a used event offers. kind 'each': one offer per unit, at most `most`. 'one': a single offer.
    'packs': one per way to take the picks, at most `most` of them, `ways` to be listed by the groups at hand."""
    event: object
    kind: str
    gives: list = ()
    units: tuple = ()           # 'each': units with an offer. 'one': units claimed
    most: int = ANY_NUMBER
    times: int = 1
    ship: bool = False
    awards: tuple = ()          # (give, times) of one application
    buy: tuple = ()
    get: tuple = None
    whole_order: bool = False
    chosen: list = None         # 'one': the targets of each benefit


@dataclass
class Prices:
    """What units and shipping cost in the layer, and how much each can still lose. The last place is shipping."""
    price: list
    room: list
    marks: list = None          # by unit: which events name just this unit as one of their cheapest or dearest

    def copy(self):
        return Prices(self.price[:], self.room[:], self.marks)


def resolve(world, give, prices):
    """A ladder becomes the row reached; None when none is."""
    while give is not None and give[0] == 'ladder':
        units = world.units(give[2] or ('all',), prices)
        reached = len(units) if give[1] == 'quantity' else sum(prices[u] for u in units)
        rows = [row for threshold, row in give[3] if reached >= threshold]
        give = rows[-1] if rows else None
    return give


def find_offers(world, event, prices):
    """The offers of an event whose criteria hold, or None."""
    layer = prices.price[:-1]
    ship = len(layer)
    gives = [g for g in (resolve(world, g, layer) for g in event.gives) if g is not None]
    if not gives:
        return None
    limit = ANY_NUMBER if event.limit is None else event.limit
    money = [g for g in gives if g[0] == 'price']
    awards = [g for g in gives if g[0] != 'price']
    taking = event.buy or (event.every and event.every[0] == 'units')
    if taking:
        buy = event.buy or ((event.every[1], event.every[2], event.every[3]),)
        shipping = any(g[2][0] == 'shipping' for g in money)
        order = any(g[2][0] == 'order' for g in money)
        offers = Offers(event, 'packs', money, most=1 if shipping or order else limit, ship=shipping,
                        awards=tuple((a, 1) for a in awards), buy=buy, get=event.get, whole_order=order)
        return offers if any(True for _ in ways(world, offers, prices, initial_groups(world, prices))) else None

    times, full_amounts_of = 1, ()
    if event.every:
        full_amounts_of = world.units(event.every[2], layer)
        times = min(sum(layer[u] for u in full_amounts_of) // event.every[1], limit)
        if times == 0:
            return None

    if len(gives) == 1 and money and not event.every:
        action, target = money[0][1], money[0][2]
        spread = action[0] == 'off' and not action[2] and target[-1] is None
        if target[0] == 'items' and not spread:
            units = world.units(target[1], layer)
            most = limit
            if target[2] and target[2][0] == 'any':
                most = min(limit, target[2][1])
            elif target[2]:
                units = picked(world.basket.line_of, target[2], units, layer, prices.room, limit)
            worthwhile = tuple(sorted(discount(action, units, prices.price, prices.room, 1, False)))
            return Offers(event, 'each', money, worthwhile, most) if worthwhile and most > 0 else None

    done = single(world, money, full_amounts_of, times, layer, prices)
    if done is None:
        return None
    given, claims, chosen = done
    awards = tuple((a, times) for a in awards)
    if not given and not awards:
        return None
    return Offers(event, 'one', money, tuple(sorted(claims)), times=times, awards=awards,
                  ship=any(g[2][0] == 'shipping' for g in money), chosen=chosen)


def single(world, money, them, times, layer, prices, chosen=None):
    """A single offer's benefits in the order written: (discounts, units claimed, targets of each); None when its price
    is above that of what it is for. `chosen`: targets as they were when the offer was made."""
    now, total, claims, targets = prices.copy(), {}, set(), []
    for i, (_, action, target) in enumerate(money):
        pick = None
        if target[0] == 'shipping':
            units = (len(layer),)
        elif target[0] == 'order':
            units = range(len(layer))
        else:
            units, pick = world.units(target[1], layer) if target[0] == 'items' else them, target[-1]
        if pick:
            units = picked(world.basket.line_of, pick, units, now.price, now.room)
        if chosen is not None:
            units = chosen[i]
        each = pick or (action[0] in ('off', 'for') and action[2])
        if world.readings['above'] == 'void' and target[0] == 'order' and above(action, units, now.price, True) and \
                chosen is None:
            return None
        given = discount(action, units, now.price, now.room, times, not each)
        whole = target[0] == 'order' or (action[0] == 'off' and not each)
        if target[0] != 'shipping':
            claims |= set(units if whole or (not pick and world.readings['union'] == 'all') else given)
        targets.append(tuple(units))
        take(now, given)
        for u, d in given.items():
            total[u] = total.get(u, 0) + d
    return total, claims, targets


def take(prices, given):
    for u, d in given.items():
        prices.price[u] -= d
        prices.room[u] -= d


# ---- packs: ways to take the picks ---------------------------------------------------------------------------

def initial_groups(world, prices):
    return groups_of(world, prices, range(len(prices.price) - 1), {}, ())


def groups_of(world, prices, units, history, claimed):
    groups = {}
    for u in units:
        key = (world.basket.line_of[u], prices.price[u], prices.room[u], history.get(u, ()), u in claimed,
               prices.marks and prices.marks[u])
        groups.setdefault(key, []).append(u)
    return list(groups.values())


def take_counts(sizes, n, allowed, at=0):
    """Every way to take n units from groups of the given sizes."""
    if at == len(sizes):
        if n == 0:
            yield ()
        return
    for k in range(min(n, sizes[at]) if allowed[at] else 0, -1, -1):
        for rest in take_counts(sizes, n - k, allowed, at + 1):
            yield (k,) + rest


def ways(world, offers, prices, groups, start=None):
    """Every worthwhile way to take the picks once: (units taken by group, discounts on concrete first units).
    Prices are those at hand (after the promotion's earlier events); `start` those the layer began with."""
    start = start or prices
    layer = start.price[:-1]
    sizes = [len(g) for g in groups]
    skus = [world.basket.lines[world.basket.line_of[g[0]]].sku for g in groups]

    def allowed_by(items):
        members = set(world.units(items, layer))
        return [g[0] in members for g in groups]

    def different_enough(counts):
        seen = [s for s, k in zip(skus, counts) for _ in range(k)]
        return len(seen) == len(set(seen))

    def choose(picks, left, taken):
        if not picks:
            yield taken
            return
        n, different, items = picks[0]
        for counts in take_counts(left, n, allowed_by(items)):
            if not different or different_enough(counts):
                yield from choose(picks[1:], [a - b for a, b in zip(left, counts)],
                                  [a + b for a, b in zip(taken, counts)])

    seen = set()
    for bought in choose(list(offers.buy), sizes, [0] * len(groups)):
        if offers.get is None:
            options = [None]
        else:
            n, up_to, different, items, no_dearer = offers.get
            allowed = allowed_by(items)
            if no_dearer:
                least = min(layer[g[0]] for g, k in zip(groups, bought) if k)
                allowed = [a and layer[g[0]] <= least for a, g in zip(allowed, groups)]
            left = [a - b for a, b in zip(sizes, bought)]
            options = (counts for m in (range(n, 0, -1) if up_to else (n,))
                       for counts in take_counts(left, m, allowed) if not different or different_enough(counts))
        for gotten in options:
            usage = tuple(bought) if gotten is None else tuple(a + b for a, b in zip(bought, gotten))
            them = [u for g, b, k in zip(groups, bought, gotten or bought)
                    for u in (g[b:b + k] if gotten else g[:k])]
            given = way_discount(world, offers, them, prices) or {}
            key = (usage, tuple(tuple(sorted(given.get(u, 0) for u in g)) for g in groups), given.get(len(layer), 0))
            if key in seen:
                continue
            seen.add(key)
            at_start = way_discount(world, offers, them, start)
            if at_start is not None and (offers.awards or at_start):
                yield usage, given


def way_discount(world, offers, them, prices):
    """Discounts of one application; None when its price is above that of what it takes."""
    now, total = prices.copy(), {}
    line_of, void = world.basket.line_of, world.readings['above'] == 'void'
    for _, action, target in offers.gives:
        if target[0] == 'shipping':
            given = discount(action, (len(now.price) - 1,), now.price, now.room, 1, True)
        elif target[0] == 'order':
            if void and above(action, range(len(now.price) - 1), now.price, True):
                return None
            given = discount(action, range(len(now.price) - 1), now.price, now.room, 1, True)
        else:
            units = them
            if target[1]:
                units = picked(line_of, target[1], units, now.price, now.room)
            each = target[1] or (action[0] in ('off', 'for') and action[2])
            if void and above(action, units, now.price, not each):
                return None
            given = discount(action, units, now.price, now.room, 1, not each)
        take(now, given)
        for u, d in given.items():
            total[u] = total.get(u, 0) + d
    return total


# ---- every set of one promotion's offers ---------------------------------------------------------------------

@dataclass
class Part:
    """What one event does in a plan."""
    event: object
    given: dict
    times: int
    awards: tuple
    also_gives: bool = True


@dataclass
class Plan:
    promotion: object
    parts: list = field(default_factory=list)
    claimed: frozenset = frozenset()
    ship: bool = False
    money: int = 0              # exact discount, uncut
    worth: int = 0
    grants: int = 0


def worth_of(awards):
    return sum(a[3] * n * a[1] for a, n in awards if a[0] == 'gift' and a[3] is not None)


def list_plans(world, promotion, offers, prices, bound):
    """Every plan of a promotion: which offers of each event in the order visited, sharing units between events."""
    plans = []
    ship = len(prices.price) - 1

    def visit(k, now, history, claimed, shipped, parts):
        if k == len(offers):
            if len(plans) >= bound:
                raise TooMany(promotion.name)
            plans.append(Plan(promotion, parts, frozenset(claimed), shipped,
                              sum(sum(p.given.values()) for p in parts),
                              sum(worth_of(p.awards) for p in parts),
                              sum(n for p in parts for _, n in award_counts(p))))
            return
        o = offers[k]
        visit(k + 1, now, history, claimed, shipped, parts)
        for given, units, ships, times, awards in choices(o, now, history, claimed):
            after = now.copy()
            take(after, given)
            past = dict(history)
            for u in units:
                past[u] = past.get(u, ()) + ((k, given.get(u, 0)),)
            visit(k + 1, after, past, claimed | set(units), shipped or ships,
                  parts + [Part(o.event, given, times, awards)])

    def choices(o, now, history, claimed):
        if o.kind == 'each':
            action, among = o.gives[0][1], o.units
            groups = groups_of(world, now, among, history, claimed)
            for counts in count_vectors([len(g) for g in groups], o.most):
                if any(counts):
                    units = [u for g, c in zip(groups, counts) for u in g[:c]]
                    yield discount(action, units, now.price, now.room, 1, False), units, False, len(units), ()
        elif o.kind == 'one':
            them = world.units(o.event.every[2], prices.price[:-1]) if o.event.every else ()
            done = single(world, o.gives, them, o.times, prices.price[:-1], now, o.chosen)
            if done is not None:
                yield done[0], o.units, o.ship, 1, o.awards
        else:
            yield from packings(o, now, history, claimed)

    def packings(o, now, history, claimed):
        groups = groups_of(world, now, range(ship), history, claimed)
        found = list(ways(world, o, now, groups, prices))
        if len(found) > 400:
            raise TooMany(promotion.name)
        if o.whole_order or o.ship:
            for usage, given in found:
                units = range(ship) if o.whole_order else [u for g, k in zip(groups, usage) for u in g[:k]]
                yield given, list(units), o.ship, 1, o.awards
            return
        yield from pack(o, groups, found, 0, [0] * len(groups), {}, 0)

    def pack(o, groups, found, first, used, given, count):
        if count:
            units = [u for g, k in zip(groups, used) for u in g[:k]]
            yield given, units, False, count, tuple((a, n * count) for a, n in o.awards)
        if count == o.most:
            return
        for i in range(first, len(found)):
            usage, effect = found[i]
            if all(a + b <= len(g) for a, b, g in zip(used, usage, groups)):
                more = dict(given)
                for g, a, k in zip(groups, used, usage):
                    effects = [effect.get(u, 0) for u in g[:k]]
                    for u, d in zip(g[a:a + k], effects):
                        if d:
                            more[u] = d
                yield from pack(o, groups, found, i, [a + b for a, b in zip(used, usage)], more, count + 1)

    visit(0, prices.copy(), {}, set(), False, [])
    return plans


def award_counts(part):
    """Awards as they count in a tie: one per benefit and application."""
    return [(a, n if part.event.every is None or part.event.every[0] == 'units' else 1) for a, n in part.awards]


def count_vectors(sizes, most, at=0):
    if at == len(sizes):
        yield ()
        return
    for k in range(min(sizes[at], most), -1, -1):
        for rest in count_vectors(sizes, most - k, at + 1):
            yield (k,) + rest
