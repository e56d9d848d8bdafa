"""A rule set as plain data, and its printer: model -> .promo text.

The generator builds these objects, the evaluator reads them, the printer writes what the command is given.
Amounts are integers: money in minor units of the rule set's currency, percentages in millionths of the whole
(12.5% is 125000), decimals in millionths. A basket is the very JSON object that the command reads.

Small things are tuples, so that they can be compared and shown without code:

  value    ('money', 1250) ('num', 3) ('text', 'web') ('name', 'gold') ('bool', True) ('date', '2026-03-01')
           ('time', '17:00') ('percent', 125000) ('decimal', 1500000) ('instant', '2026-03-01T10:00')
  items    ('all',) ('sku', (..)) ('category', (..)) ('brand', (..)) ('tag', (..)) ('let', name)
           ('or', a, b) ('except', a, b) ('where', 'all'|'any'|'none', (criterion, ..))
  operand  ('quantity', items|None) ('amount', items|None) ('lines', items) ('customer', f) ('order', f) ('item', f)
           ('points', program) ('tier', program), or one word: ('channel',) ('price',) ...
  criterion ('cmp', operand, op, value) ('fields', operand, op, operand) ('in', operand, (value, ..))
           ('range', operand, low, high) ('missing', operand) ('today', operand) ('within', operand, days)
           ('segment', s) ('audience', a) ('coupon', c) ('not', c) ('and', a, b) ('or', a, b)
           ('has', 'tag'|'category'|'brand'|'sku', (text, ..))  in item sets only
           ('group', 'all'|'any'|'none', name|None, (criterion, ..))
  target   ('items', items, pick) ('them', pick) ('order',) ('shipping',)     pick: None or (how, n),
           how one of 'any', 'cheapest', 'dearest'
  action   ('percent', rate) ('off', money, each?) ('for', money, each?) ('free',)
  give     ('price', action, target) ('gift', n, sku, worth|None) ('allowance', n, unit, name)
           ('points', n, program) ('coupon', name) ('certificate', name, worth)
           ('ladder', 'amount'|'quantity', items|None, ((threshold, give), ..))
  charge   ('order', 'money'|'percent', number) ('each', items, money)
"""
from dataclasses import dataclass, field
from typing import Optional

DECIMALS = {'USD': 2, 'EUR': 2, 'GBP': 2, 'CHF': 2, 'JPY': 0, 'KRW': 0, 'KWD': 3, 'BHD': 3}


@dataclass
class Layer:
    name: str
    on: str = 'remaining'
    combine: str = 'best'


@dataclass
class Campaign:
    name: str
    period: Optional[str] = None
    channels: tuple = ()
    budget: Optional[int] = None
    uses: Optional[int] = None


@dataclass
class Coupon:
    name: str
    code: Optional[str] = None
    pattern: Optional[str] = None
    kind: str = 'discount'
    minimum: Optional[int] = None
    valid: Optional[str] = None
    limits: tuple = ()              # (n, 'customer'|'total')


@dataclass
class Loyalty:
    name: str
    earn: Optional[tuple] = None    # (points, per money)
    redeem: Optional[tuple] = None  # (points, money)
    tiers: tuple = ()               # (name, points)


@dataclass
class Event:
    name: str
    gives: tuple = ()
    charges: tuple = ()
    when: Optional[tuple] = None
    trigger: Optional[str] = None
    priority: Optional[int] = None
    buy: tuple = ()                 # ((n, different?, items), ..)
    every: Optional[tuple] = None   # ('units', n, different?, items) or ('money', amount, items)
    get: Optional[tuple] = None     # (n, up_to?, different?, items, no_dearer?)
    limit: Optional[int] = None


@dataclass
class Promotion:
    name: str
    events: list = field(default_factory=list)
    type: Optional[str] = None
    status: Optional[str] = None
    campaign: Optional[str] = None
    layer: Optional[str] = None
    exclusive: bool = False
    priority: Optional[int] = None
    period: Optional[str] = None
    schedules: tuple = ()           # text as written, e.g. 'mon .. fri 17:00 .. 19:00'
    channels: tuple = ()
    stores: tuple = ()
    regions: tuple = ()
    price_list: Optional[str] = None
    audience: Optional[str] = None
    requires: Optional[str] = None
    excludes: tuple = ()
    limits: tuple = ()              # (n, 'customer'|'total'|'day')
    cap: Optional[int] = None
    sequence: tuple = ()            # ((number, event, used, unused), ..), used/unused an event's name or 'stop'
    events_exclusive: bool = False
    use: Optional[tuple] = None     # (template, (argument text, ..)); printed instead of the events it stands for


