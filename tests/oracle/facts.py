"""What a basket says: the JSON object read into lines, units and facts, local time, item sets and criteria."""
import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


# ---- numbers -------------------------------------------------------------------------------------------------

def exact(x):
    """A fraction without a denominator is an int: the arithmetic after it is many times faster."""
    return x.numerator if isinstance(x, Fraction) and x.denominator == 1 else x


def times_rate(amount, rate):
    return exact(Fraction(amount * rate, 1_000_000)) if isinstance(amount, int) else exact(amount * rate / 1_000_000)


def round_by(x, mode):
    """x >= 0, to an integer."""
    whole = x.numerator // x.denominator
    part = x - whole
    if part == 0 or mode == 'down':
        return whole
    if mode == 'up':
        return whole + 1
    twice = 2 * part
    if twice != 1:
        return whole + (1 if twice > 1 else 0)
    return whole + {'half_up': 1, 'half_down': 0, 'half_even': whole % 2}[mode]


def scaled(value, digits):
    """A JSON number or decimal string as an integer of 10**-digits-ths."""
    x = Fraction(str(value)) * 10**digits
    if x.denominator != 1:
        raise ValueError(f'{value}: more than {digits} decimals')
    return x.numerator


def normal_amount(text, digits):
    """A result's amount in minor units; an amount with more decimals than the currency is a mistake."""
    return scaled(text, digits)


# ---- local time ----------------------------------------------------------------------------------------------

@lru_cache(maxsize=None)
def zone(name):
    return ZoneInfo(name or 'UTC')


def seconds(moment):
    return int((moment - EPOCH).total_seconds())


