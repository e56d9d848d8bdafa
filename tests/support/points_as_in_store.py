"""Orders of some customers over a year: `promo simulate` and a store, in which each order is reserved and committed, agree on every
day: what is due, how much of it is paid with points, and what tiers give. Points end after a while, the oldest are spent first.

    points_as_in_store.py PROMO FOLDER [SEED]      the folder takes the files
"""
import csv
import datetime
import json
import os
import random
import subprocess
import sys

RULES = """settings { currency USD  timezone "America/New_York" }
loyalty stars { earn 1 point per 1.00 on order  redeem 10 points for 1.00  expire after %s  tier silver from 100 points  tier gold from 250 points }
promotion for_gold { event e { when tier of stars >= gold  give 10%% off order } }
promotion for_silver { event e { when tier of stars == silver  give 5%% off order } }
promotion for_savers { event e { when points of stars >= 150  give 1.00 off order } }
promotion gift { event e { when amount >= 90.00  give 25 points of stars } }
"""
EXPIRES = ["40 days", "5 weeks", "2 months", "36 hours"]


def run(promo, *words):
    done = subprocess.run([promo, *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("promo %s: exit %d\n%s" % (" ".join(words), done.returncode, done.stderr))
    return done.stdout


def compare(promo, folder, seed):
    chance = random.Random(seed)
    name = os.path.join(folder, str(seed))
    rules, store, history = name + ".promo", name + ".db", name + ".ndjson"
    with open(rules, "w") as file:
        file.write(RULES % chance.choice(EXPIRES))
    run(promo, "state", "init", "--store", store)
    day, expected, paid = datetime.date(2025, 1, 1), {}, 0
    with open(history, "w") as file:
        for number in range(40):
            day += datetime.timedelta(days=chance.randint(1, 15))
            at = "%sT%02d:30:00-05:00" % (day, chance.randint(1, 21))
            basket = {"id": str(number), "at": at, "customer": {"id": "c-%d" % chance.randint(1, 2)},
                      "lines": [{"sku": "A", "qty": 1, "price": "%d.00" % chance.randint(5, 120)}]}
            if chance.random() < 0.5:
                basket["redeem_points"] = {"stars": chance.randint(1, 400)}
            one = name + ".json"
            with open(one, "w") as single:
                json.dump(basket, single)
            file.write(json.dumps(basket) + "\n")
            result = json.loads(run(promo, "order", "reserve", rules, one, "--order", str(number), "--store", store, "--at", at))
            run(promo, "order", "commit", str(number), "--store", store, "--at", at)
            paid += sum(float(p["amount"]) for p in result["payments"])
            expected[str(day)] = (result["discount"], result["subtotal"])
    table = list(csv.DictReader(run(promo, "simulate", "--format", "csv", "--table", "days", rules, history).splitlines()))
    found = {row["day"]: (row["discount"], row["goods"]) for row in table}
    totals = {row["what"]: row["amount"] for row in
              csv.DictReader(run(promo, "simulate", "--format", "csv", "--table", "totals", rules, history).splitlines())}
    assert found == expected, [(day, expected[day], found.get(day)) for day in expected if expected[day] != found.get(day)]
    assert abs(float(totals.get("paid by certificate, points", 0)) - paid) < 0.001, (totals, paid)
    return paid


if __name__ == "__main__":
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    paid = [compare(sys.argv[1], sys.argv[2], seed) for seed in range(first, first + 2)]
    assert any(amount > 20 for amount in paid), "hardly anything is paid with points: %s" % paid
    print("seeds %d to %d: paid with points %s" % (first, first + 1, paid))