@dataclass
class RuleSet:
    currency: str = 'USD'
    timezone: Optional[str] = None
    rounding: Optional[str] = None
    floor: Optional[int] = None
    profile: tuple = ()             # (scope, name, type) with type a word or ('enum', (names))
    lets: list = field(default_factory=list)        # (name, items)
    audiences: dict = field(default_factory=dict)   # name -> ids, or None when loaded into the store
    price_lists: tuple = ()
    layers: list = field(default_factory=list)
    campaigns: list = field(default_factory=list)
    coupons: list = field(default_factory=list)
    loyalty: list = field(default_factory=list)
    templates: list = field(default_factory=list)   # text as written
    promotions: list = field(default_factory=list)
    state: Optional[dict] = None    # the snapshot, as the command reads it; not part of the text

    @property
    def decimals(self):
        return DECIMALS[self.currency]


def money_text(minor, decimals):
    sign = '-' if minor < 0 else ''
    minor = abs(minor)
    if decimals == 0:
        return f'{sign}{minor}'
    return f'{sign}{minor // 10**decimals}.{minor % 10**decimals:0{decimals}d}'


def scaled_text(number, scale):
    """A number of 10**-scale-ths, without trailing zeros."""
    whole, part = divmod(number, 10**scale)
    return f'{whole}.{part:0{scale}d}'.rstrip('0').rstrip('.') if part else str(whole)


