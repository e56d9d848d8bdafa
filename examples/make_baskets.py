#!/usr/bin/env python3
"""Makes baskets for the smaller example shops: invented goods and customers, with a shop's mix of small and large orders.

    make_baskets.py telecom|fashion|grocer|club [--baskets 60] [--seed 2026] > SHOP/baskets.ndjson

Equal seeds give equal output. The gift shop has a generator of its own.
"""
import argparse
import json
import random

# sku, category, price in cents, and what else a line carries
TELECOM = [
    ("PLAN-S", "plan", 2000, {}), ("PLAN-M", "plan", 4000, {}), ("PLAN-L", "plan", 6000, {}),
    ("PHONE-A", "device", 27900, {}), ("PHONE-B", "device", 31900, {}), ("PHONE-C", "device", 60000, {}),
    ("TABLET", "device", 44900, {}), ("PHONE-R", "device", 18900, {"tags": ["refurbished"]}),
    ("COVER", "accessory/cover", 2490, {}), ("CHARGER", "accessory/charger", 1990, {}), ("CABLE", "accessory/cable", 1000, {}),
    ("EARBUDS", "accessory/audio", 7900, {}),
]
FASHION = [
    ("MOC", "shoes/moccasins", 9000, {"brand": "Atelier"}), ("SAN", "shoes/sandals", 4000, {"brand": "Basique"}),
    ("BOOT", "shoes/boots", 14900, {"brand": "Atelier", "tags": ["new"]}), ("OLD", "shoes/pumps", 3500, {"tags": ["clearance"]}),
    ("SHIRT", "shirts", 5900, {"brand": "Simple"}), ("TROUSERS", "trousers", 7900, {"brand": "Simple"}), ("TIE", "ties", 2900, {}),
    ("TEE", "tops", 2000, {}), ("BLOUSE", "tops", 4500, {"brand": "Atelier"}), ("PARKA", "coats", 22000, {"material": "wool"}),
    ("TRENCH", "coats", 18000, {"material": "cotton", "season": "aw26"}), ("LODEN", "coats", 26000, {"material": "wool", "season": "aw26"}),
    ("SCARF-R", "scarves", 2000, {}), ("SCARF-B", "scarves", 2200, {}), ("SCARF-G", "scarves", 2500, {}),
    ("VEST", "vests", 2500, {"tags": ["last"]}), ("TRUNK", "bags", 5000, {"tags": ["bulky"]}),
]
GROCER = [
    ("YO-A", "dairy/yoghurt", 89, {}), ("YO-B", "dairy/yoghurt", 79, {}), ("MILK", "dairy/milk", 149, {"organic": True}),
    ("PECORINO", "dairy/cheese", 400, {}), ("PENNE", "pasta", 149, {}), ("PESTO", "sauce", 299, {}), ("PASSATA", "sauce", 119, {}),
    ("APPLE", "fruit", 60, {"organic": True}), ("PEAR", "fruit", 70, {}), ("PLUM", "fruit", 40, {}), ("MANGO", "fruit", 230, {}),
    ("RYE", "bakery", 320, {}), ("ROLL", "bakery", 45, {}), ("OATS", "cereals", 240, {"organic": True}), ("HAM", "meat", 500, {}),
    ("PILS", "drinks/beer", 120, {"tags": ["alcohol", "bottle"]}), ("WATER", "drinks/water", 60, {"tags": ["bottle", "crate"]}),
]
WEIGHED = [("GOUDA", "cheese_counter", 1250), ("BRIE", "cheese_counter", 1890), ("APPLE-KG", "fruit", 249), ("GRAPES-KG", "fruit", 399)]
CLUB = [
    ("TENT", "tents", 18000, {}), ("ROPE", "climbing", 10000, {}), ("BOOTS", "shoes", 14900, {}), ("BOTTLE", "kitchen", 1990, {}),
    ("STOVE", "kitchen", 5990, {}), ("SOCKS", "clothing", 1290, {}), ("JACKET", "clothing", 19900, {}), ("MAP", "books", 990, {}),
    ("CARD", "gift_cards", 5000, {"stored_value": True}),
]
MANY = [(1, 60), (2, 20), (3, 10), (4, 4), (6, 4), (12, 2)]


