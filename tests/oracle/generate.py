"""Random small rule sets and baskets, biased to what interacts: the same seed gives the same case.

Small enough to be searched exhaustively: up to seven units, up to six promotions, events that want the same units.
What docs/semantics.md leaves open is not generated.
"""
import random

from model import Campaign, Coupon, Event, Layer, Loyalty, Promotion, RuleSet, money_text

CATEGORIES = ('shoes', 'shoes/sport', 'tops', 'tops/knit')
BRANDS = ('Nike', 'Acme')
TAGS = ('new', 'sale', 'bulky')
SKUS = ('A', 'B', 'C', 'D')
MODES = ('half_up', 'half_even', 'half_down', 'up', 'down')
ZONES = ('UTC', 'America/New_York', 'Europe/Amsterdam', 'Asia/Tokyo', 'Australia/Lord_Howe')


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.promotion_names = []

    def chance(self, p):
        return self.r.random() < p

    def pick(self, *options):
        return self.r.choice(options)

    def weighted(self, table):
        """table: [(weight, value), ..]"""
        return self.r.choices([v for _, v in table], [w for w, _ in table])[0]

    # ---- amounts ----

    def price(self):
        unit = self.unit
        kind = self.r.random()
        if kind < 0.45:
            return self.r.choice((1, 2, 3, 4, 5, 6, 8, 10, 10, 12, 15, 20, 20, 25, 30, 40)) * unit
        if kind < 0.65:
            return max(1, self.r.choice((1, 2, 3, 5, 10, 20)) * unit - 1)
        if kind < 0.75:
            return self.r.randint(1, 9)
        return self.r.randint(1, 30 * unit)

    def money(self, most=15):
        """An amount off."""
        if self.chance(0.7):
            return self.r.choice((1, 1, 2, 3, 5, 5, 7, 10, most)) * self.unit
        return self.r.randint(1, most * self.unit)

    def threshold(self):
        return self.r.choice((1, 5, 10, 20, 30, 40, 50, 60, 80)) * self.unit

    def rate(self):
        return self.weighted([(8, self.r.choice((5, 10, 15, 20, 25, 30, 50)) * 10_000), (1, 333_333), (1, 125_000),
                              (1, self.r.randint(1, 999_999)), (0.3, 1_000_000)])

    # ---- item sets and criteria ----

    def simple_items(self):
        return self.weighted([
            (3, ('category', (self.pick(*CATEGORIES),))), (2, ('sku', (self.pick(*SKUS),))),
            (2, ('sku', tuple(sorted(self.r.sample(SKUS, 2))))), (2, ('brand', (self.pick(*BRANDS),))),
            (2, ('tag', (self.pick(*TAGS),))), (3, ('all',))])

    def items(self):
        kind = self.r.random()
        if kind < 0.2 and self.lets:
            return ('let', self.pick(*self.lets))
        if kind < 0.28:
            return ('or', self.simple_items(), self.simple_items())
        if kind < 0.36:
            return ('except', self.simple_items(), self.simple_items())
        if kind < 0.46:
            return self.where()
        return self.simple_items()

    def item_criterion(self):
        return self.weighted([
            (4, ('cmp', ('price',), self.pick('>=', '<=', '<', '>'), ('money', self.price()))),
            (1, ('cmp', ('list_price',), self.pick('>=', '<'), ('money', self.price()))),
            (1, ('fields', ('price',), '<', ('list_price',))),
            (1, ('missing', ('list_price',))),
            (1, ('cmp', ('quantity',), self.pick('>=', '=='), ('num', self.r.randint(1, 3)))),
            (1, ('cmp', ('brand',), self.pick('==', '!='), ('text', self.pick(*BRANDS)))),
            (1, ('in', ('brand',), tuple(('text', b) for b in BRANDS))),
            (2, ('has', 'tag', (self.pick(*TAGS),))),
            (1, ('has', 'category', (self.pick(*CATEGORIES),))),
            (2, ('cmp', ('item', 'season'), self.pick('==', '!='), ('text', 'ss26'))),
            (1, ('cmp', ('item', 'weight'), self.pick('>=', '<', '=='), ('decimal', self.pick(500_000, 1_250_000)))),
            (1, ('range', ('price',), ('money', self.unit), ('money', self.price() + self.unit))),
            (1, ('missing', ('item', 'season')))])

    def where(self):
        criteria = []
        for _ in range(self.r.randint(1, 2)):
            c = self.item_criterion()
            criteria.append(('not', c) if self.chance(0.2) else c)
        return ('where', self.pick('all', 'all', 'any', 'none'), tuple(criteria))

    def criterion(self, depth=0):
        compare = self.pick('>=', '>=', '>', '<', '<=', '==', '!=')
        options = [
            (5, ('cmp', ('quantity', self.items()), self.pick('>=', '>=', '<', '=='), ('num', self.r.randint(1, 3)))),
            (2, ('cmp', ('quantity', None), '>=', ('num', self.r.randint(1, 5)))),
            (5, ('cmp', ('amount', None), self.pick('>=', '>=', '<'), ('money', self.threshold()))),
            (4, ('cmp', ('amount', self.items()), self.pick('>=', '<'), ('money', self.threshold()))),
            (1, ('cmp', ('lines', self.items()), '>=', ('num', self.r.randint(1, 3)))),
            (1, ('range', ('quantity', None), ('num', 2), ('num', 4))),
            (1, ('cmp', ('channel',), self.pick('==', '!='), ('text', 'web'))),
            (1, ('cmp', ('customer', 'level'), compare, ('name', self.pick('bronze', 'silver', 'gold')))),
            (1, ('cmp', ('customer', 'orders'), compare, ('num', self.r.randint(0, 3)))),
            (1, ('in', ('customer', 'location'), (('num', 101), ('num', 103)))),
            (1, ('missing', self.pick(('customer', 'location'), ('order', 'gift_wrap'), ('store',)))),
            (1, ('cmp', ('order', 'gift_wrap'), '==', ('bool', self.chance(0.7)))),
            (1, ('segment', 'vip')),
            (0.5, ('cmp', ('order', 'spent'), compare, ('money', self.threshold()))),
            (0.5, ('cmp', ('customer', 'since'), compare, ('date', self.pick('2024-02-29', '2025-06-01')))),
            (0.3, ('range', ('customer', 'since'), ('date', '2024-02-29'), ('date', '2025-06-01'))),
            (0.3, ('fields', ('customer', 'orders'), compare, ('customer', 'location'))),
            (0.5, ('audience', self.pick('staff', 'vip'))),
            (0.4, ('cmp', ('points', 'stars'), self.pick('>=', '<'), ('num', self.pick(100, 250)))),
            (0.4, ('cmp', ('tier', 'stars'), self.pick('>=', '==', '!='), ('name', self.pick('silver', 'gold')))),
            (0.2, ('missing', ('tier', 'stars'))),
            (0.5, ('cmp', ('weekday',), self.pick('==', '!='), ('name', self.pick('sat', 'wed')))),
            (0.5, ('in', ('weekday',), (('name', 'sat'), ('name', 'sun')))),
            (0.5, ('range', ('time',), ('time', '09:00'), ('time', '17:00'))),
            (0.5, self.pick(('within', ('customer', 'birthday'), 7), ('today', ('customer', 'birthday')))),
        ]
        if self.coupons:
            options.append((1, ('coupon', self.pick(*self.coupons))))
        c = self.weighted(options)
        if depth < 2 and self.chance(0.25):
            other = self.criterion(depth + 1)
            c = self.pick(('and', c, other), ('or', c, other), ('not', c),
                          ('group', self.pick('all', 'any', 'none'), None, (c, other)))
        elif depth == 0 and self.chance(0.1):
            inner = ('group', self.pick('all', 'any', 'none'), 'inner', (c, self.criterion(2)))
            c = ('group', self.pick('all', 'any'), None, (inner, self.criterion(2)))
        return c

    # ---- benefits ----

    def unit_action(self):
        return self.weighted([(5, ('percent', self.rate())), (3, ('off', self.money(), True)),
                              (3, ('for', self.money(), True)), (1, ('free',))])

    def award(self):
        return self.weighted([
            (3, ('gift', 1, 'GIFT', None)), (3, ('gift', 1, 'GIFT', self.money())),
            (1, ('allowance', self.r.randint(1, 100), 'GB', 'data')), (2, ('points', self.r.randint(1, 50), 'stars')),
            (1, ('coupon', 'thanks')), (1, ('certificate', 'card', self.money()))])

    def per_unit(self, alone=True):
        """A price benefit on each unit of a set."""
        action, items, how = self.unit_action(), self.items(), None
        if self.chance(0.4 if alone else 0.2) and action[0] != 'for':
            how = (self.pick('any', 'cheapest', 'dearest') if alone else self.pick('cheapest', 'dearest'),
                   self.r.randint(1, 3))
            if action[0] == 'off':
                action = ('off', action[1], False)
            if action[0] == 'free' and how[0] == 'any':
                how = ('cheapest', how[1])
        return ('price', action, ('items', items, how))

    def spread(self):
        return ('price', ('off', self.money(), False), ('items', self.items(), None))

    def order(self):
        action = self.weighted([(4, ('percent', self.rate())), (3, ('off', self.money(), False)),
                                (1, ('for', self.threshold(), False))])
        return ('price', action, ('order',))

    def shipping(self):
        return ('price', self.pick(('free',), ('percent', self.rate()), ('off', self.money(6), False)), ('shipping',))

    def them(self):
        return self.weighted([
            (3, ('price', ('percent', self.rate()), ('them', None))),
            (3, ('price', ('for', self.threshold(), False), ('them', None))),
            (2, ('price', ('off', self.money(), False), ('them', None))),
            (1, ('price', ('off', self.money(5), True), ('them', None))),
            (1, ('price', ('for', self.money(5), True), ('them', None))),
            (1, ('price', ('free',), ('them', None))),
            (3, ('price', ('free',), ('them', ('cheapest', self.r.randint(1, 2))))),
            (1, ('price', ('off', self.money(5), False), ('them', (self.pick('cheapest', 'dearest'), self.r.randint(1, 2))))),
            (2, ('price', ('percent', self.rate()), ('them', (self.pick('cheapest', 'dearest'), self.r.randint(1, 2)))))])

    def ladder(self):
        by = self.pick('amount', 'amount', 'quantity')
        steps = sorted(self.r.sample(range(1, 7), self.r.randint(1, 3)))
        starts = [s * 10 * self.unit if by == 'amount' else s for s in steps]
        kind = self.pick(self.order, self.order, self.per_unit, self.shipping, self.award)
        return ('ladder', by, self.items() if self.chance(0.4) else None, tuple((s, kind()) for s in starts))

    def charge(self):
        return self.weighted([(2, ('order', 'money', self.money(5))), (2, ('order', 'percent', self.rate())),
                              (3, ('each', self.items(), self.money(3)))])

    def event(self, name):
        e = Event(name)
        kind = self.weighted([(30, 'each'), (9, 'spread'), (32, 'buy'), (10, 'order'), (5, 'shipping'), (4, 'award'),
                              (7, 'several'), (5, 'full'), (7, 'ladder'), (4, 'charge')])
        if kind == 'each':
            e.gives = (self.per_unit(),)
            if self.chance(0.25):
                e.limit = self.r.randint(1, 3)
        elif kind == 'spread':
            e.gives = (self.spread(),)
        elif kind == 'buy':
            self.buying(e)
        elif kind == 'order':
            e.gives = (self.order(),)
        elif kind == 'shipping':
            e.gives = (self.shipping(),)
        elif kind == 'award':
            e.gives = tuple(self.award() for _ in range(self.r.randint(1, 2)))
        elif kind == 'several':
            gives = [self.pick(self.per_unit(False), self.spread(), self.order())]
            gives.append(self.pick(self.award, self.award, self.spread, self.shipping, lambda: self.per_unit(False))())
            e.gives = tuple(gives)
        elif kind == 'full':
            e.every = ('money', self.threshold(), self.items())
            e.gives = (self.pick(('price', ('off', self.money(5), False), ('them', None)),
                                 ('price', ('off', self.money(5), False), ('order',)), self.award(), self.award()),)
            if e.gives[0][0] == 'price' and e.gives[0][2] == ('them', None) and e.gives[0][1][1] % 2 == 1:
                e.gives = (('price', ('off', e.gives[0][1][1], True), ('them', None)),)
            if self.chance(0.3):
                e.limit = self.r.randint(1, 3)
        elif kind == 'ladder':
            e.gives = (self.ladder(),)
        if kind == 'charge' or (kind not in ('buy', 'full', 'ladder') and self.chance(0.04)):
            e.charges = (self.charge(),)
        if self.chance(0.35):
            e.when = self.criterion()
        if self.chance(0.2):
            e.priority = self.r.randint(1, 3)
        if self.chance(0.03):
            e.trigger = self.pick('purchase', 'signup')
        return e

    def buying(self, e):
        if self.chance(0.3):
            e.every = ('units', self.r.randint(1, 4), self.chance(0.15), self.items())
        else:
            count = self.weighted([(6, 1), (3, 2), (0.5, 3)])
            e.buy = tuple((self.r.randint(1, 3 if count == 1 else 2), self.chance(0.12), self.items())
                          for _ in range(count))
            if self.chance(0.45):
                e.get = (self.r.randint(1, 2), self.chance(0.25), self.chance(0.1), self.items(), self.chance(0.25))
        gives = [self.weighted([(12, self.them()), (1, self.award()), (1, self.shipping()), (1, self.order())])]
        if self.chance(0.12):
            gives.append(self.weighted([(2, self.award()), (1, self.them())]))
        e.gives = tuple(gives)
        if self.chance(0.3):
            e.limit = self.r.randint(1, 3)

    # ---- promotions and the rule set ----

    def promotion(self, name):
        p = Promotion(name)
        if self.chance(0.08):
            p.exclusive = True
        elif len(self.layers) > 1 and self.chance(0.85):
            p.layer = self.pick(*self.layers)
        count = self.weighted([(65, 1), (25, 2), (10, 3)])
        names = ('first', 'second', 'third')[:count]
        p.events = [self.event(n) for n in names]
        if count > 1 and self.chance(0.25):
            p.events_exclusive = True
        elif count > 1 and self.chance(0.25):
            p.sequence = self.sequence(names)
        if self.chance(0.35):
            p.priority = self.r.randint(1, 4)
        if self.chance(0.13):
            p.cap = self.money(10)
        if self.chance(0.06):
            p.period = self.pick('2026-03-01 .. 2026-05-31', 'from 2026-04-02', '2026-04-01T10:00 .. 2026-04-01T12:00')
        if self.chance(0.05):
            p.schedules = (self.pick('mon .. fri 08:00 .. 12:00', 'sat .. mon', 'wed 22:00 .. 02:00', 'wed, sat'),)
        if self.chance(0.04):
            p.channels = ('web',)
        if self.chance(0.03):
            p.audience = 'staff'
        if self.chance(0.03):
            p.price_list = 'us'
        if self.chance(0.05) and self.coupons:
            p.requires = self.pick(*self.coupons)
        if self.chance(0.02):
            p.status = self.pick('draft', 'retired')
        if self.chance(0.05):
            p.limits = ((self.r.randint(1, 3), self.pick('customer', 'total', 'day')),)
        if self.campaigns and self.chance(0.4):
            p.campaign = self.pick(*self.campaigns)
        charging = any(e.charges for e in p.events)
        if self.promotion_names and not charging and not p.exclusive and self.chance(0.12):
            p.excludes = (self.pick(*self.promotion_names),)
        if not charging and not p.exclusive:
            self.promotion_names.append(name)
        return p

    def sequence(self, names):
        order = list(names)
        self.r.shuffle(order)
        steps = []
        for i, name in enumerate(order):
            later = order[i + 1:] + ['stop']
            used, unused = self.pick(*later), self.pick(*later)
            if i + 1 < len(order) and order[i + 1] not in (used, unused) and self.chance(0.8):
                used = order[i + 1]
            steps.append((i + 1, name, used, unused))
        if len(steps) > 2 and self.chance(0.2):
            steps.pop()
        return tuple(steps)

    def template_use(self, rules):
        """A promotion written with a template, and the same one as the evaluator sees it."""
        rules.templates.append(
            'template cheaper(goods : items, least : number = 1, rate : percent = 10%) {\n'
            '  event cheaper {\n    when quantity of goods >= least\n    give rate off goods\n  }\n}\n')
        goods, rate = self.simple_items(), self.rate()
        p = Promotion('from_template')
        p.events = [Event('cheaper', when=('cmp', ('quantity', goods), '>=', ('num', 1)),
                          gives=(('price', ('percent', rate), ('items', goods, None)),))]
        from model import Printer
        printer = Printer(rules)
        p.use = ('cheaper', (f'goods = {printer.items(goods)}', f'rate = {printer.percent(rate)}'))
        return p

    def rule_set(self):
        currency = self.weighted([(6, 'USD'), (2, 'EUR'), (1.5, 'JPY'), (1, 'KWD')])
        rules = RuleSet(currency=currency)
        self.unit = 10**rules.decimals if currency != 'JPY' else self.pick(1, 100)
        if self.chance(0.6):
            rules.timezone = self.pick(*ZONES)
        if self.chance(0.6):
            rules.rounding = self.pick(*MODES)
        if self.chance(0.25):
            rules.floor = self.pick(0, 1, self.unit, 5 * self.unit)
        rules.profile = (('customer', 'level', ('enum', ('bronze', 'silver', 'gold'))), ('customer', 'location', 'number'),
                         ('customer', 'orders', 'number'), ('item', 'season', 'text'), ('order', 'gift_wrap', 'bool'),
                         ('item', 'weight', 'decimal'), ('order', 'spent', 'money'), ('customer', 'since', 'date'))
        count = self.weighted([(4, 0), (3, 1), (3, 2), (2, 3), (1, 4)])
        self.layers = []
        for i in range(count):
            layer = Layer(f'layer{i + 1}', self.weighted([(7, 'remaining'), (1.5, 'original')]),
                          self.weighted([(7, 'best'), (2, 'stack')]))
            rules.layers.append(layer)
            self.layers.append(layer.name)
        self.lets, self.coupons, self.campaigns = [], [], []
        for name in ('set_a', 'set_b')[:self.r.randint(0, 2)]:
            rules.lets.append((name, self.items()))
            self.lets.append(name)
        rules.audiences = {'staff': ('c-1', 'c-2'), 'vip': None}
        rules.price_lists = ('us',)
        rules.loyalty = [Loyalty('stars', earn=(1, self.unit), redeem=(100, self.unit),
                                 tiers=(('silver', 500), ('gold', 2000)))]
        rules.coupons = [Coupon('thanks', pattern='THANKS-########'), Coupon('card', pattern='CARD-########',
                                                                            kind='certificate')]
        if self.chance(0.4):
            rules.coupons.append(Coupon(
                'welcome', code='WELCOME10', minimum=self.pick(None, 10 * self.unit),
                valid=self.pick(None, None, '2026-03-01 .. 2026-04-01', '2026-04-02 .. 2026-12-31'),
                limits=self.pick((), (), ((3, 'total'),), ((1, 'customer'),))))
            self.coupons.append('welcome')
        if self.chance(0.15):
            self.coupons.append('thanks')
        if self.chance(0.12):
            rules.campaigns.append(Campaign('spring', budget=self.pick(None, self.money(), self.money()),
                                            uses=self.pick(None, None, 5),
                                            period=self.pick(None, None, '2026-04-01 .. 2026-04-03'),
                                            channels=self.pick((), (), ('web',))))
            self.campaigns.append('spring')
        for i in range(self.weighted([(1, 1), (3, 2), (4, 3), (4, 4), (3, 5), (2, 6)])):
            rules.promotions.append(self.promotion(f'p{i + 1}'))
        if self.chance(0.1):
            rules.promotions.append(self.template_use(rules))
        if self.chance(0.3):
            rules.state = self.snapshot(rules)
        return rules

    def snapshot(self, rules):
        """A state in which much is nearly used up."""
        def counts():
            return {'uses': self.r.randint(0, 3), 'customers': {'c-1': self.r.randint(0, 2)}, 'today': self.r.randint(0, 2)}
        state = {'audiences': {'vip': ['c-7']}, 'promotions': {p.name: counts() for p in rules.promotions if p.limits},
                 'codes': {'THANKS-ABCDEFG0': {'coupon': 'thanks', 'uses': self.pick(0, 0, 1),
                                               'revoked': self.chance(0.2)},
                           'CARD-ABCDEFG1': {'coupon': 'card', 'balance': money_text(self.money(), rules.decimals)},
                           'CARD-ABCDEFG2': {'coupon': 'card', 'balance': money_text(self.money(3), rules.decimals)}},
                 'loyalty': {'c-1': {'stars': {'points': self.pick(0, 250, 1000), 'earned': self.pick(0, 500, 2500)}}}}
        if 'welcome' in self.coupons:
            state['coupons'] = {'welcome': counts()}
        for c in rules.campaigns:
            state['campaigns'] = {c.name: {'spent': money_text(self.money(8), rules.decimals),
                                           'uses': self.r.randint(0, 6)}}
        return state

    # ---- baskets ----

    def text(self, minor, rules):
        return money_text(minor, rules.decimals)

    def basket(self, rules, number, most_units=7, most_lines=5):
        left = self.r.randint(2, most_units)
        lines = []
        stock = [self.price() for _ in range(self.r.randint(1, 4))]
        for i in range(self.r.randint(1, most_lines)):
            if left == 0:
                break
            qty = min(left, self.weighted([(5, 1), (3, 2), (2, 3), (1, 4)]))
            left -= qty
            price = self.pick(*stock) if self.chance(0.4) else self.price()
            line = {'id': str(i + 1), 'sku': self.pick(*SKUS), 'qty': qty, 'price': self.text(price, rules)}
            if self.chance(0.9):
                line['category'] = self.pick(*CATEGORIES) if self.chance(0.8) else self.r.sample(CATEGORIES, 2)
            if self.chance(0.5):
                line['brand'] = self.pick(*BRANDS)
            if self.chance(0.5):
                line['tags'] = sorted(self.r.sample(TAGS, self.r.randint(1, 2)))
            if self.chance(0.2):
                line['weight'] = self.pick('0.5', '1.25', 0.75, 2)
            if self.chance(0.3):
                line['season'] = self.pick('ss26', 'fw25')
            weighed = self.chance(0.05)
            if not weighed and self.chance(0.25):
                line['list_price'] = self.text(price + self.pick(0, self.unit, 5 * self.unit), rules)
            if not weighed and self.chance(0.12):
                line['min_price'] = self.text(self.r.randint(0, price), rules)
            if weighed:
                line.pop('qty')
                line['measure'] = self.pick('0.350', '1.255', '2', '0.5')
            elif i > 0 and self.chance(0.04):
                line['stored_value'] = True
            lines.append(line)
        basket = {'id': f'b-{number}', 'at': self.pick('2026-04-01T10:00:00', '2026-04-01T10:00:00Z',
                                                       '2026-04-04T12:30:00', '2026-04-01T23:30:00'), 'lines': lines}
        if self.chance(0.7):
            basket['channel'] = self.pick('web', 'store')
        if self.chance(0.6):
            customer = {'id': self.pick('c-1', 'c-7')}
            if self.chance(0.6):
                customer['level'] = self.pick('bronze', 'silver', 'gold')
            if self.chance(0.5):
                customer['orders'] = self.r.randint(0, 3)
            if self.chance(0.5):
                customer['location'] = self.pick(101, 102, 103)
            if self.chance(0.5):
                customer['segments'] = self.pick(['vip'], ['other'], ['other', 'vip'])
            if self.chance(0.3):
                customer['since'] = self.pick('2024-02-29', '2024-03-01', '2026-01-01')
            if self.chance(0.4):
                customer['birthday'] = self.pick('1990-04-03', '1985-04-01', '1992-02-29')
            basket['customer'] = customer
        if self.chance(0.6):
            shipping = self.text(self.pick(5 * self.unit, 5 * self.unit - 1, 0, self.r.randint(1, 9 * self.unit)), rules)
            basket['shipping'] = shipping if self.chance(0.5) else {'method': 'UPS', 'price': shipping}
        if self.chance(0.3):
            basket['gift_wrap'] = self.chance(0.6)
        if self.chance(0.2):
            basket['spent'] = self.text(self.threshold(), rules)
        if self.chance(0.2):
            basket['price_list'] = self.pick('us', 'other')
        if self.chance(0.35):
            basket['coupons'] = self.r.sample(('WELCOME10', 'NOPE', 'thanks-abcdefgo', 'CARD-ABCDEFG1', 'CARDABCDEFG2'),
                                              self.r.randint(1, 3))
            if len(basket['coupons']) > 1:
                basket['coupons'] += [basket['coupons'][0].lower().replace('0', 'o'), basket['coupons'][0]]
        if rules.state and self.chance(0.2):
            basket['redeem_points'] = {'stars': 100 * self.r.randint(1, 4)}
        if self.chance(0.03):
            basket['trigger'] = 'purchase'
        return basket


def generate(seed, baskets=6, most_units=7, most_lines=5):
    g = Generator(seed)
    rules = g.rule_set()
    return rules, [g.basket(rules, i + 1, most_units, most_lines) for i in range(baskets)]


if __name__ == '__main__':
    import json
    import sys
    from model import to_promo
    made, basket_list = generate(sys.argv[1] if len(sys.argv) > 1 else '1')
    print(to_promo(made))
    for b in basket_list:
        print(json.dumps(b))