class Printer:
    def __init__(self, rules):
        self.rules = rules
        self.decimals = rules.decimals

    def money(self, minor):
        return money_text(minor, self.decimals)

    def percent(self, rate):
        return scaled_text(rate, 4) + '%'

    @staticmethod
    def text(s):
        return '"' + s.replace('\\', '\\\\').replace('"', '\\"') + '"'

    def value(self, v):
        kind, x = v
        if kind == 'money':
            return self.money(x)
        if kind == 'text':
            return self.text(x)
        if kind == 'bool':
            return 'true' if x else 'false'
        if kind == 'percent':
            return self.percent(x)
        if kind == 'decimal':
            return scaled_text(x, 6)
        return str(x)

    def items(self, items, inside=True):
        kind = items[0]
        if kind == 'all':
            return 'all items'
        if kind == 'let':
            return items[1]
        if kind in ('sku', 'category', 'brand', 'tag'):
            return f'{kind} {self.names(items[1])}'
        if kind in ('or', 'except'):
            both = f'{self.items(items[1])} {kind} {self.items(items[2])}'
            return f'({both})' if inside else both
        return f'items {items[1]} {{ ' + '  '.join(self.criterion(c) for c in items[2]) + ' }'

    def names(self, names):
        if len(names) == 1:
            return self.text(names[0])
        return '{ ' + ', '.join(self.text(n) for n in names) + ' }'

    def operand(self, operand):
        kind = operand[0]
        if kind in ('quantity', 'amount', 'lines') and len(operand) > 1:
            return kind if operand[1] is None else f'{kind} of {self.items(operand[1])}'
        if kind in ('customer', 'order', 'item'):
            return f'{kind}.{operand[1]}'
        if kind in ('points', 'tier'):
            return f'{kind} of {operand[1]}'
        return kind

    def criterion(self, c):
        kind = c[0]
        if kind == 'group':
            name = f'group {c[2]} ' if c[2] else ''
            return f'{name}{c[1]} {{ ' + '  '.join(self.criterion(x) for x in c[3]) + ' }'
        if kind == 'cmp':
            return f'{self.operand(c[1])} {c[2]} {self.value(c[3])}'
        if kind == 'fields':
            return f'{self.operand(c[1])} {c[2]} {self.operand(c[3])}'
        if kind == 'in':
            return f'{self.operand(c[1])} in {{ ' + ', '.join(self.value(v) for v in c[2]) + ' }'
        if kind == 'range':
            return f'{self.operand(c[1])} in {self.value(c[2])} .. {self.value(c[3])}'
        if kind == 'missing':
            return f'{self.operand(c[1])} is missing'
        if kind == 'today':
            return f'{self.operand(c[1])} is today'
        if kind == 'within':
            return f'{self.operand(c[1])} within {c[2]} days'
        if kind == 'segment':
            return f'segment {self.text(c[1])}'
        if kind in ('audience', 'coupon'):
            return f'{kind} {c[1]}'
        if kind == 'has':
            return f'{c[1]} {self.names(c[2])}'
        if kind == 'not':
            return f'not {self.nested(c[1])}'
        return f'{self.nested(c[1])} {kind} {self.nested(c[2])}'

    def nested(self, c):
        text = self.criterion(c)
        return f'({text})' if c[0] in ('and', 'or', 'not') else text

    def pick(self, pick):
        if pick is None:
            return ''
        how, n = pick
        return f'{n} of ' if how == 'any' else f'{how} {n} of '

    def target(self, target):
        if target[0] == 'items':
            return self.pick(target[2]) + self.items(target[1])
        if target[0] == 'them':
            return self.pick(target[1]) + 'them'
        return target[0]

    def give_body(self, give):
        kind = give[0]
        if kind == 'gift':
            worth = '' if give[3] is None else f' worth {self.money(give[3])}'
            return f'gift {give[1]} of sku {self.text(give[2])}{worth}'
        if kind == 'allowance':
            return f'allowance {give[1]} {self.text(give[2])} of {self.text(give[3])}'
        if kind == 'points':
            return f'{give[1]} points of {give[2]}'
        if kind == 'coupon':
            return f'coupon {give[1]}'
        if kind == 'certificate':
            return f'certificate {give[1]} worth {self.money(give[2])}'
        _, action, target = give
        if action[0] == 'percent':
            return f'{self.percent(action[1])} off {self.target(target)}'
        if action[0] == 'off':
            each = 'each of ' if action[2] else ''
            return f'{self.money(action[1])} off {each}{self.target(target)}'
        if action[0] == 'for':
            each = 'each of ' if action[2] else ''
            return f'{each}{self.target(target)} for {self.money(action[1])}'
        return f'{self.target(target)} free'

    def give(self, give):
        if give[0] == 'ladder':
            of = '' if give[2] is None else f' of {self.items(give[2])}'
            rows = []
            for threshold, row in give[3]:
                start = self.money(threshold) if give[1] == 'amount' else str(threshold)
                rows.append(f'      from {start} give {self.give_body(row)}\n')
            return f'    give by {give[1]}{of} {{\n' + ''.join(rows) + '    }\n'
        return f'    give {self.give_body(give)}\n'

    def charge(self, charge):
        if charge[0] == 'each':
            return f'    charge {self.money(charge[2])} on each of {self.items(charge[1])}\n'
        number = self.money(charge[2]) if charge[1] == 'money' else self.percent(charge[2])
        return f'    charge {number} on order\n'

    def event(self, e):
        out = f'  event {e.name}'
        if e.trigger:
            out += f' on {e.trigger}'
        out += ' {\n'
        if e.priority is not None:
            out += f'    priority {e.priority}\n'
        if e.when:
            out += f'    when {self.criterion(e.when)}\n'
        if e.buy:
            picks = (f'{n} {"different " if different else ""}of {self.items(items)}' for n, different, items in e.buy)
            out += '    buy ' + ', '.join(picks) + '\n'
        if e.every and e.every[0] == 'units':
            _, n, different, items = e.every
            out += f'    every {n} {"different " if different else ""}of {self.items(items)}\n'
        elif e.every:
            amount = self.money(e.every[1])
            if self.decimals == 0:
                amount += ' ' + self.rules.currency
            out += f'    every {amount} of {self.items(e.every[2])}\n'
        if e.get:
            n, up_to, different, items, no_dearer = e.get
            out += (f'    get {"up to " if up_to else ""}{n} {"different " if different else ""}of {self.items(items)}'
                    f'{" no dearer" if no_dearer else ""}\n')
        for g in e.gives:
            out += self.give(g)
        for c in e.charges:
            out += self.charge(c)
        if e.limit is not None:
            out += f'    limit {e.limit} per order\n'
        return out + '  }\n'

    def promotion(self, p):
        out = f'promotion {p.name} {{\n'
        for word in ('type', 'status', 'campaign', 'layer'):
            if getattr(p, word):
                out += f'  {word} {getattr(p, word)}\n'
        if p.exclusive:
            out += '  exclusive\n'
        if p.priority is not None:
            out += f'  priority {p.priority}\n'
        if p.period:
            out += f'  period {p.period}\n'
        for s in p.schedules:
            out += f'  schedule {s}\n'
        for word in ('channels', 'stores', 'regions'):
            if getattr(p, word):
                out += f'  {word} ' + ', '.join(self.text(x) for x in getattr(p, word)) + '\n'
        for word in ('price_list', 'audience'):
            if getattr(p, word):
                out += f'  {word} {getattr(p, word)}\n'
        if p.requires:
            out += f'  requires coupon {p.requires}\n'
        for other in p.excludes:
            out += f'  excludes {other}\n'
        for n, per in p.limits:
            out += f'  limit {n} total\n' if per == 'total' else f'  limit {n} per {per}\n'
        if p.cap is not None:
            out += f'  cap {self.money(p.cap)} per order\n'
        if p.use:
            out += f'  use {p.use[0]}(' + ', '.join(p.use[1]) + ')\n'
        else:
            for e in p.events:
                out += self.event(e)
        if p.events_exclusive:
            out += '  events exclusive\n'
        if p.sequence:
            out += '  sequence {\n'
            for number, event, used, unused in p.sequence:
                out += f'    {number} event {event} used {used} unused {unused}\n'
            out += '  }\n'
        return out + '}\n'

    def settings(self):
        r = self.rules
        out = f'settings {{\n  currency {r.currency}\n'
        if r.timezone:
            out += f'  timezone {self.text(r.timezone)}\n'
        if r.rounding:
            out += f'  rounding {r.rounding}\n'
        if r.floor is not None:
            out += f'  floor {self.money(r.floor)}\n'
        return out + '}\n'

    def coupon(self, c):
        out = f'coupon {c.name} {{\n  kind {c.kind}\n'
        out += f'  code {self.text(c.code)}\n' if c.code else f'  codes {self.text(c.pattern)}\n'
        if c.minimum is not None:
            out += f'  minimum {self.money(c.minimum)}\n'
        if c.valid:
            out += f'  valid {c.valid}\n'
        for n, per in c.limits:
            out += f'  limit {n} total\n' if per == 'total' else f'  limit {n} per {per}\n'
        return out + '}\n'

    def loyalty(self, p):
        out = f'loyalty {p.name} {{\n'
        if p.earn:
            out += f'  earn {p.earn[0]} {"point" if p.earn[0] == 1 else "points"} per {self.money(p.earn[1])} on order\n'
        if p.redeem:
            out += f'  redeem {p.redeem[0]} points for {self.money(p.redeem[1])}\n'
        for name, points in p.tiers:
            out += f'  tier {name} from {points} points\n'
        return out + '}\n'

    def campaign(self, c):
        out = f'campaign {c.name} {{\n'
        if c.period:
            out += f'  period {c.period}\n'
        if c.channels:
            out += '  channels ' + ', '.join(self.text(x) for x in c.channels) + '\n'
        if c.budget is not None:
            budget = money_text(c.budget, self.decimals)
            out += f'  budget {budget} {self.rules.currency}\n'
        if c.uses is not None:
            out += f'  budget {c.uses} uses\n'
        return out + '}\n'

    def declarations(self):
        """Every declaration but the settings and the layers, in the model's order: they may stand in any file."""
        r = self.rules
        out = []
        for scope, name, kind in r.profile:
            text = kind if isinstance(kind, str) else 'enum { ' + ', '.join(kind[1]) + ' }'
            out.append(f'profile {{ {scope}.{name} : {text} }}\n')
        out += [f'let {name} = {self.items(items, False)}\n' for name, items in r.lets]
        for name, ids in r.audiences.items():
            listed = '' if ids is None else ' { ' + ', '.join(self.text(i) for i in ids) + ' }'
            out.append(f'audience {name}{listed}\n')
        out += [f'price_list {name} {{ currency {r.currency} }}\n' for name in r.price_lists]
        out += [self.campaign(c) for c in r.campaigns]
        out += [self.coupon(c) for c in r.coupons]
        out += [self.loyalty(p) for p in r.loyalty]
        return out + list(r.templates)

    def layers(self):
        if not self.rules.layers:
            return ''
        out = 'layers {\n'
        for layer in self.rules.layers:
            out += f'  {layer.name}'
            if layer.on != 'remaining':
                out += f' on {layer.on}'
            if layer.combine != 'best':
                out += f' {layer.combine}'
            out += '\n'
        return out + '}\n'

    def everything(self):
        parts = [self.settings()] + self.declarations() + [self.layers()]
        parts += [self.promotion(p) for p in self.rules.promotions]
        return '\n'.join(p for p in parts if p)


def to_promo(rules):
    return Printer(rules).everything()
