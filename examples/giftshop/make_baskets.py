#!/usr/bin/env python3
"""Makes the gift shop's catalogue and baskets: invented goods and customers in the shape of a real shop's trade.

The shape (lines per basket, quantities with their long tail, prices, hours of the day) follows what is published of a
British online shop for gifts: "Online Retail", Daqing Chen, UCI Machine Learning Repository, 2015,
https://doi.org/10.24432/C5BW33. Nothing of its data is in the output; equal seeds give equal output.

    make_baskets.py --baskets 300 --seed 2026 > baskets.ndjson
    make_baskets.py --catalogue > catalogue.csv
"""
import argparse
import datetime
import json
import random

CATEGORIES = [
    # category, nouns, price points in pence, share of lines
    ("home/kitchen", ["Mug", "Tea Towel", "Jam Jar", "Cake Tin", "Egg Cup", "Teapot", "Apron", "Recipe Box", "Milk Jug"],
     [85, 125, 165, 255, 295, 375, 495, 850], 22),
    ("home/lights", ["Tealight Holder", "Lantern", "Candle", "Night Light", "Fairy Lights", "Lamp Shade"],
     [42, 85, 125, 165, 255, 495, 795, 1295], 14),
    ("home/decoration", ["Photo Frame", "Wall Clock", "Door Sign", "Cushion", "Mirror", "Bunting", "Heart", "Vase"],
     [125, 165, 210, 295, 375, 495, 795, 1495], 18),
    ("paper/cards", ["Birthday Card", "Thank You Card", "Postcard Set", "Notebook", "Sticker Sheet"],
     [19, 29, 42, 65, 85, 125], 12),
    ("paper/wrap", ["Gift Bag", "Wrapping Paper", "Ribbon", "Gift Tag Set", "Tissue Paper"],
     [29, 42, 65, 85, 125], 10),
    ("toys", ["Jigsaw", "Wooden Train", "Spinning Top", "Skittles", "Dominoes", "Doll", "Colouring Pencils"],
     [42, 85, 125, 195, 295, 375, 795], 9),
    ("garden", ["Plant Pot", "Bird Feeder", "Watering Can", "Herb Marker", "Wind Chime", "Parasol"],
     [125, 165, 295, 495, 795, 1295], 5),
    ("bags", ["Lunch Bag", "Shopper", "Jumbo Bag", "Purse", "Washbag"], [165, 195, 208, 295], 6),
    ("christmas", ["Bauble", "Stocking", "Advent Calendar", "Tree Star", "Snow Globe", "Wreath", "Cracker Set"],
     [42, 85, 125, 165, 295, 495, 795], 14),
]
BRANDS = ["Rosehip", "Fairlea", "Old Mill", "Pennyfarthing", "Bluebell", "Tin & Twine"]
STYLES = ["Red Spot", "Blue Stripe", "Vintage", "Ivory", "Woodland", "Strawberry", "Polka Dot", "Retro", "Silver", "Paisley",
          "Union", "Ditsy"]
# Cumulative shares of lines per basket and units per line, and orders by the hour.
LINES = [(0.08, 1, 1), (0.16, 2, 4), (0.30, 5, 8), (0.55, 9, 14), (0.78, 15, 25), (0.91, 26, 41), (0.98, 42, 74), (1.0, 75, 110)]
UNITS = [(1, 26), (2, 16), (3, 7), (4, 9), (5, 3), (6, 11), (8, 3), (10, 4), (12, 15), (16, 1), (20, 1), (24, 7), (36, 1.4),
         (48, 1.7), (72, 0.6), (96, 0.5), (120, 0.3), (144, 0.3), (288, 0.12), (432, 0.1), (1440, 0.03), (2400, 0.01)]
HOURS = [(8, 14), (9, 47), (10, 83), (11, 87), (12, 108), (13, 102), (14, 76), (15, 97), (16, 50), (17, 38), (18, 26), (19, 16), (20, 6)]
REGIONS = [("GB", 92), ("IE", 3), ("DE", 2), ("FR", 2), ("NO", 1)]
SEASON = (datetime.date(2026, 11, 1), datetime.date(2026, 12, 23))


