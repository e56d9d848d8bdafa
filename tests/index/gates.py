"""Promotions that only their gates tell apart, and baskets at all hours: many stores and regions, schedules over midnight, two
conditions at a time, instants around changes of the clocks."""
import json
import random

ZONE = 'Europe/Berlin'
STORES, REGIONS = 150, 40
CHANNELS = ['web', 'app', 'store']
SCHEDULES = ['mon .. fri 08:00 .. 12:00', 'sat .. mon', 'wed 22:00 .. 02:00', 'sun 23:30 .. 03:30', 'sat, sun 01:45 .. 02:15',
             'mon .. sun 02:30 .. 02:15', 'thu']
# Winter to summer on 29 March 2026, back on 25 October, in Berlin; and days far from both.
DAYS = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26', '2026-06-03', '2026-12-31']


def restrictions(rng):
    if rng.random() < 0.5:
        yield 'stores ' + ', '.join(f'"s{n}"' for n in rng.sample(range(STORES), rng.randint(1, 4)))
    if rng.random() < 0.4:
        yield 'regions ' + ', '.join(f'"r{n}"' for n in rng.sample(range(REGIONS), rng.randint(1, 3)))
    if rng.random() < 0.4:
        yield 'channels ' + ', '.join(rng.sample(CHANNELS, rng.randint(1, 2)))
    if rng.random() < 0.5:
        yield f'schedule {rng.choice(SCHEDULES)}'
    if rng.random() < 0.3:
        yield f'period {rng.choice(DAYS)} .. 2026-12-31'
    if rng.random() < 0.1:
        yield 'status draft'


def event(rng):
    sku, other, segment = (f'"{prefix}{rng.randrange(n)}"' for prefix, n in (('i', 8), ('i', 8), ('g', 4)))
    return rng.choice([
        ['give 1.00 off order'],
        [f'when segment {segment}', f'give 5% off sku {sku}'],
        [f'when all {{ quantity of sku {sku} >= 2  quantity of sku {other} >= 1 }}', 'give 0.50 off order'],
        [f'when any {{ segment {segment}  quantity of sku {sku} >= 3 }}', f'give 10% off sku {other}'],
        [f'buy 1 of sku {sku}, 1 of sku {other}', 'give them for 3.00'],
        [f'when none {{ segment {segment} }}', f'give 0.10 off each of sku {sku}'],
    ])


def write(directory, promotions=250, baskets=300, seed=5):
    rng = random.Random(seed)
    rules = [f'settings {{ currency EUR  timezone "{ZONE}" }}', 'layers { one stack  two }']
    for number in range(promotions):
        rules += [f'promotion p{number} {{', f'  layer {rng.choice(["one", "two"])}', *(f'  {r}' for r in restrictions(rng)),
                  '  event offer {', *(f'    {line}' for line in event(rng)), '  }', '}']
    (directory / 'gates.promo').write_text('\n'.join(rules) + '\n', encoding='utf-8')
    with open(directory / 'gates.ndjson', 'w', encoding='utf-8') as file:
        for _ in range(baskets):
            basket = {'at': f'{rng.choice(DAYS)}T{rng.randrange(24):02d}:{rng.choice([0, 15, 30, 45, 59]):02d}:00'
                            + rng.choice(['', '+00:00', '+01:00', '+02:00']),
                      'lines': [{'sku': f'i{n}', 'qty': rng.randint(1, 3), 'price': '2.50'} for n in rng.sample(range(8), rng.randint(1, 4))],
                      'customer': {'segments': [f'g{n}' for n in rng.sample(range(4), rng.randint(0, 2))]}}
            for member, names in (('store', [f's{n}' for n in range(STORES + 5)]), ('region', [f'r{n}' for n in range(REGIONS)]),
                                  ('channel', CHANNELS + ['fax'])):
                if rng.random() < 0.9:
                    basket[member] = rng.choice(names)
            file.write(json.dumps(basket) + '\n')
    return directory / 'gates.promo', directory / 'gates.ndjson'
