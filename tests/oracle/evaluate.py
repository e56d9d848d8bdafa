"""The reference evaluator: an exhaustive search that follows docs/semantics.md sentence by sentence.

evaluate(rules, basket) answers every outcome that the page allows: where it leaves a tie (which of several equally
good sets of offers is taken) all of them are followed into the next layers. `Answer.outcomes` then has several
members, and an implementation must give one of them. Where there are more than it can list, `complete` is false and
only `layers`, the exact values of the layers reached, is determined.

Sentences that may be read two ways are switches in READINGS: the first value is the one taken, the others are there
to say how an answer that differs came about.
"""
import itertools
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from facts import World, in_period, in_schedule, read_basket, round_by, scaled
from model import Layer
from offers import Part, Plan, Prices, find_offers, list_plans

READINGS = {
    'original': ('left', 'layer'),      # a layer on original prices: what a unit can lose is what is left of it, or not
    'shipping': ('joint', 'apart'),     # an event off goods and shipping is rounded once, or once for each
    'cut': ('rounded', 'exact'),        # a cap cuts the rounded discounts, or the exact ones
    'stack': ('rounded', 'exact'),      # prices left by a promotion of a stacking layer
    'worth': ('gifts', 'all'),          # what counts besides money: gifts, or certificates too
    'union': ('all', 'worth'),          # a combined offer claims its whole sets, or only units that it discounts
    'applied': ('chosen', 'given'),     # what `excludes` looks at: a promotion whose discount rounds to nothing, or not
    'above': ('void', 'nothing'),       # a price above what it is for: no offer at all, or no discount beside the rest
}
PLAN_BOUND = 4000
OUTCOME_BOUND = 120


@dataclass
class State:
    """What has been decided so far: rounded prices, discounts given, awards, used charges, what campaigns spent."""
    price: list
    ship: int
    given: dict = field(default_factory=dict)       # (promotion, event) -> {line or 'shipping': amount}
    awards: Counter = field(default_factory=Counter)
    worth: int = 0
    applied: frozenset = frozenset()
    spent: dict = field(default_factory=dict)       # campaign -> money
    charges: tuple = ()                             # (promotion, event) in order
    used: frozenset = frozenset()                   # promotions with a used event
    layers: tuple = ()                              # (name, exact value, rounded value)

    def copy(self):
        return State(self.price[:], self.ship, {k: dict(v) for k, v in self.given.items()}, Counter(self.awards),
                     self.worth, self.applied, dict(self.spent), self.charges, self.used, self.layers)

    def key(self):
        return (tuple(self.price), self.ship, tuple(sorted((k, tuple(sorted(v.items(), key=str)))
                for k, v in self.given.items())), tuple(sorted(self.awards.items(), key=str)), self.charges,
                tuple(sorted(self.applied)), tuple(sorted(self.spent.items())))

    def saved(self):
        return sum(sum(v.values()) for v in self.given.values()) + self.worth


@dataclass
class Answer:
    outcomes: list
    complete: bool
    layers: list                # [(name, exact value)] as far as every outcome agrees
    codes: list
    first_tie: str = None       # the layer in which the first tie was


def normal_code(code):
    return code.upper().replace('-', '').replace('O', '0').replace('I', '1').replace('L', '1')


