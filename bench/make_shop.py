#!/usr/bin/env python3
"""Makes a large shop: rule files of N promotions in a realistic mix over 5,000 items, and baskets of 1 to 40 lines.

    make_shop.py rules 10000 DIRECTORY      writes DIRECTORY/rules.promo, and the same rules as DIRECTORY/rules.tsv
    make_shop.py baskets 1000 FILE          writes NDJSON, and the same baskets as FILE.tsv

Equal seeds give equal files. The mix: a percentage off a category from k units; an amount off the order from T in a segment;
buy n get m, the cheapest free, in a brand; a fixed price for two items; ladders; members' prices on lists of items; coupons.
Most are also restricted by channel, region and time, as live promotions are.
"""
import datetime
import json
import os
import random
import sys
import zoneinfo

ITEMS, CATEGORIES, BRANDS, REGIONS, SEGMENTS = 5000, 250, 150, 12, 40
CHANNELS = ["web", "app", "store"]
ZONE = zoneinfo.ZoneInfo("America/Chicago")


def item(number):
    """Category, brand, price in cents of an item; the same for rules and baskets."""
    rng = random.Random(number * 7919 + 1)
    category = rng.randrange(CATEGORIES)
    return {"sku": f"i{number}", "category": f"c{category % 20}/s{category}", "brand": f"b{rng.randrange(BRANDS)}",
            "price": rng.choice([99, 149, 199, 249, 399, 499, 799, 999, 1499, 2999, 4999, 9999])}


CATALOGUE = [item(n) for n in range(ITEMS)]


def month_day(month, day):
    """Days as months of 31, which is enough to compare."""
    return month * 31 + day


def restrictions(rng):
    """The lines of the language, and what they say as numbers: channels, regions, first and last day, evenings, priority."""
    lines, channels, regions, first, last_day, evening, priority = [], 7, (1 << REGIONS) - 1, 0, 10**6, 0, 100
    if rng.random() < 0.6:
        chosen = sorted(rng.sample(CHANNELS, rng.choice([1, 2])))
        channels = sum(1 << CHANNELS.index(c) for c in chosen)
        lines.append("channels " + ", ".join(chosen))
    if rng.random() < 0.7:
        chosen = sorted(rng.sample(range(REGIONS), rng.choice([1, 2, 3])))
        regions = sum(1 << r for r in chosen)
        lines.append("regions " + ", ".join(f'"r{r}"' for r in chosen))
    if rng.random() < 0.8:
        month = rng.randrange(1, 13)
        last = min(12, month + rng.choice([0, 0, 1, 2]))
        first, last_day = month_day(month, 1), month_day(last, 28)
        lines.append(f"period 2026-{month:02d}-01 .. 2026-{last:02d}-28")
    if rng.random() < 0.1:
        evening = 1
        lines.append("schedule mon .. fri 17:00 .. 20:00")
    if rng.random() < 0.2:
        priority = rng.randrange(1, 200)
        lines.append(f"priority {priority}")
    return lines, [channels, regions, first, last_day, evening, priority]


def category(rng):
    return rng.choice(CATALOGUE)["category"]


def category_number(name):
    return int(name.split("/s")[1])


# Each maker gives: layer, properties, the event's lines, and the same as numbers for rules.tsv.


def percent_off(rng, _):
    where = category(rng)
    least, rate = rng.choice([1, 2, 3, 4]), rng.choice([5, 10, 15, 20])
    return ("goods", [], [f'when quantity of category "{where}" >= {least}', f'give {rate}% off category "{where}"'],
            ["percent", category_number(where), least, rate])