def pick(rng, weighted):
    return rng.choices([w[0] for w in weighted], [w[-1] for w in weighted])[0]


def pence(amount):
    return f"{amount // 100}.{amount % 100:02d}"


def make_catalogue(rng):
    items = []
    for category, nouns, prices, share in CATEGORIES:
        count = 14 + share
        for number in range(count):
            noun = nouns[number % len(nouns)]
            price = rng.choice(prices)
            items.append({
                "sku": f"{category[:2].upper()}{1000 + len(items) * 7}",
                "name": f"{rng.choice(STYLES)} {noun}",
                "category": category,
                "brand": rng.choice(BRANDS),
                "price": price,
                "cost": max(1, price * rng.randint(35, 60) // 100),
                "tags": sorted(tag for tag, chance in (("new", 0.12), ("clearance", 0.10), ("3for2", 0.18)) if rng.random() < chance),
                "weight": share / count * rng.paretovariate(1.2),
            })
    return items


def make_customers(rng):
    customers = []
    for number in range(260):
        wholesale = rng.random() < 0.18
        customers.append({
            "id": f"c-{1000 + number}",
            "orders": rng.choice([0, 0, 1, 2, 3, 5, 8, 13]),
            "birthday": (datetime.date(1950, 1, 1) + datetime.timedelta(days=rng.randint(0, 365 * 54))).isoformat(),
            "segments": ["wholesale"] if wholesale else ["member"] if rng.random() < 0.45 else [],
        })
    return customers


def make_line(rng, number, item, wholesale):
    units = pick(rng, UNITS)
    if wholesale and rng.random() < 0.5:
        units *= rng.choice([2, 4, 6])
    line = {"id": str(number), "sku": item["sku"], "qty": min(units, 5000), "price": pence(item["price"]), "cost": pence(item["cost"]),
            "category": [item["category"]], "brand": item["brand"]}
    if item["tags"]:
        line["tags"] = item["tags"]
    return line


def make_basket(rng, number, items, customers):
    day = SEASON[0] + datetime.timedelta(days=rng.randint(0, (SEASON[1] - SEASON[0]).days))
    at = f"{day.isoformat()}T{pick(rng, HOURS):02d}:{rng.randint(0, 59):02d}:00Z"
    basket = {"id": f"b-{number:05d}", "at": at, "channel": pick(rng, [("web", 80), ("app", 12), ("store", 8)]),
              "region": pick(rng, REGIONS)}
    customer = rng.choice(customers) if rng.random() < 0.93 else None
    if customer:
        basket["customer"] = customer
    codes = [code for code, chance in (("JOLLY10", 0.08), ("HELLO5", 0.05), ("OLDCODE", 0.01)) if rng.random() < chance]
    if codes:
        basket["coupons"] = codes
    draw = rng.random()
    _, low, high = next(row for row in LINES if draw <= row[0])
    wanted = min(rng.randint(low, high), len(items))
    chosen = {}
    while len(chosen) < wanted:
        item = rng.choices(items, [i["weight"] for i in items])[0]
        chosen[item["sku"]] = item
    wholesale = bool(customer) and "wholesale" in customer["segments"]
    basket["lines"] = [make_line(rng, i + 1, item, wholesale) for i, item in enumerate(chosen.values())]
    if basket["channel"] != "store":
        basket["shipping"] = {"method": "courier", "price": "4.95" if basket["region"] == "GB" else "12.50"}
    if rng.random() < 0.06:
        basket["gift_wrap"] = True
    return basket


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--baskets", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--catalogue", action="store_true", help="print the catalogue as CSV instead")
    arguments = parser.parse_args()
    rng = random.Random(2026)
    items = make_catalogue(rng)
    customers = make_customers(rng)
    if arguments.catalogue:
        print("sku,name,category,brand,price,cost,tags")
        for item in items:
            print(f'{item["sku"]},{item["name"]},{item["category"]},{item["brand"]},{pence(item["price"])},'
                  f'{pence(item["cost"])},{";".join(item["tags"])}')
        return
    rng = random.Random(arguments.seed)
    for number in range(1, arguments.baskets + 1):
        print(json.dumps(make_basket(rng, number, items, customers), separators=(",", ":")))


if __name__ == "__main__":
    main()