def money(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def weighted(rng, table):
    return rng.choices([row[0] for row in table], [row[-1] for row in table])[0]


def lines_of(rng, goods, most, quantities=MANY):
    chosen = rng.sample(goods, min(len(goods), max(1, min(most, int(rng.lognormvariate(0.9, 0.7))))))
    lines = []
    for sku, category, price, rest in chosen:
        lines.append({"id": str(len(lines) + 1), "sku": sku, "qty": weighted(rng, quantities), "price": money(price), "category": [category], **rest})
    return lines


def telecom(rng, basket):
    basket["at"] = f"2026-{rng.randint(9, 12):02d}-{rng.randint(1, 28):02d}T{rng.randint(9, 19):02d}:{rng.randint(0, 59):02d}:00"
    basket["channel"] = weighted(rng, [("web", 5), ("store", 4), ("phone", 1)])
    if rng.random() < 0.8:
        basket["price_list"] = "consumer"
    basket["customer"] = {"id": f"t-{rng.randint(1, 400)}", "region_code": rng.choice([10, 11, 12, 20, 30]),
                          "level": rng.choice(["bronze", "silver", "gold"]), "months": rng.randint(0, 60)}
    basket["contract"] = rng.choice(["24m", "24m", "1m"])
    basket["lines"] = lines_of(rng, TELECOM, 6, [(1, 80), (2, 12), (3, 6), (4, 2)])


def fashion(rng, basket):
    basket["at"] = f"2026-10-{rng.randint(1, 28):02d}T{rng.randint(9, 20):02d}:{rng.randint(0, 59):02d}:00"
    basket["channel"] = rng.choice(["web", "store"])
    if rng.random() < 0.7:
        basket["customer"] = {"id": rng.choice([f"f-{rng.randint(1, 300)}"] * 12 + ["e-2"])}
    basket["lines"] = lines_of(rng, FASHION, 9, [(1, 70), (2, 20), (3, 8), (4, 2)])
    basket["shipping"] = {"method": rng.choice(["post", "post", "express"]), "price": "6.00"}
    if rng.random() < 0.1:
        basket["gift_wrap"] = True


def grocer(rng, basket):
    basket["at"] = f"2026-06-{rng.randint(1, 28):02d}T{rng.randint(8, 19):02d}:{rng.randint(0, 59):02d}:00"
    basket["channel"] = "store"
    if rng.random() < 0.6:
        basket["customer"] = {"id": f"k-{rng.randint(1, 500)}", "card": rng.random() < 0.7}
    basket["lines"] = lines_of(rng, GROCER, 14)
    for sku, category, price in rng.sample(WEIGHED, rng.choice([0, 0, 1, 2])):
        basket["lines"].append({"id": str(len(basket["lines"]) + 1), "sku": sku, "measure": f"0.{rng.randint(80, 990):03d}", "price": money(price),
                                "category": [category]})


def club(rng, basket):
    basket["at"] = f"2026-{rng.randint(3, 9):02d}-{rng.randint(1, 28):02d}T{rng.randint(9, 20):02d}:{rng.randint(0, 59):02d}:00"
    basket["trigger"] = weighted(rng, [("basket", 70), ("purchase", 24), ("signup", 3), ("review", 3)])
    basket["channel"] = rng.choice(["web", "web", "app", "store"])
    if rng.random() < 0.9:
        basket["customer"] = {"id": f"m-{rng.randint(1, 600)}", "orders": rng.choice([0, 0, 0, 1, 4]),
                              "birthday": f"{rng.randint(1955, 2004)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"}
    if rng.random() < 0.5:
        basket["coupons"] = [rng.choice(["FIRST-15", "first15", "FIRST-15", "SPRING"])]
    basket["lines"] = [] if basket["trigger"] == "signup" else lines_of(rng, CLUB, 5, [(1, 75), (2, 18), (3, 7)])


def main():
    shops = {shop.__name__: shop for shop in (telecom, fashion, grocer, club)}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shop", choices=shops)
    parser.add_argument("--baskets", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    for number in range(1, arguments.baskets + 1):
        basket = {"id": f"{arguments.shop}-{number:04d}"}
        shops[arguments.shop](rng, basket)
        print(json.dumps(basket, separators=(",", ":")))


if __name__ == "__main__":
    main()