def amount_off(rng, _):
    spend, segment = rng.choice([50, 75, 100, 150, 200, 300]), rng.randrange(SEGMENTS)
    return ("orders", [], [f'when all {{ segment "g{segment}"  amount >= {spend}.00 }}', f"give {max(1, spend // 20)}.00 off order"],
            ["amount", segment, spend * 100, max(1, spend // 20) * 100])


def cheapest_free(rng, _):
    size, brand = rng.choice([2, 3, 3, 4]), rng.randrange(BRANDS)
    return "goods", [], [f'buy {size} of brand "b{brand}"', "give cheapest 1 of them free"], ["free", brand, size, 0]


def pair_price(rng, _):
    a, b = rng.sample(CATALOGUE, 2)
    price = (a["price"] + b["price"]) * rng.choice([75, 80, 85, 90]) // 100
    return ("goods", [], [f'buy 1 of sku "{a["sku"]}", 1 of sku "{b["sku"]}"', f"give them for {price // 100}.{price % 100:02d}"],
            ["pair", int(a["sku"][1:]), int(b["sku"][1:]), price])


def ladder(rng, _):
    where = category(rng)
    return ("goods", [], [f'give by quantity of category "{where}" {{', f'  from 2 give 5% off category "{where}"',
                          f'  from 4 give 10% off category "{where}"', f'  from 8 give 15% off category "{where}"', "}"],
            ["ladder", category_number(where), 0, 0])


def member_prices(rng, _):
    items = rng.sample(CATALOGUE, rng.choice([3, 8, 20]))
    listed = ", ".join(f'"{i["sku"]}"' for i in items)
    segment, rate = rng.randrange(SEGMENTS), rng.choice([3, 5, 8])
    return ("goods", [], [f'when segment "g{segment}"', f"give {rate}% off sku {{ {listed} }}"],
            ["member", segment, rate, 0] + [int(i["sku"][1:]) for i in items])


def with_coupon(rng, number):
    rate = rng.choice([5, 10, 15])
    return "orders", [f"requires coupon k{number}"], [f"give {rate}% off order"], ["coupon", number, rate, 0]


MIX = [(percent_off, 30), (amount_off, 12), (cheapest_free, 16), (pair_price, 14), (ladder, 10), (member_prices, 12), (with_coupon, 6)]


def write_rules(count, directory):
    rng = random.Random(42)
    os.makedirs(directory, exist_ok=True)
    out = ["settings { currency USD  timezone \"America/Chicago\" }", "", "layers { goods  orders }", ""]
    table = []
    for number in range(count):
        make = rng.choices([m for m, _ in MIX], [w for _, w in MIX])[0]
        layer, properties, body, numbers = make(rng, number)
        lines, limits = restrictions(rng)
        table.append("\t".join(str(n) for n in numbers[:1] + limits + numbers[1:]))
        if make is with_coupon:
            out += [f'coupon k{number} {{ kind discount  code "SAVE{number}"  limit 1 per customer }}', ""]
        out += [f'promotion p{number} "Offer {number}" {{', f"  layer {layer}"]
        out += ["  " + line for line in properties + lines]
        out += ["  event offer {"] + ["    " + line for line in body] + ["  }", "}", ""]
    with open(os.path.join(directory, "rules.promo"), "w", encoding="utf-8") as file:
        file.write("\n".join(out))
    with open(os.path.join(directory, "rules.tsv"), "w", encoding="utf-8") as file:
        file.write("\n".join(table) + "\n")


def write_baskets(count, path):
    rng = random.Random(7)
    with open(path, "w", encoding="utf-8") as file, open(path + ".tsv", "w", encoding="utf-8") as table:
        for number in range(count):
            lines, numbers = [], []
            for i in rng.sample(range(ITEMS), min(40, max(1, int(rng.lognormvariate(1.9, 0.8))))):
                it = CATALOGUE[i]
                qty = rng.choice([1, 1, 1, 1, 2, 2, 3, 4, 6, 12])
                numbers += [i, category_number(it["category"]), int(it["brand"][1:]), it["price"], qty]
                lines.append({"sku": it["sku"], "qty": qty,
                              "price": f'{it["price"] // 100}.{it["price"] % 100:02d}', "category": [it["category"]], "brand": it["brand"]})
            day = datetime.date(2026, rng.randrange(1, 13), rng.randrange(1, 28))
            hour, channel, region = rng.randrange(8, 22), rng.randrange(len(CHANNELS)), rng.randrange(REGIONS)
            segments, coupon = rng.sample(range(SEGMENTS), 2), -1
            basket = {"id": f"b{number}", "at": f"{day.isoformat()}T{hour:02d}:30:00", "channel": CHANNELS[channel],
                      "region": f"r{region}",
                      "customer": {"id": f"u{rng.randrange(100000)}", "segments": [f"g{s}" for s in segments]},
                      "lines": lines, "shipping": "4.95"}
            if rng.random() < 0.1:
                coupon = rng.randrange(1000)
                basket["coupons"] = [f"SAVE{coupon}"]
            evening = int(day.weekday() < 5 and 17 <= hour < 20)
            instant = int(datetime.datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZONE).timestamp())
            table.write("\t".join(str(n) for n in [month_day(day.month, day.day), evening, channel, region] + segments + [coupon, len(lines)]
                                  + numbers + [instant, basket["customer"]["id"][1:]]) + "\n")
            file.write(json.dumps(basket, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("rules", "baskets"):
        sys.exit(__doc__)
    {"rules": write_rules, "baskets": write_baskets}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
