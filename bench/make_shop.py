#!/usr/bin/env python3
"""Makes a large shop: rule files of N promotions in a realistic mix over 5,000 items, and baskets of 1 to 40 lines.

    make_shop.py rules 10000 DIRECTORY      writes DIRECTORY/rules.promo (and settings in the same file)
    make_shop.py baskets 1000 FILE          writes NDJSON

Equal seeds give equal files. The mix: a percentage off a category from k units; an amount off the order from T in a segment;
buy n get m, the cheapest free, in a brand; a fixed price for two items; ladders; members' prices on lists of items; coupons.
Most are also restricted by channel, region and time, as live promotions are.
"""
import json
import os
import random
import sys

ITEMS, CATEGORIES, BRANDS, REGIONS, SEGMENTS = 5000, 250, 400, 12, 40
CHANNELS = ["web", "app", "store"]


def item(number):
    """Category, brand, price in cents of an item; the same for rules and baskets."""
    rng = random.Random(number * 7919 + 1)
    return {"sku": f"i{number}", "category": f"c{rng.randrange(20)}/s{rng.randrange(CATEGORIES)}", "brand": f"b{rng.randrange(BRANDS)}",
            "price": rng.choice([99, 149, 199, 249, 399, 499, 799, 999, 1499, 2999, 4999, 9999])}


CATALOGUE = [item(n) for n in range(ITEMS)]


def restrictions(rng):
    lines = []
    if rng.random() < 0.6:
        lines.append("channels " + ", ".join(sorted(rng.sample(CHANNELS, rng.choice([1, 2])))))
    if rng.random() < 0.7:
        lines.append("regions " + ", ".join(f'"r{r}"' for r in sorted(rng.sample(range(REGIONS), rng.choice([1, 2, 3])))))
    if rng.random() < 0.8:
        month = rng.randrange(1, 13)
        last = min(12, month + rng.choice([0, 0, 1, 2]))
        lines.append(f"period 2026-{month:02d}-01 .. 2026-{last:02d}-28")
    if rng.random() < 0.1:
        lines.append("schedule mon .. fri 17:00 .. 20:00")
    if rng.random() < 0.2:
        lines.append(f"priority {rng.randrange(1, 200)}")
    return lines


def category(rng):
    return rng.choice(CATALOGUE)["category"]


def percent_off(rng, _):
    where = category(rng)
    return "goods", [], [f'when quantity of category "{where}" >= {rng.choice([1, 2, 3, 4])}', f'give {rng.choice([5, 10, 15, 20])}% off category "{where}"']


def amount_off(rng, _):
    spend = rng.choice([50, 75, 100, 150, 200, 300])
    return "orders", [], [f'when all {{ segment "g{rng.randrange(SEGMENTS)}"  amount >= {spend}.00 }}', f"give {max(1, spend // 20)}.00 off order"]


def cheapest_free(rng, _):
    return "goods", [], [f'buy {rng.choice([2, 3, 3, 4])} of brand "b{rng.randrange(BRANDS)}"', "give cheapest 1 of them free"]


def pair_price(rng, _):
    a, b = rng.sample(CATALOGUE, 2)
    price = (a["price"] + b["price"]) * rng.choice([75, 80, 85, 90]) // 100
    return "goods", [], [f'buy 1 of sku "{a["sku"]}", 1 of sku "{b["sku"]}"', f"give them for {price // 100}.{price % 100:02d}"]


def ladder(rng, _):
    where = category(rng)
    return "goods", [], [f'give by quantity of category "{where}" {{', f'  from 2 give 5% off category "{where}"',
                         f'  from 4 give 10% off category "{where}"', f'  from 8 give 15% off category "{where}"', "}"]


def member_prices(rng, _):
    items = rng.sample(CATALOGUE, rng.choice([3, 8, 20]))
    listed = ", ".join(f'"{i["sku"]}"' for i in items)
    return "goods", [], [f'when segment "g{rng.randrange(SEGMENTS)}"', f"give {rng.choice([3, 5, 8])}% off sku {{ {listed} }}"]


def with_coupon(rng, number):
    return "orders", [f"requires coupon k{number}"], [f"give {rng.choice([5, 10, 15])}% off order"]


MIX = [(percent_off, 30), (amount_off, 12), (cheapest_free, 16), (pair_price, 14), (ladder, 10), (member_prices, 12), (with_coupon, 6)]


def write_rules(count, directory):
    rng = random.Random(42)
    os.makedirs(directory, exist_ok=True)
    out = ["settings { currency USD  timezone \"America/Chicago\" }", "", "layers { goods  orders }", ""]
    for number in range(count):
        make = rng.choices([m for m, _ in MIX], [w for _, w in MIX])[0]
        layer, properties, body = make(rng, number)
        if make is with_coupon:
            out += [f'coupon k{number} {{ kind discount  code "SAVE{number}"  limit 1 per customer }}', ""]
        out += [f'promotion p{number} "Offer {number}" {{', f"  layer {layer}"]
        out += ["  " + line for line in properties + restrictions(rng)]
        out += ["  event offer {"] + ["    " + line for line in body] + ["  }", "}", ""]
    with open(os.path.join(directory, "rules.promo"), "w", encoding="utf-8") as file:
        file.write("\n".join(out))


def write_baskets(count, path):
    rng = random.Random(7)
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            lines = []
            for i in rng.sample(range(ITEMS), min(40, max(1, int(rng.lognormvariate(1.9, 0.8))))):
                it = CATALOGUE[i]
                lines.append({"sku": it["sku"], "qty": rng.choice([1, 1, 1, 1, 2, 2, 3, 4, 6, 12]),
                              "price": f'{it["price"] // 100}.{it["price"] % 100:02d}', "category": [it["category"]], "brand": it["brand"]})
            basket = {"id": f"b{number}", "at": f"2026-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}T{rng.randrange(8, 22):02d}:30:00-06:00",
                      "channel": rng.choice(CHANNELS), "region": f"r{rng.randrange(REGIONS)}",
                      "customer": {"id": f"u{rng.randrange(100000)}", "segments": [f"g{s}" for s in rng.sample(range(SEGMENTS), 2)]},
                      "lines": lines, "shipping": "4.95"}
            if rng.random() < 0.1:
                basket["coupons"] = [f"SAVE{rng.randrange(1000)}"]
            file.write(json.dumps(basket, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("rules", "baskets"):
        sys.exit(__doc__)
    {"rules": write_rules, "baskets": write_baskets}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