class Evaluation:
    def __init__(self, rules, source, readings=None):
        self.rules = rules
        self.readings = {k: v[0] for k, v in READINGS.items()}
        self.readings.update(readings or {})
        self.basket = read_basket(rules, source)
        self.state = rules.state or {}
        self.codes, accepted, self.certificates = self.judge_codes()
        self.accepted = accepted
        audiences = {name: self.state.get('audiences', {}).get(name, ()) if ids is None else ids
                     for name, ids in rules.audiences.items()}
        b = self.basket
        self.loyal = self.state.get('loyalty', {}).get(b.customer_id, {}) if b.customer_id is not None else {}
        points = {name: x.get('points', 0) for name, x in self.loyal.items()}
        self.world = World(rules, self.basket, accepted, points, self.tiers(), audiences)
        self.world.readings = self.readings
        self.own = [b.lines[i].price for i in b.line_of]
        self.floors = [b.lines[i].floor for i in b.line_of]
        self.charging = {p.name for p in rules.promotions if any(e.charges for e in p.events)}
        self.complete = True
        self.first_tie = None
        order = {p.name: i for i, p in enumerate(rules.promotions)}
        self.ranked = sorted(rules.promotions, key=lambda p: (100 if p.priority is None else p.priority, order[p.name]))
        self.foes = {p.name: set(p.excludes) for p in rules.promotions}
        for p in rules.promotions:
            for other in p.excludes:
                self.foes.setdefault(other, set()).add(p.name)

    # ---- who may take part ----

    def tiers(self):
        """The number of the tier of each program: the one stated, or what the points earned reach."""
        reached = {}
        for program in self.rules.loyalty:
            x, names = self.loyal.get(program.name), [name for name, _ in program.tiers]
            if x is not None and x.get('tier') in names:
                reached[program.name] = names.index(x['tier'])
            elif x is not None:
                earned = x.get('earned', x.get('points', 0))
                got = [i for i, (_, least) in enumerate(program.tiers) if earned >= least]
                if got:
                    reached[program.name] = got[-1]
        return reached

    def uses(self, kind, name, per):
        """How often a coupon or a promotion was used: in all, by this customer, today."""
        x = self.state.get(kind, {}).get(name, {})
        if per == 'customer':
            return x.get('customers', {}).get(self.basket.customer_id, 0)
        return x.get('today' if per == 'day' else 'uses', 0)

    def judge_codes(self):
        """For every presented code (code, accepted, reason); the coupons accepted; certificates as (code, balance)."""
        b, answers, accepted, certificates = self.basket, [], set(), []
        goods = sum(line.price * len(line.units) for line in b.lines)
        issued = {normal_code(code): x for code, x in self.state.get('codes', {}).items()}
        seen = {}
        for code in b.coupons:
            if code in seen.setdefault(normal_code(code), []):
                continue
            seen[normal_code(code)].append(code)
            if len(seen[normal_code(code)]) > 1:
                answers.append((code, False, 'repeated'))
                continue
            single = issued.get(normal_code(code), {})
            coupon = next((c for c in self.rules.coupons if c.code and normal_code(c.code) == normal_code(code)), None)
            coupon = coupon or next((c for c in self.rules.coupons if c.name == single.get('coupon')), None)
            reason = None
            if coupon is None:
                reason = 'unknown'
            elif single.get('revoked') or (coupon.kind == 'discount' and single.get('uses', 0) > 0):
                reason = 'used'
            elif coupon.valid and not in_period(coupon.valid, b.at, self.rules.timezone):
                reason = 'period'
            elif coupon.minimum is not None and goods < coupon.minimum:
                reason = 'minimum'
            elif coupon.kind == 'certificate' and scaled(single.get('balance', '0'), self.rules.decimals) == 0:
                reason = 'balance'
            else:
                for n, per in coupon.limits:
                    if per == 'customer' and b.customer_id is None:
                        reason = 'customer'
                    elif self.uses('coupons', coupon.name, per) >= n:
                        reason = 'limit'
            if reason is None and coupon.kind == 'certificate':
                certificates.append((code, scaled(single['balance'], self.rules.decimals)))
            if reason is None:
                accepted.add(coupon.name)
            answers.append((code, reason is None, reason))
        return answers, accepted, certificates

    def ineligible(self, p):
        """The condition that keeps a promotion out, or None."""
        b, zone = self.basket, self.rules.timezone
        if p.status not in (None, 'active'):
            return 'status'
        if not in_period(p.period, b.at, zone):
            return 'period'
        if p.campaign:
            c = next(c for c in self.rules.campaigns if c.name == p.campaign)
            if not in_period(c.period, b.at, zone):
                return 'campaign'
            if c.channels and b.facts['channel'] not in c.channels:
                return 'campaign'
            spent = self.state.get('campaigns', {}).get(c.name, {})
            if (c.budget is not None and self.budget_of(p) <= 0) or (c.uses is not None and spent.get('uses', 0) >= c.uses):
                return 'budget'
        if p.schedules and not any(in_schedule(s, b.at, zone) for s in p.schedules):
            return 'schedule'
        for names, fact in ((p.channels, 'channel'), (p.stores, 'store'), (p.regions, 'region')):
            if names and b.facts[fact] not in names:
                return fact
        if p.price_list and b.facts['price_list'] != p.price_list:
            return 'price_list'
        if p.audience and not self.world.holds(('audience', p.audience), self.own):
            return 'audience'
        if p.requires and p.requires not in self.accepted:
            return 'coupon'
        for n, per in p.limits:
            if (per == 'customer' and b.customer_id is None) or self.uses('promotions', p.name, per) >= n:
                return 'limit'
        return None

    # ---- which events are used ----

    def visit(self, p, prices):
        """The used events of a promotion in the order visited: [(event, offers or None)]."""
        by_name = {e.name: e for e in p.events}
        found = []

        def look(event):
            layer = prices.price[:-1]
            if (event.trigger or 'basket') != self.basket.trigger:
                return False
            if event.when and not self.world.holds(event.when, layer):
                return False
            offers = find_offers(self.world, event, prices)
            charged = any(self.world.units(c[1] if c[0] == 'each' else ('all',), self.own) for c in event.charges)
            if offers is None and not charged:
                return False
            found.append((event, offers))
            return True

        if p.sequence:
            steps = {s[1]: s for s in p.sequence}
            step = min(p.sequence)
            while step:
                target = step[2] if look(by_name[step[1]]) else step[3]
                step = steps.get(target)
                if step is None and target != 'stop':
                    look(by_name[target])
        else:
            place = {e.name: i for i, e in enumerate(p.events)}
            for event in sorted(p.events, key=lambda e: (100 if e.priority is None else e.priority, place[e.name])):
                if look(event) and p.events_exclusive:
                    break
        return found

    # ---- the best combination ----

    def best(self, promotions, prices, state, name):
        """Every best set of offers of these promotions: lists of plans in rank order, with the exact value.
        The value is compared first, then the awards, then promotion by promotion."""
        world, b = self.world, self.basket
        ship = len(prices.price) - 1
        used, charges, tables, budgets = set(), [], [], {}
        visited = [(p, self.visit(p, prices)) for p in promotions]
        prices = Prices(prices.price, prices.room, self.marks(visited, ship))
        classes = {}
        for u in range(ship):
            classes.setdefault((b.line_of[u], prices.price[u], prices.room[u], prices.marks[u]), []).append(u)
        places = list(classes.values())
        class_of = {u: c for c, units in enumerate(places) for u in units}

        for p, events in visited:
            if events:
                used.add(p.name)
            for event, offers in events:
                if event.charges:
                    charges.append((p.name, event.name, bool(event.gives)))
            offered = [o for _, o in events if o is not None]
            if not offered or (self.foes[p.name] & state.applied):
                continue
            plans = list_plans(world, p, offered, prices, PLAN_BOUND)
            table = {}
            tight = self.budget_of(p)
            for plan in plans:
                if self.readings['worth'] == 'all':
                    plan.worth += sum(a[2] * n for part in plan.parts for a, n in part.awards if a[0] == 'certificate')
                if p.cap is not None:
                    plan.money = min(plan.money, p.cap)
                vector = [0] * (len(places) + 1)
                for u in plan.claimed:
                    vector[class_of[u]] += 1
                vector[-1] = int(plan.ship)
                table.setdefault(tuple(vector), []).append(plan)
            if tight is not None:
                most = max(plan.money for plan in plans)
                budgets.setdefault(p.campaign, [tight - state.spent.get(p.campaign, 0), 0])[1] += most
            tables.append((p, table))
        budgets = {c: left for c, (left, most) in budgets.items() if most > left}

        sizes = tuple(len(g) for g in places) + (1,)
        start = ((0,) * len(sizes), frozenset(), tuple(sorted(budgets.items())))
        best = [{start: ((0, 0), [])}]
        for p, table in tables:
            kept = {}
            for vector, plans in table.items():
                if p.campaign in budgets:
                    kept[vector] = plans
                else:
                    top = max((plan.money + plan.worth, plan.grants) for plan in plans)
                    kept[vector] = [plan for plan in plans if (plan.money + plan.worth, plan.grants) == top
                                    or (self.foes[p.name] and not plan.parts)]
            after = {}
            for (taken, applied, left), (score, _) in best[-1].items():
                for vector, plans in kept.items():
                    if any(a + v > s for a, v, s in zip(taken, vector, sizes)):
                        continue
                    together = tuple(a + v for a, v in zip(taken, vector))
                    for plan in plans:
                        chosen, money, rest = applied, plan.money, left
                        if plan.parts:
                            if self.foes[p.name] & applied:
                                continue
                            if self.foes[p.name]:
                                chosen = applied | {p.name}
                        if p.campaign in budgets:
                            remaining = dict(left)
                            money = min(money, remaining[p.campaign])
                            remaining[p.campaign] -= money
                            rest = tuple(sorted(remaining.items()))
                        value = money + plan.worth
                        total = (score[0] + value, score[1] + plan.grants) + score[2:] + (value,)
                        node = (together, chosen, rest)
                        old = after.get(node)
                        if old is None or total > old[0]:
                            after[node] = (total, [((taken, applied, left), vector, plan)])
                        elif total == old[0]:
                            old[1].append(((taken, applied, left), vector, plan))
            best.append(after)

        top = max(score for score, _ in best[-1].values())
        paths = []

        def back(level, node, later):
            if len(paths) > OUTCOME_BOUND:
                return
            if level == 0:
                paths.append(later)
                return
            for before, vector, plan in best[level][node][1]:
                back(level - 1, before, [(vector, plan)] + later)

        for node, (score, _) in best[-1].items():
            if score == top:
                back(len(tables), node, [])
        if len(paths) > OUTCOME_BOUND:
            self.complete = False
            paths = paths[:1]
        sets = []
        for path in paths:
            offset, chosen = [0] * len(sizes), []
            for vector, plan in path:
                if plan.parts:
                    chosen.append(self.place(plan, places, class_of, offset))
                offset = [a + v for a, v in zip(offset, vector)]
            sets.append(chosen)
        return sets, top[0], used, charges

    def budget_of(self, p):
        """What is left of the money of a promotion's campaign before this order, or None."""
        if not p.campaign:
            return None
        budget = next(c for c in self.rules.campaigns if c.name == p.campaign).budget
        spent = self.state.get('campaigns', {}).get(p.campaign, {}).get('spent', '0')
        return None if budget is None else budget - scaled(spent, self.rules.decimals)

    @staticmethod
    def marks(visited, ship):
        """Units of a line are interchangeable, but `cheapest 2 of X` names two of them, the first."""
        named = [frozenset(o.units) for _, events in visited for _, o in events if o is not None and
                 any(g[2][0] == 'items' and g[2][1] and g[2][-1] for g in o.gives)]
        return [tuple(u in units for units in named) for u in range(ship)]

    @staticmethod
    def place(plan, places, class_of, offset):
        """A plan names the first units of each class; move it past those that others have taken."""
        if not any(offset[:-1]):
            return plan
        move = {}
        for c, units in enumerate(places):
            for i, u in enumerate(units):
                if i + offset[c] < len(units):
                    move[u] = units[i + offset[c]]
        parts = [Part(p.event, {move.get(u, u): d for u, d in p.given.items()}, p.times, p.awards) for p in plan.parts]
        return Plan(plan.promotion, parts, frozenset(move[u] for u in plan.claimed), plan.ship, plan.money, plan.worth,
                    plan.grants)

    # ---- rounding ----

    def give(self, state, chosen):
        """Round and allocate, event by event; change the state."""
        mode = self.rules.rounding or 'half_up'
        ship = len(state.price)
        for plan in chosen:
            p = plan.promotion
            before = state.saved(), sum(state.awards.values())
            cap_left = p.cap
            budget = self.budget_of(p)
            exact_left = p.cap
            for part in plan.parts:
                targets = [part.given]
                if self.readings['shipping'] == 'apart' and ship in part.given:
                    targets = [{u: d for u, d in part.given.items() if u != ship}, {ship: part.given[ship]}]
                for given in targets:
                    total = sum(given.values())
                    if exact_left is not None and self.readings['cut'] == 'exact':
                        total = min(total, exact_left)
                        exact_left -= total
                    total = round_by(total, mode)
                    room = {u: self.room_left(state, u) for u in given}
                    total = min(total, sum(room.values()))
                    if cap_left is not None:
                        total = min(total, cap_left)
                        cap_left -= total
                    if budget is not None:
                        total = min(total, budget - state.spent.get(p.campaign, 0))
                        state.spent[p.campaign] = state.spent.get(p.campaign, 0) + total
                    self.allocate(state, p, part.event, given, total, room)
                for award, n in part.awards:
                    state.awards[(p.name, part.event.name) + self.award_key(award)] += \
                        n * (award[1] if isinstance(award[1], int) else 1)
                    if award[0] == 'gift' and award[3] is not None:
                        state.worth += award[1] * award[3] * n
                    if award[0] == 'certificate' and self.readings['worth'] == 'all':
                        state.worth += award[2] * n
            if self.readings['applied'] == 'chosen' or before != (state.saved(), sum(state.awards.values())):
                state.applied |= {p.name}

    @staticmethod
    def award_key(award):
        kind = award[0]
        if kind == 'gift':
            return (kind, award[2])
        if kind == 'allowance':
            return (kind, award[3], award[2])
        if kind == 'points':
            return (kind, award[2])
        if kind == 'coupon':
            return (kind, award[1])
        return (kind, award[1], award[2])

    def room_left(self, state, u):
        return state.ship if u == len(state.price) else max(0, state.price[u] - self.floors[u])

    def allocate(self, state, p, event, given, total, room):
        """The largest remainder; ties to the earlier line; nobody below the floor."""
        whole = sum(given.values())
        if total == 0 or whole == 0:
            return
        quota = {u: Fraction(total) * d / whole for u, d in given.items()}
        part = {u: min(q.numerator // q.denominator, room[u]) for u, q in quota.items()}
        left = total - sum(part.values())
        order = sorted(given, key=lambda u: (-(quota[u] - quota[u].numerator // quota[u].denominator), u))
        while left > 0:
            for u in order:
                if left > 0 and part[u] < room[u]:
                    part[u] += 1
                    left -= 1
        for u, d in part.items():
            if d:
                place = state.given.setdefault((p.name, event.name), {})
                if u == len(state.price):
                    state.ship -= d
                    place['shipping'] = place.get('shipping', 0) + d
                else:
                    state.price[u] -= d
                    line = self.basket.line_of[u]
                    place[line] = place.get(line, 0) + d

    # ---- the layers ----

    def prices_of(self, state, on, at_start=None):
        """Prices of a layer, and what each unit can still lose; `at_start`: prices when a layer on original began."""
        room = [self.room_left(state, u) for u in range(len(state.price) + 1)]
        if on == 'remaining':
            return Prices(state.price + [state.ship], room)
        lost = [0] * (len(room))
        if at_start is not None:
            before = at_start.price + [at_start.ship]
            lost = [a - c for a, c in zip(before, state.price + [state.ship])]
        price = [a - c for a, c in zip(self.own + [self.basket.shipping], lost)]
        if self.readings['original'] == 'layer':
            room = [max(0, a - f) for a, f in zip(price, self.floors + [0])]
        return Prices(price, [min(r, a) for r, a in zip(room, price)])

    def run_layer(self, states, layer, promotions):
        """From each state to every state that the layer may leave."""
        groups = [[p] for p in promotions] if layer.combine == 'stack' else [promotions]
        begun = [(s, s, Fraction(0)) for s in states]
        for group in groups:
            after = {}
            for start, state, value in begun:
                prices = self.prices_of(state, layer.on, start)
                sets, gain, used, charges = self.best(group, prices, state, layer.name)
                for chosen in sets:
                    new = state.copy()
                    self.give(new, chosen)
                    new.used |= used
                    done = {(plan.promotion.name, part.event.name) for plan in chosen for part in plan.parts}
                    new.charges += tuple((p, e) for p, e, gives in charges if not gives or (p, e) in done)
                    after.setdefault((new.key(), start.key()), (start, new, value + gain))
            begun = list(after.values())
            if len(begun) > len(states) and self.first_tie is None:
                self.first_tie = layer.name
            if len(begun) > OUTCOME_BOUND:
                self.complete = False
                begun = begun[:1]
        for start, state, value in begun:
            state.layers += ((layer.name, value, state.saved() - start.saved()),)
        return [state for _, state, _ in begun]

    def run(self):
        b = self.basket
        start = State(self.own[:], b.shipping)
        eligible = [p for p in self.ranked if self.ineligible(p) is None]
        layers = self.rules.layers or [Layer('main')]
        states, values = [start], []
        for layer in layers:
            mine = [p for p in eligible if not p.exclusive and (p.layer or layers[0].name) == layer.name]
            states = self.run_layer(states, layer, mine)
            distinct = {s.layers[-1][1] for s in states}
            if self.complete or (len(distinct) == 1 and layer.combine == 'best'):
                values.append((layer.name, distinct))
            if not self.complete:
                break

        alone = [(p, self.run_layer([start.copy()], Layer('exclusive'), [p])) for p in eligible if p.exclusive]
        outcomes = {}
        for state in states:
            for ends in itertools.product(*(ends for _, ends in alone)):
                winner, result = None, state
                for (p, _), end in zip(alone, ends):
                    if end.saved() > result.saved():
                        winner, result = p, end
                used = state.used.union(*(end.used for end in ends))
                result = self.finish(result, winner, used)
                outcomes.setdefault(repr(result), result)
        return Answer(list(outcomes.values()), self.complete, values, self.codes, self.first_tie)

    # ---- after the layers ----

    def finish(self, state, exclusive, used):
        b, rules = self.basket, self.rules
        charged = Counter()
        for p_name, e_name in state.charges:
            p = next(p for p in rules.promotions if p.name == p_name)
            event = next(e for e in p.events if e.name == e_name)
            for kind, what, number in event.charges:
                if kind == 'each':
                    amount = number * len(self.world.units(what, self.own))
                elif what == 'money':
                    amount = number if state.price else 0
                else:
                    amount = round_by(Fraction(sum(state.price) * number, 1_000_000), rules.rounding or 'half_up')
                charged[(p_name, e_name)] += amount
        earned = {}
        if b.trigger == 'basket':
            for program in rules.loyalty:
                if program.earn:
                    earned[program.name] = sum(state.price) // program.earn[1] * program.earn[0]
        lines = []
        stored = sum(line.original for line in b.lines if not line.units)
        for line in b.lines:
            lost = {k: v[line.index] for k, v in state.given.items() if line.index in v}
            lines.append((line.original, line.original - sum(lost.values()), tuple(sorted(lost.items()))))
        subtotal = sum(line.original for line in b.lines)
        off = sum(sum(v.values()) for v in state.given.values())
        charges = sum(charged.values())
        done = ({k[0] for k in state.given} | {k[0] for k in state.awards} | {k[0] for k in state.charges}) & used
        verdicts = {}
        for p in rules.promotions:
            if self.ineligible(p):
                verdicts[p.name] = 'not_eligible'
            elif p.name in done:
                mine = any(n for (name, _), n in charged.items() if name == p.name)
                verdicts[p.name] = 'applied' if mine or p.name not in self.charging else 'either'
            elif p.name in used:
                verdicts[p.name] = 'either' if exclusive or p.name in state.applied | self.charging else 'outbid'
            elif self.foes[p.name] & (state.applied | used):
                verdicts[p.name] = 'either'
            else:
                verdicts[p.name] = 'not_used'
        total = subtotal + b.shipping - off + charges
        due, payments = total, 0
        for _, balance in self.certificates:
            payments += min(balance, due - payments - stored)
        for program in rules.loyalty:
            if program.redeem and program.name in b.redeem:
                points = min(b.redeem[program.name], self.loyal.get(program.name, {}).get('points', 0))
                payments += min(points // program.redeem[0] * program.redeem[1], due - payments)
        return {
            'total': total, 'due': total - payments, 'subtotal': subtotal, 'discount': off,
            'shipping': state.ship, 'charges': charges, 'lines': lines,
            'applied': {k: sum(v.values()) for k, v in sorted(state.given.items()) if sum(v.values())},
            'awards': dict(sorted(state.awards.items(), key=str)),
            'charged': {k: v for k, v in sorted(charged.items()) if v},
            'earned': {k: v for k, v in earned.items() if v}, 'verdicts': verdicts,
            'exclusive': exclusive.name if exclusive else None,
            'layers': state.layers if exclusive is None else (),
        }


def evaluate(rules, source, readings=None):
    return Evaluation(rules, source, readings).run()