@lru_cache(maxsize=4096)
def instant_of(local, zone_name, ends):
    """A local time as an instant: in a gap the first instant after it, in an overlap the earlier one or, where
    something ends, the later."""
    tz = zone(zone_name)
    first, second = local.replace(tzinfo=tz, fold=0), local.replace(tzinfo=tz, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    naive = seconds(local.replace(tzinfo=datetime.timezone.utc))
    early, late = naive - int(before.total_seconds()), naive - int(after.total_seconds())
    if before == after:
        return early
    if before > after:                  # an overlap
        return late if ends else early
    low, high = late, early             # a gap: the change lies between the two readings
    while high - low > 1:
        middle = (low + high) // 2
        if (EPOCH + datetime.timedelta(seconds=middle)).astimezone(tz).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def parse_instant(text, zone_name, ends=False):
    moment = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
    return instant_of(moment, zone_name, ends) if moment.tzinfo is None else seconds(moment)


def in_period(period, at, zone_name):
    """Dates are whole local days, both inclusive; an instant's end is excluded."""
    if period is None:
        return True
    local = (EPOCH + datetime.timedelta(seconds=at)).astimezone(zone(zone_name)).date().isoformat()
    start, end = (period[5:], None) if period.startswith('from ') else period.split(' .. ')
    if 'T' not in start:
        return start <= local and (end is None or local <= end)
    return parse_instant(start, zone_name) <= at and (end is None or at < parse_instant(end, zone_name, True))


def day_set(text):
    days = set()
    for part in text.split(','):
        if '..' in part:
            a, b = (DAYS.index(d.strip()) for d in part.split('..'))
            days |= {(a + i) % 7 for i in range((b - a) % 7 + 1)}
        else:
            days.add(DAYS.index(part.strip()))
    return days


def in_schedule(schedule, at, zone_name):
    tokens = schedule.replace(',', ' , ').split()
    clock = [i for i, t in enumerate(tokens) if ':' in t]
    cut = clock[0] if clock else len(tokens)
    days = day_set(' '.join(tokens[:cut])) if cut else set(range(7))
    today = (EPOCH + datetime.timedelta(seconds=at)).astimezone(zone(zone_name)).date()
    if not clock:
        return today.weekday() in days
    start, end = (datetime.time.fromisoformat(tokens[i]) for i in clock)
    for day in (today, today - datetime.timedelta(days=1)):
        if day.weekday() in days:
            last = day if end > start else day + datetime.timedelta(days=1)
            if (instant_of(datetime.datetime.combine(day, start), zone_name, False) <= at <
                    instant_of(datetime.datetime.combine(last, end), zone_name, True)):
                return True
    return False


def days_to_yearly(date, today):
    """The distance in days from today to the nearest yearly return of a date (29 February: 28th in other years)."""
    best = None
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            day = date.replace(year=year)
        except ValueError:
            day = datetime.date(year, 2, 28)
        distance = abs((day - today).days)
        best = distance if best is None else min(best, distance)
    return best


# ---- the basket ----------------------------------------------------------------------------------------------

@dataclass
class Line:
    index: int
    sku: str
    qty: int
    price: int                  # of a unit; of the whole when weighed
    floor: int
    units: range                # empty for a line with stored value
    original: int
    categories: tuple
    brand: str
    tags: tuple
    list_price: int = None
    cost: int = None
    fields: dict = field(default_factory=dict)


@dataclass
class Basket:
    at: int
    local: datetime.datetime
    trigger: str
    facts: dict                 # channel, store, region, price_list, payment, shipping_method
    customer: dict
    customer_id: str
    segments: frozenset
    order: dict
    coupons: list
    lines: list
    line_of: list               # by unit
    shipping: int
    redeem: dict


def profile_value(kind, value, digits):
    if value is None:
        return None
    if kind == 'money':
        return scaled(value, digits)
    if kind in ('decimal', 'percent'):
        return scaled(value, 6 if kind == 'decimal' else 4)
    if isinstance(kind, tuple):
        return kind[1].index(value)
    return value


def read_basket(rules, source):
    digits = rules.decimals
    scope = {'customer': {}, 'order': {}, 'item': {}}
    for where, name, kind in rules.profile:
        scope[where][name] = kind
    lines, line_of = [], []
    floor = rules.floor or 0
    for i, x in enumerate(source['lines']):
        price, qty = scaled(x['price'], digits), x.get('qty', 1)
        if 'measure' in x:
            price = round_by(Fraction(str(x['measure'])) * price, rules.rounding or 'half_up')
            qty = 1
        count = 0 if x.get('stored_value') else qty
        category = x.get('category', ())
        first = len(line_of)
        lines.append(Line(
            index=i, sku=x.get('sku'), qty=qty, price=price, units=range(first, first + count), original=price * qty,
            floor=max(floor, scaled(x['min_price'], digits) if 'min_price' in x else 0),
            categories=(category,) if isinstance(category, str) else tuple(category),
            brand=x.get('brand'), tags=tuple(x.get('tags', ())),
            list_price=scaled(x['list_price'], digits) if 'list_price' in x else None,
            cost=scaled(x['cost'], digits) if 'cost' in x else None,
            fields={n: profile_value(k, x.get(n), digits) for n, k in scope['item'].items()}))
        line_of += [i] * count
    customer = source.get('customer') or {}
    shipping = source.get('shipping')
    method = None
    if isinstance(shipping, dict):
        method, shipping = shipping.get('method'), shipping.get('price', '0')
    at = parse_instant(source['at'], rules.timezone)
    facts = {k: source.get(k) for k in ('channel', 'store', 'region', 'price_list', 'payment')}
    facts['shipping_method'] = method
    fields = {n: profile_value(k, customer.get(n), digits) for n, k in scope['customer'].items()}
    fields.setdefault('id', customer.get('id'))
    fields.setdefault('birthday', customer.get('birthday'))
    fields.setdefault('orders', customer.get('orders'))
    return Basket(
        at=at, local=(EPOCH + datetime.timedelta(seconds=at)).astimezone(zone(rules.timezone)),
        trigger=source.get('trigger', 'basket'), facts=facts, customer=fields, customer_id=customer.get('id'),
        segments=frozenset(customer.get('segments', ())),
        order={n: profile_value(k, source.get(n), digits) for n, k in scope['order'].items()},
        coupons=list(source.get('coupons', ())), lines=lines, line_of=line_of,
        shipping=scaled(shipping, digits) if shipping is not None else 0, redeem=source.get('redeem_points', {}))


# ---- criteria ------------------------------------------------------------------------------------------------

COMPARE = {'==': lambda a, b: a == b, '!=': lambda a, b: a != b, '<': lambda a, b: a < b,
           '<=': lambda a, b: a <= b, '>': lambda a, b: a > b, '>=': lambda a, b: a >= b}


def under(category, parent):
    return category == parent or category.startswith(parent + '/')


class World:
    """One basket against one rule set, at some prices."""

    def __init__(self, rules, basket, accepted, points, tiers, audiences):
        self.rules, self.basket = rules, basket
        self.accepted, self.points, self.tiers, self.audiences = accepted, points, tiers, audiences
        self.lets = dict(rules.lets)
        self.enums = {(s, n): k[1] for s, n, k in rules.profile if isinstance(k, tuple)}
        self.matches = {}

    def units(self, items, prices):
        """The units of an item set, in basket order. A set's answer depends on the price only through `price`."""
        key = (items, tuple(prices))
        found = self.matches.get(key)
        if found is None:
            found = self.matches[key] = tuple(u for u in range(len(self.basket.line_of))
                                              if self.contains(items, u, prices))
        return found

    def contains(self, items, unit, prices):
        kind = items[0]
        line = self.basket.lines[self.basket.line_of[unit]]
        if kind == 'all':
            return True
        if kind == 'let':
            return self.contains(self.lets[items[1]], unit, prices)
        if kind == 'or':
            return self.contains(items[1], unit, prices) or self.contains(items[2], unit, prices)
        if kind == 'except':
            return self.contains(items[1], unit, prices) and not self.contains(items[2], unit, prices)
        if kind == 'where':
            return self.group(items[1], items[2], lambda c: self.holds(c, prices, (unit, line)))
        return self.carries(kind, items[1], line)

    @staticmethod
    def carries(kind, names, line):
        if kind == 'sku':
            return line.sku in names
        if kind == 'brand':
            return line.brand is not None and line.brand in names
        if kind == 'tag':
            return any(t in names for t in line.tags)
        return any(under(c, n) for c in line.categories for n in names)

    @staticmethod
    def group(kind, members, test):
        if kind == 'all':
            return all(test(c) for c in members)
        if kind == 'any':
            return any(test(c) for c in members)
        return not any(test(c) for c in members)

    def value(self, operand, prices, item):
        kind = operand[0]
        basket = self.basket
        if item and kind in ('price', 'list_price', 'cost', 'quantity', 'sku', 'brand', 'item'):
            unit, line = item
            return {'price': lambda: prices[unit], 'list_price': lambda: line.list_price, 'cost': lambda: line.cost,
                    'quantity': lambda: line.qty, 'sku': lambda: line.sku, 'brand': lambda: line.brand,
                    'item': lambda: line.fields.get(operand[1])}[kind]()
        if kind in ('quantity', 'amount', 'lines'):
            items = operand[1] if len(operand) > 1 and operand[1] else ('all',)
            units = self.units(items, prices)
            if kind == 'quantity':
                return len(units)
            if kind == 'amount':
                return sum(prices[u] for u in units)
            return len({basket.line_of[u] for u in units})
        if kind == 'customer':
            return basket.customer.get(operand[1])
        if kind == 'order':
            return basket.order.get(operand[1])
        if kind == 'weekday':
            return DAYS[basket.local.weekday()]
        if kind == 'time':
            return basket.local.time()
        if kind == 'trigger':
            return basket.trigger
        if kind == 'points':
            return self.points.get(operand[1], 0)
        if kind == 'tier':
            return self.tiers.get(operand[1])
        return basket.facts[kind]

    def literal(self, operand, value):
        kind, x = value
        if kind == 'time':
            return datetime.time.fromisoformat(x)
        if kind == 'name' and operand[0] in ('customer', 'order', 'item'):
            return self.enums[operand].index(x)
        if kind == 'name' and operand[0] == 'tier':
            program = next(p for p in self.rules.loyalty if p.name == operand[1])
            return [t for t, _ in program.tiers].index(x)
        return x

    def holds(self, c, prices, item=None):
        kind = c[0]
        if kind == 'group':
            return self.group(c[1], c[3], lambda x: self.holds(x, prices, item))
        if kind == 'not':
            return not self.holds(c[1], prices, item)
        if kind == 'and':
            return self.holds(c[1], prices, item) and self.holds(c[2], prices, item)
        if kind == 'or':
            return self.holds(c[1], prices, item) or self.holds(c[2], prices, item)
        if kind == 'has':
            return self.carries(c[1], c[2], item[1])
        if kind == 'segment':
            return c[1] in self.basket.segments
        if kind == 'audience':
            return self.basket.customer_id is not None and self.basket.customer_id in self.audiences.get(c[1], ())
        if kind == 'coupon':
            return c[1] in self.accepted
        value = self.value(c[1], prices, item)
        if kind == 'missing':
            return value is None
        if value is None:
            return False
        if kind == 'cmp':
            return COMPARE[c[2]](value, self.literal(c[1], c[3]))
        if kind == 'fields':
            other = self.value(c[3], prices, item)
            return other is not None and COMPARE[c[2]](value, other)
        if kind == 'in':
            return value in [self.literal(c[1], v) for v in c[2]]
        if kind == 'range':
            low, high = self.literal(c[1], c[2]), self.literal(c[1], c[3])
            if c[1][0] == 'time':
                return low <= value < high if low < high else value >= low or value < high
            return low <= value <= high
        date, today = datetime.date.fromisoformat(value), self.basket.local.date()
        return days_to_yearly(date, today) <= (0 if kind == 'today' else c[2])
